"""What reports admit is stored with them, tied to the plan and the years beside, and replaced."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.factories import make_agency, make_user
from tests.services.correcting import RUN, aside, hand_in, matched_pair, mend, move
from tracker.models import AgencySuccession, Recurrence, Remedy, Shortcoming
from tracker.services.shortcomings import store_shortcomings
from tracker.services.successions import confirm_succession, decline_succession

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.usefixtures("storage")]

QUEUE = "办件窗口排队时间偏长，高峰时段叫号不够及时。"
ARCHIVE = "旧卷宗扫描进度滞后，检索目录残缺不全。"
QUEUE_AGAIN = "办件窗口排队时间仍然偏长，高峰时段叫号不及时。"
SHORTEN = "缩短办件窗口排队时间。高峰时段增开叫号窗口两个，排队时间压缩到二十分钟以内。"
PAINT = "粉刷庭院围墙。十月底前粉刷庭院围墙三百米。"


def text(year: int, *problems: str, plan: tuple[str, ...] = (PAINT,), body: str = "虚设局") -> str:
    numbered = [f"（{'一二三'[number]}）{words}" for number, words in enumerate(problems)]
    planned = [f"（{'一二三'[number]}）{words}" for number, words in enumerate(plan)]
    return "\n".join(
        [
            f"青禾市{body}{year}年法治政府建设年度报告",
            "一、主要成效",
            "全年培训三场，办结来件四十件。",
            "二、存在的问题",
            *numbered,
            "三、下一步工作打算",
            *planned,
            f"青禾市{body}",
            f"{year + 1}年3月9日",
        ]
    )


def returned() -> list[tuple[str, str]]:
    return list(Recurrence.objects.values_list("earlier__text", "later__text"))


def test_rows_have_their_place_in_the_text_and_their_plan() -> None:
    report = hand_in(text(2023, QUEUE, ARCHIVE, plan=(PAINT, SHORTEN)))
    rows = list(report.shortcomings.all())
    assert [row.text for row in rows] == [QUEUE, ARCHIVE]
    assert [report.text[row.start : row.end] for row in rows] == [QUEUE, ARCHIVE]
    remedy = Remedy.objects.get()
    assert remedy.shortcoming == rows[0]
    assert remedy.commitment.heading == "缩短办件窗口排队时间"
    assert 0.5 <= remedy.score <= 1


@pytest.mark.parametrize("years", [(2023, 2024), (2024, 2023)])
def test_what_returns_is_found_whichever_report_comes_first(years: tuple[int, int]) -> None:
    texts = {2023: text(2023, QUEUE, ARCHIVE), 2024: text(2024, QUEUE_AGAIN)}
    for year in years:
        hand_in(texts[year])
    assert returned() == [(QUEUE, QUEUE_AGAIN)]


def test_a_corrected_report_replaces_its_rows_and_ties() -> None:
    hand_in(text(2023, QUEUE, ARCHIVE, plan=(SHORTEN,)))
    hand_in(text(2024, QUEUE_AGAIN))
    hand_in(text(2023, ARCHIVE, plan=(SHORTEN,)))
    assert list(Shortcoming.objects.filter(report__report_year=2023).values_list("text")) == [
        (ARCHIVE,)
    ]
    assert (returned(), Remedy.objects.count()) == ([], 0)


def test_storing_again_changes_nothing() -> None:
    report = hand_in(text(2023, QUEUE, plan=(SHORTEN,)))
    hand_in(text(2024, QUEUE_AGAIN))
    with transaction.atomic():
        store_shortcomings(report)
    counts = [model.objects.count() for model in (Shortcoming, Remedy, Recurrence)]
    assert counts == [2, 1, 1]


def test_the_command_finds_what_was_stored_before() -> None:
    hand_in(text(2023, QUEUE, plan=(SHORTEN,)))
    hand_in(text(2024, QUEUE_AGAIN))
    Shortcoming.objects.all().delete()
    out = StringIO()
    call_command("findshortcomings", stdout=out)
    assert returned() == [(QUEUE, QUEUE_AGAIN)]
    assert Remedy.objects.count() == 1
    assert out.getvalue().startswith("1    青禾市虚设局 2023")


def test_a_confirmed_succession_ties_and_a_declined_one_unties() -> None:
    old = hand_in(text(2023, QUEUE)).agency
    new = hand_in(text(2024, QUEUE_AGAIN, body="新设局")).agency
    assert returned() == []
    row, _created = AgencySuccession.objects.get_or_create(
        predecessor=old, successor=new, defaults={"since_year": 2024}
    )
    confirm_succession(row.pk, user=make_user(is_superuser=True))
    assert returned() == [(QUEUE, QUEUE_AGAIN)]
    decline_succession(row.pk)
    assert returned() == []


def test_what_people_mend_is_tied_anew(tmp_path: Path) -> None:
    plan, result, user = matched_pair()
    assert returned() == [("宣讲场次偏少。", "宣讲场次偏少。")]
    said = Remedy.objects.filter(shortcoming__report=plan).values_list("commitment__text")
    assert (RUN,) in said.all()
    mend(plan, user, aside(0))
    assert (RUN,) not in said.all()
    move(result, user, year=2030)
    assert returned() == []


def test_as_many_queries_for_many_shortcomings_as_for_few() -> None:
    counts = []
    for number, problems in enumerate(((QUEUE,), (QUEUE, ARCHIVE, QUEUE_AGAIN))):
        body = f"虚设{'甲乙'[number]}局"
        make_agency(f"青禾市{body}")
        report = hand_in(text(2023, *problems, plan=(SHORTEN,), body=body))
        with transaction.atomic(), CaptureQueriesContext(connection) as captured:
            store_shortcomings(report)
        counts.append(len(captured))
    assert counts[0] == counts[1]
