"""统计看板: each figure is the length of its list; scope, hostile queries, constant queries."""

from __future__ import annotations

from itertools import pairwise

import pytest
from django.contrib import admin
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests.admin.dashboard import URL, add, cells_of, context, panel
from tests.admin.pages import inline_code, logged_in
from tests.factories import (
    make_agency,
    make_approver,
    make_report,
    make_user,
)
from tracker.admin.queue_list import filtered
from tracker.core.types import Outcome, Topic
from tracker.models import Agency, Commitment, Report, User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("query", ["year=", "year=2025", "topic=none&year=2025"])
def test_every_figure_is_the_length_of_its_list(counting: Client, query: str) -> None:
    request = RequestFactory().get("/")
    request.user = User.objects.get(username="inspector")
    models = {
        reverse(f"admin:tracker_{m._meta.model_name}_changelist"): m for m in (Commitment, Report)
    }
    wrong = []
    for where, number, url in cells_of(context(counting, query)):
        path, _mark, parameters = url.partition("?")
        rows = filtered(admin.site._registry[models[path]], request, parameters)
        if rows is None or rows.count() != number:
            wrong.append((where, number, url))
    assert not wrong


def test_the_list_says_what_it_is_of(counting: Client) -> None:
    listing = reverse("admin:tracker_commitment_changelist")
    html = counting.get(f"{listing}?queue=all&figure=silent&home=990001").content.decode()
    assert "统计口径" in html
    assert "测试市" in html
    assert "统计口径" not in counting.get(listing).content.decode()


@pytest.mark.parametrize(
    "query", ["figure=nonsense", "home=1", "month=2026-13", "month=x", "month=9999-12"]
)
def test_a_filter_that_means_nothing_finds_nothing(counting: Client, query: str) -> None:
    listing = reverse("admin:tracker_commitment_changelist")
    assert counting.get(f"{listing}?queue=all&{query}").context["cl"].result_count == 0


@pytest.mark.parametrize("query", ["filing=nonsense", "home=1", "region=x", "agency=999999999"])
def test_a_filter_of_reports_that_means_nothing_finds_nothing(counting: Client, query: str) -> None:
    listing = reverse("admin:tracker_report_changelist")
    assert counting.get(f"{listing}?{query}").context["cl"].result_count == 0


def test_one_sees_ones_own_scope(counting: Client) -> None:
    other = make_agency("别处乙局")
    plan, result = (make_report(other, report_year=year) for year in (2024, 2025))
    add(plan, result, Outcome.FULFILLED)
    html = counting.get(f"{reverse(URL)}?year=").content.decode()
    assert "别处乙局" not in html
    stranger = f"{reverse(URL)}?year=&agency={other.pk}&region={other.region_id}"
    assert "别处乙局" not in counting.get(stranger).content.decode()
    assert panel(context(counting, f"agency={other.pk}&year="), "fulfilment-agency").lines == []


def test_who_may_not_see_promises_or_reports(city: Agency) -> None:
    nobody = logged_in(make_user(responsible_for=[city]))
    assert nobody.get(reverse(URL)).status_code == 403
    reader = logged_in(make_user(permissions=["tracker.view_commitment"], responsible_for=[city]))
    answer = reader.get(reverse(URL))
    assert answer.status_code == 200
    assert "reports" not in answer.context
    assert answer.context["agreement"] == ""
    assert logged_in(make_approver(city)).get(reverse(URL)).context["agreement"]


def test_unasked_it_is_about_the_newest_year_reported_on(counting: Client) -> None:
    html = counting.get(reverse(URL)).content.decode()
    assert '<option value="2025" selected>' in html


@pytest.mark.parametrize(
    "query",
    [
        "year=abc&region=-1&agency=99999999999&topic=%00&rows=x",
        "year=9999&topic=enforcement",
        "region=1e308",
        "agency=many",
    ],
)
def test_any_query_is_a_page(counting: Client, query: str) -> None:
    assert counting.get(f"{reverse(URL)}?{query}").status_code == 200


def test_more_agencies_are_behind_a_link(counting: Client, city: Agency) -> None:
    for number in range(14):
        agency = make_agency(f"多出第{number:02}局", region=city.region)
        plan, result = (make_report(agency, report_year=year) for year in (2024, 2025))
        add(plan, result, Outcome.PARTIAL)
    shown = panel(context(counting), "fulfilment-agency")
    assert (len(shown.lines), shown.hidden) == (12, 3)
    whole = panel(context(counting, "year=&rows=all"), "fulfilment-agency")
    assert (len(whole.lines), whole.hidden) == (15, 0)


def test_no_inline_code_and_names_are_text(counting: Client, city: Agency) -> None:
    Agency.objects.filter(pk=city.pk).update(name="<script>alert(1)</script>局")
    html = counting.get(f"{reverse(URL)}?year=").content.decode()
    assert inline_code(html) == []
    assert "<script>alert" not in html


def test_an_empty_system_says_so(db: None) -> None:
    html = logged_in(make_user(is_superuser=True)).get(reverse(URL)).content.decode()
    assert "所选范围内没有数据" in html


def test_more_rows_are_no_more_queries(
    counting: Client, city: Agency, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(4):
        agency = make_agency(region=city.region)
        reports = [make_report(agency, report_year=year) for year in range(2021, 2026)]
        for plan, result in pairwise(reports):
            add(plan, result, Outcome.PARTIAL, topic=list(Topic)[number].value)
    with django_assert_max_num_queries(22):
        counting.get(f"{reverse(URL)}?year=")
