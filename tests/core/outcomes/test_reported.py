import pytest

from tests.core.sentences import sentence, sentences
from tracker.core.outcomes.reported import Numbered, Source, aims_among, told_in

BUREAU = "砚川市临河区水务局"


def told(text: str, *, promise: str = "", year: int | None = None) -> list[float]:
    source = Source(agency=BUREAU, year=year)
    return [found.figure.target.value for found in told_in(sentence(text), source, promise=promise)]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("抽查案卷72份，培训3期", [72, 3]),
        ("市水务局抽查案卷72份，我局抽查案卷9份", [9]),
        ("计划完成管网检测120公里", []),
        ("争取资金300万元", [3_000_000]),
        ("年初确定的60份目标如期推进，抽查案卷72份", [72]),
        ("去年抽查案卷66份，今年抽查案卷72份", [72]),
        ("合格率由82%提高到97%", [97]),
        ("解决3万村民饮水问题", [30_000]),
        ("铺设管网30多万米", [300_000]),
        ("完成栽植1200株中的860株", [860]),
        ("开展巡查，距全年80次的目标还差12次", []),
        ("污水管网基本实现全覆盖", []),
        ("污水管网检测实现100%", [100]),
        ("〔3〕五个示范点：指5个街道", []),
    ],
)
def test_told_in(text: str, numbers: list[float]) -> None:
    assert told(text) == numbers


def test_years_named_before_a_number() -> None:
    assert told("2022年抽查案卷66份，2023年抽查案卷72份", year=2023) == [72]
    assert told("2022年抽查案卷66份") == [66]


def test_a_list_of_aims_goes_on_to_the_full_stop() -> None:
    listed = sentences("主要预期目标是：检查率达到98%；", "培训4期。", "抽查案卷72份。")
    assert aims_among(listed) == {0, 1}
    source = Source(listed, aims=aims_among(listed))
    assert [list(told_in(s, source)) == [] for s in listed] == [True, True, False]


def test_holding() -> None:
    report = sentences("抽查案卷72份", "抽查合同", "培训3期")
    numbered = Numbered(report, aims=frozenset())
    assert numbered.holding(["抽查", "案卷"]) == [report[0]]
    assert numbered.holding(["抽查", "合同", "案卷"]) == [report[0]]
    assert numbered.holding([]) == [report[0], report[2]]
    assert Numbered(report, aims=frozenset({0})).holding(["抽查"]) == []


@pytest.mark.parametrize(
    ("family", "numbers"), [(None, [72, 3, 98]), ("个", [72]), ("次", [3]), ("%", [98]), ("元", [])]
)
def test_numbers_of_a_family(family: str | None, numbers: list[float]) -> None:
    told = told_in(sentence("抽查案卷72份，培训3期，合格率达到98%"), Source(), family=family)
    assert [found.figure.target.value for found in told] == numbers


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("供水能力从4万吨增加到6万吨，年均增长8%", [True]),
        ("供水能力从4万吨增加到6万吨，水价平稳", [False]),
    ],
)
def test_a_change_of_so_much_a_year_took_years(text: str, years: list[bool]) -> None:
    found = told_in(sentence(text), Source(agency=BUREAU))
    assert [told.years for told in found if told.figure.target.unit == "%"][-1:] == years
