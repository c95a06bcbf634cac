"""All acts on one commitment (复核记录), as its page shows them, and what follows from them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone

from tracker.admin.passages import Picked, Quote, quotes_of
from tracker.core.types import Outcome, ReviewState
from tracker.models import Commitment, Review, User
from tracker.models.commitments import DROPPING
from tracker.models.reviews import CONCLUSIONS
from tracker.selectors.scope import visible_commitments
from tracker.services.reviews import UNDO_WINDOW, UNDOABLE
from tracker.wording import OUTCOMES

SEAL_DIGITS = 8  # of a seal's 64: enough to tell by eye whether two are the same


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One act, with what the machine had said then in words."""

    review: Review
    shown: str
    quotes: Sequence[Quote]
    marks: Sequence[tuple[str, str]]  # the mark, the words of the measure

    @property
    def seal(self) -> str:
        """The first digits of the act's seal."""
        return self.review.seal[:SEAL_DIGITS]


def entries_of(commitment: Commitment) -> list[HistoryEntry]:
    """All acts, newest first. One query."""
    rows = commitment.reviews.select_related("reviewer", "successor").order_by("-seq")
    return [
        HistoryEntry(
            review,
            shown=_shown_words(review),
            quotes=quotes_of(review.evidence, commitment.result_report),
            marks=[(str(Review.Mark(row["mark"]).label), row["text"]) for row in review.marks],
        )
        for review in rows
    ]


def is_blind(commitment: Commitment, history: Iterable[HistoryEntry], reader: User | None) -> bool:
    """Whether a second reading waits, and this person isn't the one who read first."""
    if commitment.review_state != ReviewState.SECOND_REVIEW:
        return False
    first = newest_conclusion(history)
    return first is None or reader is None or first.reviewer_id != reader.pk


def newest_conclusion(history: Iterable[HistoryEntry]) -> Review | None:
    """What was concluded last, whether or not it still stands."""
    acts = (entry.review for entry in history)
    return next((review for review in acts if review.act in CONCLUSIONS), None)


def proposal_in(history: Iterable[HistoryEntry]) -> Review | None:
    """The newest drop: what a second person is asked about."""
    acts = (entry.review for entry in history)
    return next((review for review in acts if review.outcome in DROPPING), None)


def readings_of(commitment: Commitment, history: Sequence[HistoryEntry]) -> list[HistoryEntry]:
    """The two readings that a dispute is about, first and second."""
    if commitment.review_state != ReviewState.DISPUTED:
        return []
    acts = (Review.Act.DECIDE, Review.Act.SECOND)
    return [entry for entry in history if entry.review.act in acts][1::-1]


def decided(commitment: Commitment, history: Sequence[HistoryEntry], reader: User | None) -> Picked:
    """The evidence of the decision that stands or waits, or that the reader took back just now."""
    stands = (ReviewState.CONFIRMED, ReviewState.APPROVAL, ReviewState.SECOND_REVIEW)
    newest = newest_conclusion(history)
    if newest is None:
        return {}
    if commitment.review_state not in stands and taken_back(history, reader) is None:
        return {}
    return {(e["start"], e["end"]): e["text"] for e in newest.evidence}


def taken_back(history: Sequence[HistoryEntry], reader: User | None) -> Review | None:
    """The reader's own conclusion, if undoing it was the newest act."""
    newest = history[0].review if history else None
    if newest is None or reader is None or newest.act != Review.Act.UNDO:
        return None
    return newest_conclusion(history) if newest.reviewer_id == reader.pk else None


def undoable(commitment_id: int, user: User) -> Review | None:
    """A person's decision on a commitment, if one key may still take it back. One query."""
    review = (
        Review.objects.filter(commitment__in=visible_commitments(user).filter(pk=commitment_id))
        .select_related("commitment")
        .order_by("-seq")
        .first()
    )
    if review is None or review.act != Review.Act.DECIDE or review.reviewer_id != user.pk:
        return None
    is_fresh = timezone.now() - review.created_at <= UNDO_WINDOW
    return review if is_fresh and review.commitment.review_state in UNDOABLE else None


def _shown_words(review: Review) -> str:
    """The suggestion that the reviewer saw: outcome, confidence, version."""
    if not review.shown:
        return ""
    outcome = OUTCOMES[Outcome(review.shown["outcome"])]
    return f"{outcome} {review.shown['confidence']:.0%} · {review.shown['matcher_version']}"
