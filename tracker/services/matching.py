"""Matching stored reports (比对): a job in, suggestions and candidates in the tables out."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Collection, Sequence
from enum import StrEnum

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from tracker.core import pipeline
from tracker.core.outcomes import ledger_rows
from tracker.core.types import (
    CommitmentAssessment,
    MeasureAssessment,
    PairAssessment,
    ReviewState,
    Verdict,
)
from tracker.models import (
    Commitment,
    EvidenceCandidate,
    MatchJob,
    MatchRun,
    Measure,
    Report,
    Suggestion,
)
from tracker.selectors.commitments import IN_PLAN
from tracker.services import work
from tracker.services.jobs import claim_jobs
from tracker.services.readings import reading_of
from tracker.services.renewals import store_renewals
from tracker.services.years import lock_agencies

logger = logging.getLogger(__name__)


class Matched(StrEnum):
    """What became of one job."""

    INSERTED = "inserted"  # a new run
    UNCHANGED = "unchanged"  # the same texts, version and settings as before: nothing stored
    NO_PAIR = "no_pair"  # no commitment of the one report is answered by the other
    LOST = "lost"  # another worker has it, or it was asked for anew: nothing stored
    PUT_BACK = "put_back"  # it failed, and waits for another try
    FAILED = "failed"  # so did the last


def match_batch(job_ids: Collection[int]) -> dict[int, Matched]:
    """Match those of these jobs that are due; what became of each. Never touches a review.

    A pair that fails waits for another try, and the others go on. Only a database that is away
    is raised; the leases then run out.
    """
    held = claim_jobs(job_ids)
    keep = work.keeper(held)
    outcomes = {}
    for job in held:
        try:
            keep()
            outcomes[job.pk] = match_job(job)
        except work.ClaimLost:
            outcomes[job.pk] = Matched.LOST
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            logger.exception("matching %s failed", job)
            again = work.put_back(job, error_code="matching_failed")
            outcomes[job.pk] = Matched.PUT_BACK if again else Matched.FAILED
    return outcomes


def match_job(job: MatchJob) -> Matched:
    """Match the pair of a claimed job, and store the run if the claim still holds by then.

    Nothing is locked while it is worked out. Raises ClaimLost.
    """
    plan, result = _loaded(job.plan_report_id, answered_by=job.result_report_id), None
    if plan is not None and plan.commitments.all():
        result = _loaded(job.result_report_id)
    if plan is None or result is None:
        _finish(job)
        return Matched.NO_PAIR
    assessment = pipeline.assess_pair(reading_of(plan), reading_of(result))
    fingerprint = _fingerprint(plan, result, assessment)
    with transaction.atomic():
        lock_agencies([plan.agency_id, result.agency_id])
        _finish(job)
        runs = MatchRun.objects.filter(plan_report=plan, result_report=result)
        if runs.filter(fingerprint=fingerprint).exists() and not _unmatched(plan, result):
            return Matched.UNCHANGED
        _replace(plan, result, assessment, fingerprint=fingerprint)
    return Matched.INSERTED


def _finish(job: MatchJob) -> None:
    """Raises ClaimLost: then nothing may be stored."""
    if not work.finish(job, state=MatchJob.State.DONE):
        raise work.ClaimLost


def _replace(plan: Report, result: Report, assessment: PairAssessment, *, fingerprint: str) -> None:
    _outdated(plan, result).delete()
    run = MatchRun.objects.create(
        plan_report=plan,
        result_report=result,
        matcher_version=assessment.matcher_version,
        settings=dict(assessment.settings),
        fingerprint=fingerprint,
    )
    rows = list(plan.commitments.all())
    _store(run, rows, assessment.commitments)
    store_renewals(
        rows,
        list(result.commitments.all()),
        assessment.renewals,
        matcher_version=assessment.matcher_version,
    )


def _loaded(report_id: int, *, answered_by: int | None = None) -> Report | None:
    """A report with its plan; as a plan report, with the commitments that one answers.

    The plan of a body that was split is answered by several reports, each a part of it.
    """
    planned = Commitment.objects.filter(IN_PLAN).prefetch_related("measures__targets")
    if answered_by is not None:
        planned = planned.filter(result_report_id=answered_by)
    parts = ("sections", Prefetch("commitments", planned))
    reports = Report.objects.select_related("agency").prefetch_related(*parts)
    return reports.filter(pk=report_id).first()


def _outdated(plan: Report, result: Report) -> QuerySet[MatchRun]:
    """The runs that this one replaces: of the pair, and with reports that answer no longer."""
    answering = Commitment.objects.filter(report=plan, result_report__isnull=False)
    others = answering.exclude(result_report=result).values("result_report")
    return MatchRun.objects.filter(plan_report=plan).exclude(result_report__in=others)


def _unmatched(plan: Report, result: Report) -> bool:
    suggested = Suggestion.objects.filter(pk=OuterRef("suggestion_id"))
    answered = plan.commitments.filter(IN_PLAN, result_report=result)
    return answered.filter(~Exists(suggested)).exists()


def _fingerprint(plan: Report, result: Report, assessment: PairAssessment) -> str:
    """Covers all that the outcome depends on: both texts, how they were cut, the matcher."""
    facts = [
        plan.text,
        result.text,
        [[s.kind, s.start, s.end] for s in result.sections.all()],
        [[c.pk, c.text, [m.text for m in c.measures.all()]] for c in plan.commitments.all()],
        [[c.pk, c.text] for c in result.commitments.all()],  # which may promise it again
        assessment.matcher_version,
        assessment.settings,
    ]
    return hashlib.sha256(json.dumps(facts, ensure_ascii=False).encode()).hexdigest()


def _store(
    run: MatchRun, rows: Sequence[Commitment], assessed: Sequence[CommitmentAssessment]
) -> None:
    """Suggestions, candidates, and the pointers to the newest, in a constant number of queries."""
    made: list[tuple[Suggestion, CommitmentAssessment | MeasureAssessment]] = []
    for row, view in zip(rows, assessed, strict=True):
        own = _suggestion(run, row, None, view)
        row.suggestion, row.doubt = own, own.confidence
        made.append((own, view))
        measures = list(row.measures.all())
        for measure, part in zip(measures, view.measures, strict=True):
            made.append((_suggestion(run, row, measure, part), part))
    Suggestion.objects.bulk_create(suggestion for suggestion, _view in made)
    EvidenceCandidate.objects.bulk_create(
        candidate for suggestion, view in made for candidate in _candidates(suggestion, view)
    )
    Commitment.objects.bulk_update(rows, ["suggestion", "doubt"])
    run.plan_report.commitments.filter(
        IN_PLAN, review_state=ReviewState.UNMATCHED, result_report=run.result_report
    ).update(review_state=ReviewState.PROPOSED)


def _suggestion(
    run: MatchRun,
    row: Commitment,
    measure: Measure | None,
    view: CommitmentAssessment | MeasureAssessment,
) -> Suggestion:
    value = view.suggestion
    return Suggestion(
        run=run,
        commitment=row,
        measure=measure,
        outcome=value.outcome.value,
        confidence=value.confidence,
        reasons=[{"code": reason.code, "params": dict(reason.params)} for reason in value.reasons],
        ledger=ledger_rows(view.ledger),
        numbers_missed=sum(entry.verdict is Verdict.MISSED for entry in view.ledger),
    )


def _candidates(
    suggestion: Suggestion, view: CommitmentAssessment | MeasureAssessment
) -> list[EvidenceCandidate]:
    return [
        EvidenceCandidate(
            suggestion=suggestion,
            rank=candidate.rank,
            start=candidate.sentence.span.start,
            end=candidate.sentence.span.end,
            text=candidate.sentence.text,
            section_kind=candidate.sentence.section_kind.value,
            section_heading=candidate.sentence.section_heading,
            score=candidate.score,
            comparisons=[comparison._asdict() for comparison in candidate.comparisons],
        )
        for candidate in view.candidates
    ]
