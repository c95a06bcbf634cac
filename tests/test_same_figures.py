"""Dashboard, 督察报告, API and digest (周报) tell one reader the same figures."""

from __future__ import annotations

import io
from typing import Any

import docx
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.admin.dashboard import context, figures, panel
from tests.admin.pages import logged_in
from tests.digest.samples import subscribe
from tests.factories import make_agency, make_commitment, make_inspector, make_pair
from tests.papers.inspected import Inspected, make_inspected
from tracker.core.types import ReturnReason, ReviewState
from tracker.digest.content import build_content
from tracker.digest.subjects import subject_of
from tracker.digest.weeks import week_of, zone_named
from tracker.models import Agency, Commitment, User
from tracker.selectors.statistics import FulfilmentRow

pytestmark = pytest.mark.django_db

YEAR = 2025
# all, verifiable, fulfilled, of these verifiable, reviewed, awaiting
Figures = tuple[int, int, int, int, int, int]
BY_HAND: dict[str, Figures] = {
    "云岫市岚溪区司法局": (3, 3, 1, 1, 3, 0),
    "云岫市柏坪县人民政府": (3, 2, 1, 1, 3, 0),
    "云岫市青埠镇人民政府": (2, 2, 0, 0, 0, 1),
}
WHOLE: Figures = (8, 7, 2, 2, 6, 1)


@pytest.fixture
def reader() -> User:
    """Who answers for a region of which nine promises count; others stand beside them."""
    inspected = make_inspected()
    blind, gone, open_one = inspected.pairs[2].commitments
    _change(blind, review_state=ReviewState.SECOND_REVIEW)
    _change(gone, returned_reason=ReturnReason.TEXT_GONE)
    make_commitment(inspected.pairs[2].plan, position=9, review_state=ReviewState.UNMATCHED)
    _stand_beside(inspected)
    _change(open_one, review_state=ReviewState.DISPUTED)
    return make_inspector(inspected.region, username="读者丙")


def _change(row: Commitment, **fields: str) -> None:
    Commitment.objects.filter(pk=row.pk).update(**fields)


def _stand_beside(inspected: Inspected) -> None:
    """Another region's agency, and one that was taken away with the sample data."""
    make_pair(make_agency("别处局"))
    hidden = make_pair(make_agency("收起局", region=inspected.region)).agency
    Agency.objects.filter(pk=hidden.pk).update(is_hidden=True)


def test_the_dashboard(reader: User) -> None:
    shown = panel(context(logged_in(reader), f"year={YEAR}"), "fulfilment-agency")
    assert shown.total is not None
    told = {line.label: _of_line(line) for line in [*shown.lines, shown.total]}
    assert told == BY_HAND | {"合计": WHOLE}


def test_the_inspection_report(reader: User) -> None:
    region = reader.responsibilities.get().region
    assert region is not None
    query = {"region": region.pk, "year": YEAR, "docx": 1}
    answer = logged_in(reader).get(reverse("admin:tracker_inspection"), query)
    table = docx.Document(io.BytesIO(answer.content)).tables[0]
    told = {row.cells[0].text: _of_row([cell.text for cell in row.cells]) for row in table.rows[1:]}
    assert told == BY_HAND | {"合计": WHOLE}


def test_the_api(reader: User) -> None:
    table = _asked(logged_in(reader), f"by=agency&plan_year={YEAR}")
    told = {row["label"]: _of_answer(row) for row in [*table["rows"], table["total"]]}
    assert told == BY_HAND | {"合计": WHOLE}


def test_the_digest(reader: User) -> None:
    now = timezone.now()
    subscription = subscribe(reader)
    week = week_of(now, zone=zone_named(subscription.timezone))
    content = build_content(subject_of(subscription, week=week), now=now)
    assert {row.label: _of_selected(row) for row in content.rows} == BY_HAND
    assert _of_selected(content.total) == WHOLE
    assert content.agency_count == len(BY_HAND)


def _asked(client: Client, query: str) -> Any:
    answer = client.get(f"/api/v1/stats/fulfilment?{query}")
    assert answer.status_code == 200
    return answer.json()


def _of_line(line: Any) -> Figures:
    (fulfilled, every), (other, verifiable), (reviewed, same), (awaiting, _none) = figures(line)
    assert every is not None
    assert verifiable is not None
    assert same == every
    return (every, verifiable, fulfilled, other, reviewed, awaiting)


def _of_row(texts: list[str]) -> Figures:
    parts = [text.partition(" ")[0].partition("/")[::2] for text in texts[1:]]
    (fulfilled, every), (other, verifiable), _dropped, _open, (reviewed, same), (awaiting, _e) = (
        parts
    )
    assert same == every
    numbers = [int(text) for text in (every, verifiable, fulfilled, other, reviewed, awaiting)]
    return tuple(numbers)  # type: ignore[return-value]  # six of them


def _of_answer(row: dict[str, Any]) -> Figures:
    return (
        *(row["denominator_all"], row["denominator_verifiable"], row["fulfilled"]),
        *(row["fulfilled_verifiable"], row["reviewed"], row["awaiting_report"]),
    )


def _of_selected(row: FulfilmentRow) -> Figures:
    return (
        *(row.all, row.verifiable, row.fulfilled),
        *(row.fulfilled_verifiable, row.reviewed, row.awaiting),
    )
