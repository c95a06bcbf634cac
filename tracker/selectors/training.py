"""Confirmed individual reviews as labelled pairs, for fitting the matcher (复核转标注).

Only what one person decided on its own counts: bulk acceptances would teach the machine to agree
with itself. Decisions that need no answer in what was done (难以核查, 不再推进, 已被替代) say
nothing about evidence and are left out.
"""

from __future__ import annotations

from collections import defaultdict

from django.db.models import F, QuerySet

from tracker.core.blocking import split_pools
from tracker.core.evaluation.gold import GoldItem, GoldPair, as_status
from tracker.core.sentences import split_sentences
from tracker.core.types import Outcome, ReviewState, Section, SectionKind, Sentence, Span
from tracker.models import Report, Review
from tracker.models.reviews import CONCLUSIONS

TEACHING = (
    Outcome.FULFILLED,
    Outcome.PARTIAL,
    Outcome.IN_PROGRESS,
    Outcome.NOT_FULFILLED,
    Outcome.NO_EVIDENCE,
)


def individual_reviews() -> QuerySet[Review]:
    """Decisions that stand: those that confirmed, made one at a time, oldest first.

    Of a blind second reading that is the second, of a dispute the settlement. What the sample
    data says was written for show, and is no lesson.
    """
    return (
        Review.objects.filter(
            act__in=CONCLUSIONS,
            commitment_version=F("commitment__version") - 1,
            in_bulk=False,
            outcome__in=TEACHING,
            commitment__review_state=ReviewState.CONFIRMED,
            commitment__result_report__isnull=False,
            commitment__report__agency__is_sample=False,
        )
        .select_related("commitment__report__agency", "commitment__result_report")
        .order_by("created_at", "pk")
    )


def reviewed_pairs() -> tuple[GoldPair, ...]:
    """The same as labelled pairs, one for each plan and result; empty ones are left out."""
    by_report: dict[Report, dict[int, Review]] = defaultdict(dict)
    for review in individual_reviews():
        commitment = review.commitment
        if review.outcome == commitment.outcome and commitment.result_report is not None:
            by_report[commitment.result_report][commitment.pk] = review
    pairs = (_pair(report, list(reviews.values())) for report, reviews in by_report.items())
    return tuple(pair for pair in pairs if pair.items)


def _pair(result: Report, reviews: list[Review]) -> GoldPair:
    sections = tuple(
        Section(SectionKind(row.kind), row.heading, Span(row.start, row.end))
        for row in result.sections.all()
    )
    evidence = split_pools(split_sentences(result.text, sections)).evidence
    items = (_item(review, evidence) for review in reviews)
    plan = reviews[0].commitment.report
    return GoldPair(
        name=f"{plan.agency.name} {plan.report_year}→{result.report_year}",
        items=tuple(item for item in items if item is not None),
        ids=tuple(str(sentence.index) for sentence in evidence),
        sentences=evidence,
    )


def _item(review: Review, evidence: tuple[Sentence, ...]) -> GoldItem | None:
    """One decision; None where its passages do not stand among what was done (only in 不足)."""
    places = [(passage["start"], passage["end"]) for passage in review.evidence]
    direct = frozenset(
        str(sentence.index)
        for sentence in evidence
        if any(start < sentence.span.end and sentence.span.start < end for start, end in places)
    )
    status = as_status(Outcome(review.outcome))
    if bool(direct) != (status != "not_reported"):
        return None
    return GoldItem(
        id=str(review.commitment_id),
        text=review.commitment.text,
        statuses=(status, status),
        direct=direct,
        direct_one=frozenset(),
    )
