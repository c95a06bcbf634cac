"""不足整改对照: the table, its filters, its scope; all of it marked as the machine's view."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django import Settings

from tests.admin.pages import inline_code, logged_in
from tests.admin.second import make_drawn
from tests.factories import Pair, make_agency, make_inspector, make_pair, make_user
from tracker import tasks
from tracker.core.types import ReturnReason
from tracker.models import Export, Recurrence, Remedy, Report, Shortcoming, User
from tracker.papers.tables import TABLES
from tracker.papers.xlsx import MEDIA_TYPE
from tracker.services.exports import write_export

pytestmark = pytest.mark.django_db

URL = reverse("admin:tracker_report_shortcomings")
QUEUE, ARCHIVE, AGAIN = "柜台排队时间偏长", "旧卷宗扫描滞后", "柜台排队时间仍然偏长"


def admit(report: Report, *texts: str) -> list[Shortcoming]:
    return [
        Shortcoming.objects.create(report=report, position=number, text=text, start=0, end=0)
        for number, text in enumerate(texts)
    ]


def make_admitted() -> Pair:
    """The first shortcoming is taken up by the first promise, and returns; the second is not."""
    pair = make_pair()
    queue, _archive = admit(pair.plan, QUEUE, ARCHIVE)
    (again,) = admit(pair.result, AGAIN)
    Remedy.objects.create(shortcoming=queue, commitment=pair.commitments[0], score=0.8)
    Remedy.objects.create(shortcoming=queue, commitment=pair.commitments[1], score=0.4)
    Recurrence.objects.create(earlier=queue, later=again, score=0.9)
    return pair


def shown(user: User, **query: int | str) -> str:
    answer = logged_in(user).get(URL, query)
    assert answer.status_code == 200
    return answer.content.decode()


def table_of(html: str) -> str:
    return html.split("<table")[1].split("</table>", maxsplit=1)[0]


def test_problem_plan_and_result_stand_in_one_row() -> None:
    pair = make_admitted()
    html = shown(make_user(is_superuser=True), year=2024)
    assert "系统对照，未复核" in html
    assert "报告自述不足 2 项，其中 1 项在本年计划里未见对应安排" in html
    assert "次年已有报告的 2 项，其中 1 项再次出现" in html
    queue, archive = table_of(html).split(QUEUE)[1].split(ARCHIVE)
    first, second = (queue.split(row.heading)[1] for row in pair.commitments[:2])
    assert "可能相关" not in first.split("</td>")[0]
    assert "可能相关" in second.split("</td>")[0]
    assert "系统建议，未复核" in first
    assert "2025 年再现</span> <a href=" in queue
    assert AGAIN in queue
    assert "未见对应安排" in archive
    assert "次年报告未再提到" in archive


def test_what_returned_is_linked_to_its_line() -> None:
    pair = make_admitted()
    pair.result.text = f"标题\n一、存在的问题\n主要是{AGAIN}。\n再就是别的。"
    pair.result.save()
    start = pair.result.text.index(AGAIN)
    Shortcoming.objects.filter(text=AGAIN).update(start=start, end=start + len(AGAIN))
    page = reverse("admin:tracker_report_change", args=[pair.result.pk])
    place = f"c{pair.result.text.index('主要是')}"
    root = make_user(is_superuser=True)
    assert f'<a href="{page}#{place}">{AGAIN}' in shown(root, year=2024)
    assert f'id="{place}"' in logged_in(root).get(page).content.decode()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, {QUEUE, ARCHIVE, AGAIN}),
        ({"year": 2025}, {AGAIN}),
        ({"year": ""}, {QUEUE, ARCHIVE, AGAIN}),
        ({"year": 2024, "only": "unplanned"}, {ARCHIVE}),
        ({"only": "returning"}, {QUEUE}),
        ({"only": "bogus"}, {QUEUE, ARCHIVE, AGAIN}),
        ({"p": 99}, {QUEUE, ARCHIVE, AGAIN}),
        ({"p": "x"}, {QUEUE, ARCHIVE, AGAIN}),
    ],
)
def test_filters(query: dict[str, int | str], expected: set[str]) -> None:
    make_admitted()
    answer = logged_in(make_user(is_superuser=True)).get(URL, query)
    assert {row.shortcoming.text for row in answer.context["rows"]} == expected


def test_one_agency() -> None:
    pair, other = make_admitted(), make_admitted()
    table = table_of(shown(make_user(is_superuser=True), agency=pair.agency.pk))
    assert pair.agency.name in table
    assert other.agency.name not in table


@pytest.mark.parametrize("query", [{"agency": "x"}, {"year": "二〇二四"}, {"agency": "9" * 40}])
def test_nonsense_in_the_address_is_not_found(query: dict[str, str]) -> None:
    assert logged_in(make_user(is_superuser=True)).get(URL, query).status_code == 404


def test_nothing_out_of_scope_is_shown_or_counted() -> None:
    mine, other = make_admitted(), make_admitted()
    html = shown(make_inspector(mine.agency))
    assert other.agency.name not in html
    assert "报告自述不足 3 项" in html
    assert "没有符合条件的不足" in shown(make_inspector(mine.agency), agency=other.agency.pk)


def test_a_blind_second_reading_is_told_nothing(settings: Settings) -> None:
    settings.SECOND_REVIEW_SHARE = 1.0
    pair = make_admitted()
    make_user(is_superuser=True)
    drawn = make_drawn(pair, make_user(is_superuser=True))
    table = table_of(shown(make_user(is_superuser=True)))
    cell = table.split(drawn.heading)[1].split("</tr>")[0].split("</td>")[1]
    assert "待盲审" in cell
    assert "#o-" not in cell
    assert "系统建议" not in cell


def test_many_rows_take_pages_and_no_more_queries() -> None:
    client, counts = logged_in(make_user(is_superuser=True)), []
    for more in (1, 60):
        pair = make_admitted()
        Shortcoming.objects.bulk_create(
            Shortcoming(report=pair.plan, position=9 + i, text=f"{i}处年久失修", start=0, end=0)
            for i in range(more)
        )
        client.get(URL)
        with CaptureQueriesContext(connection) as captured:
            html = client.get(URL).content.decode()
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert "1 / 2" in html
    assert "p=2" in html


def test_hostile_text_is_escaped_and_the_policy_holds() -> None:
    admit(make_pair().plan, "<script>alert(1)</script>偏慢\n第二段")
    html = shown(make_user(is_superuser=True))
    assert "<script>alert" not in html
    assert inline_code(html) == []


def in_file(user: User, query: str = "") -> list[dict[str, Any]]:
    answer = logged_in(user).post(f"{URL}export/?{query}")
    assert answer["Content-Type"] == MEDIA_TYPE
    sheet = load_workbook(io.BytesIO(answer.getvalue())).worksheets[0]
    names = [column.name for column in TABLES["shortcoming"].columns]
    return [
        dict(zip(names, row, strict=True)) for row in sheet.iter_rows(min_row=2, values_only=True)
    ]


def test_the_file_holds_what_the_page_holds() -> None:
    pair, user = make_admitted(), make_user(is_superuser=True)
    assert f'action="{URL}export/?year=2024"' in shown(user, year=2024)
    first, second = in_file(user, "year=2024&p=7")
    assert (first["text"], first["is_planned"], first["recurs"]) == (QUEUE, "是", "是")
    assert first["plans"].split("\n") == [
        f"{pair.commitments[0].ordinal}{pair.commitments[0].heading}",
        f"{pair.commitments[1].ordinal}{pair.commitments[1].heading}（可能相关）",
    ]
    assert first["results"] == "待复核\n待复核"
    assert (second["is_planned"], second["plans"], second["recurs"]) == ("否", None, "否")
    assert [row["text"] for row in in_file(user, "only=unplanned&year=2024")] == [ARCHIVE]
    assert in_file(user, "year=2025")[0]["recurs"] is None  # nobody can know yet


def test_a_promise_that_left_its_plan_is_no_plan_in_the_file_either() -> None:
    pair, user = make_admitted(), make_user(is_superuser=True)
    pair.plan.commitments.update(returned_reason=ReturnReason.TEXT_GONE)
    assert in_file(user, "year=2024")[0]["is_planned"] == "否"
    assert [row["text"] for row in in_file(user, "only=unplanned&year=2024")] == [QUEUE, ARCHIVE]


def test_the_file_is_in_scope_and_tells_no_suggestion() -> None:
    pair = make_admitted()
    assert in_file(make_inspector(make_agency("外县民政局"))) == []
    assert len(in_file(make_inspector(pair.agency))) == 3
    assert "部分兑现" not in str(in_file(make_inspector(pair.agency, username="other")))
    assert logged_in(make_user()).post(f"{URL}export/").status_code == 403
    assert logged_in(make_user(is_superuser=True)).get(f"{URL}export/").status_code == 405


def test_a_long_one_is_a_job_that_its_person_is_brought(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EXPORT_ROWS = 1
    monkeypatch.setattr(tasks, "enqueue_exports", lambda _keys: True)
    make_admitted()
    answer = logged_in(make_user(is_superuser=True)).post(f"{URL}export/?year=2024")
    assert answer["Location"] == reverse("admin:tracker_export_changelist")
    job = Export.objects.get()
    assert write_export(job.pk) == Export.State.DONE
    job.refresh_from_db()
    assert (job.table, job.query, job.rows) == ("shortcoming", "year=2024", 2)
