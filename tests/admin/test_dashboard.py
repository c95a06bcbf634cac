"""统计看板: figures counted by hand, the same as the API gives."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from tests.admin.dashboard import cells_of, context, figures, panel
from tracker.core.types import ReviewState
from tracker.models import (
    Agency,
    Commitment,
    Recurrence,
    Remedy,
    Report,
    Shortcoming,
    User,
)

pytestmark = pytest.mark.django_db


def test_fulfilment_by_hand(counting: Client) -> None:
    found = context(counting, "year=2025")
    (line,) = panel(found, "fulfilment-agency").lines
    # Ten promises; verifiable leaves out two vague ones and the not assessable one.
    assert line.label == "测试甲局"
    assert figures(line) == [(2, 10), (1, 7), (6, 10), (0, None)]
    assert [cell.percent for cell in line.cells] == ["20.0%", "14.3%", "60.0%", ""]
    region, topic = (panel(found, f"fulfilment-{by}") for by in ("region", "topic"))
    assert [(row.label, figures(row)) for row in region.lines] == [("测试市", figures(line))]
    assert [(row.label, figures(row)[0]) for row in topic.lines] == [
        ("行政执法", (2, 9)),
        ("未归类", (0, 1)),
    ]


def test_years_are_a_trend_whatever_the_year_chosen(counting: Client) -> None:
    years = panel(context(counting, "year=2025"), "fulfilment-year")
    assert [(row.label, figures(row)[0], figures(row)[3][0]) for row in years.lines] == [
        ("2023", (0, 1), 0),
        ("2024", (0, 1), 0),
        ("2025", (2, 10), 0),
        ("2026", (0, 0), 1),
    ]
    assert years.total is not None
    assert figures(years.total) == [(2, 12), (1, 9), (7, 12), (1, None)]


def test_silence_and_missed_numbers_by_hand(counting: Client) -> None:
    (line,) = panel(context(counting, "year=2025"), "silence").lines
    # Confirmed silent: two of ten, one of the seven verifiable; the blind one tells nothing.
    assert figures(line) == [(2, 10), (1, 7), (6, 10), (1, None), (1, None), (1, None)]


def test_age_of_what_is_unfulfilled_by_hand(counting: Client) -> None:
    rows = {
        row.label: [c.number for c in row.cells] for row in panel(context(counting), "ageing").lines
    }
    # open, verifiable, reviewed; silent, short, moving, vague, unconfirmed
    assert rows == {
        "2025（已过 1 年）": [8, 6, 4, 2, 1, 0, 1, 4],
        "2024（已过 2 年）": [1, 1, 1, 0, 1, 0, 0, 0],
        "2023（已过 3 年）": [1, 1, 0, 0, 0, 0, 0, 1],
    }


def test_review_progress_by_hand(counting: Client) -> None:
    found = context(counting, "year=2025")
    assert [cell.number for row in panel(found, "progress").lines for cell in row.cells] == [
        *(6, 1, 1, 1, 1),  # confirmed, waiting, second, disputed, approval: ten
        *(1, 1),  # overdue, soon
    ]
    months = {row.label: row.cells[0].number for row in panel(found, "months").lines}
    assert months == {f"{y}-{m:02}": 0 for y, m in _year_before()} | {"2026-10": 6}


def _year_before() -> Iterator[tuple[int, int]]:
    yield (2025, 12)
    yield from ((2026, month) for month in range(1, 12))


def test_filing_by_hand(counting: Client) -> None:
    rows = panel(context(counting), "filing")
    assert [(row.label, [(c.number, c.out_of) for c in row.cells]) for row in rows.lines] == [
        # on time of known; late, no date, parts missing; half or more copied of comparable
        ("2025", [(1, 1), (0, None), (0, None), (0, None), (1, 1), (1, None)]),
        ("2024", [(0, 1), (1, None), (0, None), (1, None), (0, 0), (0, None)]),
        ("2023", [(0, 0), (0, None), (1, None), (0, None), (0, 0), (0, None)]),
        ("2022", [(0, 0), (0, None), (0, None), (0, None), (0, 0), (0, None)]),
    ]
    (region,) = panel(context(counting, "year=2025"), "filing").lines
    assert (region.label, region.cells[0].number) == ("测试市", 1)


def test_shortcomings_by_hand(counting: Client) -> None:
    first, second = Report.objects.filter(report_year__in=(2024, 2025)).order_by("report_year")
    rows = [
        Shortcoming.objects.create(report=report, position=n, text="人手偏紧", start=0, end=4)
        for report, n in ((first, 0), (first, 1), (second, 0))
    ]
    Recurrence.objects.create(earlier=rows[0], later=rows[2], score=0.9)
    promise = Commitment.objects.filter(report=first).first()
    assert promise
    Remedy.objects.create(shortcoming=rows[1], commitment=promise, score=0.9)
    (line,) = panel(context(counting), "shortcomings").lines
    assert figures(line) == [(3, None), (2, 3), (1, 2)]
    for cell in line.cells:
        page = counting.get(cell.url).context["page"] if cell.url else None
        assert page is None or page.paginator.count == cell.number
    region = first.agency.region_id
    (line,) = panel(context(counting, f"year=&region={region}"), "shortcomings").lines
    assert [cell.url for cell in line.cells] == [""] * 3


def test_chains_end_in_an_open_promise(counting: Client) -> None:
    found = context(counting)
    (chain,) = found["chains"]
    assert (chain.agency, chain.years_open) == ("测试甲局", 2)
    assert [(year, code) for year, code, _words in chain.years] == [(2024, "partial"), (2025, "")]
    assert found["chain_count"].number == 1


def test_the_api_gives_the_same(counting: Client, city: Agency) -> None:
    user = User.objects.get(username="inspector")
    user.user_permissions.add(Permission.objects.get(codename="view_commitment"))
    for by in ("agency", "region", "year", "topic"):
        told = counting.get(f"/api/v1/stats/fulfilment?by={by}").json()
        shown = panel(context(counting), f"fulfilment-{by}")
        assert {row["label"] or "未归类": row["fulfilled"] for row in told["rows"]} == {
            line.label: line.cells[0].number for line in shown.lines
        }
        assert {
            (r["denominator_all"], r["denominator_verifiable"], r["reviewed"]) for r in told["rows"]
        } == {(c[0].out_of, c[1].out_of, c[2].number) for c in (x.cells for x in shown.lines)}
    thought = counting.get("/api/v1/stats/suggestions?by=agency").json()["rows"]
    silent = [row["count"] for row in thought if row["suggested_outcome"] == "no_evidence"]
    (line,) = panel(context(counting), "silence").lines
    assert [line.cells[4].number] == silent


def test_what_is_read_blind_tells_nothing(counting: Client) -> None:
    before = [n for _w, n, _u in cells_of(context(counting))]
    blind = Commitment.objects.filter(review_state=ReviewState.SECOND_REVIEW)
    for row in blind.select_related("suggestion"):
        assert row.suggestion
        row.suggestion.outcome, row.suggestion.numbers_missed = "fulfilled", 0
        row.suggestion.save()
    assert [n for _w, n, _u in cells_of(context(counting))] == before
