"""What a review may say: each check returns the value to store or raises ReviewRefused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tracker.core.types import Outcome, SectionKind
from tracker.models import Commitment, EvidenceCandidate, Report, User
from tracker.selectors.scope import visible_commitments

PENDING_OUTCOMES = (
    Outcome.PARTIAL,
    Outcome.IN_PROGRESS,
    Outcome.NO_EVIDENCE,
    Outcome.NOT_FULFILLED,
    Outcome.NOT_ASSESSABLE,
)
DROPPING_OUTCOMES = (Outcome.DROPPED, Outcome.SUPERSEDED)
NOTE_LIMIT = 4000  # characters


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
        start, end = item.get("start"), item.get("end")
        if not (isinstance(start, int) and isinstance(end, int)) or start < 0:
            raise ReviewRefused("evidence_not_in_report")
        text = result.text[start:end]
        if end > len(result.text) or not text.strip() or text != item.get("text"):
            raise ReviewRefused("evidence_not_in_report")
        kinds = [s.kind for s in sections if s.start <= start < s.end]
        posted_id = item.get("candidate_id")
        is_offered = isinstance(posted_id, int) and offered.get(posted_id) == (start, end)
        picked[start, end] = {
            "start": start,
            "end": end,
            "text": text,
            "section_kind": kinds[-1] if kinds else SectionKind.OTHER.value,
            "candidate_id": posted_id if is_offered else None,
        }
    return [picked[place] for place in sorted(picked)]


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
    if successor.successor_id == commitment.pk:
        raise ReviewRefused("successor_circular")
    return successor
