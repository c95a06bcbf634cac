import pytest

from tracker.core.outcomes.amounts import comparable, holds, is_change, reaches
from tracker.core.quantities import find_figures, find_targets
from tracker.core.types import Comparator


def test_running_total_is_not_what_a_year_added() -> None:
    (target,) = find_targets("新增停车泊位300个")
    (figure,) = find_figures("停车泊位累计4200个")
    assert not comparable(target, figure, leads=("新增", ""))
    (grown,) = find_figures("累计新增停车泊位340个")
    assert comparable(target, grown, leads=("新增", "累计新增"))


@pytest.mark.parametrize(
    ("promised", "lead", "reported", "lead_of_it", "same"),
    [
        ("口袋公园12处", "建设", "口袋公园58处", "累计建成", False),
        ("口袋公园12处", "建设", "口袋公园13处", "建成", True),
        ("口袋公园12处", "建设", "口袋公园13处", "全年累计建成", True),
        ("夜间巡查80次", "开展", "夜间巡查次数比上年增加80次", "", False),
        ("夜间巡查80次", "开展", "夜间巡查86次", "", True),
        ("夜间巡查次数比上年增加80次", "", "夜间巡查次数比上年增加86次", "", True),
    ],
)
def test_built_this_year_or_in_all(
    promised: str, lead: str, reported: str, lead_of_it: str, *, same: bool
) -> None:
    (target,), (figure,) = find_targets(promised), find_figures(reported)
    assert comparable(target, figure, leads=(lead, lead_of_it)) is same


@pytest.mark.parametrize(
    ("words", "change"),
    [
        ("增长8%", True),
        ("同比下降10%", True),
        ("提高到98%", False),
        ("达到98%", False),
        ("压缩至4小时", False),
    ],
)
def test_is_change(words: str, change: bool) -> None:
    assert is_change(words) is change


@pytest.mark.parametrize(
    ("reported", "comparator", "aimed", "met"),
    [
        (2, Comparator.EQ, 2, True),
        (3, Comparator.EQ, 2, True),
        (1, Comparator.EQ, 2, False),
        (60, Comparator.GE, 60, True),
        (60, Comparator.GT, 60, False),
        (5, Comparator.LE, 5, True),
        (6, Comparator.LE, 5, False),
        (5, Comparator.LT, 5, False),
        (95, Comparator.ABOUT, 100, True),
        (80, Comparator.ABOUT, 100, False),
        (130, Comparator.ABOUT, 100, True),  # more than about
        (0.1 + 0.2, Comparator.GE, 0.3, True),
    ],
)
def test_holds(reported: float, comparator: Comparator, aimed: float, met: bool) -> None:
    assert holds(reported, comparator, aimed) is met


@pytest.mark.parametrize(
    ("reported", "comparator", "aimed", "met"),
    [
        (3, Comparator.EQ, 4, True),
        (5, Comparator.EQ, 4, False),
        (4.3, Comparator.ABOUT, 4, True),
        (3, Comparator.GE, 4, False),
    ],
)
def test_fewer_is_better(reported: float, comparator: Comparator, aimed: float, met: bool) -> None:
    assert holds(reported, comparator, aimed, fewer=True) is met


def test_hardly_as_many_is_not_as_many() -> None:
    (target,) = find_targets("举办讲座50场")
    (reached,) = find_figures("举办讲座50场")
    (hardly,) = find_figures("举办讲座不足50场")
    assert reaches(target, reached)
    assert not reaches(target, hardly)
