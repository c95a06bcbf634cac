"""督察报告: the page that offers it, its scope, and the file."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import unquote

import docx
import pytest
from django.test import Client
from django.urls import reverse

from tests.admin.pages import logged_in
from tests.factories import Pair, make_agency, make_inspector, make_pair, make_region, make_user
from tests.papers.inspected import Inspected, make_inspected
from tracker.models import Agency, Commitment, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def inspected() -> Inspected:
    return make_inspected()


def page(client: Client, **query: Any) -> Any:
    return client.get(reverse("admin:tracker_inspection"), query)


def test_the_figures_are_shown_before_the_paper_is_taken(inspected: Inspected) -> None:
    client = logged_in(inspected.reviewer)
    html = page(client).content.decode()
    assert "下载 Word 文档" in html
    assert "兑现率按全部事项" not in html
    html = page(client, region=inspected.region.pk, year=2025).content.decode()
    assert "云岫市2025年度承诺兑现情况督察报告" in html
    assert "占全部事项的22.2%" in html


def test_the_file_is_a_paper_over_what_was_chosen(inspected: Inspected) -> None:
    agency = inspected.pairs[0].agency
    answer = page(logged_in(inspected.reviewer), agency=agency.pk, year=2025, docx=1)
    name = unquote(answer["Content-Disposition"])
    assert name.endswith("云岫市岚溪区司法局2025年度承诺兑现情况督察报告.docx")
    made = docx.Document(io.BytesIO(answer.content))
    assert [row.cells[0].text for row in made.tables[0].rows] == ["单位", agency.name]
    assert made.core_properties.author == inspected.reviewer.username


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"year": 2025}, "请选择一个地区或一个单位"),
        ({"year": "", "region": "both"}, "这个字段是必填项"),
        ({"year": 1999, "region": "both"}, "选择一个有效的选项"),
        ({"year": "二", "agency": "both"}, "选择一个有效的选项"),
        ({"year": 2025, "agency": "9" * 30}, "选择一个有效的选项"),
        ({"year": 2025, "region": "x"}, "选择一个有效的选项"),
    ],
)
def test_a_wrong_choice_is_told(inspected: Inspected, query: dict[str, Any], sentence: str) -> None:
    real = {"region": inspected.region.pk, "agency": inspected.pairs[0].agency.pk}
    query = {k: real[k] if v == "both" else v for k, v in query.items()}
    answer = page(logged_in(inspected.reviewer), **query, docx=1)
    assert answer["Content-Type"].startswith("text/html")
    assert sentence in answer.content.decode()


def test_of_a_region_and_an_agency_the_agency_is_meant(inspected: Inspected) -> None:
    chosen = {"region": inspected.region.pk, "agency": inspected.pairs[0].agency.pk}
    client = logged_in(inspected.reviewer)
    assert "有承诺的单位 1 个" in page(client, **chosen, year=2025).content.decode()
    # Without a year, as another page's link has it, the choice is filled in and nothing counted.
    html = page(client, agency=chosen["agency"]).content.decode()
    assert f'<option value="{chosen["agency"]}" selected>' in html
    assert '<option value="2025" selected>' in html
    assert "errornote" not in html


def test_only_ones_own_scope_is_offered_and_counted(inspected: Inspected) -> None:
    mine = inspected.pairs[0].agency
    narrow = logged_in(make_inspector(mine))
    html = page(narrow).content.decode()
    assert mine.name in html
    assert inspected.pairs[1].agency.name not in html
    # The region is named, because the agency lies in it; what others promised is not counted.
    html = page(narrow, region=inspected.region.pk, year=2025).content.decode()
    assert "有承诺的单位 1 个" in html
    foreign = page(narrow, agency=inspected.pairs[1].agency.pk, year=2025, docx=1)
    assert "选择一个有效的选项" in foreign.content.decode()


def test_who_may_not_see_commitments_gets_no_paper(inspected: Inspected) -> None:
    clerk = make_user(permissions=["tracker.view_upload"], responsible_for=[inspected.region])
    assert page(logged_in(clerk)).status_code == 403


@pytest.mark.parametrize("name", ['a"b;c', "=cmd|x", "甲<script>alert(1)</script>"])
def test_a_hostile_name_stays_a_name(name: str) -> None:
    pair: Pair = make_pair(make_agency(name))
    reader: User = make_inspector(pair.agency)
    answer = page(logged_in(reader), agency=pair.agency.pk, year=2025, docx=1)
    assert docx.Document(io.BytesIO(answer.content)).paragraphs[0].text.startswith(name)
    html = page(logged_in(reader), agency=pair.agency.pk, year=2025).content.decode()
    assert "<script>alert" not in html


def test_a_name_with_a_line_break_breaks_no_header() -> None:
    pair = make_pair(make_agency("x", region=make_region()))
    Agency.objects.filter(pk=pair.agency.pk).update(name="x\r\nSet-Cookie: a=b")
    answer = page(logged_in(make_inspector(pair.agency)), agency=pair.agency.pk, year=2025, docx=1)
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers


def test_without_promises_there_is_a_paper_that_says_so(inspected: Inspected) -> None:
    Commitment.objects.update(plan_year=2026)
    empty = make_agency("空局", region=inspected.region)
    client = logged_in(inspected.reviewer)
    html = page(client, agency=empty.pk, year=2025).content.decode()
    assert "有承诺的单位 0 个" in html
    assert page(client, agency=empty.pk, year=2025, docx=1).content[:2] == b"PK"
