"""What is stored of a report beside its text: facts, duties, the share copied."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.factories import make_agency, make_commitment, make_report
from tests.services.correcting import hand_in
from tracker.models import Commitment, Report
from tracker.services.copying import measure_copying

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.usefixtures("storage")]

SAME = ("增设柜台", "增设柜台。在东门大厅增设办件柜台两个，逢集日延长办件到傍晚六点。")
NEW = ("修补围墙", "修补围墙。雨季到来之前修补后院围墙和排水沟，另换三处照明。")


def year(report_year: int, *promises: tuple[str, str], agency: str = "虚设局") -> str:
    """A plan of 2024 or later, as a text."""
    lines = [f"（{'一二三'[i]}）{text}" for i, (_, text) in enumerate(promises)]
    return "\n".join(
        [
            f"青禾市{agency}{report_year}年法治政府建设年度报告",
            "一、主要成效",
            "全年培训三场，办结来件四十件。",
            "二、存在的问题",
            "窗口人手偏紧。",
            "三、下一步工作打算",
            *lines,
            f"青禾市{agency}",
            f"{report_year + 1}年3月9日",
        ]
    )


def shares() -> dict[int, float | None]:
    return dict(Report.objects.values_list("report_year", "copied_share"))


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
def test_the_share_copied_is_known_whatever_comes_first(order: Sequence[int]) -> None:
    texts = [year(2022, SAME), year(2023, SAME), year(2024, NEW)]
    for index in order:
        hand_in(texts[index])
    found = shares()
    assert found[2022] is None
    assert found[2023] == pytest.approx(1)
    assert found[2024] == pytest.approx(0)


def test_a_corrected_plan_changes_the_next_years_share_too() -> None:
    hand_in(year(2023, SAME))
    hand_in(year(2024, SAME))
    assert shares()[2024] == pytest.approx(1)
    hand_in(year(2023, NEW))
    assert shares() == {2023: None, 2024: pytest.approx(0)}


def test_another_agencys_plan_is_not_compared() -> None:
    hand_in(year(2023, SAME))
    hand_in(year(2024, SAME, agency="另设局"))
    assert set(shares().values()) == {None}


def test_the_facts_and_duties_are_stored() -> None:
    report = hand_in(year(2024, SAME))
    assert {"title", "agency", "report_year", "dated"} <= set(report.facts)
    fact = report.facts["dated"]
    assert (fact["value"], fact["given"]) == ("2025-03-09", False)
    assert "3月9日" in fact["evidence"]
    assert 0.5 <= fact["confidence"] <= 1
    assert report.missing_parts == ["leadership"]


def test_a_department_that_filed_in_march_was_late(monkeypatch: pytest.MonkeyPatch) -> None:
    report = hand_in(year(2024, SAME))
    if "body" not in report.facts:
        pytest.fail("the kind of body was not read")
    assert (report.due, report.filed_on_time) == (dt.date(2025, 3, 1), False)


def test_queries_do_not_grow_with_the_plans() -> None:
    counts = []
    for size in (1, 8):
        agency = make_agency()
        for report_year in (2023, 2024, 2025):
            report = make_report(agency, report_year=report_year)
            for number in range(size):
                make_commitment(
                    report, heading=f"第{number}件", text=f"第{number}件。办好{number}事。"
                )
        middle = Report.objects.get(agency=agency, report_year=2024)
        with transaction.atomic(), CaptureQueriesContext(connection) as captured:
            measure_copying(middle)
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert Commitment.objects.count() == 27
