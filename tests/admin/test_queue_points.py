"""要点, lights and columns of the queue, and what a blind row must not show."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from tests.admin.pages import logged_in
from tests.admin.second import page_of
from tests.admin.test_queue_list import listed
from tests.factories import Pair, make_commitment, make_inspector, make_pair
from tests.services.deciding import decide
from tracker.models import Commitment, Renewal, Suggestion, User

pytestmark = pytest.mark.django_db
URL = "admin:tracker_commitment_changelist"


def due(commitment: Commitment, days: int) -> None:
    day = localdate() + dt.timedelta(days=days)
    Commitment.objects.filter(pk=commitment.pk).update(due_on=day)


@pytest.fixture
def busy(pair: Pair) -> Pair:
    """One of each: missed a number, promised again, said nothing about (the third)."""
    missed, renewed, _silent = pair.commitments
    Suggestion.objects.filter(commitment=missed).update(numbers_missed=1)
    later = make_commitment(pair.result, text="来年接着编写办件图解，年中前编完。")
    Renewal.objects.create(earlier=renewed, later=later, likeness=0.9)
    for commitment, days in zip(pair.commitments, (-6, 7, 8), strict=True):
        due(commitment, days)
    return pair


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ({"point": "silent"}, [2]),
        ({"point": "missed"}, [0]),
        ({"point": "renewed"}, [1]),
        ({"point": "second"}, []),
        ({"point": "disputed"}, []),
        ({"point": "approval"}, []),
        ({"point": "no such"}, [2, 1, 0]),
        ({"light": "red"}, [0]),
        ({"light": "yellow"}, [1]),
        ({"light": "green"}, [2]),
        ({"light": "red", "point": "missed"}, [0]),
        ({"light": "red", "point": "silent"}, []),
    ],
)
def test_points_and_lights(busy: Pair, query: dict[str, str], numbers: list[int]) -> None:
    expected = [busy.commitments[i] for i in numbers]
    assert listed(make_inspector(busy.agency), **query) == expected


def test_the_bare_queue_has_their_counts_and_a_filtered_one_not(busy: Pair) -> None:
    client = logged_in(make_inspector(busy.agency))
    found = client.get(reverse("admin:tracker_commitment_view_counts")).json()["points"]
    ones = ("silent", "missed", "renewed", "red", "yellow", "green")
    assert found == dict.fromkeys(ones, 1) | {"second": 0, "disputed": 0, "approval": 0}
    html = client.get(reverse(URL)).content.decode()
    assert {name for name in found if f'data-point="{name}"' in html} == found.keys()
    assert "data-point" not in client.get(reverse(URL), {"year": "2025"}).content.decode()


@pytest.mark.parametrize(
    ("days", "shape", "words"),
    [
        (-6, "l-red", "逾 6 天"),
        (-1, "l-red", "逾 1 天"),
        (0, "l-yellow", "今天到期"),
        (7, "l-yellow", "剩 7 天"),
        (8, "l-green", "剩 8 天"),
    ],
)
def test_a_light_has_shape_and_words(pair: Pair, days: int, shape: str, words: str) -> None:
    due(pair.commitments[2], days)
    html = logged_in(make_inspector(pair.agency)).get(reverse(URL)).content.decode()
    cell = html.split('class="field-light"')[1].split("</td>")[0]
    assert f'href="#{shape}"' in cell
    assert words in cell


def test_the_thresholds_are_settings(pair: Pair, settings: object) -> None:
    settings.REVIEW_WARNING_DAYS = 20  # type: ignore[attr-defined]  # pytest-django's
    due(pair.commitments[2], 15)
    assert listed(make_inspector(pair.agency), light="yellow") == [pair.commitments[2]]


def test_what_is_confirmed_has_no_light(pair: Pair) -> None:
    inspector = make_inspector(pair.agency)
    due(pair.commitments[0], -6)
    decide(pair.commitments[0], inspector, "partial")
    assert listed(inspector, queue="all", light="red") == []
    page = logged_in(inspector).get(reverse(URL), {"queue": "confirmed"}).content.decode()
    assert "逾" not in page.split("result_list")[1].split("</table>")[0]


def row(verdict: str, reported: float | None, target: float) -> dict[str, object]:
    return {
        "verdict": verdict,
        "target": {"value": target, "unit": "场"},
        "reported": None if reported is None else {"value": reported},
    }


@pytest.mark.parametrize(
    ("ledger", "words"),
    [
        ([row("met", 43, 40)], "43/40场"),
        ([row("met", 43, 40), row("missed", 3, 4)], "3/4场"),
        ([row("missed", 88.2, 95), row("missed", 1, 2)], "88.2/95场 <small>+1</small>"),
        ([row("unreported", None, 12)], "12场"),
    ],
)
def test_numbers_show_the_worst(pair: Pair, ledger: list[dict[str, object]], words: str) -> None:
    Suggestion.objects.filter(commitment=pair.commitments[2]).update(ledger=ledger)
    html = logged_in(make_inspector(pair.agency)).get(reverse(URL)).content.decode()
    assert words in html.split('class="field-numbers"')[1].split("</td>")[0]


def test_earlier_years_show_what_people_decided(pair: Pair) -> None:
    inspector = make_inspector(pair.agency)
    first = make_pair(pair.agency, report_year=2020)
    second = make_pair(pair.agency, report_year=2022)
    chain = [p.commitments[0] for p in (first, second, pair)]
    for before, after in pairwise(chain):
        Renewal.objects.create(earlier=before, later=after, likeness=0.9)
    decide(chain[0], inspector, "partial")
    html = logged_in(inspector).get(reverse(URL), {"year": "2025"}).content.decode()
    cells = [part.split("</td>")[0] for part in html.split('class="field-earlier"')[1:]]
    assert [("2021：部分兑现" in cell, "2023：未复核" in cell) for cell in cells] == [
        (False, False),
        (False, False),
        (True, True),
    ]


def test_earlier_years_out_of_scope_are_not_shown(pair: Pair) -> None:
    foreign = make_pair(report_year=2023)
    Renewal.objects.create(earlier=foreign.commitments[0], later=pair.commitments[0], likeness=0.9)
    html = logged_in(make_inspector(pair.agency)).get(reverse(URL)).content.decode()
    assert "desk-years" not in html


def test_a_row_that_waits_for_its_second_reading_tells_nothing(pair: Pair) -> None:
    """Neither in its cells nor by the filters that a suggestion draws."""
    second = pair.commitments[2]
    Suggestion.objects.filter(commitment=second).update(
        numbers_missed=1, ledger=[row("missed", 3, 4)]
    )
    Commitment.objects.filter(report=pair.plan).exclude(pk=second.pk).delete()
    first_reader, reader = make_inspector(pair.agency), make_inspector(pair.agency)
    decide(second, first_reader, "not_fulfilled")
    Commitment.objects.filter(pk=second.pk).update(
        review_state="second_review", outcome="", status="pending", reviewed_at=None
    )
    assert listed(reader) == [second]
    page = logged_in(reader).get(reverse(URL)).content.decode()
    table = page.split('id="result_list"')[1].split("</table>")[0]
    for told in ("未回应", "未达成", "40%", "3/4场", "o-no_evidence", "o-not_fulfilled"):
        assert told not in table
    told_by = [{"suggested": "no_evidence"}, {"confidence": "low"}]
    for query in [*told_by, {"point": "silent"}, {"point": "missed"}]:
        assert listed(reader, **query) == []
    assert listed(reader, point="second") == [second]
    assert listed(first_reader) == []
    assert listed(first_reader, queue="second") == [second]


@pytest.mark.parametrize(("days", "words"), [(-6, "逾 6 天"), (3, "剩 3 天")])
def test_the_review_page_has_the_light_in_its_head(pair: Pair, days: int, words: str) -> None:
    inspector, item = make_inspector(pair.agency), pair.commitments[0]
    due(item, days)
    assert words in head_of(inspector, item)
    decide(item, inspector, "partial")
    assert "desk-light" not in head_of(inspector, item)


def head_of(user: User, item: Commitment) -> str:
    html = page_of(user, item)
    return html.split('<div class="desk-head">')[1].split('class="desk-desk"')[0]
