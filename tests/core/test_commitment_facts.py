"""Topic, cited papers, partners and verifiability of a commitment."""

from __future__ import annotations

import pytest

from tests.timing import grows_linearly
from tracker.core.commitments.mentions import cited_documents, named_partners
from tracker.core.commitments.topics import topic_of
from tracker.core.commitments.verifiability import rate_verifiability
from tracker.core.lexicon import words
from tracker.core.types import Comparator, Measure, Span, Target, Topic


@pytest.mark.parametrize(
    ("heading", "text", "topic"),
    [
        ("深化“放管服”改革", "压减证明事项，推行告知承诺。", Topic.FUNCTIONS),
        ("加强规范性文件管理", "对现行文件开展一次清理。", Topic.RULES),
        ("健全行政决策机制", "公布重大行政决策事项目录。", Topic.DECISIONS),
        ("规范行政执法", "开展案卷评查，用好裁量基准。", Topic.ENFORCEMENT),
        ("提升应急处置能力", "修订总体预案，组织演练。", Topic.EMERGENCIES),
        ("化解矛盾纠纷", "完善调解网络，办好行政复议案件。", Topic.DISPUTES),
        ("强化监督", "负责人出庭应诉，办理建议提案。", Topic.OVERSIGHT),
        ("建设数字政府", "推进电子证照和数据共享。", Topic.TECHNOLOGY),
        ("抓好领导干部学法用法", "党组会前学法，开展宪法宣传。", Topic.LEADERSHIP),
        ("种好树", "在河边种树。", None),
        # The heading goes before what the text names in passing.
        ("规范行政执法", "规范行政执法。用好数字化平台，推进信息化和数据共享。", Topic.ENFORCEMENT),
    ],
)
def test_topic(heading: str, text: str, topic: Topic | None) -> None:
    assert topic_of(heading, heading + "。" + text) is topic


def test_no_word_stands_for_two_topics() -> None:
    lists = [set(words(f"topic_{topic.value}")) for topic in Topic]
    assert sum(map(len, lists)) == len(set().union(*lists))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("贯彻《岚溪区数据条例》和《岚溪区数据条例》", ("岚溪区数据条例",)),
        ("学习《甲办法》《乙规定(试行)》", ("甲办法", "乙规定(试行)")),
        ("没有引用", ()),
        ("《没有结尾", ()),
    ],
)
def test_documents(text: str, names: tuple[str, ...]) -> None:
    assert cited_documents(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("会同市公安局、市司法局开展检查", ("市公安局", "市司法局")),
        ("联合区检察院和区法院建立机制", ("区检察院", "区法院")),
        ("配合市委编办梳理清单", ("市委编办",)),
        ("由县司法局牵头，各部门参加", ("县司法局",)),
        ("与云岫大学共建基地", ("云岫大学",)),
        ("会同有关部门推进", ()),
        ("配合县人大常委会做好审议", ("县人大常委会",)),
        ("与县公共资源交易中心、县水务局联合检查", ("县公共资源交易中心", "县水务局")),
        # Named by what they are in charge of.
        ("联合消防、教育等部门开展检查", ("消防", "教育")),
        ("会同住建部门推动改造", ("住建",)),
        ("与公安、检察机关会商", ("公安", "检察")),
        ("会同主管部门、联合执法部门推进", ()),
        ("联合开展执法检查单位", ()),
        ("配合相关单位和各镇政府做好工作", ()),
        ("参与创新中心建设", ()),
        ("开创与新格局相适应的局面", ()),
        ("由易到难推进", ()),
    ],
)
def test_partners(text: str, names: tuple[str, ...]) -> None:
    assert named_partners(text) == names


TARGET = Target("2次", Span(0, 2), 2, "次", Comparator.EQ, "培训")


@pytest.mark.parametrize(
    ("text", "targets", "named", "reasons"),
    [
        ("不断提升依法行政能力", (), (), ()),
        ("加强法制审核队伍建设", (), (), ()),
        ("审核全部合同文本", (), (), ("action",)),
        ("出台中介服务事项清单", (), (), ("action", "object")),
        ("6月底前出台中介服务事项清单", (), (), ("action", "object", "deadline")),
        ("开展培训2次", (TARGET,), (), ("action", "object", "number")),
        ("落实《某办法》", (), ("某办法",), ("named",)),
        (
            "年底前按《某办法》开展培训2次",
            (TARGET,),
            ("某办法",),
            ("action", "object", "number", "deadline", "named"),
        ),
    ],
)
def test_verifiability(
    text: str, targets: tuple[Target, ...], named: tuple[str, ...], reasons: tuple[str, ...]
) -> None:
    measures = (Measure(text, Span(0, len(text)), targets),)
    assert rate_verifiability(text, measures, documents=named) == (len(reasons), reasons)


def test_hostile_text_takes_linear_time() -> None:
    def read(times: int) -> None:
        assert named_partners("联合公安、" * times) == ()
        text = "会同" + "市" * times + "《" * times + "由" * times
        assert named_partners(text) == ()
        assert cited_documents(text) == ()
        rate_verifiability(text, ())

    assert grows_linearly(read, small=25_000)
