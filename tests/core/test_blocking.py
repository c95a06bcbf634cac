import pytest

from tests.core.sentences import sentence
from tests.timing import fastest
from tracker.core.blocking import is_formula, is_heading, split_pools
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
        # A short item that ends with 。 and tells something is a sentence.
        ("（五）行政败诉率为零。", False),
        ("（五）行政败诉率降至一成。", False),
        ("（五）开展执法检查八十六次。", False),
        ("（五）开展执法检查八十六次", True),
        ("（三）办理人大代表建议十二件。", False),
        ("（六）出庭应诉率达百分之百。", False),
        ("（六）未发生执法过错案件。", False),
        ("（四）完善了案卷评查办法。", False),
        ("（七）先后走访企业和商户。", False),
        ("五一、端午期间客流超过上年同期水平。", False),
        # These only name what follows.
        ("（三）提高出庭应诉率。", True),
        ("（七）行政效率提升。", True),
        ("（三）推动多头执法合二为一。", True),
        ("（二）深入了解群众诉求。", True),
        ("（二）为了群众办实事。", True),
        ("（四）深化“一件事一次办”改革。", True),
        ("（四）办好十件实事。", True),
        ("（三）推进两个责任落实。", True),
        ("（五）坚持“四个到位”[12]，落实责任。", True),
        ("（一）产业培育实现新突破。", True),
        ("（一）行政执法达到更高水平。", True),
        ("四、2025年的主要考虑；", True),
    ],
)
def test_is_heading(text: str, heading: bool) -> None:
    assert is_heading(sentence(text)) is heading


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("现将我局2024年法治政府建设情况报告如下：", True),
        ("根据《砚川市报告办法（2022年修订）》要求，现将有关情况汇报如下。", True),
        ("有关情况报告如下:", True),
        ("特此报告，请予审阅。", True),
        ("以上报告，请审议。", True),
        ("现在，我代表区人民政府向大会报告工作，请予审议。", True),
        ("我谨代表县人民政府，向各位代表表示衷心感谢！", True),
        # It hands over, but not only.
        ("全年评查案卷60份，现将有关情况报告如下：", False),
        ("公布了权责清单，现将具体做法报告如下：", False),
        ("向社会公布权责清单，接受监督。", False),
        ("以上率下，主要负责人带头学法。", False),
        ("提请市人大常委会审议条例草案。", False),
        ("县领导代表我县参加全省法治培训。", False),
        ("我代表队在全省执法比武中获第二名。", False),
    ],
)
def test_a_formula_only_hands_over(text: str, formula: bool) -> None:
    assert is_formula(sentence(text)) is formula
    evidence = split_pools([sentence(text)]).evidence
    assert bool(evidence) is not formula


@pytest.mark.parametrize(
    "text",
    [
        "（一）" + "率" * 10**6,
        "现将" * 500_000 + "如下",
        "《" * 10**6 + "如下",
        "（一）" + "十" * 10**6 + "。",
        "实现" * 500_000 + "。",
    ],
)
def test_hostile_lines_take_linear_time(text: str) -> None:
    assert fastest(lambda: split_pools([sentence(text)]), enough=2) < 2


def test_the_heading_of_a_section_is_no_candidate() -> None:
    own = Sentence(0, "工作成效明显。", Span(0, 7), SectionKind.ACHIEVEMENTS, "工作成效明显")
    assert is_heading(own)


def test_pools_are_kept_apart_in_order() -> None:
    sentences = [
        sentence("完成案卷评查两轮次。", 0),
        sentence("存在人员力量不足的问题。", 1, SectionKind.PROBLEMS),
        sentence("主要负责人带头学法六次。", 2, SectionKind.LEADERSHIP),
        sentence("明年继续开展案卷评查。", 3, SectionKind.PLAN),
        Sentence(4, "其他需要报告的事项一并报告。", Span(0, 14), SectionKind.OTHER, "五、其他"),
        sentence("2025年1月", 5),
        sentence("（二）强化监督检查", 6),
    ]
    pools = split_pools(sentences)
    assert [s.index for s in pools.evidence] == [0, 2, 4]
    assert [s.index for s in pools.problems] == [1]
    assert [s.index for s in pools.plan] == [3]


@pytest.mark.parametrize(
    ("kinds", "evidence"),
    [
        # What stands behind the last plan is a closing call, a note or an attachment.
        ("OAPNO", [0, 1]),
        ("ONAO", [0, 2]),
        ("ANONO", [0, 2]),
        ("OAO", [0, 1, 2]),
    ],
)
def test_what_follows_the_plan_is_no_evidence(kinds: str, evidence: list[int]) -> None:
    named = {
        "O": SectionKind.OTHER,
        "A": SectionKind.ACHIEVEMENTS,
        "P": SectionKind.PROBLEMS,
        "N": SectionKind.PLAN,
    }
    text = "全年完成案卷评查六十份。"
    rows = [
        Sentence(index, text, Span(0, len(text)), named[kind], "")
        for index, kind in enumerate(kinds)
    ]
    assert [s.index for s in split_pools(rows).evidence] == evidence


def test_a_part_of_its_own_behind_the_plan_may_tell_what_was_done() -> None:
    plan = sentence("明年继续开展案卷评查。", 0, SectionKind.PLAN)
    other = Sentence(1, "全年完成案卷评查六十份。", Span(0, 12), SectionKind.OTHER, "五、其他事项")
    assert split_pools([plan, other]).evidence == (other,)
