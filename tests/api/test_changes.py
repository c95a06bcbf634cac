"""/changes: pages of the feed, and where one goes on from."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from tests import factories
from tests.api.conftest import Caller
from tracker.models import Change, Commitment

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite]
Key = tuple[str, int]


def keys(page: Any) -> list[Key]:
    return [(row["kind"], row["id"]) for row in page["items"]]


def touch(commitment: Commitment, heading: str = "又改了") -> None:
    Commitment.objects.filter(pk=commitment.pk).update(heading=heading)


def test_pages_have_every_record_once_and_end(root: Caller) -> None:
    factories.make_pair()
    whole = root.get("/changes")
    assert whole["more"] is False
    found, page = [], root.get("/changes", limit=2)
    while True:
        found += keys(page)
        if not page["more"]:
            break
        assert len(page["items"]) == 2
        page = root.get("/changes", limit=2, cursor=page["cursor"])
    assert found == keys(whole)
    assert len(set(found)) == len(found) == Change.objects.count()


def test_the_cursor_waits_for_what_comes_next(root: Caller) -> None:
    pair = factories.make_pair()
    cursor = root.get("/changes")["cursor"]
    assert root.get("/changes", cursor=cursor)["items"] == []
    touch(pair.commitments[1])
    page = root.get("/changes", cursor=cursor)
    assert keys(page) == [("commitment", pair.commitments[1].pk)]
    assert root.get("/changes", cursor=page["cursor"])["items"] == []


@pytest.mark.parametrize("wanted", [{"since": "tomorrow"}, {"kind": "agency"}])
def test_filters_that_leave_nothing_don_t_send_one_back_to_the_beginning(
    root: Caller, wanted: dict[str, str]
) -> None:
    commitment = factories.make_commitment()
    start = root.get("/changes")["cursor"]
    if "since" in wanted:
        wanted = {"since": (timezone.now() + dt.timedelta(days=1)).isoformat()}
        start = None
    more = {} if start is None else {"cursor": start}
    page = root.get("/changes", **wanted, **more)
    assert page["items"] == []
    touch(commitment)
    assert keys(root.get("/changes", cursor=page["cursor"])) == [("commitment", commitment.pk)]


def test_since_a_moment(root: Caller) -> None:
    old, new = factories.make_commitment(), factories.make_commitment()
    moment = timezone.now()
    Change.objects.filter(kind="commitment", object_id=old.pk).update(
        at=moment - dt.timedelta(days=2)
    )
    since = (moment - dt.timedelta(days=1)).isoformat()
    found = keys(root.get("/changes", since=since, kind="commitment"))
    assert found == [("commitment", new.pk)]


@pytest.mark.parametrize("path", ["/changes", "/reviews", "/reviews.csv"])
@pytest.mark.parametrize(
    "since",
    ["2026-06-30", "2026-06-30T00:00:00", "0", "0.5", "1e300", "昨天", "\0", "",
     "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-06-30T00:00:00 08:00"],
)  # fmt: skip
def test_a_moment_without_a_zone_is_refused(root: Caller, path: str, since: str) -> None:
    response = root.client.get(f"/api/v1{path}?{urlencode({'since': since})}")
    assert response.status_code == 422
    [error] = response.json()["errors"]
    assert (error["field"], error["code"]) == ("since", "no_such_moment")


@pytest.mark.parametrize("cursor", ["", "x", "甲:乙", "\0", "x" * 201])
def test_a_cursor_that_is_none(root: Caller, cursor: str) -> None:
    assert root.get("/changes", 422, cursor=cursor)["errors"][0]["field"] == "cursor"


def test_a_cursor_of_a_list_opens_no_feed(root: Caller) -> None:
    factories.make_pair()
    cursor = root.get("/commitments", limit=1)["next_cursor"]
    assert root.get("/changes", 422, cursor=cursor)["errors"][0]["code"] == "invalid_cursor"


@pytest.mark.parametrize("seed", range(3))
def test_a_copy_that_follows_the_feed_is_true(root: Caller, seed: int) -> None:
    """Whatever is added, changed or removed between two pages, by whichever steps."""
    chance = random.Random(seed)
    report = factories.make_commitment().report
    copy: dict[int, str] = {}
    page: Any = {"cursor": None, "more": True}
    for _turn in range(25):
        for _act in range(chance.randrange(3)):
            _act_at_random(chance, report.pk)
        page = _follow(root, copy, page["cursor"], limit=chance.choice([1, 2, 5]))
    while page["more"]:
        page = _follow(root, copy, page["cursor"], limit=50)
    assert copy == dict(Commitment.objects.values_list("pk", "heading"))


def _act_at_random(chance: random.Random, report: int) -> None:
    rows = list(Commitment.objects.order_by("pk"))
    act = chance.choice(["add", "add", "change", "remove"])
    if act == "add" or not rows:
        position = 1 + max((row.position for row in rows), default=0)
        Commitment.objects.create(
            report_id=report, position=position, heading="新", text="例", start=0, end=1
        )
    elif act == "change":
        touch(chance.choice(rows), heading=str(chance.random()))
    else:
        chance.choice(rows).delete()


def _follow(root: Caller, copy: dict[int, str], cursor: str | None, *, limit: int) -> Any:
    more = {} if cursor is None else {"cursor": cursor}
    page = root.get("/changes", kind="commitment", limit=limit, **more)
    for row in page["items"]:
        if row["deleted"]:
            copy.pop(row["id"], None)
        else:
            copy[row["id"]] = root.get(f"/commitments/{row['id']}")["heading"]
    return page
