"""An installation to which things happen at random, through the doors that people use."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from tests import factories
from tests.factories import ANSWERS, PROBLEMS
from tests.services.deciding import passage
from tracker.core import types
from tracker.core.types import Outcome, ReviewState, Span
from tracker.models import Commitment, Report, Review, User
from tracker.services import reviews, second_reviews
from tracker.services.reconciling import store_commitments
from tracker.services.returning import return_answered
from tracker.services.reviews import ReviewRefused
from tracker.services.years import link_years

UNDECIDED = (ReviewState.UNMATCHED, ReviewState.PROPOSED)
CONCLUDED = [
    *(Outcome.FULFILLED, Outcome.PARTIAL, Outcome.NO_EVIDENCE, Outcome.NOT_ASSESSABLE),
    *(Outcome.DROPPED, Outcome.DROPPED),
]
CHANGES = ("correct", "answer", "file")
EVERYTHING = {*CHANGES, "decide", "regret", "approve", "second"}


def number_of(text: str) -> int:
    """Which promise it is, however often it was worded anew."""
    return int(text[1 : text.index("件")])


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
        due_on = timezone.localdate() + dt.timedelta(days=40 * (number - 2)) if result else None
        row = factories.make_commitment(
            plan,
            text=f"第{number}件实事。{plan.report_year}年起由窗口{number}负责办结。",
            result_report=result,
            verifiability=number % 4,
            due_on=due_on,
        )
        if result and number % 2:
            factories.make_suggestion(row, outcome=Outcome.PARTIAL)

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
            verifiability=number_of(text) % 4,  # as `promise` has it
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
