"""A commitment's outcome from its measures and itself (承诺事项由具体举措汇总)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tracker.core.types import Outcome, Reason, Suggestion

_EXPLICIT: Final = frozenset({Outcome.DROPPED, Outcome.SUPERSEDED})
_ANSWERED: Final = frozenset(
    {Outcome.FULFILLED, Outcome.PARTIAL, Outcome.IN_PROGRESS, Outcome.NOT_FULFILLED}
)
_AGAINST: Final = frozenset({"number_blocks", "admitted", "other_body"})


def aggregate(own: Suggestion, measures: Sequence[Suggestion]) -> Suggestion:
    """The suggestion for a commitment, given the one for its whole text and its measures'.

    Explicit words on the whole commitment win. One measure given up does not give up the
    commitment. "Fulfilled" needs every measure that can be judged, and nothing admitted or
    contradicted of the whole; a mixture is "in part".
    """
    if own.outcome in _EXPLICIT or not measures:
        return own
    judged = [m for m in measures if m.outcome is not Outcome.NOT_ASSESSABLE]
    answered = [m for m in judged if m.outcome in _ANSWERED]
    outcome = _outcome(own, judged, answered)
    if outcome is own.outcome:
        return Suggestion(outcome, own.confidence, (_count(judged, answered), *own.reasons))
    agreeing = [m for m in judged if m.outcome is outcome] or answered or judged or [own]
    confidence = sum(m.confidence for m in agreeing) / len(agreeing)
    return Suggestion(outcome, confidence, (_count(judged, answered), *own.reasons))


def _outcome(
    own: Suggestion, judged: Sequence[Suggestion], answered: Sequence[Suggestion]
) -> Outcome:
    if not judged:
        # Nothing that can be checked cannot be kept.
        return Outcome.NOT_ASSESSABLE if own.outcome is Outcome.FULFILLED else own.outcome
    kept = sum(m.outcome is Outcome.FULFILLED for m in judged)
    against = own.outcome is Outcome.NOT_FULFILLED or any(r.code in _AGAINST for r in own.reasons)
    if kept == len(judged):
        return Outcome.PARTIAL if against else Outcome.FULFILLED
    if not answered:  # the whole text is answered although no measure alone is
        return Outcome.PARTIAL if own.outcome is Outcome.FULFILLED else own.outcome
    alike = {m.outcome for m in answered}
    # All failed, or all under way, is that; any mixture is "in part".
    return alike.pop() if len(alike) == 1 and not kept else Outcome.PARTIAL


def _count(judged: Sequence[Suggestion], answered: Sequence[Suggestion]) -> Reason:
    kept = sum(m.outcome is Outcome.FULFILLED for m in judged)
    return Reason("measures", (("kept", kept), ("answered", len(answered)), ("all", len(judged))))
