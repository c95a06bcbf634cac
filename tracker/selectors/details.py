"""Commitments with all that a record shows, in a number of queries that no row adds to."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet

from tracker.models import Commitment, EvidenceCandidate, Measure, Review, Suggestion

# What a record doesn't show: two reports' texts for each row were most of what a page read.
_UNREAD = [
    f"{report}__{column}"
    for report in ("report", "result_report")
    for column in ("raw_text", "text", "facts")
]


def with_summary(commitments: QuerySet[Commitment]) -> QuerySet[Commitment]:
    """For a list: one query."""
    rows = commitments.select_related("report__agency__region", "result_report", "suggestion__run")
    return rows.defer(*_UNREAD)


def with_detail(commitments: QuerySet[Commitment]) -> QuerySet[Commitment]:
    """For one record: measures and targets, the suggestions' passages, the reviews in order."""
    candidates = Prefetch("candidates", EvidenceCandidate.objects.order_by("rank"))
    suggestions = Prefetch("suggestions", Suggestion.objects.prefetch_related(candidates))
    measures = Measure.objects.order_by("position").prefetch_related("targets", suggestions)
    reviews = Review.objects.order_by("pk").select_related("reviewer")
    return with_summary(commitments).prefetch_related(
        Prefetch("measures", measures),
        Prefetch("suggestion__candidates", EvidenceCandidate.objects.order_by("rank")),
        Prefetch("reviews", reviews),
    )
