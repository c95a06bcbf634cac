"""人工更正 at random: what stands is what a new reading gives; all taken back, it is as before."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from tests.factories import make_inspector
from tests.services.correcting import hand_in, text_of
from tracker.core.corrections import split_points
from tracker.core.types import ReportReading, SectionKind
from tracker.models import Correction, Report, User
from tracker.services import mending
from tracker.services.corrections import correct, state_of, take_back
from tracker.services.mending import CorrectionRefused, Wish, stored_reading
from tracker.services.reports import read_again

pytestmark = pytest.mark.django_db
ITEMS = (
    "办好普法宣讲。全年开展街道宣讲30场。编印宣讲手册两册。",
    "加强组织领导。每季度听取汇报1次。",
    "增设咨询点。年底前增设法律咨询点一处；培训咨询员20名。",
    "加强组织领导。每季度听取汇报1次。",
)


def facts(report: Report) -> list[tuple[object, ...]]:
    """All of a plan that people see."""
    reading = stored_reading(report)
    parts = [(part.kind, part.heading, part.span) for part in reading.sections]
    items = [(c.ordinal, c.heading, c.text, c.span, c.measures) for c in reading.commitments]
    return [*parts, *items]


def wish(reading: ReportReading, chance: random.Random) -> Wish:
    position = chance.randrange(len(reading.commitments) + 1)
    act = chance.choice(["heading", "split", "merge", "aside", "part"])
    if act == "part":
        start = chance.choice([s.span.start for s in reading.sentences])
        return mending.parting(reading, start, kind=chance.choice([None, *SectionKind]))
    if act == "heading":
        return mending.retitling(reading, position, heading=f"标题{chance.randrange(9)}")
    if act == "split":
        text = reading.commitments[position].text if position < len(reading.commitments) else ""
        points = split_points(text)
        at = chance.sample(points, chance.randint(0, len(points)))
        return mending.splitting(reading, position, at=at)
    return (
        mending.merging(reading, position)
        if act == "merge"
        else mending.setting_aside(reading, position)
    )


def mended(plan: Report, user: User, chance: random.Random) -> list[Correction]:
    """One act that can be done, after those that can't."""
    while True:
        try:
            return list(
                correct(
                    plan.pk,
                    lambda row: [wish(stored_reading(row), chance)],
                    user=user,
                    seen=state_of(plan),
                ).corrections
            )
        except CorrectionRefused:
            continue


def undone(row: Correction, user: User) -> None:
    take_back(row.pk, user=user, seen=state_of(row.report))


@pytest.mark.parametrize("seed", range(6))
def test_any_acts_are_replayed_and_undone(seed: int, tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    chance = random.Random(seed)
    plan = hand_in(text_of(2023, items=ITEMS))
    user, before = make_inspector(plan.agency), facts(plan)
    made = list[Correction]()
    for _ in range(8):
        made += mended(plan, user, chance)
        plan.refresh_from_db()
        stands = facts(plan)
        read_again(plan)
        assert facts(plan) == stands, [(row.kind, row.said) for row in made]
        if chance.random() < 0.25:
            undone(made.pop(chance.randrange(len(made))), user)
    for row in made:
        undone(row, user)
    assert facts(plan) == before
