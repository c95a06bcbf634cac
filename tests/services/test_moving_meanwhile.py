"""A report is moved while others work on it: nothing stale is stored, one of two is refused."""

from __future__ import annotations

import threading

import pytest
from django.core.files.base import ContentFile
from django.db import connections

from tests.factories import make_user
from tests.services.correcting import Desk, aside, matched_pair, mend, move, text_of
from tests.services.test_moving import OTHER, answers
from tracker.core import pipeline
from tracker.core.types import PairAssessment, ReportReading
from tracker.models import Agency, Correction, MatchJob, Report
from tracker.services import ingestion
from tracker.services.corrections import correct, state_of
from tracker.services.ingestion import process_upload
from tracker.services.jobs import due_jobs
from tracker.services.matching import Matched, match_batch
from tracker.services.mending import CorrectionRefused, moving
from tracker.services.uploads import receive_upload
from tracker.services.years import lock_family

pytestmark = pytest.mark.django_db


def test_a_match_that_runs_meanwhile_stores_nothing_stale(
    moving_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, result, user = moving_desk
    mend(plan, user, aside(2))
    (key,) = due_jobs([plan.pk])
    real = pipeline.assess_pair

    def slow(first: ReportReading, second: ReportReading) -> PairAssessment:
        assessment = real(first, second)
        mend(plan, user, aside(0))
        return assessment

    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "assess_pair", slow)
        assert match_batch([key]) == {key: Matched.LOST}
    assert MatchJob.objects.get(pk=key).state == "waiting"
    assert match_batch([key]) == {key: Matched.INSERTED}
    assert result.pk in answers(plan)


def test_a_file_read_while_its_report_is_moved_is_stored_where_it_is_now(
    moving_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    _plan, result, user = moving_desk
    upload = receive_upload(ContentFile(text_of(2024).encode()), filename="报告.txt", again=True)
    real, moved = lock_family, list[int]()

    def late(agency: Agency) -> None:
        if not moved:
            moved.extend(move(result, user, agency=OTHER).jobs or [0])
        real(agency)

    monkeypatch.setattr(ingestion, "lock_family", late)
    done = process_upload(upload.pk)
    assert done is not None
    assert (done.report_id, Report.objects.count()) == (result.pk, 2)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("storage")
def test_of_two_people_at_once_one_is_refused() -> None:
    plan, _result, _user = matched_pair()
    root = make_user(is_superuser=True)
    seen, outcomes = state_of(plan), list[str]()
    together = threading.Barrier(2)

    def one(name: str) -> None:
        together.wait(timeout=30)
        try:
            correct(
                plan.pk,
                lambda row: moving(row, user=root, agency_name=name, report_year=2023),
                user=root,
                seen=seen,
            )
            outcomes.append("done")
        except CorrectionRefused as refused:
            outcomes.append(refused.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=[name]) for name in (OTHER, "鹤洲县司法局")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(outcomes) == ["done", "report_changed"]
    assert Correction.objects.count() == 1
