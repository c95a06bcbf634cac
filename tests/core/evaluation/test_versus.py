from dataclasses import replace
from pathlib import Path

import pytest

from tests.core.evaluation.pairs import write_gold
from tracker.core.evaluation.crossvalidate import Prediction, predict
from tracker.core.evaluation.gold import GoldPair, WrongFile, load
from tracker.core.evaluation.metrics import differences
from tracker.core.evaluation.versus import Change, changes, check_made, predictions_from, written
from tracker.core.matching import shipped_model
from tracker.core.types import Outcome


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> GoldPair:
    folder: Path = tmp_path_factory.mktemp("gold")
    return load(write_gold(folder)[0])


@pytest.fixture(scope="module")
def made(pair: GoldPair) -> tuple[Prediction, ...]:
    """What a faultless matcher would say, where the annotators agree."""
    outcomes = {"fulfilled": Outcome.FULFILLED, "partial": Outcome.PARTIAL}
    return tuple(
        replace(p, outcome=outcomes.get(p.item.status or "", Outcome.NO_EVIDENCE))
        for p in predict(pair, model=shipped_model())
    )


def test_written_predictions_come_back(pair: GoldPair, made: tuple[Prediction, ...]) -> None:
    data = written([pair], [made], leave_one_out=True)
    check_made(data, leave_one_out=True)
    ((*again,),) = predictions_from(data, [pair])
    assert [p.ranked for p in again] == [p.ranked for p in made]
    assert [p.status for p in again] == [p.status for p in made]
    assert changes(pair, made, again) == []


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ([], "other_labels"),
        ([{"pair": "pair-0"}], "no_predictions"),
        ({"pair": 1}, "no_predictions"),
        ([{"pair": "x", "items": []}], "other_labels"),
        ([{"pair": "pair-0", "items": [{"id": "P000"}]}], "no_predictions"),
        ([{"pair": "pair-0", "items": 3}], "no_predictions"),
        (
            [{"pair": "pair-0", "items": [{"id": f"P{n:03d}", "ranked": 1} for n in range(8)]}],
            "no_predictions",
        ),
    ],
)
def test_other_data_is_refused(data: object, code: str, pair: GoldPair) -> None:
    with pytest.raises(WrongFile) as refused:
        predictions_from(data, [pair])  # type: ignore[arg-type]  # what a file may hold
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("data", "leave_one_out", "code"),
    [
        ([{"items": [], "leave_one_pair_out": True}], False, "made_left_out"),
        ([{"items": [], "leave_one_pair_out": False}], True, "made_shipped"),
        ([{"items": []}], True, "made_unknown"),
        ([{"items": [], "leave_one_pair_out": 1}], True, "made_unknown"),
        ([{"reports": []}], True, "no_predictions"),
        ({"reports": []}, True, "no_predictions"),
        (3, True, "no_predictions"),
        (["items"], True, "no_predictions"),
    ],
)
def test_predictions_made_otherwise_are_refused(
    data: object, leave_one_out: bool, code: str
) -> None:
    with pytest.raises(WrongFile) as refused:
        check_made(data, leave_one_out=leave_one_out)  # type: ignore[arg-type]  # as above
    assert refused.value.code == code


def test_gains_and_losses(pair: GoldPair, made: tuple[Prediction, ...]) -> None:
    worse = list(made)
    worse[1] = replace(made[1], outcome=Outcome.NO_EVIDENCE)
    worse[2] = replace(made[2], ranked=made[2].ranked[::-1])
    lost = changes(pair, made, worse)
    assert lost == [
        Change(pair.name, "P001", "outcome", "fulfilled", "not_reported", gained=False),
        Change(pair.name, "P002", "first passage", "#1", f"#{len(pair.ids)}", gained=False),
    ]
    assert all(change.gained for change in changes(pair, worse, made))


def test_paired_differences(made: tuple[Prediction, ...]) -> None:
    for figure in differences(made, made):
        assert (figure.low, figure.value, figure.high) == (0, 0, 0)
    worse = [replace(p, ranked=p.ranked[::-1]) for p in made]
    gain = {figure.name: figure for figure in differences(worse, made)}
    assert gain["recall@1"].value > 0
    assert gain["recall@1"].low <= gain["recall@1"].value <= gain["recall@1"].high
    assert gain["outcome kappa"].value == 0


def test_other_items_are_no_pair(made: tuple[Prediction, ...]) -> None:
    with pytest.raises(ValueError, match="same items"):
        differences(made, made[1:])
