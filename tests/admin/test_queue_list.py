"""The list of commitments as a queue: what it holds, its filters, its order."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tests.admin.pages import logged_in
from tests.factories import (
    Pair,
    make_agency,
    make_approver,
    make_commitment,
    make_inspector,
    make_pair,
    make_region,
    make_user,
)
from tests.services.deciding import decide
from tracker.models import Commitment
from tracker.services import reviews

pytestmark = pytest.mark.django_db
URL = "admin:tracker_commitment_changelist"


def listed(user: Any, **query: Any) -> list[Commitment]:
    answer = logged_in(user).get(reverse(URL), query)
    assert answer.status_code == 200
    return list(answer.context["cl"].result_list)


def test_it_shows_what_waits_most_doubtful_first(pair: Pair) -> None:
    first, second, third = pair.commitments  # confidence 0.9, 0.65, 0.4
    unsuggested = make_commitment(
        pair.plan, text="修整停车场。年内重新划线60个车位。", result_report=pair.result
    )
    make_commitment(pair.result, text="来年接着扫描余下的旧卷宗，年中前收尾。")
    assert listed(make_inspector(pair.agency)) == [unsuggested, third, second, first]


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ({"suggested": "partial"}, [1]),
        ({"confidence": "low"}, [2]),
        ({"confidence": "middle"}, [1]),
        ({"confidence": "high"}, [0]),
        ({"confidence": "none"}, []),
        ({"q": "办件图解"}, [1]),
        ({"year": "2025"}, [2, 1, 0]),
        ({"year": "2031"}, []),
        ({"year": "x"}, []),
        ({"region": "0"}, []),
        ({"agency": "99999999999999999999"}, []),
        ({"review_state__exact": "confirmed"}, []),
        ({"status__exact": "pending"}, [2, 1, 0]),
    ],
)
def test_filters(pair: Pair, query: dict[str, str], numbers: list[int]) -> None:
    expected = [pair.commitments[i] for i in numbers]
    assert listed(make_inspector(pair.agency), **query) == expected


def test_a_region_holds_what_lies_below_it() -> None:
    city = make_region()
    county = make_region(parent=city)
    pair = make_pair(make_agency(region=county))
    elsewhere = make_pair()
    root = make_user(is_superuser=True)
    assert {c.report_id for c in listed(root, region=city.pk)} == {pair.plan.pk}
    assert {c.report_id for c in listed(root, agency=elsewhere.agency.pk)} == {elsewhere.plan.pk}


def test_the_lists(pair: Pair) -> None:
    inspector, approver = make_inspector(pair.agency), make_approver(pair.agency)
    done, dropped, open_ = pair.commitments
    awaiting = make_commitment(pair.result, text="来年接着扫描余下的旧卷宗，年中前收尾。")
    reviews.decide(done.pk, reviewer=inspector, version=1, outcome="partial")
    decide(dropped, inspector, "dropped", note="撤并")
    assert listed(inspector) == [open_]
    assert listed(approver) == [dropped]
    assert listed(inspector, queue="approval") == [dropped]
    assert listed(inspector, queue="confirmed") == [done]
    assert listed(inspector, queue="awaiting") == [awaiting]
    assert set(listed(inspector, queue="all")) == {done, dropped, open_, awaiting}


def test_what_a_corrected_report_changed_has_a_list_of_its_own(pair: Pair) -> None:
    inspector = make_inspector(pair.agency)
    changed, gone, same = pair.commitments
    decide(gone, inspector, "partial")
    for row, reason in ((changed, "text_changed"), (gone, "text_gone")):
        Commitment.objects.filter(pk=row.pk).update(returned_reason=reason)
    assert set(listed(inspector, queue="corrected")) == {changed, gone}
    assert set(listed(inspector)) == {changed, same}
    assert listed(inspector, queue="confirmed") == []
    assert gone in listed(inspector, queue="all")


def test_choices_of_the_filters_are_in_scope(pair: Pair) -> None:
    foreign = make_pair()
    html = logged_in(make_inspector(pair.agency)).get(reverse(URL)).content.decode()
    assert pair.agency.name in html
    assert str(pair.agency.region) in html
    assert foreign.agency.name not in html
    assert str(foreign.agency.region) not in html


def test_suggested_and_decided_are_told_apart(pair: Pair) -> None:
    inspector = make_inspector(pair.agency)
    reviews.decide(pair.commitments[1].pk, reviewer=inspector, version=1, outcome="not_fulfilled")
    html = logged_in(inspector).get(reverse(URL), {"queue": "all"}).content.decode()
    row = html.split('class="field-suggested"')[2 - 0]
    suggested, decided = row.split('class="field-decided"')
    assert "系统建议（未复核）" in html
    assert "部分兑现" in suggested
    assert "65%" in suggested
    assert "未达成" in decided
    assert "部分兑现" not in decided


def test_rows_lead_to_the_review_page_and_keep_the_filters(pair: Pair) -> None:
    client = logged_in(make_inspector(pair.agency))
    html = client.get(reverse(URL), {"year": "2025"}).content.decode()
    url = reverse("admin:tracker_commitment_review", args=[pair.commitments[0].pk])
    assert f'href="{url}?_changelist_filters=year%3D2025"' in html
    change = reverse("admin:tracker_commitment_change", args=[pair.commitments[0].pk])
    assert client.get(change)["Location"] == url
