import numpy as np
import pytest

from tracker.core.evaluation.fitting import fit_choice, fit_logistic


def test_fit_logistic_recovers_the_odds() -> None:
    source = np.random.default_rng(1)
    values = source.normal(size=(4000, 2))
    chance = 1 / (1 + np.exp(-(0.5 + 2 * values[:, 0])))
    intercept, weights = fit_logistic(
        values, (source.random(4000) < chance).astype(float), penalty=0.01
    )
    assert intercept == pytest.approx(0.5, abs=0.15)
    assert weights == pytest.approx([2.0, 0.0], abs=0.2)


def test_a_penalty_shrinks() -> None:
    values = np.array([[0.0], [1.0], [2.0], [3.0]])
    labels = np.array([0.0, 0.0, 1.0, 1.0])
    loose = fit_logistic(values, labels, penalty=0.1)[1][0]
    assert 0 < fit_logistic(values, labels, penalty=10)[1][0] < loose


def test_fit_choice_finds_what_tells_and_keeps_weights_above_zero() -> None:
    groups = [np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 0.5]]) for _ in range(20)]
    marks = [np.array([1.0, 0.0, 0.0])] * 20
    weights = fit_choice(groups, marks, penalty=0.1)
    assert weights[0] > 1
    assert weights[1] == 0


def test_counts_stand_for_rows() -> None:
    values = np.array([[0.0], [1.0], [2.0], [3.0]])
    labels = np.array([0.0, 1.0, 0.0, 1.0])
    twice = np.concatenate([values, values[2:]]), np.concatenate([labels, labels[2:]])
    counted = fit_logistic(values, labels, penalty=1.0, counts=np.array([1.0, 1.0, 2.0, 2.0]))
    written = fit_logistic(*twice, penalty=1.0)
    assert counted[0] == pytest.approx(written[0])
    assert counted[1] == pytest.approx(written[1])
