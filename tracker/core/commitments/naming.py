"""What a commitment is called (承诺事项的名称)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tracker.core.commitments.clauses import acts, clause_spans, is_measured, leads_in
from tracker.core.sentences import sentence_spans
from tracker.core.types import Span

_LONGEST_BEFORE_COLON: Final = 40  # characters: 今年经济社会发展的主要预期目标是：…


def heading_of(text: str, span: Span) -> str:
    """What a commitment is called: its first sentence without the full stop.

    Where that sentence goes on to the figures or the actions themselves (加大普法力度，全年
    开展普法10场，…), its first clause; where it names them behind a colon, what stands before.
    """
    first = next(sentence_spans(text, start=span.start, end=span.end), span)
    if (colon := _before_colon(text, first)) is not None:
        return colon.of(text)
    clauses = list(clause_spans(text, first))
    if len(clauses) > 1 and _is_run_in(text, clauses, whole=first.end >= span.end):
        first = clauses[0]
    return first.of(text).rstrip("。；;：:.．， ")


def _before_colon(text: str, first: Span) -> Span | None:
    """The words before a colon that figures follow."""
    limit = min(first.end, first.start + _LONGEST_BEFORE_COLON)
    at = max(text.find("：", first.start, limit), text.find(":", first.start, limit))
    if at <= first.start or not is_measured(text[at + 1 : first.end]):
        return None
    return Span(first.start, at)


def _is_run_in(text: str, clauses: Sequence[Span], *, whole: bool) -> bool:
    """Whether a first sentence is a heading with the actions behind it, and no heading.

    It names figures or dates behind its first clause; or, being all there is of the item
    (`whole`), two further actions.
    """
    head, *rest = (clause.of(text) for clause in clauses)
    if not acts(head) or is_measured(head) or leads_in(head):
        return False
    return any(map(is_measured, rest)) or (whole and sum(map(acts, rest)) > 1)
