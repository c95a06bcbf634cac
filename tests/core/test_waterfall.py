import math

import numpy as np
import pytest

from tracker.core.comparisons import NAMES
from tracker.core.waterfall import BASE, levels, waterfalls

PROMISE = "举办公文写作培训4期"
PASSAGES = ("举办公文写作培训5期", "整修道路12公里")


@pytest.mark.parametrize(("value", "expected"), [(-0.2, 0), (0.1, 0), (0.3, 1), (0.6, 2), (1.0, 3)])
def test_levels(value: float, expected: int) -> None:
    assert levels(np.array([value])).tolist() == [expected]


def test_what_is_shown_adds_up_and_leaves_out_what_is_absent() -> None:
    values = np.zeros((len(NAMES), 1, 2))
    values[NAMES.index("words"), 0] = 0.5, 0.125
    values[NAMES.index("numbers"), 0, 0] = 1.0
    (fall,) = waterfalls(values, np.arange(1.0, 8.0), -2.0, promises=[PROMISE])
    told = [fall.told(place, passage) for place, passage in enumerate(PASSAGES)]
    assert [[(c.name, c.label) for c in comparisons] for comparisons in told] == [
        [(BASE, ""), ("words", "50%"), ("numbers", "期")],
        [(BASE, ""), ("words", "12%")],
    ]
    sums = [math.fsum(c.contribution for c in comparisons) for comparisons in told]
    assert sums == pytest.approx(fall.log_odds)
    assert fall.log_odds == pytest.approx([-2.0 + 3 * 0.5 + 7, -2.0 + 3 * 0.125])


def test_what_was_told_is_not_worked_out_again() -> None:
    values = np.ones((len(NAMES), 1, 2))
    (fall,) = waterfalls(values, np.ones(len(NAMES)), 0.0, promises=[PROMISE])
    assert fall.told(0, PASSAGES[0]) is fall.told(0, PASSAGES[0])
