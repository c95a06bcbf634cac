"""全文检索: how common a word is, and whether the index or the newest texts are asked for it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from django.db import connection

from tests import factories
from tracker.models import Commitment
from tracker.selectors.full_text_counts import DEAR, Counted, counted


def _counted(**shares: float) -> Counted:
    """Of a million texts, so large shares have these pairs."""
    return Counted({"t": 1e6}, {("t", pair): share for pair, share in shares.items()})


@pytest.mark.parametrize(
    ("shares", "words", "likely", "by_index"),
    [
        ({}, ("罚没",), 0, True),  # too rare to have been counted
        ({"罚没": 0.5}, ("罚没",), 500_000, False),
        ({"罚没": 0.5}, ("罚没", "库房"), 0, True),
        ({"罚没": 0.5, "库房": 0.004}, ("罚没", "库房"), 2000, True),
        ({"罚没": 0.5, "库房": 0.04}, ("罚没", "库房"), 20_000, False),
        ({"罚没": 0.5, "没物": 0.001}, ("罚没物", "品"), 1000, True),  # its rarest pair
        ({"罚没": 0.0005}, ("罚没",), 500, True),  # fewer than are asked for
    ],
)
def test_the_index_is_asked_for_what_is_rare(
    shares: dict[str, float], words: Sequence[str], likely: float, by_index: bool
) -> None:
    known = _counted(**shares)
    assert known.likely("t", words) == pytest.approx(likely)
    assert known.index_is_sooner("t", words, most=600) == by_index


@pytest.mark.parametrize(
    ("share", "most", "cost"),
    [
        (0.5, 600, 1200),  # every second text has it
        (0.5, 6000, 12_000),
        (0.001, 600, 1000 * DEAR),  # by the index
        (0.001, 6000, 1000 * DEAR),
        (0.0, 600, 0),
    ],
)
def test_what_it_costs_to_find_the_newest(share: float, most: int, cost: float) -> None:
    known = _counted(罚没=share)
    assert known.naming("t", ("罚没",), most=most) == pytest.approx(cost)


@pytest.mark.postgresql
@pytest.mark.django_db
def test_what_analyze_has_counted_is_known() -> None:
    report = factories.make_report()
    for number in range(40):
        factories.make_commitment(report, heading=f"第{number}次巡查", text="巡查河道。")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE tracker_commitment")
    table = Commitment._meta.db_table
    known = counted(("巡查河道", "库"), tables=[table])
    assert known.rows[table] == 40
    assert known.likely(table, ("巡查河道",)) == pytest.approx(40)
    assert known.likely(table, ("罚没",)) == 0
