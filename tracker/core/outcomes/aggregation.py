"""A commitment's outcome from its measures and itself (承诺事项由具体举措汇总)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tracker.core.outcomes.obstacles import VAGUE
from tracker.core.types import (
    Commitment,
    MeasureAssessment,
    MeasureKind,
    Outcome,
    Reason,
    Suggestion,
)

_EXPLICIT: Final = frozenset({Outcome.DROPPED, Outcome.SUPERSEDED})
_ANSWERED: Final = frozenset(
    {Outcome.FULFILLED, Outcome.PARTIAL, Outcome.IN_PROGRESS, Outcome.NOT_FULFILLED}
)
# What "in part" is worth: on the commitments of seeds/, where it was right in 9 of 23 and said
# with a confidence of 0.77; a confidence of the other outcomes was about right.
MIXTURE: Final = 0.6
_AGAINST: Final = frozenset({"number_blocks", "admitted", "other_body"})


def that_count(measures: Sequence[MeasureAssessment]) -> list[Suggestion]:
    """The suggestions that a commitment rests on: those of acts, where there is any.

    What only says what for (目标表述) or exhorts (口号) holds no commitment back, and keeps none.
    """
    acts = [m.suggestion for m in measures if m.measure.kind is MeasureKind.ACTION]
    return acts or [m.suggestion for m in measures]


def exhorts_only(commitment: Commitment) -> bool:
    """Whether a commitment names no act, and nothing by which it could be checked."""
    acts = any(measure.kind is MeasureKind.ACTION for measure in commitment.measures)
    return bool(commitment.measures) and not acts and commitment.verifiability <= VAGUE


def aggregate(
    own: Suggestion, measures: Sequence[Suggestion], *, vague: bool = False
) -> Suggestion:
    """The suggestion for a commitment, given the one for its whole text and its measures'.

    Explicit words on the whole commitment win. One measure given up does not give up the
    commitment. "Fulfilled" needs every measure that can be judged, and nothing admitted or
    contradicted of the whole; a mixture is "in part". `vague`: nothing in it can be checked,
    so that it is neither kept nor kept in part.
    """
    if own.outcome in _EXPLICIT or not measures:
        return own
    if vague and own.outcome is not Outcome.NOT_FULFILLED:
        reasons = tuple(dict.fromkeys((Reason("too_vague"), *own.reasons)))
        return Suggestion(Outcome.NOT_ASSESSABLE, own.confidence, reasons)
    judged = [m for m in measures if m.outcome is not Outcome.NOT_ASSESSABLE]
    answered = [m for m in judged if m.outcome in _ANSWERED]
    outcome = _outcome(own, judged, answered)
    reasons = (_count(judged, answered), *own.reasons)
    return Suggestion(outcome, _confidence(outcome, own, judged), reasons)


def _confidence(outcome: Outcome, own: Suggestion, judged: Sequence[Suggestion]) -> float:
    """The mean of those that say the same, the whole among them; less for "in part".

    "In part" is what is left when measures differ, and one that was not found makes them.
    """
    agreeing = [s.confidence for s in (own, *judged) if s.outcome is outcome]
    agreeing = agreeing or [s.confidence for s in judged] or [own.confidence]
    mean = sum(agreeing) / len(agreeing)
    return mean * MIXTURE if outcome is Outcome.PARTIAL else mean


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
