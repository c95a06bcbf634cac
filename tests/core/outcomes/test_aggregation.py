import pytest

from tracker.core.outcomes import aggregate
from tracker.core.outcomes.aggregation import exhorts_only, that_count
from tracker.core.types import (
    Commitment,
    Measure,
    MeasureAssessment,
    MeasureKind,
    Outcome,
    Reason,
    Span,
    Suggestion,
)

F, P, U, N, X = (
    Outcome.FULFILLED,
    Outcome.PARTIAL,
    Outcome.IN_PROGRESS,
    Outcome.NO_EVIDENCE,
    Outcome.NOT_FULFILLED,
)
A, D = Outcome.NOT_ASSESSABLE, Outcome.DROPPED


def said(outcome: Outcome, *codes: str) -> Suggestion:
    return Suggestion(outcome, 0.6, tuple(Reason(code) for code in codes))


@pytest.mark.parametrize(
    ("own", "measures", "outcome"),
    [
        (P, [], P),
        (F, [N], P),  # the whole may not be called kept when its only measure is not
        (P, [F], F),
        (P, [F, F, F], F),
        (X, [F, F], P),  # admitted of the whole
        (P, [F, F, P], P),  # two of three are a part
        (P, [F, F, X], P),
        (P, [F, F, F, F, P, P], P),
        (F, [A], A),  # nothing that can be checked cannot be kept
        (F, [F, F, N], P),  # the third is not
        (F, [F, N, N], P),
        (P, [U, U, N], U),
        (P, [X, X], X),
        (P, [X, U], P),
        (N, [N, N], N),
        (P, [N, N], P),  # the whole text is answered although no measure alone is
        (F, [F, A], F),  # what can't be checked doesn't count
        (D, [F, F], D),
        (P, [D, N], P),  # one measure given up does not give up the commitment
    ],
)
def test_outcome(own: Outcome, measures: list[Outcome], outcome: Outcome) -> None:
    found = aggregate(said(own), [said(measure) for measure in measures])
    assert found.outcome is outcome
    assert 0 <= found.confidence <= 1


def test_what_is_missed_or_admitted_of_the_whole_blocks() -> None:
    assert aggregate(said(P, "number_blocks"), [said(F), said(F)]).outcome is P
    assert aggregate(said(P, "admitted"), [said(F), said(F)]).outcome is P


def test_the_count_is_told() -> None:
    reason = aggregate(said(P), [said(F), said(N), said(A)]).reasons[0]
    assert reason == Reason("measures", (("kept", 1), ("answered", 1), ("all", 2)))


def measured(kind: MeasureKind, outcome: Outcome) -> MeasureAssessment:
    return MeasureAssessment(Measure("某项举措", Span(0, 4), kind=kind), said(outcome))


ACT, AIM, SLOGAN = MeasureKind.ACTION, MeasureKind.AIM, MeasureKind.SLOGAN


@pytest.mark.parametrize(
    ("measures", "counted"),
    [
        ([(ACT, F), (AIM, N)], [F]),
        ([(ACT, F), (SLOGAN, P), (ACT, N)], [F, N]),
        ([(AIM, N), (SLOGAN, F)], [N, F]),  # nothing else is there
        ([], []),
    ],
)
def test_aims_and_slogans_do_not_count_beside_acts(
    measures: list[tuple[MeasureKind, Outcome]], counted: list[Outcome]
) -> None:
    found = that_count([measured(kind, outcome) for kind, outcome in measures])
    assert [suggestion.outcome for suggestion in found] == counted


@pytest.mark.parametrize(
    ("kinds", "verifiability", "vague"),
    [
        ([AIM, SLOGAN], 1, True),
        ([AIM], 3, False),
        ([ACT, AIM], 0, False),
        ([], 0, False),
    ],
)
def test_exhorts_only(kinds: list[MeasureKind], verifiability: int, vague: bool) -> None:
    measures = tuple(Measure("某项举措", Span(0, 4), kind=kind) for kind in kinds)
    commitment = Commitment("", "", "某项举措", Span(0, 4), measures, verifiability)
    assert exhorts_only(commitment) is vague


@pytest.mark.parametrize(("own", "outcome"), [(F, A), (P, A), (N, A), (X, X), (D, D)])
def test_what_only_exhorts_can_not_be_assessed(own: Outcome, outcome: Outcome) -> None:
    found = aggregate(said(own), [said(own)], vague=True)
    assert found.outcome is outcome
