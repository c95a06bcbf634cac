"""What the machine says of a promise: passages really found in the text of the report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tracker.core.types import Outcome, SectionKind
from tracker.models import Commitment, EvidenceCandidate, MatchRun, Suggestion

COMPARISONS = (
    {"name": "words", "level": 2, "label": "4/6", "contribution": 0.5},
    {"name": "numbers", "level": 0, "label": "40≠43", "contribution": -0.1},
)


def make_suggestion(
    commitment: Commitment,
    *,
    outcome: Outcome = Outcome.FULFILLED,
    confidence: float = 0.8,
    passages: Sequence[str] = (),
    reasons: Sequence[dict[str, object]] = (),
    matcher_version: str = "test-1",
) -> Suggestion:
    """The newest suggestion of a commitment whose next report is filed, with its passages."""
    result = commitment.result_report
    assert result is not None
    run, _ = MatchRun.objects.get_or_create(
        plan_report=commitment.report,
        result_report=result,
        fingerprint=f"{matcher_version:0>64}",
        defaults={"matcher_version": matcher_version},
    )
    suggestion = Suggestion.objects.create(
        run=run,
        commitment=commitment,
        outcome=outcome.value,
        confidence=confidence,
        reasons=list(reasons),
    )
    EvidenceCandidate.objects.bulk_create(_candidates(suggestion, passages, first=1))
    Commitment.objects.filter(pk=commitment.pk).update(suggestion=suggestion, doubt=confidence)
    commitment.suggestion, commitment.doubt = suggestion, confidence
    return suggestion


def make_candidate(suggestion: Suggestion, passage: str, *, rank: int = 1) -> EvidenceCandidate:
    """A passage of the result report, found by its words; score falls with the rank."""
    (candidate,) = _candidates(suggestion, [passage], first=rank)
    candidate.save()
    return candidate


def _candidates(
    suggestion: Suggestion, passages: Sequence[str], *, first: int
) -> Iterator[EvidenceCandidate]:
    result = suggestion.run.result_report
    sections = list(result.sections.all())
    for rank, passage in enumerate(passages, start=first):
        start = result.text.index(passage)
        section = next((s for s in sections if s.start <= start < s.end), None)
        yield EvidenceCandidate(
            suggestion=suggestion,
            rank=rank,
            start=start,
            end=start + len(passage),
            text=passage,
            section_kind=section.kind if section else SectionKind.OTHER.value,
            section_heading=section.heading if section else "",
            score=round(max(0.05, 0.95 - 0.15 * rank), 2),
            comparisons=list(COMPARISONS),
        )
