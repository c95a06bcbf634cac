"""导出台账: each list as a workbook, exactly the rows that the list holds for this person."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.conf import LazySettings
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from tests.admin.pages import logged_in, make_world
from tests.admin.second import make_drawn
from tests.factories import Pair, make_inspector, make_pair, make_user
from tracker import tasks
from tracker.admin.base import ScopedAdmin
from tracker.models import Commitment, Export, User
from tracker.papers.tables import TABLES
from tracker.papers.xlsx import MEDIA_TYPE
from tracker.services import reviews

pytestmark = pytest.mark.django_db

ADMINS = [
    model._meta.model_name or ""
    for model, one in admin.site._registry.items()
    if isinstance(one, ScopedAdmin)
]


def exported(client: Client, table: str, query: str = "") -> Workbook:
    answer = client.post(f"{reverse(f'admin:tracker_{table}_export')}?{query}")
    assert answer.status_code == 200
    assert answer["Content-Type"] == MEDIA_TYPE
    assert answer["Content-Disposition"].startswith("attachment;")
    return load_workbook(io.BytesIO(answer.getvalue()))


def rows_of(book: Workbook, table: str) -> list[dict[str, Any]]:
    names = [column.name for column in TABLES[table].columns]
    rows = book.worksheets[0].iter_rows(min_row=2, values_only=True)
    return [dict(zip(names, row, strict=True)) for row in rows]


def facts_of(book: Workbook) -> dict[str, str]:
    return {str(row[0].value): str(row[1].value) for row in book["说明"].iter_rows()}


def listed(client: Client, query: str) -> list[Commitment]:
    answer = client.get(f"{reverse('admin:tracker_commitment_changelist')}?{query}")
    return list(answer.context["cl"].result_list)


def test_every_model_of_ours_in_the_admin_is_exporting() -> None:
    ours = [m for m in admin.site._registry if m._meta.app_label == "tracker"]
    assert {m._meta.model_name for m in ours} == set(ADMINS) <= set(TABLES)


@pytest.mark.parametrize("table", ADMINS)
def test_every_list_has_the_button_and_its_rows_in_a_file(table: str) -> None:
    make_world()
    client = logged_in(make_user(is_superuser=True))
    html = client.get(reverse(f"admin:tracker_{table}_changelist")).content.decode()
    assert "导出台账（xlsx）" in html
    assert f'action="{reverse(f"admin:tracker_{table}_export")}"' in html
    query = "queue=all" if table == "commitment" else ""
    url = f"{reverse(f'admin:tracker_{table}_changelist')}?{query}"
    shown = client.get(url).context["cl"].result_count
    assert len(rows_of(exported(client, table, query), table)) == shown


@pytest.mark.parametrize(
    "query",
    [
        "",
        "queue=all",
        "queue=all&q=办件图解",
        "year=2025&o=5",
        "suggested=partial",
        "p=9",
        "year=x",
    ],
)
def test_the_file_holds_what_the_list_holds_in_its_order(pair: Pair, query: str) -> None:
    make_pair()
    client = logged_in(make_inspector(pair.agency))
    rows = rows_of(exported(client, "commitment", query), "commitment")
    shown = listed(client, query.replace("p=9", ""))
    assert [row["text"] for row in rows] == [commitment.text for commitment in shown]


def test_a_row_has_what_people_concluded_and_apart_what_the_machine_suggests(pair: Pair) -> None:
    inspector = make_inspector(pair.agency, username="inspector")
    commitment, quote = pair.commitments[1], "办件图解编成9册"
    start = pair.result.text.index(quote)
    picked = {"start": start, "end": start + len(quote), "text": quote}
    reviews.decide(
        commitment.pk,
        reviewer=inspector,
        version=1,
        outcome="not_fulfilled",
        note="=差3册",
        evidence=[picked],
    )
    book = exported(logged_in(inspector), "commitment", "queue=all")
    row = next(r for r in rows_of(book, "commitment") if r["text"] == commitment.text)
    assert row["outcome"] == "未达成"
    assert (row["suggested"], row["confidence"]) == ("部分兑现", 0.65)
    assert (row["evidence"], row["note"], row["reviewer"]) == (quote, "'=差3册", "inspector")
    assert (row["measures"], row["report_year"], row["plan_year"]) == (1, 2024, 2025)
    assert row["link"].endswith(f"/{commitment.pk}/review/")
    others = [r for r in rows_of(book, "commitment") if r is not row and r["report_year"] == 2024]
    assert {(r["reviewer"], r["note"], r["evidence"]) for r in others} >= {(None, None, None)}


def test_what_waits_for_its_blind_reading_tells_nothing(pair: Pair, settings: LazySettings) -> None:
    settings.SECOND_REVIEW_SHARE = 1.0
    first, second = make_inspector(pair.agency), make_inspector(pair.agency)
    commitment = make_drawn(pair, first)
    assert commitment.review_state == "second_review"
    for user in (first, second, make_user(is_superuser=True)):
        client = logged_in(user)
        book = exported(client, "commitment", "queue=all")
        row = next(r for r in rows_of(book, "commitment") if r["text"] == commitment.text)
        told = ("outcome", "suggested", "confidence", "missed", "note", "reviewer", "evidence")
        assert {row[name] for name in told} == {None}
        for seen in rows_of(exported(client, "review"), "review"):
            assert (seen["outcome"], seen["note"]) == (None, None)


def test_a_second_sheet_says_what_was_filtered_by_whom_in_which_scope(pair: Pair) -> None:
    inspector = make_inspector(pair.agency, username="inspector")
    facts = facts_of(exported(logged_in(inspector), "commitment", "queue=all&year=2025&q=柜台"))
    assert facts["导出人"] == "inspector"
    assert facts["责任范围"] == pair.agency.name
    assert facts["搜索"] == "柜台"
    assert facts["筛选"] == "计划年度：2025"
    assert facts["行数"] == "1"
    assert "queue=all&year=2025" in facts["列表地址"]


def test_a_file_takes_as_many_queries_for_many_rows_as_for_few() -> None:
    root = make_user(is_superuser=True)
    client = logged_in(root)

    def queries(table: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            exported(client, table, "queue=all" if table == "commitment" else "")
        return len(captured)

    tables = ["commitment", "report", "review", "agency"]
    for _ in range(2):
        reviews.decide(make_pair().commitments[0].pk, reviewer=root, version=1, outcome="partial")
    before = [queries(table) for table in tables]
    for _ in range(12):
        reviews.decide(make_pair().commitments[0].pk, reviewer=root, version=1, outcome="partial")
    assert [queries(table) for table in tables] == before


def test_a_longer_list_becomes_a_job(
    pair: Pair, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    woken: list[int] = []

    def enqueue(keys: list[int]) -> bool:
        woken.extend(keys)
        return True

    monkeypatch.setattr(tasks, "enqueue_exports", enqueue)
    settings.EXPORT_ROWS = 2
    inspector = make_inspector(pair.agency)
    answer = logged_in(inspector).post(
        reverse("admin:tracker_commitment_export") + "?year=2025&p=2", follow=True
    )
    assert "已转为后台导出" in answer.content.decode()
    export = Export.objects.get()
    assert (export.table, export.query) == ("commitment", "year=2025")
    assert (export.requested_by, export.state) == (inspector, "waiting")
    assert woken == [export.pk]


def test_who_may_not_see_a_list_gets_no_file(pair: Pair) -> None:
    client = logged_in(make_user(permissions=["tracker.view_report"]))
    url = reverse("admin:tracker_commitment_export")
    assert client.post(url).status_code == 403
    assert Client().post(url).status_code == 302
    assert logged_in(make_user(is_superuser=True)).get(url).status_code == 405


@pytest.mark.parametrize("query", ["nonsense=1", "report__text__contains=x", "o=99", "e=1"])
def test_a_query_that_is_no_list_is_a_sentence_or_the_list(pair: Pair, query: str) -> None:
    client = logged_in(make_user(is_superuser=True))
    answer = client.post(f"{reverse('admin:tracker_commitment_export')}?{query}", follow=True)
    assert answer.status_code == 200


def test_the_scope_of_a_region_holds(pair: Pair) -> None:
    foreign = make_pair()
    region = pair.agency.region
    assert region is not None
    user: User = make_inspector(region)
    agencies = rows_of(exported(logged_in(user), "agency"), "agency")
    assert [row["name"] for row in agencies] == [pair.agency.name]
    assert foreign.agency.name not in {row["name"] for row in agencies}


@pytest.mark.parametrize("query", ["queue=all&q=%00", "report__agency__name=x"])
def test_a_list_that_can_not_be_searched_so_is_refused_and_not_given_out_whole(
    pair: Pair, query: str
) -> None:
    url = reverse("admin:tracker_commitment_export")
    answer = logged_in(make_inspector(pair.agency)).post(f"{url}?{query}", follow=True)
    assert "没有导出；请重新筛选后再导出" in answer.content.decode()
