import json
from pathlib import Path

import numpy as np
import pytest

from tests.core.evaluation.pairs import write_gold
from tracker.core.comparisons import NAMES
from tracker.core.evaluation.crossvalidate import predict, predict_all
from tracker.core.evaluation.gold import load
from tracker.core.evaluation.training import assess, fit, fit_choice, fit_logistic, model_text
from tracker.core.matching import parse_model, shipped_model


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


def test_fit_is_repeatable_and_survives_the_file(tmp_path: Path) -> None:
    pairs = [load(path) for path in write_gold(tmp_path)]
    model = fit(pairs)
    text = model_text(model, fitted_on={"pairs": 3})
    assert text == model_text(fit(pairs), fitted_on={"pairs": 3})
    assert json.loads(text)["fitted_on"] == {"pairs": 3}
    again = parse_model(text)
    assert set(again.ranking.weights) == set(NAMES)
    assert again.settings["calibration_slope"] > 0


def test_leaving_one_out_refits(tmp_path: Path) -> None:
    pairs = [load(path) for path in write_gold(tmp_path)]
    shipped = predict_all(pairs)
    refitted = predict_all(pairs, leave_one_out=True)
    assert shipped[0] == predict(pairs[0], model=shipped_model())
    assert refitted[1] == predict(pairs[1], model=fit([pairs[0], pairs[2]]))
    assert [len(own) for own in refitted] == [8, 8, 8]
    with pytest.raises(ValueError, match="two files"):
        predict_all(pairs[:1], leave_one_out=True)


def test_predictions_rank_everything(tmp_path: Path) -> None:
    pair = load(write_gold(tmp_path)[0])
    for prediction in predict(pair, model=shipped_model()):
        row = prediction.as_json()
        assert sorted(row["ranked"]) == list(pair.ids)  # type: ignore[call-overload]  # JSON
        assert row["outcome"] in ("fulfilled", "partial", "not_reported")
        assert prediction.scores == tuple(sorted(prediction.scores, reverse=True))


def test_assess_is_one_suggestion_an_item(tmp_path: Path) -> None:
    pair = load(write_gold(tmp_path)[0])
    assert len(assess(pair, shipped_model())) == len(pair.items)
