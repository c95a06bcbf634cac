"""A corrected report is matched again, and a match that runs on its old text stores nothing."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile

from tests.factories import make_user
from tracker.core import pipeline
from tracker.core.types import PairAssessment, ReportReading
from tracker.models import Commitment, MatchJob, MatchRun, Report
from tracker.services.ingestion import process_upload
from tracker.services.jobs import due_jobs
from tracker.services.matching import Matched, match_batch
from tracker.services.reviews import decide
from tracker.services.uploads import receive_upload

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.usefixtures("storage")]

YEARS = {
    year: f"""柳溪县司法局{year}年法治政府建设情况报告
一、主要成效
全年开展街道普法宣讲{year - 2000}场，设立法律咨询点两处。
二、{year + 1}年工作安排
（一）办好普法宣讲。{year + 1}年开展街道普法宣讲30场以上。
（二）增设咨询点。年底前增设法律咨询点一处。
"""
    for year in (2023, 2024)
}


def hand_in(text: str) -> int:
    upload = receive_upload(ContentFile(text.encode()), filename="报告.txt")
    done = process_upload(upload.pk)
    assert done is not None
    assert done.report_id is not None
    return done.report_id


def test_a_corrected_report_is_matched_again_and_what_was_decided_on_it_stays() -> None:
    plan, result = (Report.objects.get(pk=hand_in(text)) for text in YEARS.values())
    (key,) = due_jobs([plan.pk])
    assert match_batch([key]) == {key: Matched.INSERTED}
    for row in plan.commitments.all():
        decided(row)
    corrected = YEARS[2023].replace("增设法律咨询点一处", "增设法律咨询点三处")
    assert hand_in(corrected) == plan.pk
    kept, changed = Commitment.objects.filter(report=plan).order_by("position")
    assert (kept.review_state, kept.outcome) == ("confirmed", "no_evidence")
    assert (changed.review_state, changed.outcome) == ("unmatched", "")
    assert changed.returned_reason == "text_changed"
    job = MatchJob.objects.get()
    assert (job.pk, job.state, job.attempts) == (key, "waiting", 0)
    assert match_batch([key]) == {key: Matched.INSERTED}
    changed.refresh_from_db()
    assert changed.review_state == "proposed"
    assert result.jobs_answered.get() == job


@pytest.mark.parametrize("year", [2023, 2024])
def test_a_match_that_runs_on_the_old_text_stores_nothing(
    year: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan_id, _result_id = (hand_in(text) for text in YEARS.values())
    (key,) = due_jobs([plan_id])
    real = pipeline.assess_pair

    def slowly(plan: ReportReading, result: ReportReading) -> PairAssessment:
        hand_in(YEARS[year].replace("街道普法宣讲", "社区普法宣讲"))
        return real(plan, result)

    monkeypatch.setattr(pipeline, "assess_pair", slowly)
    assert match_batch([key]) == {key: Matched.LOST}
    assert MatchRun.objects.count() == 0
    assert not Commitment.objects.filter(suggestion__isnull=False).exists()
    monkeypatch.setattr(pipeline, "assess_pair", real)
    assert match_batch([key]) == {key: Matched.INSERTED}
    assert "社区普法宣讲" in (Report.objects.get(report_year=year).text)


def decided(row: Commitment) -> None:
    """A person has found nothing about it in the next report."""
    row.refresh_from_db()
    decide(
        row.pk, reviewer=make_user(is_superuser=True), outcome="no_evidence", version=row.version
    )
