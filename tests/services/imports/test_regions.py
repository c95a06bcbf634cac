"""Regions from a table: what each row would do, and that exactly that is done."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from tests.factories import make_region, make_user
from tests.services.imports.rows import broken, rows_of
from tracker.models import Region, User
from tracker.papers.sheets import SheetRow
from tracker.services.imports.regions import HEADINGS, OPTIONAL, import_regions, plan_regions
from tracker.services.imports.steps import ImportRefused, fingerprint

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
GOOD = [
    ("990123", "虚县", "", ""),
    ("990123100", "虚镇", "乡镇级", ""),
    ("990000", "虚省", "省级", ""),
    ("990100", "虚市", "prefecture", "990000"),
]


def table(*rows: tuple[str, ...]) -> list[SheetRow]:
    return rows_of([*HEADINGS, *OPTIONAL], rows)


def apply(rows: list[SheetRow], user: User) -> None:
    import_regions(rows, user=user, shown=fingerprint(plan_regions(rows, user=user)))


@pytest.fixture
def root() -> User:
    return make_user(is_superuser=True)


def told(rows: list[SheetRow], user: User) -> list[tuple[int, str, str]]:
    return [
        (step.number, step.change.value, step.problem.code if step.problem else "")
        for step in plan_regions(rows, user=user)
    ]


def test_new_ones_in_any_order_with_their_parents(root: User) -> None:
    rows = table(*GOOD)
    assert [change for _n, change, _code in told(rows, root)] == ["new"] * 4
    assert not Region.objects.exists()
    apply(rows, root)
    found = Region.objects.values_list("code", "name", "level", "parent__code")
    assert list(found) == [
        ("990000", "虚省", "province", None),
        ("990100", "虚市", "prefecture", "990000"),
        ("990123", "虚县", "county", "990100"),
        ("990123100", "虚镇", "township", "990123"),
    ]
    assert [change for _n, change, _code in told(rows, root)] == ["same"] * 4


def test_a_change_says_what_was_and_what_will_be(root: User) -> None:
    apply(table(*GOOD), root)
    rows = table(("990123000000", "改名县"))
    (step,) = plan_regions(rows, user=root)
    assert [(d.heading, d.before, d.after) for d in step.details] == [("名称", "虚县", "改名县")]
    apply(rows, root)
    assert Region.objects.get(code="990123").name == "改名县"
    assert Region.objects.count() == 4


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (("99", "虚省"), "region_code_wrong"),
        (("=990000", "虚省"), "region_code_wrong"),
        (("1e308", "虚省"), "region_code_wrong"),
        (("990000", ""), "name_wrong"),
        (("990000", "虚" * 101), "name_wrong"),
        (("990000", "虚\n省"), "name_wrong"),
        (("990000", "虚省", "县级"), "region_level_wrong"),
        (("990000", "虚省", "", "980000"), "region_parent_wrong"),
        (("980100", "远市", "", "990000"), "region_parent_wrong"),
        (("980100", "远市"), "region_parent_missing"),
        (("980123100", "远镇"), "region_parent_missing"),
    ],
)
def test_a_wrong_row_stops_all(root: User, row: tuple[str, ...], code: str) -> None:
    rows = table(("970000", "好省"), row)
    assert told(rows, root) == [(2, "new", ""), (3, "refused", code)]
    with pytest.raises(ImportRefused, match="import_has_errors"):
        apply(rows, root)
    assert not Region.objects.exists()


def test_hidden_rows_and_cells_without_value(root: User) -> None:
    good = table(("990000", "虚省"))[0]
    assert told([broken(good)], root) == [(2, "refused", "row_hidden")]
    formula = broken(good, errors={"名称": "cell_formula"})
    assert told([formula], root) == [(2, "refused", "cell_unreadable")]


def test_the_same_place_twice(root: User) -> None:
    rows = table(("990000", "虚省"), ("990000000000", "又是虚省"))
    assert told(rows, root)[1] == (3, "refused", "code_twice")


def test_a_circle_made_by_hand_is_found(root: User) -> None:
    province = make_region("虚省", code="990000")
    city = make_region("虚市", code="990100", parent=province)
    Region.objects.filter(pk=province.pk).update(parent=city)
    assert told(table(("990123", "虚县")), root) == [(2, "refused", "region_circle")]
    apply(table(("990000", "虚省")), root)  # the table puts it right
    province.refresh_from_db()
    assert province.parent is None


def test_only_inside_ones_own_scope(root: User) -> None:
    apply(table(*GOOD, ("990200", "邻市")), root)
    admin = make_user(responsible_for=[Region.objects.get(code="990100")])
    rows = table(
        ("990100", "改名市"),
        ("990124", "新县"),
        ("990124101", "新镇"),
        ("990200", "改名邻市"),
        ("990221", "邻县"),
        ("980000", "远省"),
    )
    assert [code for _n, _change, code in told(rows, admin)] == [
        *("", "", ""),
        *["region_out_of_scope"] * 3,
    ]


def test_what_changed_since_the_preview_is_not_done(root: User) -> None:
    rows = table(*GOOD)
    shown = fingerprint(plan_regions(rows, user=root))
    make_region("别的省", code="990000")
    with pytest.raises(ImportRefused, match="import_changed"):
        import_regions(rows, user=root, shown=shown)
    assert Region.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_at_once_do_it_once(root: User) -> None:
    rows = table(*GOOD)
    shown = fingerprint(plan_regions(rows, user=root))

    def run(_number: int) -> str:
        try:
            import_regions(rows, user=root, shown=shown)
        except ImportRefused as no:
            return no.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(4) as pool:
        results = sorted(pool.map(run, range(4)))
    assert results == ["done", *["import_changed"] * 3]
    assert Region.objects.count() == 4
