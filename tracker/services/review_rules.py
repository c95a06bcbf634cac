"""What a review may say: each check returns the value to store or raises ReviewRefused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Required, TypedDict

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


class Said(TypedDict, total=False):
    """What a person posts about a commitment, unchecked.

    `evidence` items are {"start", "end", "text", "candidate_id"}, places in the text of the
    following year's report; `marks` are Review.Mark values by the measure's key.
    """

    outcome: Required[str]
    note: str
    evidence: Iterable[Mapping[str, Any]]
    successor_id: int | None
    marks: Mapping[int, str]


class ReviewRefused(Exception):  # noqa: N818 - a rule's answer, not a program error
    """A rule says no. `code` names a sentence in tracker.wording.REFUSALS; `params` fill it."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What a person concludes, checked against every rule that needs no other person."""

    outcome: Outcome
    note: str
    evidence: list[dict[str, Any]]
    successor: Commitment | None
    marks: list[dict[str, Any]]

    @property
    def is_drop(self) -> bool:
        """Whether it takes a second person."""
        return self.outcome in DROPPING_OUTCOMES

    def fields(self) -> dict[str, Any]:
        """The fields of a Review."""
        return {
            "outcome": self.outcome.value,
            "note": self.note,
            "evidence": self.evidence,
            "successor": self.successor,
            "marks": self.marks,
        }


def checked_conclusion(
    said: Said, commitment: Commitment, *, result: Report, reviewer: User, reasoned: bool = False
) -> Conclusion:
    """What was said about a commitment; with `reasoned`, a note is required whatever it is.

    Raises ReviewRefused.
    """
    outcome = allowed_outcome(said["outcome"])
    evidence = checked_passages(said.get("evidence", ()), commitment, result)
    required = reasoned or outcome in DROPPING_OUTCOMES
    note = stripped_note(said.get("note", ""), required=required)
    require_evidence(outcome, evidence)
    return Conclusion(
        outcome=outcome,
        note=note,
        evidence=evidence,
        successor=checked_successor(said.get("successor_id"), commitment, reviewer, outcome),
        marks=checked_marks(said.get("marks", {}), commitment),
    )


def checked_marks(marks: Mapping[int, str], commitment: Commitment) -> list[dict[str, Any]]:
    """The marks of the commitment's own measures, in their order, with the words marked."""
    if not marks:
        return []
    measures = {measure.pk: measure.text for measure in commitment.measures.all()}
    if not marks.keys() <= measures.keys() or not set(marks.values()) <= set(Review.Mark.values):
        raise ReviewRefused("mark_not_of_this")
    return [
        {"measure": pk, "text": text, "mark": marks[pk]}
        for pk, text in measures.items()
        if pk in marks
    ]


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
        require_successor_now(proposal.successor, commitment)


def require_successor_now(successor: Commitment, commitment: Commitment) -> None:
    """The link may be made, and nobody else makes another until the transaction ends.

    Two at once could each miss the other's link: one agency at a time. Raises ReviewRefused.
    """
    bodies = {commitment.report.agency_id, successor.report.agency_id}
    list(Agency.objects.select_for_update().filter(pk__in=bodies).order_by("pk"))
    _require_possible_successor(successor, commitment)
