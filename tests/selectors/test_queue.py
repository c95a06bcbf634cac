"""What waits for whom, in which order, and what comes next."""

from __future__ import annotations

import pytest

from tests.factories import (
    Pair,
    make_approver,
    make_commitment,
    make_inspector,
    make_pair,
    make_suggestion,
    make_user,
)
from tests.services.deciding import decide
from tracker.core.types import ReviewState
from tracker.models import Commitment
from tracker.selectors import queue
from tracker.selectors.scope import visible_commitments
from tracker.services import reviews

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def pair() -> Pair:
    return make_pair()


def test_equal_doubt_is_ordered_by_age_then_by_row(pair: Pair) -> None:
    older = make_pair(pair.agency, report_year=2020)
    inspector = make_inspector(pair.agency)
    high, middle, low = zip(older.commitments, pair.commitments, strict=True)
    assert list(queue.queue(inspector)) == [*low, *middle, *high]


def test_next_follows_the_order_and_starts_again_at_the_end(pair: Pair) -> None:
    inspector = make_inspector(pair.agency)
    order = list(queue.queue(inspector))
    after = [queue.next_after(inspector, item) for item in order]
    assert after == [*order[1:], order[0]]


def test_next_after_a_decision_is_the_item_that_would_have_come(pair: Pair) -> None:
    inspector = make_inspector(pair.agency)
    order = list(queue.queue(inspector))
    reviews.decide(order[1].pk, reviewer=inspector, version=1, outcome="partial")
    decided = Commitment.objects.get(pk=order[1].pk)
    assert queue.next_after(inspector, decided) == order[2]


def test_next_stays_within_the_filtered_list(pair: Pair) -> None:
    other = make_pair()
    inspector = make_inspector(pair.agency, other.agency)
    among = visible_commitments(inspector).filter(report=pair.plan)
    seen, item = [], pair.commitments[2]
    for _ in range(3):
        found = queue.next_after(inspector, item, among=among)
        assert found is not None
        seen.append(found.report_id)
        item = found
    assert set(seen) == {pair.plan.pk}


def test_the_last_item_has_no_next() -> None:
    pair = make_pair(promises=[("添置长椅", "添置长椅。年内添置长椅20把。")])
    assert queue.next_after(make_inspector(pair.agency), pair.commitments[0]) is None


def test_a_confidence_stored_as_a_float_is_found_again(pair: Pair) -> None:
    """Keyset paging compares the float with itself; it must survive the way to the database."""
    inspector = make_inspector(pair.agency)
    for number, item in enumerate(pair.commitments):
        make_suggestion(item, confidence=0.1 + 0.2, matcher_version=f"twin-{number}")
    order = list(queue.queue(inspector))
    assert [queue.next_after(inspector, item) for item in order[:-1]] == order[1:]


def test_who_has_no_part_in_it_has_nothing_waiting(pair: Pair) -> None:
    viewer = make_user(permissions=["tracker.view_commitment"], responsible_for=[pair.agency])
    assert not queue.queue(viewer).exists()


def test_a_drop_waits_for_others_than_its_proposer(pair: Pair) -> None:
    rights = ["tracker.review_commitment", "tracker.approve_drop"]
    proposer = make_user(permissions=rights, responsible_for=[pair.agency])
    approver = make_approver(pair.agency)
    dropped = pair.commitments[0]
    decide(dropped, proposer, "dropped", note="撤并")
    assert dropped not in queue.queue(proposer)
    assert list(queue.queue(approver)) == [dropped]


def test_what_a_corrected_plan_no_longer_has_is_in_no_count(pair: Pair) -> None:
    inspector = make_inspector(pair.agency)
    before = queue.counts(inspector)
    Commitment.objects.filter(pk=pair.commitments[0].pk).update(returned_reason="text_gone")
    after = queue.counts(inspector)
    assert (before.waiting, before.answered, after.waiting, after.answered) == (3, 3, 2, 2)
    assert pair.commitments[0] not in queue.queue(inspector)


def test_counts(pair: Pair) -> None:
    inspector, approver = make_inspector(pair.agency), make_approver(pair.agency)
    make_pair()
    make_commitment(pair.result, text="来年接着扫描余下的旧卷宗，年中前收尾。")
    first, second, _ = pair.commitments
    reviews.decide(first.pk, reviewer=inspector, version=1, outcome="partial")
    decide(second, inspector, "dropped", note="撤并")
    assert queue.counts(inspector) == queue.Progress(
        waiting=1, approvals=1, seconds=0, disputes=0, confirmed=1, answered=3
    )
    assert queue.counts(approver).waiting == 1
    assert Commitment.objects.filter(review_state=ReviewState.CONFIRMED).count() == 1
