"""Mending that is refused, and who may mend at all."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.factories import make_agency, make_inspector, make_user
from tests.services.correcting import Desk, aside, confirm, cut, join, mend, part, title, undo
from tracker.core.types import SectionKind
from tracker.models import Correction, Report
from tracker.services.corrections import may_correct, state_of
from tracker.services.mending import CorrectionRefused, Wish

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        (cut(0), "split_nowhere"),
        (cut(0, 3), "correction_not_found"),
        (cut(9, 3), "correction_not_found"),
        (cut(-1, 3), "correction_not_found"),
        (join(2), "merge_last"),
        (aside(3), "correction_not_found"),
        (title(0, "  \n"), "heading_missing"),
        (title(0, "长" * 201), "heading_too_long"),
        (title(0, "办好普法宣讲"), "nothing_to_change"),
        (part("二、存在不足", SectionKind.PROBLEMS), "nothing_to_change"),
        (part("场次偏少", SectionKind.PLAN), "correction_not_found"),
    ],
)
def test_what_can_not_be_is_refused(desk: Desk, wish: Callable[[Report], Wish], code: str) -> None:
    plan, _result, user = desk
    with pytest.raises(CorrectionRefused) as caught:
        mend(plan, user, wish)
    assert caught.value.code == code
    assert not Correction.objects.exists()


def test_items_that_are_not_side_by_side_are_not_merged(desk: Desk) -> None:
    plan, _result, user = desk
    mend(plan, user, aside(1))
    with pytest.raises(CorrectionRefused) as caught:
        mend(plan, user, join(0))
    assert caught.value.code == "merge_not_adjacent"
    assert Correction.objects.count() == 1


def test_a_page_that_is_out_of_date_is_refused(desk: Desk) -> None:
    plan, _result, user = desk
    seen = state_of(plan)
    confirm(plan.commitments.get(position=2), user)
    with pytest.raises(CorrectionRefused) as caught:
        mend(plan, user, aside(0), seen=seen)
    assert caught.value.code == "report_changed"
    seen = state_of(plan)
    (row,) = mend(plan, user, aside(0), seen=seen).corrections
    with pytest.raises(CorrectionRefused):
        mend(plan, user, aside(0), seen=seen)
    undo(row, user)
    with pytest.raises(CorrectionRefused) as caught:
        undo(row, user)
    assert caught.value.code == "correction_undone"


def test_only_who_may_and_only_what_is_in_their_scope(desk: Desk) -> None:
    plan, _result, user = desk
    (row,) = mend(plan, user, aside(0)).corrections
    stranger = make_inspector(make_agency())
    with pytest.raises(Report.DoesNotExist):
        mend(plan, stranger, aside(0))
    with pytest.raises(Correction.DoesNotExist):
        undo(row, stranger)
    clerk = make_user(permissions=["tracker.add_upload"], responsible_for=[plan.agency])
    with pytest.raises(CorrectionRefused) as caught:
        mend(plan, clerk, aside(0))
    assert caught.value.code == "correction_not_permitted"
    assert may_correct(clerk, Correction.Kind.AGENCY)
    assert not may_correct(clerk, Correction.Kind.SPLIT)
