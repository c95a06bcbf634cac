"""Confirming many suggestions at once (批量确认): the same acts and checks as one by one.

Only what the machine is sure of and what needs no second look may go this way. Each record is
one act of its own, marked as made in bulk; what a person changed meanwhile is left alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings

from tracker.core.types import Outcome, SectionKind
from tracker.models import Commitment, EvidenceCandidate, Review, User
from tracker.selectors.queue import OPEN
from tracker.selectors.scope import visible_commitments
from tracker.services.review_rules import DROPPING_OUTCOMES, ReviewRefused
from tracker.services.review_steps import StaleCommitment
from tracker.services.reviews import decide

MOST: Final = 500  # records in one go: what a person can still look over
LEAST_SCORE: Final = 0.5  # of the passage that a "fulfilled" rests on


@dataclass(frozen=True, slots=True)
class Candidate:
    """One record of a bulk act: what would be confirmed, or the code of why it can't be."""

    commitment: Commitment
    outcome: str
    passage: EvidenceCandidate | None
    refused: str = ""  # a code of wording.REFUSALS; empty when it may be confirmed


@dataclass(frozen=True, slots=True)
class Shown:
    """What the preview showed of one record: anything newer is not what the person saw."""

    commitment_id: int
    version: int
    suggestion_id: int


@dataclass(frozen=True, slots=True)
class BulkResult:
    """What became of a bulk act: the reviews made, and the refusals by record."""

    made: Sequence[Review]
    refused: Sequence[tuple[int, str]]  # commitment, code of wording.REFUSALS


def preview(user: User, commitment_ids: Iterable[int]) -> list[Candidate]:
    """What confirming these would do, in the order of the queue; writes nothing.

    Raises ReviewRefused for more than MOST records, and without the right to review.
    """
    if not user.has_perm("tracker.review_commitment"):
        raise ReviewRefused("not_permitted")
    wanted = set(commitment_ids)
    if len(wanted) > MOST:
        raise ReviewRefused("too_many_at_once", most=MOST)
    rows = list(
        visible_commitments(user)
        .filter(pk__in=wanted)
        .select_related("suggestion", "report__agency")
        .order_by("doubt", "plan_year", "pk")
    )
    passages = _best_passages(rows)
    return [_candidate(row, passages.get(row.suggestion_id or 0)) for row in rows]


def confirm(user: User, shown: Iterable[Shown]) -> BulkResult:
    """Confirm what the preview showed, each by itself, as far as it still holds.

    Raises ReviewRefused as `preview` does; what is refused of single records is in the result.
    """
    seen = {item.commitment_id: item for item in shown}
    made: list[Review] = []
    refused: list[tuple[int, str]] = []
    candidates = preview(user, seen)
    for candidate in candidates:
        item = seen[candidate.commitment.pk]
        try:
            made.append(_confirm(user, candidate, item))
        except ReviewRefused as no:
            refused.append((item.commitment_id, no.code))
        except StaleCommitment:
            refused.append((item.commitment_id, "changed_meanwhile"))
    known = {candidate.commitment.pk for candidate in candidates}
    refused += [(pk, "out_of_scope") for pk in seen if pk not in known]
    return BulkResult(made, refused)


def _confirm(user: User, candidate: Candidate, item: Shown) -> Review:
    if candidate.refused:
        raise ReviewRefused(candidate.refused)
    return decide(
        item.commitment_id,
        reviewer=user,
        version=item.version,
        suggestion_id=item.suggestion_id,
        in_bulk=True,
        outcome=candidate.outcome,
        evidence=_evidence(candidate.passage),
    )


def _candidate(row: Commitment, passage: EvidenceCandidate | None) -> Candidate:
    outcome = row.suggestion.outcome if row.suggestion else ""
    return Candidate(row, outcome, passage, _refusal(row, passage))


def _refusal(row: Commitment, passage: EvidenceCandidate | None) -> str:
    """Why a record can't be confirmed together with others; empty when it can."""
    suggestion = row.suggestion
    if suggestion is None:
        return "bulk_no_suggestion"
    outcome = Outcome(suggestion.outcome)
    rules = (
        ("awaiting_report", row.result_report_id is None),
        ("bulk_not_open", row.review_state not in OPEN),
        ("bulk_returned", bool(row.returned_reason)),
        ("bulk_drop", outcome in DROPPING_OUTCOMES),
        ("bulk_unsure", suggestion.confidence < settings.BULK_CONFIDENCE),
        ("bulk_number_missed", suggestion.numbers_missed > 0),
        ("bulk_no_passage", outcome is Outcome.FULFILLED and passage is None),
    )
    return next((code for code, applies in rules if applies), "")


def _best_passages(rows: Sequence[Commitment]) -> dict[int, EvidenceCandidate]:
    """The best passage of what was achieved, by suggestion."""
    found = EvidenceCandidate.objects.filter(
        suggestion__in=[row.suggestion_id for row in rows if row.suggestion_id],
        section_kind=SectionKind.ACHIEVEMENTS.value,
        score__gte=LEAST_SCORE,
    ).order_by("suggestion", "-rank")
    return {candidate.suggestion_id: candidate for candidate in found}


def _evidence(passage: EvidenceCandidate | None) -> list[dict[str, Any]]:
    if passage is None:
        return []
    place = {"start": passage.start, "end": passage.end, "text": passage.text}
    return [place | {"candidate_id": passage.pk}]
