"""Agencies from a table."""

from __future__ import annotations

import pytest

from tests.factories import make_agency, make_region, make_user
from tests.services.imports.rows import rows_of
from tracker.models import Agency, AgencySuccession, Region, User
from tracker.papers.sheets import SheetRow
from tracker.services.agencies import agency_named
from tracker.services.imports.agencies import import_agencies, plan_agencies
from tracker.services.imports.bodies import HEADINGS, OPTIONAL, split_names
from tracker.services.imports.regions import plan_regions
from tracker.services.imports.steps import ImportRefused, fingerprint

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def table(*rows: tuple[str, ...]) -> list[SheetRow]:
    return rows_of([*HEADINGS, *OPTIONAL], rows)


def apply(rows: list[SheetRow], user: User) -> None:
    import_agencies(rows, user=user, shown=fingerprint(plan_agencies(rows, user=user)))


def told(rows: list[SheetRow], user: User) -> list[tuple[str, str]]:
    return [
        (step.change.value, step.problem.code if step.problem else "")
        for step in plan_agencies(rows, user=user)
    ]


@pytest.fixture
def root() -> User:
    return make_user(is_superuser=True)


@pytest.fixture(autouse=True)
def city() -> Region:
    return make_region("北川市", code="990100")


def test_new_ones_are_found_by_their_other_names(root: User, city: Region) -> None:
    rows = table(
        ("北川市司法局", "990100", "北川司法局、 市司法局；北川司法局;司法局"),
        ("北川市民政局",),
    )
    assert told(rows, root) == [("new", ""), ("new", "")]
    assert not Agency.objects.exists()
    apply(rows, root)
    agency = Agency.objects.get(name="北川市司法局")
    assert (agency.region, agency.aliases) == (city, ["北川司法局", "市司法局", "司法局"])
    assert agency_named("市司法局") == agency
    assert agency_named("北川市民政局").region == city  # by the name it begins with
    assert told(rows, root) == [("same", ""), ("same", "")]


def test_the_name_of_a_removed_sample_agency_is_told_as_that(root: User, city: Region) -> None:
    agency = make_agency("北川市司法局", region=city)
    Agency.objects.filter(pk=agency.pk).update(is_hidden=True, region=None)
    rows = table(("北川市司法局", "990100"))
    for user in (root, make_user(responsible_for=[city])):
        assert told(rows, user) == [("refused", "agency_removed")]
    agency_named("北川市司法局")  # a report of it has come
    assert told(rows, root) == [("same", "")]


def test_empty_cells_leave_what_is_there(root: User, city: Region) -> None:
    agency = make_agency("北川市司法局", region=city)
    Agency.objects.filter(pk=agency.pk).update(aliases=["市局"])
    assert told(table(("北川市司法局",)), root) == [("same", "")]
    rows = table(("北川市司法局", "", "市局、老局"))
    (step,) = plan_agencies(rows, user=root)
    assert [(d.before, d.after) for d in step.details] == [("市局", "市局、老局")]


def test_a_former_name_is_a_proposal_for_a_person(root: User, city: Region) -> None:
    rows = table(
        ("北川市城管局", "990100"),
        ("北川市综合执法局", "990100", "", "北川市城管局", "2024年"),
    )
    apply(rows, root)
    row = AgencySuccession.objects.get()
    assert (row.predecessor.name, row.successor.name) == ("北川市城管局", "北川市综合执法局")
    assert (row.since_year, row.confirmed_at) == (2024, None)
    assert told(rows, root) == [("same", ""), ("same", "")]
    apply(rows, root)
    assert AgencySuccession.objects.count() == 1


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (("",), "name_wrong"),
        (("局" * 201,), "name_wrong"),
        (("新局", "999999"), "region_unknown"),
        (("新局", "1e308"), "region_unknown"),
        (("新局", "", "老局"), "name_taken"),  # a name of the one there is
        (("新局", "", "老局别称"), "name_taken"),
        (("老局别称",), "name_taken"),
        (("新局", "", "、".join(f"别称{n}" for n in range(31))), "aliases_wrong"),
        (("新局", "", "别" * 201), "aliases_wrong"),
        (("新局", "", "", "老局"), "former_half"),
        (("新局", "", "", "", "2024"), "former_half"),
        (("新局", "", "", "老局", "今年"), "year_wrong"),
        (("新局", "", "", "老局", "9999"), "year_wrong"),
        (("新局", "", "", "老局", "²⁰²⁴"), "year_wrong"),
        (("新局", "", "", "新局", "2024"), "former_itself"),
        (("新局", "", "新办", "新办", "2024"), "former_itself"),
        (("新局", "", "", "没有的局", "2024"), "former_unknown"),
    ],
)
def test_a_wrong_row_stops_all(root: User, row: tuple[str, ...], code: str) -> None:
    Agency.objects.create(name="老局", aliases=["老局别称"])
    rows = table(("好局",), row)
    assert told(rows, root) == [("new", ""), ("refused", code)]
    with pytest.raises(ImportRefused, match="import_has_errors"):
        apply(rows, root)
    assert Agency.objects.count() == 1


def test_a_name_belongs_to_one_row(root: User) -> None:
    rows = table(("甲局", "", "共称"), ("乙局", "", "共称"), ("甲局",))
    assert told(rows, root) == [
        ("refused", "name_taken"),
        ("refused", "name_taken"),
        ("refused", "name_twice"),
    ]


def test_an_alias_may_move_from_one_agency_to_another(root: User) -> None:
    Agency.objects.create(name="甲局", aliases=["旧称"])
    assert told(table(("甲局", "", "新称"), ("乙局", "", "旧称")), root) == [
        ("changed", ""),
        ("new", ""),
    ]


def test_only_inside_ones_own_scope(root: User, city: Region) -> None:
    other = make_region("南川市", code="990200")
    make_agency("南川市司法局", region=other)
    admin = make_user(responsible_for=[city])
    rows = table(
        ("北川市司法局",),
        ("无名局",),
        ("南川市司法局", "990100"),
        ("北川市民政局", "990200"),
        ("北川市审计局", "990100", "南川市司法局"),
        ("北川市财政局", "990100", "", "南川市司法局", "2024"),
    )
    assert told(rows, admin) == [
        ("new", ""),
        ("refused", "region_out_of_scope"),
        ("refused", "agency_out_of_scope"),
        ("refused", "region_unknown"),
        ("refused", "name_taken"),
        ("refused", "former_unknown"),
    ]
    assert "南川" not in str(plan_agencies(rows, user=admin)[4].problem.params["agency"])  # type: ignore[union-attr]


def test_who_answers_for_one_agency_adds_none_beside_it(city: Region) -> None:
    mine = make_agency("北川市司法局", region=city)
    user = make_user(responsible_for=[mine])
    rows = table(("北川市司法局", "990100", "市局"), ("北川市民政局", "990100"))
    assert told(rows, user) == [("changed", ""), ("refused", "region_out_of_scope")]
    assert [step.change.value for step in plan_regions(region_row("北川市"), user=user)] == [
        "refused"
    ]


def region_row(name: str) -> list[SheetRow]:
    return rows_of(["区划代码", "名称"], [("990100", name)])


def test_what_changed_since_the_preview_is_not_done(root: User) -> None:
    rows = table(("甲局",))
    shown = fingerprint(plan_agencies(rows, user=root))
    Agency.objects.create(name="甲局")
    with pytest.raises(ImportRefused, match="import_changed"):
        import_agencies(rows, user=root, shown=shown)


def test_names_as_people_list_them() -> None:
    assert split_names("=甲局、 乙  局；\n丙局,,丙局") == ["=甲局", "乙 局", "丙局"]
