import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.core.evaluation.pairs import write_gold
from tests.factories import ANSWERS, make_inspector, make_pair
from tests.services.deciding import decide, passage
from tracker.core.matching import parse_model
from tracker.management.commands import evaluate

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
        assert file["leave_one_pair_out"] is bool(flags)
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
    [
        ("no-such-revision", "没有名为“no-such-revision”的预测文件"),
        ("--output=x", "没有名为“--output=x”的预测文件"),
        (SEEDS / "manifest.json", r"manifest\.json 不是预测文件"),
        (SEEDS / "README.md", r"README\.md 不是 JSON 文件"),
    ],
)
def test_against_nothing_of_the_kind_is_said_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, against: object, message: str
) -> None:
    def worked(*_args: object, **_more: object) -> None:
        raise AssertionError("the evaluation had begun")

    monkeypatch.setattr(evaluate, "models_for", worked)
    with pytest.raises(CommandError, match=message):
        run("evaluate", *write_gold(tmp_path), f"--against={against}")


def test_against_predictions_that_were_made_otherwise(tmp_path: Path) -> None:
    gold, target = write_gold(tmp_path), tmp_path / "predictions.json"
    run("evaluate", *gold, "--predictions", target)
    with pytest.raises(CommandError, match=r"predictions\.json 不是逐对留出得出的预测"):
        run("evaluate", *gold, "--against", target, "--leave-one-pair-out")
    target.write_text(json.dumps(json.loads(target.read_text("utf-8"))[:1]), "utf-8")
    with pytest.raises(CommandError, match=r"predictions\.json 里没有 pair-1 的"):
        run("evaluate", *gold, "--against", target)


@pytest.mark.parametrize("name", ["nowhere/x.json", "."])
@pytest.mark.parametrize(
    "command", [("evaluate", "--predictions"), ("fitmatcher", "--output"), ("buildtables",)]
)
def test_a_place_that_can_not_be_written_is_said_before_the_work(
    tmp_path: Path, command: tuple[str, ...], name: str
) -> None:
    gold = write_gold(tmp_path) if len(command) > 1 else [tmp_path]
    flag = command[1] if len(command) > 1 else "--output"
    with pytest.raises(CommandError, match=r"^无法写入 .*。$"):
        run(command[0], *gold, flag, tmp_path / name)


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
        ((), "请给出人工标注文件"),
        (("--extraction", "labels.json"), "还要用 --reports"),
        (("nothing.json",), r"^无法打开 nothing\.json：文件不存在。$"),
        ((SEEDS,), "^无法打开 seeds：这是文件夹。$"),
        (("--extraction", "no.json", "--reports", SEEDS), r"无法打开 no\.json：文件不存在。"),
        (
            ("--extraction", SEEDS / "labels.json", "--reports", "nowhere"),
            r"无法打开 .*：文件不存在。",
        ),
    ],
)
def test_refusals(arguments: tuple[object, ...], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        run("evaluate", *arguments)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((SEEDS / "manifest.json",), r"manifest\.json 不是人工标注文件：缺少“review”。"),
        ((SEEDS / "README.md",), r"README\.md 不是 JSON 文件"),
        (("--extraction", SEEDS / "README.md", "--reports", SEEDS), r"README\.md 不是 JSON 文件"),
        (
            ("--extraction", SEEDS / "manifest.json", "--reports", SEEDS),
            r"manifest\.json 不是抽取的标注文件",
        ),
    ],
)
def test_a_wrong_file_is_named(arguments: tuple[object, ...], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        run("evaluate", *arguments)


def test_fitmatcher_writes_a_model(tmp_path: Path) -> None:
    target = tmp_path / "matcher.json"
    assert "3 pairs, 24 items" in run("fitmatcher", *write_gold(tmp_path), "--output", target)
    assert parse_model(target.read_text("utf-8")).version
    with pytest.raises(CommandError, match="不是人工标注文件"):
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
    with pytest.raises(CommandError, match="里没有报告"):
        run("buildtables", tmp_path)


def test_leaving_out_needs_two_files(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="至少要两个标注文件"):
        run("evaluate", write_gold(tmp_path)[0], "--leave-one-pair-out")


@pytest.mark.parametrize(
    ("command", "taught", "refused"),
    [
        (("fitmatcher", "--output"), 1, True),
        (("fitmatcher", "--output"), 2, False),
        (("evaluate", "--leave-one-pair-out", "--predictions"), 2, True),
        (("evaluate", "--predictions"), 0, False),
    ],
)
def test_labels_without_answers_teach_nothing(
    tmp_path: Path, command: tuple[str, ...], taught: int, refused: bool
) -> None:
    gold = write_gold(tmp_path)
    for path in gold[taught:]:
        data = json.loads(path.read_text("utf-8"))
        silent = {"status": ["not_reported"] * 2, "direct": [], "direct_one": []}
        data["items"] = [{**item, **silent} for item in data["items"]]
        path.write_text(json.dumps(data), "utf-8")
    name, *flags = command
    if not refused:
        assert run(name, *gold, *flags, tmp_path / "out.json")
        return
    with pytest.raises(CommandError, match="标注太少，无法拟合"):
        run(name, *gold, *flags, tmp_path / "out.json")
