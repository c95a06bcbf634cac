"""Walking a list page by page while its rows change: nothing is lost, nothing comes twice."""

from __future__ import annotations

import random

import pytest

from tests import factories
from tests.api.conftest import Caller
from tracker.models import Commitment

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("sort", ["id", "-id"])
def test_a_walk_while_rows_come_change_and_go(root: Caller, sort: str, seed: int) -> None:
    """By id, whoever was there all the time comes once; of the others none comes twice."""
    chance = random.Random(f"{sort}{seed}")
    report = factories.make_commitment().report
    for _ in range(12):
        _add(report.pk)
    there = set(Commitment.objects.values_list("pk", flat=True))
    found: list[int] = []
    cursor: str | None = ""
    while cursor is not None:
        more = {"cursor": cursor} if cursor else {}
        page = root.get("/commitments", sort=sort, limit=chance.randint(1, 4), **more)
        found += [row["id"] for row in page["items"]]
        cursor = page["next_cursor"]
        if cursor is not None and len(found) < 30:
            there -= _disturb(chance, report.pk)
    assert len(found) == len(set(found))
    assert there <= set(found)
    assert found == sorted(found, reverse=sort == "-id")
    if sort == "id":  # what came meanwhile lies ahead
        assert set(Commitment.objects.values_list("pk", flat=True)) <= set(found)


def _add(report: int) -> None:
    position = 1 + max(Commitment.objects.values_list("position", flat=True), default=0)
    Commitment.objects.create(
        report_id=report, position=position, heading="例", text="例", start=0, end=1
    )


def _disturb(chance: random.Random, report: int) -> set[int]:
    """Add, change, remove; which went."""
    keys = list(Commitment.objects.order_by("pk").values_list("pk", flat=True))
    gone = chance.sample(keys, k=min(len(keys), chance.randrange(2)))
    Commitment.objects.filter(pk__in=gone).delete()
    for key in chance.sample(keys, k=min(len(keys), 3)):
        Commitment.objects.filter(pk=key).update(heading=str(chance.random()))
    for _ in range(chance.randrange(3)):
        _add(report)
    return set(gone)


NAMES = ["2024-01-01", "20240101", "2024-13-45 10:00", "示例" * 100, "a\"b'c", "甲" * 199 + "乙"]


@pytest.mark.parametrize("sort", ["name", "-name"])
def test_names_that_look_like_something_else(root: Caller, sort: str) -> None:
    """Also the longest: their cursor is not refused."""
    for name in NAMES:
        factories.make_agency(name)
    assert sorted(_walk(root, "/agencies", "name", sort=sort)) == sorted(NAMES)


def test_codes_that_look_like_a_day(root: Caller) -> None:
    codes = ["33010101", "20240229", "330101"]
    for code in codes:
        factories.make_region(code=code)
    assert _walk(root, "/regions", "code", sort="code") == sorted(codes)


def _walk(root: Caller, path: str, field: str, **params: str) -> list[str]:
    found: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        more = {"cursor": cursor} if cursor else {}
        page = root.get(path, limit=1, **params, **more)
        found += [row[field] for row in page["items"]]
        cursor = page["next_cursor"]
    return found


def test_a_cursor_of_another_list_is_refused(root: Caller) -> None:
    factories.make_pair()
    cursor = root.get("/commitments", limit=1)["next_cursor"]
    problem = root.get("/reports", 422, cursor=cursor)
    assert problem["errors"][0]["code"] == "invalid_cursor"


def test_a_field_alone_is_written_as_in_the_whole(root: Caller) -> None:
    factories.make_pair()
    factories.make_upload()
    for path, field in (("/reports", "updated_at"), ("/uploads", "created_at")):
        [whole, *_rest] = root.get(path)["items"]
        [alone, *_rest] = root.get(path, fields=field)["items"]
        assert alone == {field: whole[field]}
