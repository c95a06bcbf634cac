import pytest

from tests.core.sentences import sentence
from tracker.core.blocking import is_heading, split_pools
from tracker.core.types import SectionKind, Sentence, Span


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("（一）坚持依法全面履职", True),
        ("(三)规范涉企行政检查", True),
        ("二、存在的问题", True),
        ("（一）坚持依法全面履职。修订权责清单。", False),
        ("（一）持续抓好领导干部学法用法。", True),
        ("(二)突出集成改革,办好惠企利民的事。", True),
        ("（一）完成案卷评查60份。", False),
        ("（一）建成法治公园。", False),
        ("砚川市临河区水务局2025年法治政府建设情况报告", True),
        ("法治政府建设年度报告(2025年)", True),
        ("砚川市临河区水务局", True),
        ("政 府 工 作 报 告", True),
        ("（责任编辑：某某）", True),
        ("来源：政府网站首页", True),
        ("——2025年1月在第三次会议上", True),
        ("评查案卷80份，情况良好", False),
        ("全年评查案卷八十份", False),
        ("一年来，全县共办理行政复议案件六十三件", False),
    ],
)
def test_is_heading(text: str, heading: bool) -> None:
    assert is_heading(sentence(text)) is heading


def test_the_heading_of_a_section_is_no_candidate() -> None:
    own = Sentence(0, "工作成效明显。", Span(0, 7), SectionKind.ACHIEVEMENTS, "工作成效明显")
    assert is_heading(own)


def test_pools_are_kept_apart_in_order() -> None:
    sentences = [
        sentence("完成案卷评查两轮次。", 0),
        sentence("存在人员力量不足的问题。", 1, SectionKind.PROBLEMS),
        sentence("主要负责人带头学法六次。", 2, SectionKind.LEADERSHIP),
        sentence("明年继续开展案卷评查。", 3, SectionKind.PLAN),
        sentence("其他需要报告的事项一并报告。", 4, SectionKind.OTHER),
        sentence("2025年1月", 5),
        sentence("（二）强化监督检查", 6),
    ]
    pools = split_pools(sentences)
    assert [s.index for s in pools.evidence] == [0, 2, 4]
    assert [s.index for s in pools.problems] == [1]
    assert [s.index for s in pools.plan] == [3]
