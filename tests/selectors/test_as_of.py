"""What held at a moment: the figures that were live then, told again afterwards."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from tests import factories
from tests.digest.samples import MONDAY, small_world
from tests.factories import ANSWERS, PROBLEMS
from tests.services.deciding import passage
from tracker.core import types
from tracker.core.types import Outcome, ReviewState, Span
from tracker.models import Commitment, Report, Review, User, Withdrawal
from tracker.selectors.as_of import fulfilment_then, standing
from tracker.selectors.statistics import By, FulfilmentRow, fulfilment
from tracker.services import reviews, second_reviews
from tracker.services.reconciling import store_commitments
from tracker.services.returning import return_answered
from tracker.services.reviews import ReviewRefused
from tracker.services.years import link_years

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from tracker.selectors.as_of import Standing

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

STEP = dt.timedelta(minutes=3)  # three fit into the time in which one's own act can be undone
UNDECIDED = (ReviewState.UNMATCHED, ReviewState.PROPOSED)
DROPPED = Outcome.DROPPED
CONCLUDED = [Outcome.FULFILLED, Outcome.PARTIAL, Outcome.NOT_ASSESSABLE, DROPPED, DROPPED]

CHANGES = ("correct", "answer", "file")

Facts = dict[int, tuple[str, str, str, bool]]


def live() -> tuple[list[FulfilmentRow], Facts]:
    """What the present shows: figures by agency, and each promise that a plan still holds."""
    return fulfilment(Commitment.objects.all(), by="agency"), _facts(None)


def told(at: dt.datetime) -> tuple[list[FulfilmentRow], Facts]:
    return fulfilment_then(standing(Commitment.objects.all(), at=at), by="agency"), _facts(at)


def _facts(at: dt.datetime | None) -> Facts:
    facts = {}
    for row in standing(Commitment.objects.all(), at=at):
        state = row.review_state_then
        undecided = state in UNDECIDED  # how far the machine had come is not kept
        facts[row.pk] = (
            row.outcome_then,
            "" if undecided else state,
            str(row.confirmed_then and row.confirmed_then.isoformat()),
            row.answered_then,
        )
    return facts


@dataclass
class Life:
    """An installation in which things happen at random, one after another."""

    dice: random.Random
    people: list[User] = field(default_factory=list)
    done: set[str] = field(default_factory=set)

    def begin(self) -> None:
        self.agency = factories.make_agency()
        plan, result = (factories.make_report(self.agency, report_year=y) for y in (2024, 2025))
        result.text += "\n" + "\n".join([*ANSWERS, *PROBLEMS])
        result.save()
        allowed = ("tracker.review_commitment", "tracker.approve_drop")
        scopes = [self.agency]
        self.people = [
            factories.make_user(permissions=allowed, responsible_for=scopes) for _ in range(3)
        ]
        for number in range(12):
            self.promise(plan, number, result)
        for number in range(3):
            self.promise(result, number, None)

    def promise(self, plan: Report, number: int, result: Report | None) -> None:
        factories.make_commitment(
            plan,
            text=f"第{number}件实事。{plan.report_year}年起由窗口{number}负责办结。",
            result_report=result,
            verifiability=number % 4,
        )

    def happens(self) -> None:
        name = self.dice.choice([*["decide", "go_on"] * 6, *["regret"] * 2, *CHANGES])
        with suppress(ReviewRefused):
            getattr(self, name)()
            self.done.add(name)

    def one(self, *states: ReviewState) -> Commitment:
        rows = Commitment.objects.filter(review_state__in=states, result_report__isnull=False)
        found = list(rows.order_by("pk"))
        if not found:
            raise ReviewRefused("none")
        return self.dice.choice(found)

    def decide(self) -> None:
        row = self.one(*UNDECIDED, ReviewState.IN_REVIEW)
        person = self.dice.choice(self.people)
        reviews.decide(row.pk, reviewer=person, version=row.version, **self.said(row))

    def said(self, row: Commitment) -> dict[str, Any]:
        assert row.result_report is not None
        words = next(w for w in (*PROBLEMS, *ANSWERS) if w in row.result_report.text)
        return {
            "outcome": self.dice.choice(CONCLUDED).value,
            "note": "见原文",
            "evidence": [passage(row.result_report, words)] * self.dice.choice([0, 1, 1, 1]),
        }

    def go_on(self) -> None:
        """Whatever can be done next with a promise that somebody has concluded on."""
        row = self.one(*NEXT)
        act = self.dice.choice(NEXT[ReviewState(row.review_state)])
        ACTS[act](self, row, self.dice.choice(self.people))
        self.done.add(act)

    def regret(self) -> None:
        """Whoever acted last takes it back, if that was a conclusion."""
        last = Review.objects.order_by("-seq").first()
        if last is None or last.act != Review.Act.DECIDE:
            raise ReviewRefused("none")
        row = last.commitment
        reviews.undo(row.pk, reviewer=last.reviewer, version=row.version)

    def correct(self) -> None:
        """A corrected plan: one promise is worded anew, one that was reviewed is gone."""
        plan = Report.objects.get(report_year=2024)
        rows = list(plan.commitments.filter(start__lt=1_000_000).order_by("position"))
        gone = self.dice.choice([row for row in rows if row.reviews.exists()] or [None])
        changed = self.dice.choice(rows)
        texts = [row.text + ("再办一遍。" if row == changed else "") for row in rows if row != gone]
        store_commitments(plan, [self.read(text) for text in dict.fromkeys(texts)])

    def read(self, text: str) -> types.Commitment:
        return types.Commitment(
            ordinal="",
            heading=text.split("。", maxsplit=1)[0],
            text=text,
            span=Span(0, len(text)),
            measures=(),
            verifiability=int(text[1 : text.index("件")]) % 4,  # as `promise` has it
            verifiability_reasons=(),
        )

    def answer(self) -> None:
        """The answering report is corrected: some of the passages are gone, or back."""
        result = Report.objects.get(report_year=2025)
        words = self.dice.choice([PROBLEMS[0], ANSWERS[0]])
        has = words in result.text and any(w in result.text for w in (PROBLEMS[1], ANSWERS[1]))
        result.text = result.text.replace(words, "") if has else result.text + "\n" + words
        result.save()
        return_answered(result)

    def file(self) -> None:
        """The next report comes in, once."""
        if Report.objects.filter(report_year=2026).exists():
            raise ReviewRefused("filed")
        report = factories.make_report(self.agency, report_year=2026)
        report.text += "\n" + "\n".join([*ANSWERS, *PROBLEMS])
        report.save()
        link_years(report)


ACTS: dict[str, Callable[[Life, Commitment, User], object]] = {
    "reopen": lambda life, row, who: reviews.reopen(
        row.pk, reviewer=who, version=row.version, note="再看"
    ),
    "approve": lambda life, row, who: reviews.approve_drop(
        row.pk, reviewer=who, version=row.version
    ),
    "reject": lambda life, row, who: reviews.reject_drop(
        row.pk, reviewer=who, version=row.version, note="不同意"
    ),
    "second": lambda life, row, who: second_reviews.read_second(
        row.pk, reviewer=who, version=row.version, **life.said(row)
    ),
    "resolve": lambda life, row, who: second_reviews.resolve(
        row.pk, reviewer=who, version=row.version, **life.said(row)
    ),
}
NEXT = {
    ReviewState.CONFIRMED: ["reopen"],
    ReviewState.APPROVAL: ["approve", "approve", "reject"],
    ReviewState.SECOND_REVIEW: ["second"],
    ReviewState.DISPUTED: ["resolve"],
}


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


EVERYTHING = {*CHANGES, "decide", "regret", "approve", "second"}


@pytest.mark.parametrize("seed", range(2))
def test_every_moment_is_told_again_as_it_was(
    seed: int, clock: time_machine.Traveller, settings: Settings
) -> None:
    settings.SECOND_REVIEW_SHARE = 0.4
    life = Life(random.Random(seed))
    life.begin()
    seen = {MONDAY: live()}
    moment = MONDAY
    # The lot differs from run to run: a life goes on until everything has happened in it.
    while len(seen) < 70 or (not life.done >= EVERYTHING and len(seen) < 400):
        moment += STEP
        clock.move_to(moment)
        life.happens()
        seen[moment] = live()
    later = moment + dt.timedelta(days=30)
    clock.move_to(later)
    for moment, then in seen.items():
        assert told(moment + life.dice.choice([0, 0.5]) * STEP) == then
    assert told(later) == live()
    assert life.done >= EVERYTHING
    assert {row.reason for row in Withdrawal.objects.all()} >= {"text_gone", "result_changed"}
    assert len({rows[0] for rows, _facts in seen.values()}) > 10


@pytest.mark.parametrize(
    ("acts", "state", "outcome"),
    [
        ([("decide", "partial")], "confirmed", "partial"),
        ([("decide", "dropped")], "approval", ""),
        ([("decide", "dropped"), ("approve", "dropped")], "confirmed", "dropped"),
        ([("decide", "dropped"), ("reject", "")], "in_review", ""),
        ([("decide", "fulfilled"), ("reopen", "")], "in_review", ""),
    ],
)
def test_the_oldest_acts_do_not_say_where_they_led(
    pair: factories.Pair, acts: list[tuple[str, str]], state: str, outcome: str
) -> None:
    row, person = pair.commitments[0], factories.make_user()
    for version, (act, found) in enumerate(acts, start=1):
        factories.make_review(
            row, person, act=act, outcome=found, note="见原文", commitment_version=version
        )
    [then] = standing(Commitment.objects.filter(pk=row.pk), at=timezone.now())
    assert (then.review_state_then, then.outcome_then) == (state, outcome)


@pytest.mark.parametrize(
    ("at", "held", "answered"),
    [(MONDAY - STEP, False, False), (MONDAY, True, False), (MONDAY + STEP, True, True)],
)
def test_before_it_was_promised_and_before_it_was_answered(
    pair: factories.Pair, at: dt.datetime, held: bool, answered: bool
) -> None:
    Commitment.objects.update(created_at=MONDAY)
    Report.objects.filter(pk=pair.result.pk).update(created_at=MONDAY + STEP)
    rows = list(standing(Commitment.objects.all(), at=at))
    assert [row.answered_then for row in rows] == [answered] * 3 * held
    figures = [(row.all, row.awaiting) for row in fulfilment_then(told_rows(at), by="agency")]
    assert figures == ([(3, 0) if answered else (0, 3)] if held else [])


def told_rows(at: dt.datetime) -> QuerySet[Standing]:
    return standing(Commitment.objects.all(), at=at)


@pytest.mark.parametrize("by", ["agency", "region", "year", "topic"])
def test_the_same_rows_as_statistics_in_one_query(by: By) -> None:
    for _ in range(2):
        small_world(factories.make_agency(region=factories.make_region()))
    Commitment.objects.filter(heading="换装取号机").update(verifiability=0, topic="enforcement")
    with CaptureQueriesContext(connection) as queries:
        found = fulfilment_then(standing(Commitment.objects.all(), at=None), by=by)
    assert found == fulfilment(Commitment.objects.all(), by=by)
    assert len(queries) == 1
