"""The clauses of a sentence and what each of them does (分句中的小句)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tracker.core.lexicon import alternatives
from tracker.core.quantities import find_deadlines, find_targets
from tracker.core.types import Span

_ACTION = re.compile(
    rf"(?:{alternatives('action_adverbs')}|\d+月(?:底|份|\d+日)?前)*"
    rf"{alternatives('action_verbs')}"
)
_AIM = re.compile(alternatives("aim_words"))
_PREFIX = re.compile(alternatives("prefix_words"))
_MARKS = re.compile(r"[,，《》“”()（）]")


def clause_spans(text: str, sentence: Span) -> Iterator[Span]:
    """Pieces between commas that stand outside quotation marks and brackets."""
    depth, start = 0, sentence.start
    for match in _MARKS.finditer(text, sentence.start, sentence.end):
        if match[0] in "《“(（":
            depth += 1
        elif match[0] in "》”)）":
            depth = max(0, depth - 1)
        elif not depth:
            yield Span(start, match.start())
            start = match.end()
    yield Span(start, sentence.end)


def is_measured(clause: str) -> bool:
    """Whether a clause names a number aimed at or a deadline."""
    return bool(find_targets(clause) or find_deadlines(clause, plan_year=2000))


def acts(clause: str) -> bool:
    """Whether a clause promises an action of its own."""
    return bool(_ACTION.match(clause)) or is_measured(clause)


def leads_in(clause: str) -> bool:
    """Whether a clause only leads in the action behind it: 按照…, 通过…."""
    return bool(_PREFIX.match(clause)) and not acts(clause)


def aims(clause: str) -> bool:
    """Whether a clause says what an action is for: 实现…, 确保…."""
    return bool(_AIM.match(clause)) and not is_measured(clause)
