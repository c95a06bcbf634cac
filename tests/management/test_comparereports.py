import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

ROOT = Path(__file__).resolve().parents[2]
SEEDS = ROOT / "seeds"
COMPARATORS = {"=", ">=", ">", "<=", "<", "~"}
KINDS = {"achievements", "problems", "leadership", "plan", "other"}
OUTCOMES = {
    "no_evidence",
    "in_progress",
    "partial",
    "not_fulfilled",
    "fulfilled",
    "dropped",
    "superseded",
    "not_assessable",
}


def seed_pair() -> tuple[Path, Path]:
    rows = json.loads((SEEDS / "manifest.json").read_text("utf-8"))["reports"]
    agency = rows[0]["agency"]
    own = sorted((r["report_year"], r["file"]) for r in rows if r["agency"] == agency)
    return SEEDS / own[-2][1], SEEDS / own[-1][1]


@pytest.fixture(scope="module")
def compared() -> dict[str, Any]:
    out = StringIO()
    call_command("comparereports", *map(str, seed_pair()), "--json", stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def test_shape(compared: dict[str, Any]) -> None:
    assert set(compared) == {"plan_report", "result_report", "commitments"}
    for key in ("plan_report", "result_report"):
        report = compared[key]
        assert set(report) == {"agency", "report_year", "plan_year", "title", "text", "sections"}
        assert report["plan_year"] == report["report_year"] + 1
        assert {s["kind"] for s in report["sections"]} <= KINDS
    assert compared["result_report"]["report_year"] == compared["plan_report"]["plan_year"]
    assert compared["commitments"]
    for commitment in compared["commitments"]:
        assert set(commitment) == {
            *("ordinal", "heading", "text", "span", "measures", "outcome"),
            *("suggested_status", "confidence", "reasons", "ledger", "evidence"),
        }
        assert commitment["outcome"] in OUTCOMES
        assert commitment["suggested_status"] in {"pending", "fulfilled", "dropped"}
        assert 0 <= commitment["confidence"] <= 1
        assert commitment["reasons"]
        assert all(isinstance(reason, str) for reason in commitment["reasons"])
        for measure in commitment["measures"]:
            assert set(measure) == {
                *("text", "span", "targets", "outcome", "confidence", "ledger", "evidence")
            }
            for target in measure["targets"]:
                assert set(target) == {"text", "value", "unit", "comparator", "object"}
                assert target["comparator"] in COMPARATORS


def test_the_ledger_points_into_both_texts(compared: dict[str, Any]) -> None:
    plan, result = compared["plan_report"]["text"], compared["result_report"]["text"]
    rows = [row for c in compared["commitments"] for m in c["measures"] for row in m["ledger"]]
    assert rows
    assert any(row["reported"] for row in rows)
    for row in rows:
        assert row["verdict"] in {"met", "missed", "unreported"}
        assert row["target"]["text"] in plan[slice(*row["target"]["span"])]
        if row["reported"] and row["reported"]["text"]:
            assert result[slice(*row["reported"]["span"])] == row["reported"]["text"]
        assert (row["reported"] is None) == (row["gap"] is None)


def test_reasons_are_sentences_for_people(compared: dict[str, Any]) -> None:
    for commitment in compared["commitments"]:
        for reason in commitment["reasons"]:
            assert reason.endswith(("。", "”")), reason
            assert "%(" not in reason


def test_every_span_slices_to_its_text(compared: dict[str, Any]) -> None:
    plan, result = compared["plan_report"]["text"], compared["result_report"]["text"]
    for commitment in compared["commitments"]:
        assert plan[slice(*commitment["span"])] == commitment["text"]
        for part in (commitment, *commitment["measures"]):
            assert plan[slice(*part["span"])] == part["text"]
            assert 0 < len(part["evidence"]) <= 10
            for evidence in part["evidence"]:
                assert result[slice(*evidence["span"])] == evidence["text"]
                assert evidence["section_kind"] in KINDS
    for report in (compared["plan_report"], compared["result_report"]):
        for section in report["sections"]:
            assert report["text"][slice(*section["span"])].startswith(section["heading"][:4])


def test_contributions_add_up_to_the_score(compared: dict[str, Any]) -> None:
    from math import exp

    for commitment in compared["commitments"]:
        for evidence in commitment["evidence"]:
            total = sum(c["contribution"] for c in evidence["comparisons"])
            assert 1 / (1 + exp(-total)) == pytest.approx(evidence["score"], abs=1e-3)


def test_nothing_but_the_object_on_stdout(capfd: pytest.CaptureFixture[str]) -> None:
    call_command("comparereports", *map(str, seed_pair()), "--json")
    out, err = capfd.readouterr()
    json.loads(out)
    assert out.count("\n") == 1
    assert err == ""


def test_for_people(capfd: pytest.CaptureFixture[str]) -> None:
    call_command("comparereports", *map(str, seed_pair()))
    assert "%  " in capfd.readouterr().out


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"^无法打开 nothing\.txt：文件不存在。$"):
        call_command("comparereports", str(tmp_path / "nothing.txt"), str(SEEDS), "--json")


def test_something_else_is_one_sentence(tmp_path: Path) -> None:
    other = tmp_path / "poem.txt"
    other.write_text("春眠不觉晓，处处闻啼鸟。", encoding="utf-8")
    with pytest.raises(CommandError, match=r"poem\.txt: 这不是"):
        call_command("comparereports", str(other), str(other), "--json")


def reported(agency: str, year: int, *, number: str = "4") -> str:
    return (
        f"{agency}{year}年法治政府建设情况报告\n\n一、{year}年工作成效\n"
        f"（一）规范执法。全年评查执法案卷40份，优秀率提高到九成。\n\n"
        f"二、存在的问题\n执法力量仍显不足，案卷质量有待提高。\n\n"
        f"三、{year + 1}年工作安排\n（一）规范执法。组织执法案卷评查不少于{number}次。\n"
    )


@pytest.mark.parametrize(
    ("plan", "result", "warning"),
    [
        (("砚川市水务局", 2023), ("砚川市水务局", 2024), ""),
        (("砚川市水务局", 2023), ("溯江市水务局", 2024), "单位不同"),
        (("砚川市水务局", 2024), ("砚川市水务局", 2023), "顺序可能颠倒"),
        (("砚川市水务局", 2022), ("砚川市水务局", 2024), "不是相邻年度"),
        (("砚川市水务局", 2023), ("砚川市水务局", 2023), "内容相同"),
    ],
)
def test_what_is_hardly_a_pair_is_compared_with_a_warning(
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    plan: tuple[str, int],
    result: tuple[str, int],
    warning: str,
) -> None:
    paths = [tmp_path / "plan.txt", tmp_path / "result.txt"]
    for path, (agency, year) in zip(paths, (plan, result), strict=True):
        path.write_text(reported(agency, year), encoding="utf-8")
    call_command("comparereports", *map(str, paths), "--json")
    out, err = capfd.readouterr()
    assert json.loads(out)["commitments"]
    assert warning in err
    assert bool(err) is bool(warning)


def test_an_endless_number_is_still_json(tmp_path: Path) -> None:
    paths = [tmp_path / "plan.txt", tmp_path / "result.txt"]
    paths[0].write_text(reported("砚川市水务局", 2023, number="9" * 400), encoding="utf-8")
    paths[1].write_text(reported("砚川市水务局", 2024), encoding="utf-8")
    out = StringIO()
    call_command("comparereports", *map(str, paths), "--json", stdout=out)

    def refuse(name: str) -> None:
        raise AssertionError(name)

    assert json.loads(out.getvalue(), parse_constant=refuse)["commitments"]


def test_a_report_without_a_title_has_an_empty_one() -> None:
    paths = [SEEDS / f"{year}-砚川市栖禾县行政审批局.txt" for year in (2024, 2025)]
    out = StringIO()
    call_command("comparereports", *map(str, paths), "--json", stdout=out)
    found = json.loads(out.getvalue())
    assert [found[key]["title"] for key in ("plan_report", "result_report")] == ["", ""]


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02" * 50, "春眠不觉晓".encode()])
def test_what_is_not_kept_is_not_said_to_be(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.txt"
    path.write_bytes(content)
    with pytest.raises(CommandError) as refused:
        call_command("comparereports", str(path), str(path), "--json")
    assert "保留" not in str(refused.value)
    assert "上传" not in str(refused.value)
    assert str(refused.value).endswith("。")
