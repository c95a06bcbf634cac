import json
from pathlib import Path

import pytest

from tests.core.evaluation.pairs import write_gold
from tracker.core.evaluation.gold import WrongFile, as_status, load
from tracker.core.types import Outcome


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        (Outcome.FULFILLED, "fulfilled"),
        (Outcome.PARTIAL, "partial"),
        (Outcome.IN_PROGRESS, "partial"),
        (Outcome.NOT_FULFILLED, "partial"),
        (Outcome.NO_EVIDENCE, "not_reported"),
        (Outcome.AWAITING_REPORT, "not_reported"),
        (Outcome.NOT_ASSESSABLE, "not_reported"),
        (Outcome.DROPPED, "not_reported"),
        (Outcome.SUPERSEDED, "not_reported"),
    ],
)
def test_as_status(outcome: Outcome, status: str) -> None:
    assert as_status(outcome) == status


def test_load(tmp_path: Path) -> None:
    pair = load(write_gold(tmp_path)[0])
    assert pair.name == "pair-0"
    assert len(pair.items) == len(pair.texts) == 8
    assert pair.ids == tuple(sorted(pair.ids))
    assert [s.index for s in pair.sentences] == list(range(12))


def test_annotators_who_differ_give_no_status(tmp_path: Path) -> None:
    pair = load(write_gold(tmp_path)[0])
    assert pair.items[0].status is None
    assert not pair.items[0].matches(Outcome.FULFILLED)
    assert pair.items[1].matches(Outcome.FULFILLED)


def test_marks(tmp_path: Path) -> None:
    pair = load(write_gold(tmp_path)[0])
    direct, doubtful = pair.marks(pair.items[1])
    assert [pair.ids[n] for n in direct.nonzero()[0]] == ["R001"]
    assert [pair.ids[n] for n in doubtful.nonzero()[0]] == ["R009"]


@pytest.mark.parametrize(
    ("text", "code", "params"),
    [
        (json.dumps({"reports": []}), "lacks", {"key": "review"}),
        (json.dumps({"review": {"R1": "甲"}}), "lacks", {"key": "pair"}),
        ("[]", "form", {}),
        ('{"review": 3}', "form", {}),
        (json.dumps({"review": {}, "pair": "x", "items": []}), "empty", {}),
        ("no json", "not_json", {}),
        ("[" * 100_000, "not_json", {}),
    ],
)
def test_another_form_is_refused(
    tmp_path: Path, text: str, code: str, params: dict[str, str]
) -> None:
    path = tmp_path / "x.json"
    path.write_text(text)
    with pytest.raises(WrongFile) as refused:
        load(path)
    assert (refused.value.code, refused.value.params) == (code, params)
