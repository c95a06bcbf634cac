import numpy as np
import pytest

from tracker.core.coverage import cover, cover_both_ways
from tracker.core.tokens import encode

PLAN = encode(["举办公文写作培训，整修社区道路", "整修社区道路"])
REPORT = encode(["整修社区道路12公里", "办理行政复议案件31件", "举办公文写作培训"])


def test_a_passage_covers_the_words_it_holds() -> None:
    covered, topic, parts, weights = cover(PLAN, REPORT)
    assert covered[1, 0] == pytest.approx(1.0)
    assert covered[0, 0] < 1
    assert covered[1, 0] > covered[1, 1]
    assert topic.shape == covered.shape == (2, 3)
    # 举办公文写作培训 | 整修社区道路 || 整修社区道路: the same clause has the same row.
    assert PLAN.same_clause.tolist() == [0, 1, 1]
    assert np.array_equal(parts[1], parts[2])
    assert weights[1] == weights[2]
    assert parts[0, 2] == pytest.approx(1.0)


def test_both_ways_is_the_greater_share_of_the_two() -> None:
    there, back = cover(PLAN, REPORT)[0], cover(REPORT, PLAN)[0]
    assert cover_both_ways(PLAN, REPORT) == pytest.approx(np.maximum(there, back.T), abs=1e-6)
