"""连年承诺 on the review page: the years, what differs, and nothing out of scope."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.admin.pages import logged_in
from tests.factories import make_agency, make_commitment, make_inspector, make_report, make_user
from tracker.models import Commitment, Renewal

pytestmark = pytest.mark.django_db


def promised_again() -> tuple[Commitment, Commitment]:
    agency = make_agency()
    earlier = make_commitment(
        make_report(agency, report_year=2023), text="<i>去年</i>的事项。办4次。"
    )
    later = make_commitment(make_report(agency, report_year=2024), text="今年的事项。办2次。")
    lowered = {"code": "target_lowered", "params": {"before": "4次", "after": "<b>2次</b>"}}
    Renewal.objects.create(
        earlier=earlier, later=later, likeness=0.7, differences=[lowered], matcher_version="test"
    )
    return earlier, later


def page_of(commitment: Commitment, *, superuser: bool = True) -> str:
    user = make_user(is_superuser=True) if superuser else make_inspector(commitment.report.agency)
    url = reverse("admin:tracker_commitment_review", args=[commitment.pk])
    return logged_in(user).get(url).content.decode()


def test_both_years_and_what_differs() -> None:
    earlier, later = promised_again()
    page = page_of(later)
    assert "连续 2 年未确认兑现" in page
    assert f'href="/admin/tracker/commitment/{earlier.pk}/review/"' in page
    assert "目标放宽：原“4次”，现“&lt;b&gt;2次&lt;/b&gt;”。" in page
    assert "&lt;i&gt;去年&lt;/i&gt;的事项" in page
    assert "<i>去年" not in page


def test_a_promise_made_once_has_no_box() -> None:
    assert "连年承诺" not in page_of(make_commitment())


def test_within_the_scope() -> None:
    _earlier, later = promised_again()
    assert "连年承诺" in page_of(later, superuser=False)
