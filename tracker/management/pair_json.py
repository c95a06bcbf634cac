"""A compared pair as the JSON object of `manage.py comparereports` (a stable format)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from math import isfinite
from typing import Any

from tracker.core.outcomes import ledger_rows
from tracker.core.types import (
    CommitmentAssessment,
    EvidenceCandidate,
    MeasureAssessment,
    PairAssessment,
    ReportReading,
    Span,
)
from tracker.wording import reason_text


def pair_text(plan: ReportReading, result: ReportReading, pair: PairAssessment) -> str:
    """The object as text on one line. Raises ValueError rather than print what is not JSON."""
    return json.dumps(pair_json(plan, result, pair), ensure_ascii=False, allow_nan=False)


def pair_json(plan: ReportReading, result: ReportReading, pair: PairAssessment) -> dict[str, Any]:
    """The whole object; spans are [start, end] into the `text` of their report, half-open."""
    return {
        "plan_report": _report(plan),
        "result_report": _report(result),
        "commitments": [_commitment(assessment) for assessment in pair.commitments],
    }


def _report(reading: ReportReading) -> dict[str, Any]:
    identity = reading.identity
    return {
        "agency": identity.agency.value if identity.agency else None,
        "report_year": identity.report_year.value if identity.report_year else None,
        "plan_year": identity.plan_year,
        # Some reports begin with their first sentence: the format says string all the same.
        "title": identity.title.value if identity.title else "",
        "text": reading.text.text,
        "sections": [
            {"kind": s.kind.value, "heading": s.heading, "span": _span(s.span)}
            for s in reading.sections
        ],
    }


def _commitment(assessment: CommitmentAssessment) -> dict[str, Any]:
    commitment, suggestion = assessment.commitment, assessment.suggestion
    return {
        "ordinal": commitment.ordinal,
        "heading": commitment.heading,
        "text": commitment.text,
        "span": _span(commitment.span),
        "measures": [_measure(measure) for measure in assessment.measures],
        "outcome": suggestion.outcome.value,
        "suggested_status": suggestion.outcome.status.value,
        "confidence": round(suggestion.confidence, 4),
        "reasons": [reason_text(r.code, dict(r.params)) for r in suggestion.reasons],
        "ledger": ledger_rows(assessment.ledger),
        "evidence": _evidence(assessment.candidates),
    }


def _measure(assessment: MeasureAssessment) -> dict[str, Any]:
    measure = assessment.measure
    return {
        "text": measure.text,
        "span": _span(measure.span),
        "targets": [
            {
                "text": t.text,
                "value": t.value,
                "unit": t.unit,
                "comparator": t.comparator.value,
                "object": t.object,
            }
            for t in measure.targets
            if isfinite(t.value)  # JSON has no infinity
        ],
        "outcome": assessment.suggestion.outcome.value,
        "confidence": round(assessment.suggestion.confidence, 4),
        "ledger": ledger_rows(assessment.ledger),
        "evidence": _evidence(assessment.candidates),
    }


def _evidence(candidates: Iterable[EvidenceCandidate]) -> list[dict[str, Any]]:
    return [
        {
            "text": c.sentence.text,
            "span": _span(c.sentence.span),
            "section_kind": c.sentence.section_kind.value,
            "section_heading": c.sentence.section_heading,
            "score": round(c.score, 6),
            "comparisons": [
                {"name": k.name, "label": k.label, "contribution": round(k.contribution, 4)}
                for k in c.comparisons
            ],
        }
        for c in candidates
    ]


def _span(span: Span) -> list[int]:
    return [span.start, span.end]
