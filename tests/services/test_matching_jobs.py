"""Jobs worked off: failures wait, lost claims store nothing, two workers store one run."""

from __future__ import annotations

import threading

import pytest
from django.db import OperationalError, connection, connections
from django.utils import timezone

from tests.factories import Pair, make_pair, make_report
from tracker.core import pipeline
from tracker.core.types import PairAssessment, ReportReading
from tracker.models import MatchJob, MatchRun, Suggestion
from tracker.services import matching, work
from tracker.services.jobs import claim_jobs, drop_untied, request_jobs
from tracker.services.matching import Matched, match_batch, match_job
from tracker.wording import job_error_text

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def pair() -> Pair:
    return make_pair(suggest=False)


def test_no_pair_no_run(pair: Pair) -> None:
    other = make_report()
    keys = request_jobs([(pair.plan.pk, other.pk), (pair.result.pk, pair.plan.pk)])
    assert match_batch([*keys, 10**9]) == dict.fromkeys(keys, Matched.NO_PAIR)
    assert MatchRun.objects.count() == 0
    assert match_batch(keys) == {}


def test_a_pair_that_fails_waits_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    pairs = [make_pair(suggest=False) for _ in range(3)]
    keys = request_jobs([(pair.plan.pk, pair.result.pk) for pair in pairs])
    broken, real = pairs[1].plan.pk, matching._store

    def store(run: MatchRun, *others: object) -> None:
        real(run, *others)  # type: ignore[arg-type]  # as they came
        if run.plan_report_id == broken:
            raise ZeroDivisionError  # with half of it stored

    monkeypatch.setattr(matching, "_store", store)
    done = match_batch(keys)
    assert [done[key] for key in keys] == [Matched.INSERTED, Matched.PUT_BACK, Matched.INSERTED]
    assert not MatchRun.objects.filter(plan_report=broken).exists()
    job = MatchJob.objects.get(pk=keys[1])
    assert (job.state, job.error_code, job.claim) == ("waiting", "matching_failed", "")
    assert job_error_text(job.error_code, job.error_params).startswith("比对时程序出错")
    for last in (Matched.PUT_BACK, Matched.FAILED):
        MatchJob.objects.filter(pk=job.pk).update(lease_until=timezone.now())
        assert match_batch(keys) == {job.pk: last}
    job.refresh_from_db()
    assert (job.state, job.attempts, job.error_code) == ("failed", 3, "matching_failed")
    monkeypatch.setattr(matching, "_store", real)
    assert match_batch(work.retry(MatchJob.objects.all())) == {job.pk: Matched.INSERTED}


def test_a_database_that_is_away_is_no_pairs_fault(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*args: object, **kwargs: object) -> None:
        raise OperationalError

    monkeypatch.setattr(matching, "_store", away)
    (key,) = request_jobs([(pair.plan.pk, pair.result.pk)])
    with pytest.raises(OperationalError):
        match_batch([key])
    assert MatchJob.objects.get(pk=key).state == "running"  # until the lease runs out


@pytest.mark.parametrize("how", ["asked for anew", "taken over", "tied no longer"])
def test_who_lost_the_claim_meanwhile_stores_nothing(
    pair: Pair, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (key,) = request_jobs([(pair.plan.pk, pair.result.pk)])
    real = pipeline.assess_pair

    def slowly(plan: ReportReading, result: ReportReading) -> PairAssessment:
        if how == "asked for anew":
            request_jobs([(pair.plan.pk, pair.result.pk)])
        elif how == "taken over":
            MatchJob.objects.update(lease_until=timezone.now())
            assert claim_jobs([key])
        else:
            pair.plan.commitments.update(result_report=None)
            drop_untied([pair.plan.pk])
        return real(plan, result)

    monkeypatch.setattr(pipeline, "assess_pair", slowly)
    assert match_batch([key]) == {key: Matched.LOST}
    assert MatchRun.objects.count() == 0
    assert not Suggestion.objects.exists()


def test_nothing_is_locked_or_written_while_it_is_worked_out(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    (key,) = request_jobs([(pair.plan.pk, pair.result.pk)])
    (job,) = claim_jobs([key])
    real, depth = pipeline.assess_pair, len(connection.savepoint_ids)
    seen: list[int] = []

    def looked_at(plan: ReportReading, result: ReportReading) -> PairAssessment:
        seen.append(len(connection.savepoint_ids) - depth)
        return real(plan, result)

    monkeypatch.setattr(pipeline, "assess_pair", looked_at)
    assert match_job(job) is Matched.INSERTED
    assert seen == [0]


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_store_one_run() -> None:
    pair = make_pair(suggest=False)
    keys = request_jobs([(pair.plan.pk, pair.result.pk)])
    results: list[Matched] = []
    barrier = threading.Barrier(2)

    def work_on_it() -> None:
        try:
            barrier.wait()
            results.extend(match_batch(keys).values())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work_on_it) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [Matched.INSERTED]
    assert MatchRun.objects.count() == 1
