import json
from pathlib import Path

import pytest

from tests.core.evaluation.pairs import write_gold
from tracker.core.comparisons import NAMES
from tracker.core.evaluation.crossvalidate import predict, predict_all
from tracker.core.evaluation.gold import load
from tracker.core.evaluation.training import assess, assess_silenced, fit, model_text
from tracker.core.matching import parse_model, shipped_model


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


def test_taking_the_answers_out_leaves_silence(tmp_path: Path) -> None:
    pairs = [load(path) for path in write_gold(tmp_path)]
    pair = pairs[0]
    reported = [item for item in pair.items if item.status not in (None, "not_reported")]
    for item in reported:
        left = {sentence.text for sentence in pair.silenced(item)}
        assert len(left) == len(pair.sentences) - len(item.direct | item.direct_one)
    suggestions = assess_silenced(pair, fit(pairs[1:]))
    assert len(suggestions) == len(reported)
    assert all(suggestion.outcome == "no_evidence" for suggestion in suggestions)
