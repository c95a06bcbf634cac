import pytest

from tracker.core.outcomes.ledger import Verdict, comparable, holds, kind_of, reconcile
from tracker.core.quantities import find_targets
from tracker.core.types import Comparator

MET, MISSED, OPEN = Verdict.MET, Verdict.MISSED, Verdict.UNREPORTED


@pytest.mark.parametrize(
    ("promise", "passage", "verdicts"),
    [
        ("抽查执法案卷不少于60份", "全年抽查执法案卷72份", [MET]),
        ("抽查执法案卷不少于60份", "全年抽查执法案卷58份", [MISSED]),
        ("抽查执法案卷不少于60份", "新增执法车辆58辆", [OPEN]),
        ("抽查执法案卷不少于60份", "抽查执法案卷，整改到位", [OPEN]),
        # measure words for the same things
        ("开展普法讲座20场", "开展普法讲座23场次", [MET]),
        # a list of months counts, and so does 各 after it
        ("举办法制员轮训班2期", "3月、9月各举办一期法制员轮训班", [MET]),
        ("每季度召开一次企业座谈会", "3月、6月、10月分别召开企业座谈会", [MISSED]),
        ("举办法制员轮训班3期", "分两期举办法制员轮训班", [MISSED]),
        ("实现法制员轮训全覆盖", "全县法制员轮训全部完成", [MET]),
        # a rate is not a count, a change is not a level
        ("法制员轮训率达到95%", "法制员轮训95人", [OPEN]),
        ("行政诉讼败诉率下降5%以上", "行政诉讼败诉率为12%", [OPEN]),
        ("旅游收入增长8%", "旅游收入6.2亿元，同比增长9.4%", [MET]),
        # several numbers: each has its own object
        (
            "新建口袋公园6处，改造农贸市场3处",
            "新建口袋公园7处，改造农贸市场2处",
            [MET, MISSED],
        ),
        # units converted
        ("发放稳岗补贴2000万元", "发放稳岗补贴0.23亿元", [MET]),
    ],
)
def test_reconcile(promise: str, passage: str, verdicts: list[Verdict]) -> None:
    entries = reconcile(find_targets(promise), [passage])
    assert [entry.verdict for entry in entries] == verdicts, entries


def test_the_gap_is_recorded() -> None:
    (entry,) = reconcile(find_targets("接入视频点位50路以上"), ["已接入视频点位18路"])
    assert entry.gap == -32
    assert entry.reported is not None
    assert entry.reported.value == 18


def test_the_best_passage_wins_a_tie() -> None:
    passages = ["抽查执法案卷61份", "抽查执法案卷9份"]
    (entry,) = reconcile(find_targets("抽查执法案卷60份"), passages)
    assert entry.verdict is MET


def test_nothing_aimed_at() -> None:
    assert reconcile((), ["抽查执法案卷61份"]) == ()


def test_running_total_is_not_what_a_year_added() -> None:
    (target,) = find_targets("新增停车泊位300个")
    (figure,) = find_targets("停车泊位累计4200个")
    assert comparable(target, figure)
    assert not comparable(target, figure, leads=("新增", ""))
    promise = "新增停车泊位300个"
    (entry,) = reconcile([target], ["停车泊位累计4200个"], promise=promise)
    assert entry.verdict is OPEN


@pytest.mark.parametrize(
    ("text", "kind"), [("讲座3场次", "次"), ("合格率5%", "%"), ("收入3万元", "元")]
)
def test_kind_of(text: str, kind: str) -> None:
    assert kind_of(find_targets(text)[0]) == kind


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
        (0.1 + 0.2, Comparator.GE, 0.3, True),
    ],
)
def test_holds(reported: float, comparator: Comparator, aimed: float, met: bool) -> None:
    assert holds(reported, comparator, aimed) is met
