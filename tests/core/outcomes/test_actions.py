import pytest

from tracker.core.outcomes.actions import (
    acts_in,
    asks_for_result,
    clauses_on,
    is_completed,
    like_acts,
    only_prepared,
    open_step,
    same_act,
    says_whole,
)

SYSTEM = "建成用水信用评价系统"


@pytest.mark.parametrize(
    ("promise", "clause", "same"),
    [
        ("招录执法人员8名", "8名执法人员参加培训", False),
        ("招录执法人员8名", "招聘执法人员8名", True),
        ("招录执法人员8名", "新进执法人员8名", True),
        ("聘请顾问4名", "顾问4名合同期满", False),
        ("案件下降25%", "案件较上年减少30%", True),
        ("案件下降25%", "上年案件3件", False),
        # begun is not finished, renewed is not new
        ("建成市场15处", "谋划市场15处", False),
        ("建成市场15处", "开工9处", False),
        ("建成市场15处", "谋划的15处市场全部建成", True),
        ("开工市场15处", "开工15处", True),
        ("新增绿地20公顷", "提升改造绿地35公顷", False),
        ("新增绿地20公顷", "改造新增绿地21公顷", True),
        ("改造绿地20公顷", "提升改造绿地35公顷", True),
    ],
)
def test_same_act(promise: str, clause: str, same: bool) -> None:
    assert same_act(promise, clause) is same


@pytest.mark.parametrize(
    ("passage", "word"),
    [
        ("完成用水信用评价系统招标，建成停车场2处", "招标"),
        ("起草用水信用评价系统需求", "起草"),
        ("用水信用评价系统招标后如期建成", ""),
        ("用水信用评价系统建成", ""),
    ],
)
def test_only_prepared(passage: str, word: str) -> None:
    assert only_prepared(SYSTEM, passage) == word
    assert is_completed(SYSTEM, passage) is (word == "")


def test_preparing_answers_a_promise_to_prepare() -> None:
    assert only_prepared("完成用水信用评价系统招标", "用水信用评价系统完成招标") == ""
    assert not asks_for_result("坚持会前学法")
    assert asks_for_result(SYSTEM)


@pytest.mark.parametrize(
    ("promise", "passage", "step"),
    [
        ("修订基准并公布", "完成基准修订", "公布"),
        ("修订基准并公布", "基准修订后向社会公开", ""),
        ("建成平台并投入使用", "平台建成", "投入使用"),
        ("建成平台并投入使用", "平台上线运行", ""),
        ("建成平台", "平台建成", ""),
        ("城北泵站建成投产", "城北泵站具备通水条件", "投产"),
        ("城北泵站年内投产", "城北泵站并网运行", ""),
        ("滨河路年底通车", "滨河路征迁任务过半", "通车"),
        ("建成便民饮水点8处", "设立便民饮水点9处", ""),
        ("提高建成区绿化水平", "城区绿化水平提高", ""),  # 建成区 is a place
        ("创建成为节水型城市", "通过节水型城市评审", ""),
    ],
)
def test_open_step(promise: str, passage: str, step: str) -> None:
    assert open_step(promise, passage) == step


def test_clauses_on() -> None:
    passage = "用水信用评价系统通过测试，正式上线，新建停车场2处方便市民办事"
    assert clauses_on(SYSTEM, passage) == ("用水信用评价系统通过测试", "正式上线")
    assert clauses_on(SYSTEM, "") == ()


@pytest.mark.parametrize(
    ("passage", "whole"),
    [
        ("供水管网检测全部完成", True),
        ("供水管网检测基本完成", False),
        ("完成供水管网检测", True),
        ("完成供水设施整治", False),  # 完成 alone may be said of a neighbour
        ("完成供水管网检测招标", False),
        ("公园绿化全部完成", False),
    ],
)
def test_says_whole(passage: str, whole: bool) -> None:
    assert says_whole("供水管网检测", passage) is whole


@pytest.mark.parametrize(
    ("promised", "told", "like"),
    [
        ("公布清单", "向社会公开", True),
        ("公布清单", "调整3项", False),
        ("建成系统", "建成", True),
        ("公布清单", "", False),
    ],
)
def test_like_acts(promised: str, told: str, like: bool) -> None:
    assert like_acts(promised, told) is like


def test_acts_in() -> None:
    assert acts_in("梳理证明事项，取消19项") == ("梳理", "取消")
    assert acts_in("证明事项19项") == ()


def test_a_denied_act_is_not_completed() -> None:
    assert not is_completed("公布权责清单", "权责清单没有公布")
