import pytest

from tracker.core.outcomes import aggregate
from tracker.core.types import Outcome, Reason, Suggestion

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
        (F, [N], F),  # one measure is the commitment itself
        (P, [F, F, F], F),
        (P, [F, F, P], F),  # mostly, and the third is answered
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


def test_a_missed_number_blocks() -> None:
    measures = [said(F), said(F), said(P, "number_blocks")]
    assert aggregate(said(P), measures).outcome is P


def test_the_count_is_told() -> None:
    reason = aggregate(said(P), [said(F), said(N), said(A)]).reasons[0]
    assert reason == Reason("measures", (("kept", 1), ("answered", 1), ("all", 2)))
