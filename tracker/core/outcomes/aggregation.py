"""A commitment's outcome from its measures and itself (承诺事项由具体举措汇总)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tracker.core.types import Outcome, Reason, Suggestion

_EXPLICIT: Final = frozenset({Outcome.DROPPED, Outcome.SUPERSEDED})
_ANSWERED: Final = frozenset(
    {Outcome.FULFILLED, Outcome.PARTIAL, Outcome.IN_PROGRESS, Outcome.NOT_FULFILLED}
)
_BLOCKS: Final = frozenset({"number_blocks", "under_way", "announced_only"})
# So many measures must be kept before the commitment as a whole may be called kept.
MOSTLY: Final = 2 / 3


def aggregate(own: Suggestion, measures: Sequence[Suggestion]) -> Suggestion:
    """The suggestion for a commitment, given the one for its whole text and its measures'.

    Explicit words on the whole commitment win. One measure given up does not give up the
    commitment. "Fulfilled" needs every measure, or most of them while each of the others is
    answered and none is contradicted.
    """
    if own.outcome in _EXPLICIT or len(measures) < 2:
        return own
    judged = [m for m in measures if m.outcome is not Outcome.NOT_ASSESSABLE]
    answered = [m for m in judged if m.outcome in _ANSWERED]
    outcome = _outcome(own, judged, answered)
    if outcome is own.outcome:
        return Suggestion(outcome, own.confidence, (_count(judged, answered), *own.reasons))
    agreeing = [m for m in judged if m.outcome is outcome] or answered or judged
    confidence = sum(m.confidence for m in agreeing) / len(agreeing)
    return Suggestion(outcome, confidence, (_count(judged, answered), *own.reasons))


def _outcome(
    own: Suggestion, judged: Sequence[Suggestion], answered: Sequence[Suggestion]
) -> Outcome:
    if not answered:
        return own.outcome
    kept = sum(m.outcome is Outcome.FULFILLED for m in judged)
    contradicted = any(reason.code in _BLOCKS for m in judged for reason in m.reasons)
    mostly = len(answered) == len(judged) and kept >= MOSTLY * len(judged)
    if kept == len(judged) or (mostly and not contradicted):
        return Outcome.FULFILLED
    alike = {m.outcome for m in answered}
    # All failed, or all under way, is that; any mixture is "in part".
    return alike.pop() if len(alike) == 1 and not kept else Outcome.PARTIAL


def _count(judged: Sequence[Suggestion], answered: Sequence[Suggestion]) -> Reason:
    kept = sum(m.outcome is Outcome.FULFILLED for m in judged)
    return Reason("measures", (("kept", kept), ("answered", len(answered)), ("all", len(judged))))
