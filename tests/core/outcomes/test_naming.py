import pytest

from tests.timing import fastest
from tracker.core.outcomes.naming import (
    act_open,
    nothing_said,
    object_told,
    paper_open,
    partner_open,
    said,
)

RULES = "修订《取水口管理办法》"
CASES = "与公安机关建立案件移送机制"


@pytest.mark.parametrize(
    ("promise", "told", "act"),
    [
        (RULES, ["组织学习《取水口管理办法》4次。"], "修订"),
        (RULES, ["依据《取水口管理办法》查处案件12件。"], "修订"),
        (RULES, ["8月完成《取水口管理办法》修订并印发。"], ""),
        (RULES, ["《取水口管理办法》经局务会审议通过。"], ""),
        (RULES, ["组织学习《取水口管理办法》。", "修订《取水口管理办法》并公布。"], ""),
        ("学习《取水口管理办法》", ["学习《取水口管理办法》4次。"], ""),
        ("依据《取水口管理办法》制定细则", ["依据《取水口管理办法》开展检查。"], ""),
        (RULES, ["供水管网检测完成。"], ""),
    ],
)
def test_act_open(promise: str, told: list[str], act: str) -> None:
    assert act_open(promise, told) == act


@pytest.mark.parametrize(
    ("promise", "told", "body"),
    [
        (CASES, ["与检察机关建立案件移送机制，移送线索6条。"], "公安机关"),
        (CASES, ["与公安机关建立案件移送机制。"], ""),
        (CASES, ["与检察机关、公安机关建立案件移送机制。"], ""),
        (CASES, ["建立案件移送机制，移送线索6条。"], ""),
        ("建立案件移送机制", ["与检察机关建立案件移送机制。"], ""),
    ],
)
def test_partner_open(promise: str, told: list[str], body: str) -> None:
    assert partner_open(promise, told) == body


@pytest.mark.parametrize(
    ("promise", "told", "least", "most"),
    [
        ("完成历史建筑保护规划编制", "完成国土空间总体规划编制并获批。", 0.0, 0.3),
        ("建立犬类登记管理制度", "3月建立犬类登记管理制度。", 1.0, 1.0),
        ("对高危行业企业开展执法检查不少于260家次", "检查高危行业企业281家次。", 0.5, 1.0),
        ("新建绿地面积20公顷", "新建绿地22公顷。", 0.5, 1.0),
        ("推进工作", "供水管网检测完成。", 1.0, 1.0),  # nothing tells its object
    ],
)
def test_object_told(promise: str, told: str, least: float, most: float) -> None:
    assert least <= object_told(promise, [told]) <= most


@pytest.mark.parametrize(
    ("word", "text", "share"),
    [("检查", "检查12家", 1.0), ("执法检查", "检查12家", 0.5), ("检查", "巡查12家", 0.0)],
)
def test_said(word: str, text: str, share: float) -> None:
    assert said(word, text) == share


@pytest.mark.parametrize("hostile", ["与公安机关", "修订《甲乙》，", "与检察院、", "《"])
def test_a_hostile_report_takes_no_time(hostile: str) -> None:
    text = hostile * 100_000
    assert fastest(lambda: (act_open(text, [text]), partner_open(text, [text])), enough=2) < 2


@pytest.mark.parametrize(
    ("promise", "told", "paper"),
    [
        ("编制灌区用水规划", ["印发灌区巡护办法。"], "编制灌区用水规划"),
        ("编制灌区用水规划", ["灌区用水规划通过评审。"], ""),
        ("建立村级管水队伍", ["组织村级管水培训6期。"], "建立村级管水队伍"),
        ("建立健全管水队伍", ["组织村级管水培训6期。"], ""),  # there was one before
        ("加强灌区用水管理", ["印发灌区巡护办法。"], ""),
    ],
)
def test_paper_open(promise: str, told: list[str], paper: str) -> None:
    assert paper_open(promise, told) == paper


@pytest.mark.parametrize(
    ("promise", "told", "nothing"),
    [
        ("提升县城建设水平", "全年经济平稳运行。", True),
        ("提升县城建设水平", "县城面貌改善。", False),
        ("完成历史建筑保护规划编制", "全年经济平稳运行。", False),  # has words that tell more
        ("加快推进", "全年经济平稳运行。", False),
    ],
)
def test_nothing_said(promise: str, told: str, nothing: bool) -> None:
    assert nothing_said(promise, [told]) is nothing


def test_names_in_quotes_tell_the_object_of_a_single_clause() -> None:
    told = ["“柳湾说水”栏目推送文章21篇。"]
    assert object_told("在融媒公众号开设“柳湾说水”专栏", told) == 1
    assert object_told("在融媒公众号开设“柳湾说水”专栏，印制宣传挂历", told) < 1
