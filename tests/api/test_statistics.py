from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission

from tests import factories
from tests.api.conftest import Caller
from tests.digest.samples import MONDAY, small_world, subscriber
from tracker.api.statistics import SuggestionTable
from tracker.digest.content import build_content
from tracker.digest.subjects import subject_of
from tracker.models import Commitment
from tracker.selectors.statistics import By, suggestions

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def test_figures_by_hand(root: Caller) -> None:
    agency = factories.make_agency("测试甲局")
    small_world(agency)
    answer = root.get("/stats/fulfilment")
    [row] = answer["rows"]
    assert answer["by"] == "agency"
    assert row == {
        "key": str(agency.pk),
        "label": "测试甲局",
        "fulfilled": 2,
        "denominator_all": 7,
        "rate_all": pytest.approx(2 / 7),
        "fulfilled_verifiable": 2,
        "denominator_verifiable": 7,
        "rate_verifiable": pytest.approx(2 / 7),
        "reviewed": 4,
        "reviewed_share": pytest.approx(4 / 7),
        "unfulfilled": 5,
        "dropped": 0,
        "awaiting_report": 1,
    }
    assert answer["total"] == row | {"key": None, "label": "合计"}


def test_the_machines_view_is_another_address(root: Caller) -> None:
    small_world(factories.make_agency())
    answer = root.get("/stats/suggestions", by="year")
    assert answer["notice"] == "系统建议，未复核"
    assert [(r["key"], r["suggested_outcome"], r["count"]) for r in answer["rows"]] == [
        ("2025", "fulfilled", 1),
        ("2025", "no_evidence", 1),
    ]


@pytest.mark.parametrize("by", ["agency", "region", "year", "topic"])
@pytest.mark.parametrize("name", ['示例"局"', "示\\例局", "示\n例\u2028局", "示例局</script>"])
def test_rows_that_are_written_at_once_are_what_they_are(root: Caller, by: By, name: str) -> None:
    """They pass no schema (api.statistics)."""
    small_world(factories.make_agency(name=name, region=factories.make_region(name)))
    small_world(factories.make_agency())
    answer = root.get("/stats/suggestions", by=by)
    assert SuggestionTable.model_validate(answer)
    assert answer["rows"] == [
        {"key": r.key, "label": r.label, "suggested_outcome": r.suggested_outcome, "count": r.count}
        for r in suggestions(Commitment.objects.all(), by=by)
    ]
    assert len(answer["rows"]) >= 2


def test_nothing_is_no_rate(root: Caller) -> None:
    answer = root.get("/stats/fulfilment", by="year")
    assert answer["rows"] == []
    assert (answer["total"]["denominator_all"], answer["total"]["rate_all"]) == (0, None)


@pytest.mark.parametrize(
    ("params", "count"),
    [
        ({}, 14),
        ({"region": "990100"}, 14),
        ({"region": "990101"}, 7),
        ({"plan_year": "2025"}, 14),
        ({"plan_year": "2026"}, 0),
        ({"report_year": "2024", "region": "990101"}, 7),
    ],
)
def test_filters(root: Caller, params: dict[str, str], count: int) -> None:
    city = factories.make_region(code="990100")
    for region in (city, factories.make_region(code="990101", parent=city)):
        small_world(factories.make_agency(region=region))
    for by in ("agency", "region", "year"):
        total = root.get("/stats/fulfilment", by=by, **params)["total"]
        assert total["denominator_all"] == count


def test_the_digest_says_the_same_numbers() -> None:
    region = factories.make_region()
    for _ in range(3):
        small_world(factories.make_agency(region=region))
    small_world(factories.make_agency())  # out of scope
    subscription = subscriber(region)
    content = build_content(subject_of(subscription, week="2026-W47"), now=MONDAY)
    reader = subscription.user
    assert reader is not None
    reader.user_permissions.add(Permission.objects.get(codename="view_commitment"))
    answer = Caller(reader).get("/stats/fulfilment")
    rows = {row.key: row for row in content.rows}
    assert set(rows) == {row["key"] for row in answer["rows"]}
    for told in [*answer["rows"], answer["total"]]:
        mailed = rows[told["key"]] if told["key"] else content.total
        assert told["fulfilled"] == mailed.fulfilled
        assert told["denominator_all"] == mailed.all
        assert told["denominator_verifiable"] == mailed.verifiable
        assert told["reviewed"] == mailed.reviewed
        assert told["unfulfilled"] == mailed.unfulfilled
        assert told["rate_verifiable"] == mailed.rate_verifiable
    silent = Caller(reader).get("/stats/suggestions")["rows"]
    for outcome, count in content.thought.outcomes:
        assert count == sum(r["count"] for r in silent if r["suggested_outcome"] == outcome)
