import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.core.evaluation.pairs import write_gold
from tests.factories import ANSWERS, make_inspector, make_pair
from tests.services.deciding import decide, passage
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
    assert "answers taken out: 15 promises" in table
    written = json.loads(target.read_text("utf-8"))
    assert [file["pair"] for file in written] == ["pair-0", "pair-1", "pair-2"]
    for file in written:
        for item in file["items"]:
            assert set(item) == {"id", "ranked", "scores", "outcome", "confidence"}
            assert len(item["ranked"]) == len(item["scores"]) == 12
            assert item["outcome"] in ("fulfilled", "partial", "not_reported")


def test_against_written_predictions(tmp_path: Path) -> None:
    gold, target = write_gold(tmp_path), tmp_path / "predictions.json"
    run("evaluate", *gold, "--predictions", target)
    assert "0 gained, 0 lost" in run("evaluate", *gold, "--against", target)
    written = json.loads(target.read_text("utf-8"))
    entry = written[0]["items"][5]
    now = entry["outcome"]
    entry["outcome"] = "partial" if now != "partial" else "fulfilled"
    target.write_text(json.dumps(written), "utf-8")
    table = run("evaluate", *gold, "--against", target)
    assert f"pair-0 {entry['id']} outcome: {entry['outcome']} -> {now}" in table
    assert "gain" in table


@pytest.mark.parametrize(
    ("against", "message"),
    [("no-such-revision", "git archive"), (SEEDS / "manifest.json", "no predictions")],
)
def test_against_nothing_of_the_kind(tmp_path: Path, against: object, message: str) -> None:
    with pytest.raises(CommandError, match=message):
        run("evaluate", *write_gold(tmp_path), "--against", against)


def test_against_a_revision(tmp_path: Path) -> None:
    if not (SEEDS.parent / ".git").exists():
        pytest.skip("the checkout has no history")
    table = run("evaluate", *write_gold(tmp_path), "--against", "HEAD")
    assert "gained" in table


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


@pytest.mark.django_db
def test_fitmatcher_learns_from_confirmed_reviews(tmp_path: Path) -> None:
    pair = make_pair()
    reviewer = make_inspector(pair.agency)
    decide(pair.commitments[0], reviewer, "fulfilled", evidence=[passage(pair.result, ANSWERS[0])])
    target = tmp_path / "matcher.json"
    arguments = (*write_gold(tmp_path), "--with-reviews", "--output", target)
    assert "4 pairs, 25 items, 1 reviews" in run("fitmatcher", *arguments)
    assert json.loads(target.read_text("utf-8"))["fitted_on"]["reviews"] == 1


def test_buildtables_needs_reports(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no reports"):
        run("buildtables", tmp_path)
