import pytest

from tracker.core.outcomes.shortfalls import done_in_part, intended, other_thing


@pytest.mark.parametrize(
    ("promise", "passage", "word"),
    [
        ("制定取水口管理办法并印发", "拟制定取水口管理办法并印发", "拟"),
        ("完成河道划界", "河道划界计划年内完成", "计划"),
        ("抽查许可案卷", "年初提出抽查许可案卷的任务", "年初提出"),
        ("抽查许可案卷", "完成年初确定的抽查许可案卷任务", ""),
        ("力争完成河道划界", "力争完成河道划界", ""),  # the promise's own word
        ("完成河道划界", "河道划界完成，计划新建公园", ""),
    ],
)
def test_intended(promise: str, passage: str, word: str) -> None:
    assert intended(promise, passage) == word


@pytest.mark.parametrize(
    ("promise", "passage", "words"),
    [
        ("完成许可档案电子化", "许可档案电子化完成60%", "完成60%"),
        ("完成许可档案电子化", "许可档案电子化完成100%", ""),
        ("完成许可档案电子化", "许可档案电子化部分完成", "部分完成"),
        ("许可档案电子化率达到60%", "许可档案电子化完成60%", ""),
        ("完成许可档案电子化", "供水管网检测完成60%", ""),
    ],
)
def test_done_in_part(promise: str, passage: str, words: str) -> None:
    assert done_in_part(promise, passage) == words


@pytest.mark.parametrize(
    ("promise", "told", "name"),
    [
        ("建成智慧水务监管平台", ["建成智慧排水调度平台"], "智慧水务监管平台"),
        ("建成智慧水务监管平台", ["智慧水务平台建成"], ""),
        ("建成智慧水务监管平台", ["供水管网检测完成"], ""),  # no other of its kind is told of
        ("建立工作机制", ["建立联动机制"], "工作机制"),
        ("加强河道巡查", ["河道巡查平台建成"], ""),
        ("建成智慧水务监管平台", [], ""),
    ],
)
def test_other_thing(promise: str, told: list[str], name: str) -> None:
    assert other_thing(promise, told) == name
