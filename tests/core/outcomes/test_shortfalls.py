import pytest

from tests.timing import grows_linearly
from tracker.core.outcomes.shortfalls import done_in_part, intended, other_thing, taken_back


@pytest.mark.parametrize(
    ("promise", "passage", "word"),
    [
        ("制定取水口管理办法并印发", "拟制定取水口管理办法并印发", "拟"),
        ("完成河道划界", "河道划界计划年内完成", "计划"),
        ("抽查许可案卷", "年初提出抽查许可案卷的任务", "年初提出"),
        ("抽查许可案卷", "完成年初确定的抽查许可案卷任务", ""),
        ("力争完成河道划界", "力争完成河道划界", ""),  # the promise's own word
        ("完成河道划界", "河道划界完成，计划新建公园", ""),
        ("完成河道划界", "河道划界将于明年完成", "将"),
        ("完成河道划界", "明年完成河道划界", "明年"),
        ("完成河道划界", "完成河道划界，明年纳入日常管理", ""),
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
        ("完成许可档案电子化", "许可档案电子化完成七成", "完成七成"),
        ("完成许可档案电子化", "许可档案电子化已达成效", ""),
        ("完成许可档案电子化", "许可档案除早年卷宗外均已电子化", "除早年卷宗外均已"),
        ("公开许可档案", "许可档案除涉密内容外全部公开", ""),
        ("建成城北泵站", "城北泵站一期完工", "一期"),
        ("建成城北泵站一期", "城北泵站一期完工", ""),
        ("建成城北泵站", "城北泵站基本建成", "基本建成"),
        ("加强城北泵站养护", "城北泵站养护基本完成", ""),  # asks for no result
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
        ("推进窗口型服务", ["建立首问负责制度，设立水费窗口"], ""),  # names no 窗口
        ("建成智慧水务监管平台", [], ""),
    ],
)
def test_other_thing(promise: str, told: list[str], name: str) -> None:
    assert other_thing(promise, told) == name


@pytest.mark.parametrize(
    ("passage", "words"),
    [
        ("水务平台建成使用，但与省平台的接口还没有打通", "但与省平台的接口还没有打通"),
        ("水务平台建成使用，移动端尚未开发", "移动端尚未开发"),
        ("水务平台建成使用，但不影响旧系统查询", ""),
        ("水务平台建成使用，尚属全省首个", ""),
        ("", ""),
    ],
)
def test_taken_back(passage: str, words: str) -> None:
    assert taken_back("建成水务平台", passage) == words


def test_every_name_or_only_one() -> None:
    promise, told = "建成智慧水务监管平台，制定取水口管理办法", ["建成智慧排水调度平台"]
    assert other_thing(promise, told) == "智慧水务监管平台"
    assert other_thing(promise, told, all_names=True) == ""


@pytest.mark.parametrize("hostile", ["但", "尚有", "除外", "，仍", "，建成但"])
def test_a_hostile_passage_takes_no_time(hostile: str) -> None:
    def read(times: int) -> None:
        taken_back("建成水务平台", hostile * times)
        done_in_part("建成水务平台", "水务平台" + hostile * times)

    assert grows_linearly(read, small=15_000)
