"""Pairs of reports to be matched (比对任务): asked for when reports come in, claimed in batches."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Final

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from tracker.models import Commitment, MatchJob, Report
from tracker.selectors.commitments import IN_PLAN
from tracker.services import work

BATCH: Final = 25  # pairs that one message wakes: some 0.5 s of work

Pair = tuple[int, int]  # (plan report, result report)


def linked_pairs(wanted: Q) -> list[Pair]:
    """The pairs that the commitments wanted make with the reports that answer them."""
    rows = (
        Commitment.objects.filter(IN_PLAN, wanted, result_report__isnull=False)
        .order_by("report_id", "result_report_id")
        .values_list("report_id", "result_report_id")
        .distinct()
    )
    return [(plan, result) for plan, result in rows if result is not None]


def all_pairs(*, agency_name: str = "", report_year: int | None = None) -> list[Pair]:
    """Every stored pair, narrowed by agency and by the plan report's year."""
    wanted = Q()
    if agency_name:
        wanted &= Q(report__agency__name=agency_name)
    if report_year is not None:
        wanted &= Q(report__report_year=report_year)
    return linked_pairs(wanted)


def request_jobs(pairs: Iterable[Pair]) -> list[int]:
    """Have these pairs matched, anew where they were before; the keys of their jobs.

    To be called in the transaction that changes the reports: a worker that is busy with the old
    text loses its claim, and stores nothing. The caller wakes workers after the commit.
    """
    now = timezone.now()
    rows = [
        MatchJob(plan_report_id=plan, result_report_id=result, requested_at=now, **work.ANEW)
        for plan, result in sorted(set(pairs))
    ]
    asked = MatchJob.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["plan_report", "result_report"],
        update_fields=["requested_at", *work.ANEW],
        batch_size=500,
    )
    return [job.pk for job in asked]


def drop_untied(plan_ids: Collection[int]) -> None:
    """Take away the jobs of these plans with reports that no longer answer any part of them."""
    answered = Commitment.objects.filter(
        IN_PLAN, report=OuterRef("plan_report"), result_report=OuterRef("result_report")
    )
    MatchJob.objects.filter(~Exists(answered), plan_report__in=plan_ids).delete()


def claim_jobs(job_ids: Collection[int]) -> list[MatchJob]:
    """Take those of these jobs that are due, at most BATCH, for this process."""
    return work.claim(MatchJob.objects.filter(pk__in=sorted(job_ids)[:BATCH]))


def due_jobs(report_ids: Collection[int]) -> list[int]:
    """The jobs that wait because of these reports.

    They are the plan, the result, or one of several results that a plan was shared out among.
    """
    shared = MatchJob.objects.filter(result_report__in=report_ids).values("plan_report")
    tied = (
        Q(plan_report__in=report_ids) | Q(result_report__in=report_ids) | Q(plan_report__in=shared)
    )
    due = MatchJob.objects.filter(tied, work.is_due(timezone.now()))
    return list(due.order_by("pk").values_list("pk", flat=True))


def due_jobs_of(agency_ids: Collection[int]) -> list[int]:
    """The jobs that wait because of the reports of these agencies."""
    reports = Report.objects.filter(agency__in=agency_ids)
    return due_jobs(list(reports.values_list("pk", flat=True)))


def jobs_left_behind(*, now: dt.datetime, most: int) -> list[int]:
    """Jobs that were tried and are due again, at most so many."""
    return work.left_behind(MatchJob.objects.all(), now=now, most=most)


def jobs_unheard(*, before: dt.datetime, most: int) -> list[int]:
    """Jobs that nobody has tried since before then, at most so many: their message was lost."""
    return work.unheard(MatchJob.objects.filter(requested_at__lt=before), most=most)


def in_batches(job_ids: Iterable[int]) -> list[list[int]]:
    """These jobs as messages: BATCH at a time, but one that was tried before is alone.

    A pair that kills its worker would otherwise use up the attempts of its neighbours.
    """
    keys = sorted(set(job_ids))
    tried = set(MatchJob.objects.filter(pk__in=keys, attempts__gt=0).values_list("pk", flat=True))
    fresh = [key for key in keys if key not in tried]
    batches = [fresh[start : start + BATCH] for start in range(0, len(fresh), BATCH)]
    return batches + [[key] for key in sorted(tried)]
