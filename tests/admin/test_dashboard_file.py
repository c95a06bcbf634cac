"""统计看板导出: a sheet for each table, with the figures of the page, in the viewer's scope."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from tests.admin.dashboard import URL, context, make_city
from tests.admin.pages import logged_in
from tests.factories import make_agency, make_inspector, make_user
from tracker.admin.dashboard_cells import Panel
from tracker.models import User

pytestmark = pytest.mark.django_db


def in_file(user: User, query: str = "year=2025") -> Workbook:
    answer = logged_in(user).post(f"{reverse(URL)}?{query}")
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment;")
    return load_workbook(io.BytesIO(answer.content))


def numbers(one: Panel) -> list[tuple[str, list[int]]]:
    lines = [*one.lines, *([one.total] if one.total else [])]
    return [
        (
            line.label,
            [n for cell in line.cells for n in (cell.number, cell.out_of) if n is not None],
        )
        for line in lines
    ]


def test_the_sheets_hold_the_figures_of_the_page() -> None:
    user = make_inspector(make_city())
    page = context(logged_in(user), "year=2025&rows=all")
    panels = [*page["panels"], *page["reports"]]
    book = in_file(user)
    assert len(book.worksheets) == len(panels) + 1
    for sheet, one in zip(book.worksheets, panels, strict=False):
        head = [str(cell.value) for cell in sheet[1]]
        rates = [place for place, words in enumerate(head) if words.endswith("：比率")]
        assert head[0] == one.title
        found = []
        rows: list[tuple[Any, ...]] = list(sheet.iter_rows(min_row=2, values_only=True))
        for row in rows:
            cells = [v for place, v in enumerate(row) if place and place not in rates]
            found.append((row[0], [value for value in cells if value is not None]))
            for place in rates:
                number, whole = row[place - 2], row[place - 1]
                assert row[place] == (pytest.approx(number / whole) if whole else None)
        assert found == numbers(one), one.title


def test_it_says_what_it_is_about() -> None:
    agency = make_city()
    book = in_file(make_inspector(agency), f"year=2025&agency={agency.pk}")
    facts = [(str(row[0].value), str(row[1].value)) for row in book["说明"].iter_rows()]
    assert ("列表", "统计看板") in facts
    assert ("责任范围", agency.name) in facts
    assert any(name == "筛选" and agency.name in words for name, words in facts)
    assert any(name == "筛选" and "2025" in words for name, words in facts)
    assert any("系统对照，未复核" in words for _name, words in facts)


def test_out_of_scope_nothing_is_counted_and_without_the_right_there_is_no_file() -> None:
    make_city()
    book = in_file(make_inspector(make_agency("外县民政局")), "")
    assert "测试甲局" not in str([list(sheet.values) for sheet in book.worksheets])
    assert logged_in(make_user()).post(reverse(URL)).status_code == 403


def test_the_page_has_the_button_with_its_filters() -> None:
    html = logged_in(make_inspector(make_city())).get(f"{reverse(URL)}?year=2025").content.decode()
    assert 'action="?year=2025"' in html
    assert "导出各表（xlsx）" in html
