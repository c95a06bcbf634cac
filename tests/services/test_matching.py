"""Pairs matched and stored: once, again, after a change, without touching a review."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import Pair, make_pair, make_review, make_user
from tracker.core import pipeline
from tracker.core.quantities import find_targets
from tracker.core.types import Outcome, PairAssessment, ReportReading, ReviewState, Status
from tracker.models import (
    Commitment,
    EvidenceCandidate,
    MatchJob,
    MatchRun,
    Measure,
    Report,
    Review,
    Suggestion,
    Target,
)
from tracker.services.jobs import request_jobs
from tracker.services.matching import Matched, match_batch

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def pair() -> Pair:
    made = make_pair(suggest=False)
    made.plan.commitments.update(review_state=ReviewState.UNMATCHED)
    return made


def run(pair: Pair) -> bool:
    (key,) = request_jobs([(pair.plan.pk, pair.result.pk)])
    done = match_batch([key])[key]
    assert done in (Matched.INSERTED, Matched.UNCHANGED)
    job = MatchJob.objects.get(pk=key)
    assert (job.state, job.claim, job.lease_until, job.attempts) == ("done", "", None, 1)
    return done is Matched.INSERTED


def test_what_a_run_stores(pair: Pair) -> None:
    assert run(pair)
    rows = list(Commitment.objects.filter(report=pair.plan).select_related("suggestion__run"))
    assert {row.review_state for row in rows} == {"proposed"}
    for row in rows:
        assert row.suggestion is not None
        assert row.suggestion.measure is None
        assert row.suggestion.run.matcher_version
        assert row.suggestion.outcome in set(Outcome)
        assert (row.status, row.outcome) == ("pending", "")
        candidates = list(row.suggestion.candidates.all())
        assert [c.rank for c in candidates] == list(range(1, len(candidates) + 1))
        assert len(candidates) <= 10
        for candidate in candidates:
            assert pair.result.text[candidate.start : candidate.end] == candidate.text
            assert {"name", "level", "label", "contribution"} <= set(candidate.comparisons[0])
    measures = Suggestion.objects.filter(measure__isnull=False)
    assert measures.count() == sum(row.measures.count() for row in rows)


def test_the_ledger_is_stored(pair: Pair) -> None:
    measure = Measure.objects.filter(commitment__report=pair.plan).order_by("pk")[0]
    target, *_ = find_targets("举办讲座20场")
    Target.objects.create(
        measure=measure,
        text=target.text,
        start=measure.start,
        end=measure.start + len(target.text),
        value=target.value,
        unit=target.unit,
        comparator=target.comparator.value,
        object=target.object,
    )
    assert run(pair)
    (entry,) = Suggestion.objects.get(measure=measure).ledger
    assert entry["target"]["value"] == 20
    assert entry["verdict"] == "unreported"
    whole = Suggestion.objects.get(commitment=measure.commitment, measure=None)
    assert whole.ledger == [entry]


def test_again_stores_nothing(pair: Pair) -> None:
    assert run(pair)
    before = [list(m.objects.order_by("pk").values()) for m in (MatchRun, EvidenceCandidate)]
    assert not run(pair)
    after = [list(m.objects.order_by("pk").values()) for m in (MatchRun, EvidenceCandidate)]
    assert after == before


def test_another_matcher_replaces_the_run_and_leaves_reviews_alone(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(pair)
    row = pair.commitments[0]
    row.refresh_from_db()
    review = make_review(row, make_user())
    Commitment.objects.filter(pk=row.pk).update(
        status=Status.FULFILLED, outcome=Outcome.FULFILLED, review_state=ReviewState.CONFIRMED
    )
    real = pipeline.assess_pair

    def newer(plan: ReportReading, result: ReportReading) -> PairAssessment:
        found = real(plan, result)
        return PairAssessment(found.commitments, "newer", found.settings)

    monkeypatch.setattr(pipeline, "assess_pair", newer)
    assert run(pair)
    assert list(MatchRun.objects.values_list("matcher_version", flat=True)) == ["newer"]
    row.refresh_from_db()
    assert (row.status, row.outcome, row.review_state) == ("fulfilled", "fulfilled", "confirmed")
    assert row.suggestion is not None
    assert list(Review.objects.all()) == [review]


@pytest.mark.parametrize("which", ["plan", "result"])
def test_a_changed_text_is_matched_again(pair: Pair, which: str) -> None:
    run(pair)
    report: Report = getattr(pair, which)
    report.text += "\n另有一事。"
    report.save()
    assert run(pair)


def test_queries_do_not_grow_with_the_plan() -> None:
    counts = []
    for size in (2, 12):
        promises = [(f"事项{i}", f"事项{i}。办好第{i}件小事，全年{i}次。") for i in range(size)]
        pair = make_pair(promises=promises, suggest=False)
        with CaptureQueriesContext(connection) as queries:
            run(pair)
        counts.append(len(queries))
    assert counts[0] == counts[1]
