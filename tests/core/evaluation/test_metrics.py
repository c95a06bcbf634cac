import numpy as np
import pytest

from tracker.core.evaluation.crossvalidate import Prediction
from tracker.core.evaluation.gold import GoldItem
from tracker.core.evaluation.metrics import (
    calibration_error,
    f1,
    figures,
    first_hit,
    kappa,
    macro_f1,
    precision,
    recall,
)
from tracker.core.types import Outcome

TRUTH = np.array([0, 0, 1, 1, 2, 2])
SAID = np.array([0, 1, 1, 2, 2, 2])


def prediction(
    *,
    direct: tuple[str, ...] = ("R1",),
    one: tuple[str, ...] = (),
    ranked: tuple[str, ...] = ("R1", "R2"),
    status: tuple[str, str] = ("fulfilled", "fulfilled"),
    outcome: Outcome = Outcome.FULFILLED,
    confidence: float = 1.0,
) -> Prediction:
    item = GoldItem("P1", "承诺", status, frozenset(direct), frozenset(one))
    return Prediction(item, ranked, tuple(1.0 for _ in ranked), outcome, confidence)


@pytest.mark.parametrize(
    ("made", "place"),
    [
        (prediction(), 1),
        (prediction(ranked=("R2", "R1")), 2),
        (prediction(direct=("R1",), one=("R2",), ranked=("R2", "R1")), 1),
        (prediction(direct=(), one=("R1",)), None),
        (prediction(direct=("R9",)), 10**6),
    ],
)
def test_first_hit(made: Prediction, place: int | None) -> None:
    assert first_hit(made) == place


def test_classes() -> None:
    assert f1(TRUTH, SAID, 0) == pytest.approx(2 / 3)
    assert f1(TRUTH, SAID, 1) == pytest.approx(0.5)
    assert f1(TRUTH, SAID, 2) == pytest.approx(0.8)
    assert macro_f1(TRUTH, SAID) == pytest.approx((2 / 3 + 0.5 + 0.8) / 3)
    assert kappa(TRUTH, SAID) == pytest.approx((4 / 6 - 1 / 3) / (1 - 1 / 3))
    assert kappa(TRUTH, TRUTH) == 1
    assert precision(TRUTH, SAID) == 1
    assert recall(TRUTH, SAID) == 0.5


def test_never_saying_fulfilled_is_no_precision() -> None:
    assert precision(TRUTH, np.full(6, 2)) == 0
    assert f1(np.array([1]), np.array([1]), 0) == 0


def test_calibration_error() -> None:
    right = np.array([1.0, 0.0, 1.0, 1.0])
    assert calibration_error(right, np.array([0.55, 0.55, 0.95, 0.95])) == pytest.approx(0.05)
    assert calibration_error(np.ones(2), np.ones(2)) == 0


def test_figures_count_what_they_are_over() -> None:
    rows = [
        prediction(),
        prediction(outcome=Outcome.PARTIAL, ranked=("R2", "R1")),
        prediction(status=("partial", "fulfilled")),
        prediction(direct=(), status=("not_reported", "not_reported"), outcome=Outcome.NO_EVIDENCE),
    ]
    found = {figure.name: figure for figure in figures(rows)}
    assert found["recall@1"].value == pytest.approx(2 / 3)
    assert found["recall@3"].value == 1
    assert found["recall@1"].count == 3
    assert found["outcome macro-F1"].count == 3
    assert found["fulfilled precision"].count == 1
    assert found["fulfilled recall"].value == 0.5
    for figure in found.values():
        assert figure.low <= figure.value <= figure.high
    assert figures(rows) == figures(rows)  # the seed is fixed


def test_no_predictions() -> None:
    assert all(figure.count == 0 for figure in figures([]))
