"""台账 of a moment in the past: what the table of the present showed then."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from pytest_django import Settings

from tests.digest.samples import MONDAY
from tests.selectors.lives import UNDECIDED, Life, number_of
from tracker.core.types import ReviewState
from tracker.models import Commitment
from tracker.papers.tables import TABLES, Table, commitments_then
from tracker.selectors.as_of import standing
from tracker.selectors.commitments import in_plan
from tracker.services import second_reviews
from tracker.wording import REVIEW_STATES

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

STEP = dt.timedelta(hours=7)
STEPS = 40
STATES = ("status", "outcome", "review_state", "confirmed_at")
CONCLUDED = ("evidence", "note", "reviewer", "decided_at", "in_bulk")
NOT_KEPT = ("returned", "suggested", "confidence", "missed")
Rows = dict[str, dict[str, Any]]


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


def read(table: Table, rows: Any) -> Rows:
    """By the address of each promise; how far the machine had come is not kept."""
    names = [column.name for column in table.columns]
    found = {}
    undecided = [str(REVIEW_STATES[state]) for state in UNDECIDED]
    for values in table.rows(rows.order_by("pk")):
        row = dict(zip(names, values, strict=True))
        if row["review_state"] in undecided:
            row["review_state"] = undecided[0]
        found[str(row["link"])] = row
    return found


def test_every_moment_is_told_again_as_it_was(
    clock: time_machine.Traveller, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SECOND_REVIEW_SHARE = 0.4
    monkeypatch.setattr(second_reviews, "lot", lambda row: number_of(row.text) * 5 % 12 / 12)
    life = Life(random.Random(1))
    life.begin()
    seen: dict[dt.datetime, Rows] = {}
    for number in range(STEPS):
        clock.move_to(moment := MONDAY + number * STEP)
        life.happens()
        seen[moment] = read(TABLES["commitment"], in_plan(Commitment.objects.all()))
    clock.move_to(MONDAY + dt.timedelta(days=60))
    now = read(TABLES["commitment"], Commitment.objects.all())
    blind = {
        link
        for link, row in now.items()
        if row["review_state"] == str(REVIEW_STATES[ReviewState.SECOND_REVIEW])
    }
    concluded = 0
    for moment, shown in seen.items():
        told = read(commitments_then(moment), standing(Commitment.objects.all(), at=moment))
        assert told.keys() <= shown.keys()
        for link, row in told.items():
            withheld = (*NOT_KEPT, *(CONCLUDED if link in blind else ()))
            assert not any(row[name] for name in withheld)
            kept = {*STATES, *CONCLUDED}.difference(withheld)
            assert {n: row[n] for n in kept} == {n: shown[link][n] for n in kept}
            concluded += bool(row["note"])
    assert concluded > STEPS / 4


def test_what_is_read_blind_by_now_is_withheld(clock: time_machine.Traveller) -> None:
    life = Life(random.Random(2))
    life.begin()
    for number in range(STEPS):
        clock.move_to(MONDAY + number * STEP)
        life.decide()
        if Commitment.objects.filter(review_state=ReviewState.CONFIRMED).count() > 1:
            break
    moment = MONDAY + STEPS * STEP
    first = Commitment.objects.filter(review_state=ReviewState.CONFIRMED).order_by("pk")[0]

    def notes() -> int:
        found = read(commitments_then(moment), standing(Commitment.objects.all(), at=moment))
        return sum(bool(row["note"]) for row in found.values())

    before = notes()
    Commitment.objects.filter(pk=first.pk).update(
        review_state=ReviewState.SECOND_REVIEW, outcome="", status="pending", reviewed_at=None
    )
    assert notes() == before - 1
