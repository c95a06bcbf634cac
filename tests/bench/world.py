"""The small world that tests.bench.database copies: one city, ten agencies, five years."""

from __future__ import annotations

import datetime as dt
import random
from itertools import pairwise
from typing import Final

from tests.bench.pair import sentence
from tests.factories import (
    make_agency,
    make_commitment,
    make_inspector,
    make_region,
    make_report,
    make_review,
    make_suggestion,
    make_user,
)
from tracker.core.types import Outcome, ReviewState, SectionKind, Topic
from tracker.models import Commitment, Renewal, Report, Suggestion, User

AGENCIES, PROMISES, DONE = 10, 20, 60  # promises and sentences of a report
YEARS: Final = range(2020, 2025)
INSPECTOR: Final = "inspector"  # of one city: a thousand commitments
ROOT: Final = "superuser"
READERS: Final = 20
TOPICS: Final = [topic.value for topic in Topic]
SUGGESTED = [o for o in Outcome if o not in (Outcome.AWAITING_REPORT, Outcome.SUPERSEDED)]
# How far the reviews have come, in percent of what has been answered.
STATES: Final = {
    ReviewState.CONFIRMED: 60,
    ReviewState.PROPOSED: 35,
    ReviewState.SECOND_REVIEW: 2,
    ReviewState.APPROVAL: 2,
    ReviewState.DISPUTED: 1,
}


def make_small_world() -> None:
    """A thousand commitments: four plans in five have an answer, most of it is reviewed."""
    dice = random.Random(6)
    city = make_region("云岫市")
    counties = [make_region(f"第{n}县", parent=city) for n in range(3)]
    make_user(ROOT, is_superuser=True)
    readers = [make_user(f"reader{number}") for number in range(READERS)]
    make_inspector(city, username=INSPECTOR)
    for number in range(AGENCIES):
        agency = make_agency(f"虚设第{number}办事局", region=counties[number % 3])
        reports = [_report(agency, year, dice) for year in YEARS]
        for plan, result in zip(reports, [*reports[1:], None], strict=True):
            _promises(plan, result, dice, readers)
        _renew(reports)


def _report(agency: object, year: int, dice: random.Random) -> Report:
    done, lacking = ([sentence(dice) for _ in range(n)] for n in (DONE, 8))
    plans = [f"{sentence(dice)}{sentence(dice)}" for _ in range(PROMISES)]
    sections = [
        (SectionKind.ACHIEVEMENTS, "办成的事", done),
        (SectionKind.PROBLEMS, "还差的事", lacking),
        (SectionKind.PLAN, "来年打算", plans),
    ]
    return make_report(agency, report_year=year, sections=sections)  # type: ignore[arg-type]


def _promises(
    plan: Report, result: Report | None, dice: random.Random, readers: list[User]
) -> None:
    section = plan.sections.get(kind=SectionKind.PLAN.value)
    lines = plan.text[section.start : section.end].split("\n")[1:]
    for position, text in enumerate(lines):
        row = make_commitment(
            plan,
            position=position,
            heading=text.split("，")[0],
            text=text,
            result_report=result,
            due_on=dt.date(plan.plan_year + 2, 1, 1) if result else None,
            topic=dice.choice(TOPICS),
        )
        if result is not None:
            _suggest(row, result, dice)
            _review(row, dice, dice.choice(readers))


def _suggest(row: Commitment, result: Report, dice: random.Random) -> None:
    achieved = result.sections.get(kind=SectionKind.ACHIEVEMENTS.value)
    lines = result.text[achieved.start : achieved.end].split("\n")[1:]
    suggestion = make_suggestion(
        row,
        outcome=dice.choice(SUGGESTED),
        confidence=round(dice.uniform(0.3, 0.99), 3),
        passages=dice.sample(lines, 5),
    )
    suggestion.numbers_missed = dice.choice([0, 0, 0, 1])
    suggestion.save()
    Suggestion.objects.create(
        run=suggestion.run,
        commitment=row,
        measure=row.measures.get(),
        outcome=suggestion.outcome,
        confidence=suggestion.confidence,
    )


def _review(row: Commitment, dice: random.Random, reader: User) -> None:
    (state,) = dice.choices(list(STATES), weights=list(STATES.values()))
    changes = {"review_state": state.value}
    if state is not ReviewState.PROPOSED:
        drops = state is ReviewState.APPROVAL
        outcome = Outcome.DROPPED if drops else Outcome.PARTIAL
        make_review(row, reader, outcome=outcome.value, note="有原文" if drops else "")
        changes |= {"outcome": outcome.value} if state is ReviewState.CONFIRMED else {}
        changes |= {"version": 2}  # type: ignore[dict-item]
    Commitment.objects.filter(pk=row.pk).update(**changes)


def _renew(reports: list[Report]) -> None:
    """One promise in five is made again a year later."""
    for before, after in pairwise(reports):
        pairs = zip(before.commitments.all()[:4], after.commitments.all()[:4], strict=True)
        Renewal.objects.bulk_create(
            Renewal(earlier=old, later=new, likeness=0.8) for old, new in pairs
        )
