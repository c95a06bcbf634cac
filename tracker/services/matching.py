"""Matching stored reports: a pair in, suggestions and candidates in the tables out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from tracker.core import pipeline
from tracker.core.outcomes import ledger_rows
from tracker.core.types import (
    CommitmentAssessment,
    MeasureAssessment,
    PairAssessment,
    ReviewState,
)
from tracker.models import Commitment, EvidenceCandidate, MatchRun, Measure, Report, Suggestion
from tracker.selectors.commitments import IN_PLAN
from tracker.services.readings import reading_of
from tracker.services.renewals import store_renewals


@dataclass(frozen=True, slots=True)
class Matched:
    """What became of one pair: a new run, or nothing because nothing had changed."""

    plan_id: int
    result_id: int
    inserted: bool


def pairs_of(report_id: int) -> list[tuple[int, int]]:
    """The pairs that this report completes, both ways round: (plan report, result report)."""
    linked = Q(report_id=report_id) | Q(result_report_id=report_id)
    return _pairs(linked)


def pairs_to_match() -> list[tuple[int, int]]:
    """Pairs whose commitments have not been matched although both reports are there."""
    return _pairs(Q(suggestion__isnull=True))


def all_pairs(*, agency_name: str = "", report_year: int | None = None) -> list[tuple[int, int]]:
    """Every stored pair, narrowed by agency and by the plan report's year."""
    wanted = Q()
    if agency_name:
        wanted &= Q(report__agency__name=agency_name)
    if report_year is not None:
        wanted &= Q(report__report_year=report_year)
    return _pairs(wanted)


def match_pair(plan_id: int, result_id: int) -> Matched | None:
    """Match one pair and store the run; None when a report is gone or they are no pair.

    Never touches a review. Matching again with the same texts, version and settings stores
    nothing. The plan's row is locked, so that two workers don't store the same run.
    """
    with transaction.atomic():
        plan = _loaded(plan_id, answered_by=result_id)
        result = _loaded(result_id)
        if plan is None or result is None or not plan.commitments.all():
            return None
        assessment = pipeline.assess_pair(reading_of(plan), reading_of(result))
        fingerprint = _fingerprint(plan, result, assessment)
        runs = MatchRun.objects.filter(plan_report=plan, result_report=result)
        if runs.filter(fingerprint=fingerprint).exists() and not _unmatched(plan, result):
            return Matched(plan_id, result_id, inserted=False)
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
    return Matched(plan_id, result_id, inserted=True)


def _pairs(wanted: Q) -> list[tuple[int, int]]:
    rows = (
        Commitment.objects.filter(IN_PLAN, wanted, result_report__isnull=False)
        .order_by("report_id", "result_report_id")
        .values_list("report_id", "result_report_id")
        .distinct()
    )
    return [(plan, result) for plan, result in rows if result is not None]


def _loaded(report_id: int, *, answered_by: int | None = None) -> Report | None:
    """A report with its plan; as a plan report, locked, with the commitments that one answers.

    The plan of a body that was split is answered by several reports, each a part of it.
    """
    planned = Commitment.objects.filter(IN_PLAN).prefetch_related("measures__targets")
    reports = Report.objects.all()
    if answered_by is not None:
        planned = planned.filter(result_report_id=answered_by)
        reports = reports.select_for_update(of=("self",))
    parts = ("sections", Prefetch("commitments", planned))
    return reports.prefetch_related(*parts).filter(pk=report_id).first()


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
        row.suggestion = own
        made.append((own, view))
        measures = list(row.measures.all())
        for measure, part in zip(measures, view.measures, strict=True):
            made.append((_suggestion(run, row, measure, part), part))
    Suggestion.objects.bulk_create(suggestion for suggestion, _view in made)
    EvidenceCandidate.objects.bulk_create(
        candidate for suggestion, view in made for candidate in _candidates(suggestion, view)
    )
    Commitment.objects.bulk_update(rows, ["suggestion"])
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
            comparisons=[asdict(comparison) for comparison in candidate.comparisons],
        )
        for candidate in view.candidates
    ]
