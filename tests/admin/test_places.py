"""Pages of regions and agencies."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from tests.admin.pages import logged_in
from tests.factories import make_agency, make_region, make_report, make_user
from tracker.models import Agency, AgencySuccession, Region

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def root() -> Client:
    return logged_in(make_user(is_superuser=True))


def page_of(row: Region | Agency, page: str = "change") -> str:
    return reverse(f"admin:tracker_{row._meta.model_name}_{page}", args=[row.pk])


def test_aliases_are_lines_and_a_name_has_one_owner(root: Client) -> None:
    agency, other = make_agency("甲局"), make_agency("乙局")
    Agency.objects.filter(pk=other.pk).update(aliases=["乙办"])
    region = {"name": "甲局", "region": agency.region_id}
    answer = root.post(page_of(agency), region | {"aliases": "甲办\n 甲办 \n甲局\n老甲局"})
    assert answer.status_code == 302
    agency.refresh_from_db()
    assert agency.aliases == ["甲办", "老甲局"]
    page = root.get(page_of(agency)).content.decode()
    assert "甲办\n老甲局</textarea>" in page
    refused = root.post(page_of(agency), region | {"aliases": "乙办\n乙局"})
    assert "“乙办、乙局”已是另一单位的全称或别称" in refused.content.decode()
    renamed = root.post(page_of(agency), region | {"name": "乙办", "aliases": ""})
    assert "“乙办”已是另一单位的全称或别称" in renamed.content.decode()


@pytest.mark.parametrize("aliases", ["别" * 201, "\n".join(map(str, range(31))), '["x"' * 1000])
def test_aliases_out_of_measure_are_refused(root: Client, aliases: str) -> None:
    agency = make_agency("甲局")
    data = {"name": "甲局", "region": agency.region_id, "aliases": aliases}
    assert root.post(page_of(agency), data).status_code == 200
    agency.refresh_from_db()
    assert agency.aliases == []


def test_a_region_lies_in_no_circle_and_its_level_follows_from_its_code(root: Client) -> None:
    city = make_region("虚市", code="990100")
    county = make_region("虚县", code="990123", parent=city)
    data = {"code": "990100", "name": "虚市", "level": "prefecture", "parent": county.pk}
    assert "不能是它自己或它的下级" in root.post(page_of(city), data).content.decode()
    data |= {"parent": "", "level": "county"}
    Region.objects.filter(pk=city.pk).update(level="prefecture")
    assert "与区划代码不符" in root.post(page_of(city), data).content.decode()
    data |= {"level": "prefecture", "code": "12345678"}
    assert "不是县级以上" in root.post(page_of(city), data).content.decode()


def test_what_hangs_on_a_place_stands_on_its_page(root: Client) -> None:
    city = make_region("虚市", code="990100")
    county = make_region("虚县", code="990123", parent=city)
    agency = make_agency("虚市司法局", region=city)
    make_report(agency, report_year=2023)
    heir = make_agency("虚市法制局", region=city)
    AgencySuccession.objects.create(predecessor=agency, successor=heir, since_year=2024)
    make_user("linlin", responsible_for=[city])
    page = root.get(page_of(city)).content.decode()
    for words in ("虚县", "虚市司法局", "linlin", f"region={city.pk}"):
        assert words in page
    page = root.get(page_of(agency)).content.decode()
    for words in ("2023", "2024 年起 · 待确认", f"successor={agency.pk}"):
        assert words in page
    assert "linlin</a>（虚市）" in page
    assert root.get(page_of(county)).status_code == 200


def test_who_answers_from_above_is_named_with_the_place(root: Client) -> None:
    city = make_region("虚市", code="990100")
    county = make_region("虚县", code="990123", parent=city)
    agency = make_agency("虚局", region=county)
    make_user("above", responsible_for=[city])
    make_user("here", responsible_for=[agency])
    make_user("elsewhere", responsible_for=[make_region("别市", code="990200")])
    told = {
        page: re.sub(r"<[^>]+>", "", root.get(page_of(page)).content.decode())
        for page in (agency, county, city)
    }
    assert "above（虚市）、here" in told[agency]
    assert "above（虚市）" in told[county]
    assert "here" not in told[county]
    assert "above（" not in told[city]
    assert not any("elsewhere" in html for html in told.values())


def test_what_holds_something_is_not_deleted_and_says_why(root: Client) -> None:
    city = make_region("虚市", code="990100")
    agency = make_agency("虚市司法局", region=city)
    make_report(agency)
    for row, words in ((agency, "有 1 份年度报告，没有删除"), (city, "1 个单位、0 个下级地区")):
        for method in (root.get, root.post):
            answer = method(page_of(row, "delete"), {"post": "yes"}, follow=True)
            assert words in answer.content.decode()
    empty = make_agency("空局", region=city)
    root.post(page_of(empty, "delete"), {"post": "yes"})
    assert set(Agency.objects.all()) == {agency}


@pytest.mark.parametrize("model", ["region", "agency"])
def test_the_list_asks_as_often_for_many_as_for_few(
    root: Client, model: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(20):
        make_agency(region=make_region(code=f"98{number:04d}"))
    with django_assert_max_num_queries(6):
        root.get(reverse(f"admin:tracker_{model}_changelist"))
