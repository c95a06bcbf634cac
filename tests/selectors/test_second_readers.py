"""What waits for a second reading and nobody is left to read."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from tests.admin.pages import logged_in
from tests.factories import Pair, make_approver, make_inspector, make_user
from tests.services.deciding import decide
from tracker.core.types import ReviewState
from tracker.models import Commitment, User
from tracker.selectors import health
from tracker.selectors.queue import queue
from tracker.selectors.second_readers import without_reader
from tracker.services import second_reviews

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
NOBODY = "目前没有另一名可用的复核人"


@pytest.fixture
def drawn(pair: Pair, inspector: User, second: User, settings: Settings) -> Commitment:
    """Concluded by the inspector; `second` is the only other one who may read it."""
    settings.SECOND_REVIEW_SHARE = 1.0
    decide(pair.commitments[0], inspector, "partial", note="差三册")
    row = Commitment.objects.get(pk=pair.commitments[0].pk)
    assert row.review_state == ReviewState.SECOND_REVIEW
    return row


def stuck() -> int:
    return without_reader(Commitment.objects.all())


def leaves(user: User) -> None:
    user.is_active = False
    user.save()


def test_somebody_is_there(drawn: Commitment) -> None:
    assert stuck() == 0


@pytest.mark.parametrize("loss", ["is_active", "permission", "scope"])
def test_the_only_second_reader_is_gone(drawn: Commitment, second: User, loss: str) -> None:
    if loss == "is_active":
        leaves(second)
    elif loss == "permission":
        second.user_permissions.clear()
        second.groups.clear()
    else:
        second.responsibilities.all().delete()
    assert stuck() == 1
    assert health.unreadable() == 1


@pytest.mark.parametrize("by", ["inspector", "superuser"])
def test_anybody_else_in_scope_may_take_it(
    pair: Pair, drawn: Commitment, second: User, by: str
) -> None:
    leaves(second)
    other = (
        make_user(is_superuser=True)
        if by == "superuser"
        else make_inspector(pair.agency, username="third")
    )
    assert stuck() == 0
    assert drawn in queue(other)
    second_reviews.read_second(
        drawn.pk, reviewer=other, version=drawn.version, outcome="partial", note="差三册"
    )
    assert Commitment.objects.get(pk=drawn.pk).review_state == ReviewState.CONFIRMED


def test_the_desk_says_so(pair: Pair, drawn: Commitment, inspector: User, second: User) -> None:
    page = f"/admin/tracker/commitment/{drawn.pk}/review/"
    assert NOBODY not in logged_in(inspector).get(page).content.decode()
    leaves(second)
    assert NOBODY in logged_in(inspector).get(page).content.decode()
    lead = make_approver(pair.agency)
    told = logged_in(lead).get("/admin/tracker/commitment/agreement/").content.decode()
    assert "待盲审的有 1 条目前没有人能读" in told


def test_people_are_asked_only_until_everything_has_somebody(drawn: Commitment, pair: Pair) -> None:
    for number in range(3):
        make_user(is_superuser=True, username=f"root-{number}")
        make_inspector(pair.agency, username=f"more-{number}")
    with CaptureQueriesContext(connection) as queries:
        assert stuck() == 0
    assert len(queries) == 3  # what waits, who may, and what the first of them sees
