"""Rows turned into answers. Reads only what selectors.details has loaded: no query of its own.

What a list gives is plain values, named as in the schema, which a test holds them against: to
check fifty rows of our own against it took longer than all the rest of a page.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from tracker import models
from tracker.api import schemas
from tracker.api.paging import Record
from tracker.core.types import (
    Basis,
    Comparator,
    MeasureKind,
    Outcome,
    Period,
    ReviewState,
    SectionKind,
    Status,
)
from tracker.models.reviews import CONCLUSIONS
from tracker.wording import VERIFIABILITY, reason_text


def commitment(row: models.Commitment) -> Record:
    """One commitment for a list (schemas.Commitment)."""
    suggestion = _seen(row)
    return {
        **_common(row),
        "review": _confirmed(row),
        "suggestion": {**_suggested(suggestion), **_run(suggestion)} if suggestion else None,
    }


def commitment_then(row: models.Commitment) -> Record:
    """One commitment as it stood at a moment in the past (selectors.as_of.standing)."""
    then: Any = row
    row.outcome = then.outcome_then
    row.status = Outcome(row.outcome).status if row.outcome else Status.PENDING
    row.review_state, row.reviewed_at = then.review_state_then, then.confirmed_then
    row.suggestion, row.returned_reason = None, ""
    if not then.answered_then:
        row.result_report = None
    return commitment(row)


def commitment_detail(row: models.Commitment) -> schemas.CommitmentDetail:
    """One commitment with its measures, passages and review."""
    seen = _seen(row)
    run_id = seen.run_id if seen else None
    return schemas.CommitmentDetail(
        **_common(row),
        verifiability_reasons=[str(reason) for reason in row.verifiability_reasons],
        verifiability_points=[
            schemas.VerifiabilityPoint(code=code, label=str(VERIFIABILITY.get(code, code)))
            for code in row.verifiability_reasons
        ],
        measures=[_measure(measure, run_id=run_id) for measure in row.measures.all()],
        review=_review_detail(row),
        suggestion=_suggestion_with_evidence(row),
    )


def _common(row: models.Commitment) -> Record:
    agency = row.report.agency
    region = agency.region
    return {
        "id": row.pk,
        "ordinal": row.ordinal,
        "heading": row.heading,
        "text": row.text,
        "span": (row.start, row.end),
        "agency": {"id": agency.pk, "name": agency.name},
        "region": {"code": region.code, "name": region.name} if region else None,
        "report": _report(row.report),
        "result_report": _report(row.result_report) if row.result_report else None,
        "plan_year": row.report.plan_year,
        "verifiability": row.verifiability,
        "topic": row.topic or None,
        "documents": row.documents,
        "partners": row.partners,
        "status": row.status,
        "outcome": outcome(row),
        "review_state": row.review_state,
        "returned_reason": row.returned_reason or None,
    }


def outcome(row: models.Commitment) -> Outcome | None:
    """What people found, or that the next report isn't filed; None while nobody has decided."""
    if row.outcome:
        return Outcome(row.outcome)
    return None if row.result_report_id else Outcome.AWAITING_REPORT


def _report(row: models.Report) -> Record:
    return {"id": row.pk, "report_year": row.report_year, "title": row.title}


def unreviewed() -> str:
    """What stands beside everything that the machine thinks."""
    return _("系统建议，未复核")


def _suggested(row: models.Suggestion) -> Record:
    return {
        "reviewed": False,
        "notice": unreviewed(),
        "outcome": row.outcome,
        "suggested_status": Outcome(row.outcome).status,
        "confidence": row.confidence,
        "reasons": [reason_text(r["code"], r.get("params", {})) for r in row.reasons],
    }


def _seen(row: models.Commitment) -> models.Suggestion | None:
    """The suggestion; of a record that waits for its blind second reading (盲审) nobody is told."""
    return None if row.review_state == ReviewState.SECOND_REVIEW else row.suggestion


def _suggestion_with_evidence(row: models.Commitment) -> schemas.SuggestionWithEvidence | None:
    suggestion = _seen(row)
    if suggestion is None:
        return None
    return schemas.SuggestionWithEvidence(
        **_suggested(suggestion), **_run(suggestion), evidence=_evidence(suggestion)
    )


def _run(row: models.Suggestion) -> Record:
    return {"matcher_version": row.run.matcher_version, "created_at": row.run.created_at}


def _evidence(row: models.Suggestion) -> list[schemas.Evidence]:
    return [evidence(candidate) for candidate in row.candidates.all()]


def evidence(candidate: models.EvidenceCandidate) -> schemas.Evidence:
    """One passage put forward."""
    return schemas.Evidence(
        rank=candidate.rank,
        text=candidate.text,
        span=(candidate.start, candidate.end),
        section_kind=SectionKind(candidate.section_kind),
        section_heading=candidate.section_heading,
        score=candidate.score,
        comparisons=[
            schemas.Comparison(name=c["name"], label=c["label"], contribution=c["contribution"])
            for c in candidate.comparisons
        ],
    )


def _measure(row: models.Measure, *, run_id: int | None) -> schemas.Measure:
    newest = next((s for s in row.suggestions.all() if s.run_id == run_id), None)
    return schemas.Measure(
        text=row.text,
        kind=MeasureKind(row.kind),
        span=(row.start, row.end),
        targets=[_target(target) for target in row.targets.all()],
        suggestion=_measure_suggestion(newest) if newest else None,
    )


def _measure_suggestion(row: models.Suggestion) -> schemas.MeasureSuggestion:
    return schemas.MeasureSuggestion(**_suggested(row), evidence=_evidence(row))


def _target(row: models.Target) -> schemas.Target:
    return schemas.Target(
        text=row.text,
        span=(row.start, row.end),
        value=row.value,
        unit=row.unit,
        comparator=Comparator(row.comparator),
        object=row.object,
        deadline=row.deadline,
        other_end=row.other_end,
        basis=Basis(row.basis) if row.basis else None,
        every=Period(row.every) if row.every else None,
        stretch=row.stretch,
    )


def _confirmed(row: models.Commitment) -> Record | None:
    """The conclusion that people confirmed (schemas.Review)."""
    if row.review_state != ReviewState.CONFIRMED:
        return None
    return {
        "outcome": row.outcome,
        "status": row.status,
        "confirmed_at": row.reviewed_at,
    }


def _review_detail(row: models.Commitment) -> schemas.ReviewDetail | None:
    """The last decision, and the approval that followed it where one was needed."""
    confirmed = _confirmed(row)
    acts = list(row.reviews.all()) if confirmed else []
    decided = [act for act in acts if act.act in CONCLUSIONS]
    if not confirmed or not decided:
        return None
    last = decided[-1]
    approvals = [a for a in acts if a.act == models.Review.Act.APPROVE and a.pk > last.pk]
    return schemas.ReviewDetail(
        **confirmed,
        decided_by=last.reviewer.get_username(),
        approved_by=approvals[-1].reviewer.get_username() if approvals else None,
        note=last.note,
        evidence=[
            schemas.PickedEvidence(
                text=picked["text"],
                span=(picked["start"], picked["end"]),
                section_kind=picked["section_kind"],
            )
            for picked in last.evidence
        ],
    )
