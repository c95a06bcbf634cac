import time

import pytest

from tracker.core.outcomes.naming import act_open, object_told, partner_open, said

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
    start = time.perf_counter()
    text = hostile * 100_000
    act_open(text, [text])
    partner_open(text, [text])
    assert time.perf_counter() - start < 2
