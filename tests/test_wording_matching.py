"""Every code that matching emits has its words."""

import re
from pathlib import Path

import pytest

from tracker.core.comparisons import NAMES
from tracker.core.outcomes.pairs import SECTION
from tracker.core.waterfall import BASE
from tracker.wording import COMPARISONS, REASONS, reason_text

OUTCOMES = Path(__file__).resolve().parents[1] / "tracker" / "core" / "outcomes"
FACTS = {
    **dict.fromkeys(("score", "covered", "gap", "kept", "answered", "all"), 3),
    **dict.fromkeys(("target", "reported", "word", "words", "text", "name"), "甲"),
}


def test_every_comparison_is_named() -> None:
    assert set(COMPARISONS) == {*NAMES, SECTION, BASE}


def test_every_emitted_reason_has_a_sentence() -> None:
    source = "".join(path.read_text("utf-8") for path in sorted(OUTCOMES.glob("*.py")))
    emitted = set(re.findall(r'(?:Reason|quoting|_number)\(\s*"(\w+)"', source))
    emitted |= set(re.findall(r'Outcome\.\w+, "(\w+)", \w+', source))
    assert emitted == set(REASONS)


@pytest.mark.parametrize("code", sorted(REASONS))
def test_reason_text(code: str) -> None:
    sentence = reason_text(code, FACTS)
    assert sentence.endswith(("。", "”"))
    assert "%(" not in sentence


@pytest.mark.parametrize(("code", "params"), [("unheard_of", {}), ("number_met", {})])
def test_an_unknown_code_or_a_missing_fact_is_not_hidden(code: str, params: dict[str, str]) -> None:
    assert reason_text(code, params) == code
