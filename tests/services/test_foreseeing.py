"""What a correction by hand is said to do before it is done: all of it, to those who see it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.factories import make_agency, make_inspector, make_user
from tests.services.correcting import (
    ADD,
    PIECES,
    RUN,
    TIDY,
    Desk,
    aside,
    confirm,
    hand_in,
    match_all,
    mend,
    part,
    planned,
    text_of,
    title,
)
from tracker.core.corrections import split_points
from tracker.core.types import SectionKind
from tracker.models import Agency, AgencySuccession, Correction, Report, User
from tracker.services.corrections import correct, state_of, take_back
from tracker.services.foreseeing import Foreseen, foresee
from tracker.services.mending import Wish, moving, splitting, stored_reading
from tracker.services.successions import confirm_succession

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("storage")]
OTHER = "石浦县司法局"


def foreseen(report: Report, user: User, *wishes: Callable[[Report], Wish]) -> Foreseen:
    """What mending the report so would do."""
    seen = state_of(report)
    return foresee(
        report,
        lambda: correct(report.pk, lambda row: [w(row) for w in wishes], user=user, seen=seen),
        user=user,
    )


def to(user: User, *, agency: str = "", year: int = 0) -> Callable[[Report], Wish]:
    """Moving a report to another agency or year."""

    def wish(row: Report) -> Wish:
        name, number = agency or row.agency.name, year or row.report_year
        (wanted,) = moving(row, user=user, agency_name=name, report_year=number)
        return wanted

    return wish


@pytest.mark.sqlite
def test_foreseeing_writes_nothing_and_tells_what_would_be(desk: Desk) -> None:
    plan, _result, user = desk
    run, add, _tidy = plan.commitments.order_by("position")
    confirm(run, user)
    confirm(add, user)
    seen = state_of(plan)
    told = foresee(
        plan,
        lambda: correct(
            plan.pk,
            lambda row: [splitting(stored_reading(row), 0, at=split_points(RUN))],
            user=user,
            seen=seen,
        ),
        user=user,
    )
    assert (told.items, told.withdrawn, told.kept_aside) == ((3, 5), (PIECES[0][:-1],), ())
    assert (told.gone, len(told.new)) == (("办好普法宣讲",), 3)
    assert state_of(plan) == seen
    assert not Correction.objects.exists()
    assert planned(plan) == [RUN, ADD, TIDY]
    (row,) = mend(plan, user, aside(1)).corrections
    told = foresee(plan, lambda: take_back(row.pk, user=user, seen=state_of(plan)), user=user)
    assert (told.items, told.new) == ((2, 3), ("增设咨询点",))
    row.refresh_from_db()
    assert row.undone_at is None


def test_an_agency_that_nobody_knows_yet_is_named_and_not_made() -> None:
    plan, user = hand_in(text_of(2023)), make_user(is_superuser=True)
    assert foreseen(plan, user, to(user, agency=OTHER)).founded == OTHER
    assert not Agency.objects.filter(name=OTHER).exists()
    make_agency(OTHER)
    assert foreseen(plan, user, to(user, agency=OTHER)).founded == ""
    assert foreseen(plan, user, to(user, year=2020)).founded == ""


def test_other_corrections_that_lose_their_place_are_named() -> None:
    plan, user = hand_in(text_of(2023)), make_user(is_superuser=True)
    made = [mend(plan, user, wish).corrections[0] for wish in (title(0, "普法"), aside(2))]
    told = foreseen(plan, user, part("三、2024年工作安排", SectionKind.OTHER))
    assert list(told.lapsed) == made
    assert not Correction.objects.filter(stale=True).exists()
    (gone,) = mend(plan, user, part("三、2024年工作安排", SectionKind.OTHER)).corrections
    back = foresee(plan, lambda: take_back(gone.pk, user=user, seen=state_of(plan)), user=user)
    assert (back.lapsed, back.items) == ((), (0, 2))


def test_what_is_withdrawn_out_of_sight_is_counted_and_not_named() -> None:
    plan, result = hand_in(text_of(2023)), hand_in(text_of(2024, agency=OTHER))
    tie = AgencySuccession.objects.create(
        predecessor=plan.agency, successor=result.agency, since_year=2024
    )
    confirm_succession(tie.pk, user=make_user(username="head"))
    match_all(plan)
    confirm(plan.commitments.get(position=0), make_user(is_superuser=True))
    heir = make_inspector(result.agency)
    told = foreseen(result, heir, to(heir, year=2021))
    assert (told.withdrawn, told.elsewhere) == ((), 1)
    all_seeing = make_user(username="all", is_superuser=True)
    told = foreseen(result, all_seeing, to(all_seeing, year=2021))
    assert (told.withdrawn, told.elsewhere) == (("办好普法宣讲",), 0)
