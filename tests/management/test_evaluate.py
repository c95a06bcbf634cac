import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.core.evaluation.pairs import write_gold
from tracker.core.matching import parse_model

SEEDS = Path(__file__).resolve().parents[2] / "seeds"


def run(name: str, *arguments: object) -> str:
    out = StringIO()
    call_command(name, *map(str, arguments), stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("flags", [(), ("--leave-one-pair-out",)])
def test_table_and_predictions(tmp_path: Path, flags: tuple[str, ...]) -> None:
    target = tmp_path / "predictions.json"
    gold = write_gold(tmp_path)
    table = run("evaluate", *gold, "--predictions", target, *flags)
    for measure in ("recall@1", "no-evidence F1", "outcome macro-F1", "outcome kappa", "ECE"):
        assert measure in table
    written = json.loads(target.read_text("utf-8"))
    assert [file["pair"] for file in written] == ["pair-0", "pair-1", "pair-2"]
    for file in written:
        for item in file["items"]:
            assert set(item) == {"id", "ranked", "scores", "outcome", "confidence"}
            assert len(item["ranked"]) == len(item["scores"]) == 12
            assert item["outcome"] in ("fulfilled", "partial", "not_reported")


def test_extraction() -> None:
    table = run("evaluate", "--extraction", SEEDS / "labels.json", "--reports", SEEDS)
    assert "commitments" in table


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "give labelled pairs"),
        (("--extraction", "labels.json"), "needs --reports"),
        (("nothing.json",), "FileNotFoundError"),
    ],
)
def test_refusals(arguments: tuple[str, ...], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        run("evaluate", *arguments)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((SEEDS / "manifest.json",), r"manifest\.json is not a labelled pair"),
        (("--extraction", SEEDS / "manifest.json", "--reports", SEEDS), r"manifest\.json holds no"),
    ],
)
def test_a_wrong_file_is_named(arguments: tuple[object, ...], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        run("evaluate", *arguments)


def test_fitmatcher_writes_a_model(tmp_path: Path) -> None:
    target = tmp_path / "matcher.json"
    assert "3 pairs, 24 items" in run("fitmatcher", *write_gold(tmp_path), "--output", target)
    assert parse_model(target.read_text("utf-8")).version
    with pytest.raises(CommandError, match="not a labelled pair"):
        run("fitmatcher", SEEDS / "manifest.json", "--output", target)


def test_buildtables_needs_reports(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no reports"):
        run("buildtables", tmp_path)
