"""What an answered promise has come to where it is not kept (未到位的程度)."""

from __future__ import annotations

from tracker.core.outcomes.actions import is_completed, only_prepared
from tracker.core.outcomes.cues import Cues
from tracker.core.outcomes.obstacles import FAILED, REMAINDER, denied, going_on
from tracker.core.types import EvidenceCandidate, LedgerEntry, Outcome, Verdict


def short_of_done(
    promise: str,
    cues: Cues,
    *,
    admitted: EvidenceCandidate | None,
    again: EvidenceCandidate | None,
) -> Outcome:
    """Not fulfilled, under way or in part: by what is admitted, denied, told and promised again.

    An admission that leaves a remainder (仍有2个镇未建成) and a number short of its target tell of
    a part that was done.
    """
    met = bool(cues.entries(Verdict.MET))
    under_way = bool(
        going_on(promise, cues.passage)
        or only_prepared(promise, cues.passage)
        or (cues.underway and not cues.done)
    )
    some_done = met or (is_completed(promise, cues.passage) and not under_way)
    refused = denied(promise, cues.told)
    counted = any(_told_as_done(e, admitted) for e in cues.entries(Verdict.MISSED))
    in_part = admitted is not None and REMAINDER.search(admitted.sentence.text) is not None
    failed = admitted is not None and not met and FAILED.search(admitted.sentence.text) is not None
    nothing = bool(admitted or refused) and not (some_done or under_way or counted)
    if (failed or nothing) and not in_part:
        return Outcome.NOT_FULFILLED
    if under_way and not met:
        return Outcome.IN_PROGRESS
    if again and not some_done:
        return Outcome.IN_PROGRESS
    return Outcome.PARTIAL


def _told_as_done(entry: LedgerEntry, admitted: EvidenceCandidate | None) -> bool:
    """Whether a number that misses its target tells of something done, not only what lacks."""
    if entry.reported is None or not entry.reported.value:
        return False
    place = entry.reported.span.start
    lacking = admitted.sentence.span if admitted else None
    return lacking is None or not lacking.start <= place < lacking.end
