"""What a review may say: each check returns the value to store or raises ReviewRefused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tracker.core.types import Outcome, SectionKind
from tracker.models import Agency, Commitment, EvidenceCandidate, Report, Review, User
from tracker.selectors.scope import visible_commitments
from tracker.selectors.successors import leads_to, possible_successors

PENDING_OUTCOMES = (
    Outcome.PARTIAL,
    Outcome.IN_PROGRESS,
    Outcome.NO_EVIDENCE,
    Outcome.NOT_FULFILLED,
    Outcome.NOT_ASSESSABLE,
)
DROPPING_OUTCOMES = (Outcome.DROPPED, Outcome.SUPERSEDED)
NOTE_LIMIT = 4000  # characters
# Letters or Han characters: less says nothing that a promise could be held against.
SHORTEST_EVIDENCE = 4


class ReviewRefused(Exception):  # noqa: N818 - a rule's answer, not a program error
    """A rule says no. `code` names a sentence in tracker.wording.REFUSALS; `params` fill it."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params


def allowed_outcome(value: str) -> Outcome:
    """The outcome a person may choose; 待报告 is the calendar's, not a person's."""
    allowed = (Outcome.FULFILLED, *PENDING_OUTCOMES, *DROPPING_OUTCOMES)
    if value not in allowed:
        raise ReviewRefused("outcome_not_allowed")
    return Outcome(value)


def stripped_note(note: str, *, required: bool) -> str:
    """The note without outer blanks; refused when one is needed or it is over NOTE_LIMIT."""
    note = note.strip()
    if required and not note:
        raise ReviewRefused("note_missing")
    if len(note) > NOTE_LIMIT:
        raise ReviewRefused("note_too_long", limit=NOTE_LIMIT)
    return note


def checked_passages(
    evidence: Iterable[Mapping[str, Any]], commitment: Commitment, result: Report
) -> list[dict[str, Any]]:
    """The picked passages as the report has them; what was posted is only compared."""
    own = EvidenceCandidate.objects.filter(suggestion__commitment=commitment)
    offered = {row.pk: (row.start, row.end) for row in own.only("pk", "start", "end")}
    sections = list(result.sections.order_by("start"))
    picked: dict[tuple[int, int], dict[str, Any]] = {}
    for item in evidence:
        start, end, text = _place(item, result)
        kinds = [s.kind for s in sections if s.start <= start < s.end]
        posted_id = item.get("candidate_id")
        is_offered = type(posted_id) is int and offered.get(posted_id) == (start, end)
        picked[start, end] = {
            "start": start,
            "end": end,
            "text": text,
            "section_kind": kinds[-1] if kinds else SectionKind.OTHER.value,
            "candidate_id": posted_id if is_offered else None,
        }
    return [picked[place] for place in sorted(picked)]


def _place(item: Mapping[str, Any], result: Report) -> tuple[int, int, str]:
    """Where a picked passage stands, and its words there."""
    start, end = item.get("start"), item.get("end")
    if type(start) is not int or type(end) is not int:  # True is an int to isinstance
        raise ReviewRefused("evidence_not_in_report")
    if not 0 <= start < end <= len(result.text) or result.text[start:end] != item.get("text"):
        raise ReviewRefused("evidence_not_in_report")
    text = result.text[start:end]
    if sum(character.isalpha() for character in text) < SHORTEST_EVIDENCE:
        raise ReviewRefused("evidence_too_short", least=SHORTEST_EVIDENCE)
    return start, end, text


def require_evidence(decided: Outcome, passages: Sequence[Mapping[str, Any]]) -> None:
    """What changes the public status needs words of the report: kept, or given up in so many."""
    if decided is Outcome.FULFILLED and not passages:
        raise ReviewRefused("evidence_missing")
    if decided in DROPPING_OUTCOMES and not passages:
        raise ReviewRefused("evidence_missing_for_drop")


def checked_successor(
    successor_id: int | None, commitment: Commitment, reviewer: User, decided: Outcome
) -> Commitment | None:
    """The commitment that takes over; asked for by 已被替代 only."""
    if decided is not Outcome.SUPERSEDED:
        return None
    if successor_id is None:
        raise ReviewRefused("successor_missing")
    successor = visible_commitments(reviewer).filter(pk=successor_id).first()
    if successor is None or successor.pk == commitment.pk:
        raise ReviewRefused("successor_missing")
    _require_possible_successor(successor, commitment)
    return successor


def _require_possible_successor(successor: Commitment, commitment: Commitment) -> None:
    """Whose promise it is, of which year, and no circle."""
    if not possible_successors(commitment, among=Commitment.objects.filter(pk=successor.pk)):
        raise ReviewRefused("successor_not_allowed")
    if leads_to(successor, commitment):
        raise ReviewRefused("successor_circular")


def require_still_allowed(proposal: Review, commitment: Commitment) -> None:
    """What was true when a drop was proposed may have changed while it waited for approval.

    Needs a transaction. Raises ReviewRefused.
    """
    if commitment.result_report is None:
        raise ReviewRefused("awaiting_report")
    checked_passages(proposal.evidence, commitment, commitment.result_report)
    if proposal.successor is not None:
        # Two approvals at once could each miss the other's link: one agency at a time.
        bodies = {commitment.report.agency_id, proposal.successor.report.agency_id}
        list(Agency.objects.select_for_update().filter(pk__in=bodies).order_by("pk"))
        _require_possible_successor(proposal.successor, commitment)
