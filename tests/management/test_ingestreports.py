"""manage.py ingestreports and matchcommitments, as a stranger would call them."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tracker.models import Commitment, MatchRun, Report

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
SEED = sorted(SEEDS.glob("2024-*.txt"))[0]


@pytest.fixture(autouse=True)
def _storage(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"  # type: ignore[attr-defined]  # pytest-django's wrapper is untyped


def call(*args: object) -> list[str]:
    out = io.StringIO()
    call_command(*(str(arg) for arg in args), stdout=out)
    return out.getvalue().splitlines()


def words(lines: list[str]) -> list[str]:
    return [line.split()[0] for line in lines[:-1]]


def test_a_folder_is_read_and_matched_and_a_second_time_nothing_happens() -> None:
    lines = call("ingestreports", SEEDS)
    assert words(lines) == ["insert"] * 12
    assert "新增 12" in lines[-1]
    assert "跳过非文档文件 4" in lines[-1]  # manifest, labels, readme, make.py
    assert "重新比对 6 对年度" in lines[-1]
    assert Report.objects.count() == 12
    answered = Commitment.objects.filter(result_report__isnull=False)
    assert answered.exists()
    assert not answered.filter(suggestion__isnull=True).exists()
    before = MatchRun.objects.order_by("pk").values_list("pk", flat=True)[::1]
    again = call("ingestreports", SEEDS)
    assert words(again) == ["noop"] * 12
    assert "重新比对 0 对年度" in again[-1]
    assert MatchRun.objects.order_by("pk").values_list("pk", flat=True)[::1] == before
    assert [line.split()[0] for line in call("matchcommitments")] == ["noop"] * 6


def test_bad_files_are_named_and_the_others_go_on(tmp_path: Path) -> None:
    good = tmp_path / "好.txt"
    shutil.copy(SEED, good)
    (tmp_path / "坏.txt").write_bytes(b"")
    (tmp_path / "扫描.doc").write_bytes(b"\xd0\xcf\x11\xe0" + bytes(100))
    out = io.StringIO()
    with pytest.raises(CommandError, match="3 个文件未能录入"):
        call_command("ingestreports", str(tmp_path), str(tmp_path / "没有.txt"), stdout=out)
    lines = out.getvalue().splitlines()
    assert sorted(words(lines)) == ["failed", "failed", "failed", "insert"]
    failed = {line.split()[1]: line for line in lines if line.startswith("failed")}
    assert "空的" in failed[str(tmp_path / "坏.txt")]
    assert "无法打开文件" in failed[str(tmp_path / "没有.txt")]
    assert Report.objects.count() == 1


def test_agency_and_year_can_be_said(tmp_path: Path) -> None:
    call("ingestreports", SEED, "--agency", "虚设局", "--year", "2020")
    report = Report.objects.get()
    assert (report.agency.name, report.report_year) == ("虚设局", 2020)


def test_what_leaves_a_doubt_is_asked_and_counted_apart(tmp_path: Path) -> None:
    folder = tmp_path / "来件"
    folder.mkdir()
    good, doubtful = folder / "一.txt", folder / "二.txt"
    shutil.copy(SEED, good)
    doubtful.write_text("云岫市岚溪区司法局法治政府建设报告\n一、主要成效\n全年培训三场。\n")
    for _ in range(2):  # a second run asks again: nobody has answered
        out = io.StringIO()
        with pytest.raises(CommandError, match="1 个文件待补充") as caught:
            call_command("ingestreports", str(folder), stdout=out)
        assert caught.value.returncode == 2
        lines = out.getvalue().splitlines()
        assert words(lines)[1] == "asked"
        assert "没有找到报告年度" in lines[1]
        assert "单位 云岫市岚溪区司法局，年度 —" in lines[1]
        assert "待补充 1，失败 0" in lines[-1]
        assert Report.objects.count() == 1
    assert words(call("ingestreports", doubtful, "--year", "2023")) == ["insert"]
    assert words(call("ingestreports", folder)) == ["noop", "noop"]


def test_a_failure_weighs_more_than_a_question(tmp_path: Path) -> None:
    (tmp_path / "一.txt").write_bytes(b"")
    (tmp_path / "二.txt").write_text("云岫市岚溪区司法局法治政府建设报告\n一、主要成效\n好。\n")
    with pytest.raises(CommandError, match="1 个文件未能录入") as caught:
        call("ingestreports", tmp_path)
    assert caught.value.returncode == 1


@pytest.mark.parametrize(
    "wrong",
    [
        ["--year", "-5"],
        ["--year", "70000"],
        ["--year", "二〇二四"],
        ["--agency", "   "],
        ["--agency", "局" * 201],
    ],
)
def test_impossible_hints_are_refused(wrong: list[str]) -> None:
    with pytest.raises(CommandError, match=r"year|agency"):
        call("ingestreports", SEED, *wrong)
    assert Report.objects.count() == 0


def test_an_older_version_comes_back_only_with_again(tmp_path: Path) -> None:
    path = tmp_path / "报告.txt"
    path.write_text(SEED.read_text())
    call("ingestreports", path)
    path.write_text(SEED.read_text().replace("法律顾问", "法务顾问"))
    assert words(call("ingestreports", path)) == ["update"]
    path.write_text(SEED.read_text())
    lines = call("ingestreports", path)
    assert words(lines) == ["noop"]
    assert "--again" in lines[0]
    assert words(call("ingestreports", path, "--again")) == ["update"]


def test_a_report_without_promises_is_said(tmp_path: Path) -> None:
    path = tmp_path / "报告.txt"
    path.write_text("云岫市岚溪区司法局2024年法治政府建设年度报告\n一、主要成效\n全年培训三场。\n")
    assert "没有找到承诺事项" in call("ingestreports", path)[0]


def test_matchcommitments_names_an_unknown_agency() -> None:
    with pytest.raises(CommandError, match="没有名为“无名局”的单位"):
        call("matchcommitments", "--agency", "无名局")


def test_matchcommitments_says_when_there_is_nothing_to_do() -> None:
    assert call("matchcommitments") == ["没有可比对的年度：同一单位须有相邻两年的报告。"]


def test_matchcommitments_can_be_narrowed() -> None:
    call("ingestreports", SEEDS)
    MatchRun.objects.all().delete()
    name = Report.objects.first().agency.name  # type: ignore[union-attr]  # twelve were stored above
    lines = call("matchcommitments", "--agency", name, "--year", "2024")
    assert lines == [f"insert  {name} 2024 → 2025"]
    assert MatchRun.objects.count() == 1
