"""Words that take "fulfilled" back, and kept promises in words near to them, through the house.

Every text is invented; each row is a promise and what the next report says was done.
"""

import pytest

from tests.core.outcomes.test_fulfilled import assess
from tracker.core.types import Outcome, Verdict

LIST = "公布部门权责清单。"
DUE = "6月底前公布部门权责清单。"
PLATFORM = "建成智慧水务监管平台并投入使用。"
HOTELS = "确保望江酒店、临湖酒店投入运营，松林酒店开工。"
RULES = "修订《取水口管理办法》。"
CASES = "抽查取水许可案卷不少于60份。"
BORDERS = "完成全域河道划界。"
COVERED = "实现行政村污水管网全覆盖。"
PATROLS = "开展夜间巡查80次。"


@pytest.mark.parametrize(
    ("plan", "done", "code"),
    [
        (LIST, "部门权责清单没有如期公布。", "denied"),
        (LIST, "部门权责清单不再公布。", "denied"),
        (LIST, "部门权责清单推迟到明年公布。", "denied"),
        (LIST, "已经取消部门权责清单公布工作。", "denied"),
        (LIST, "部门权责清单未在6月底前公布。", "denied"),
        ("印发水量调度细则。", "水量调度细则暂缓制定，梳理条款12项。", "denied"),
        (PLATFORM, "智慧水务监管平台建成使用，但与省平台的接口还没有打通。", "in_part"),
        (PLATFORM, "智慧水务监管平台除移动端外均已建成。", "in_part"),
        (BORDERS, "全域河道划界完成七成。", "in_part"),
        (DUE, "12月公布部门权责清单，共128项。", "late"),
        (HOTELS, "临湖酒店投入运营，客房210间。", "step_open"),
        (RULES, "组织学习《取水口管理办法》4次。", "step_open"),
        (RULES, "依据《取水口管理办法》查处案件12件。", "step_open"),
        ("与公安机关建立案件移送机制。", "与检察机关建立案件移送机制，移送6条。", "step_open"),
        (BORDERS, "全域河道划界将于明年完成。", "intended"),
        (BORDERS, "下一步完成全域河道划界，涉及河道12条。", "intended"),
        (CASES, "各县（区）水务部门抽查取水许可案卷66份。", "other_body"),
        (CASES, "区县水务部门抽查取水许可案卷66份。", "other_body"),
        ("栽植行道树1200株。", "完成行道树栽植1200株中的860株。", "number_missed"),
        (PATROLS, "开展夜间巡查，距全年80次的目标还差12次。", "number_open"),
        (PATROLS, "夜间巡查次数比上年增加80次。", "number_open"),
        ("建设口袋公园12处。", "累计建成口袋公园58处。", "number_open"),
        ("建成农贸市场15处。", "谋划农贸市场15处，开工9处，建成4处。", "number_missed"),
        ("取消证明事项不少于30项。", "梳理证明事项86项，取消19项。", "number_missed"),
        ("新增城市绿地20公顷。", "提升改造城市绿地35公顷。", "number_open"),
        (COVERED, "行政村污水管网基本实现全覆盖。", "number_open"),
        (COVERED, "行政村污水管网近全覆盖。", "number_open"),
        # near the subject, and not on the promise
        (PLATFORM, "建成智慧排水调度平台并投入使用，接入泵站38座。", "nothing_found"),
        ("建立犬类登记管理制度。", "建立畜禽养殖登记管理制度，登记310户。", "nothing_found"),
        ("完成历史建筑保护规划编制。", "完成国土空间总体规划编制并获批。", "nothing_found"),
    ],
)
def test_not_fulfilled(plan: str, done: str, code: str) -> None:
    (measure,) = assess(plan, done).measures
    assert measure.suggestion.outcome is not Outcome.FULFILLED, measure.suggestion
    assert code in {reason.code for reason in measure.suggestion.reasons}
    assert len(set(measure.suggestion.reasons)) == len(measure.suggestion.reasons)


@pytest.mark.parametrize(
    ("plan", "done"),
    [
        (LIST, "部门权责清单6月公布，共128项。"),
        ("取消证明事项12项。", "取消证明事项14项。"),
        ("清理证明事项。", "清理取消证明事项12项。"),
        ("督促未公布清单的单位公布清单。", "督促未公布清单的6个单位公布清单。"),
        (DUE, "5月公布部门权责清单，共128项。"),
        (DUE, "6月公布部门权责清单，12月调整3项。"),
        (RULES, "8月完成《取水口管理办法》修订并印发。"),
        (HOTELS, "望江酒店、临湖酒店投入运营，松林酒店5月开工。"),
        ("与公安机关建立案件移送机制。", "与公安机关建立案件移送机制，移送6条。"),
        (BORDERS, "完成全域河道划界，明年纳入日常管理412公里。"),
        ("栽植行道树1200株。", "栽植行道树1260株。"),
        ("建设口袋公园12处。", "建成口袋公园13处，累计58处。"),
        ("建成农贸市场15处。", "谋划农贸市场20处，建成15处。"),
        (PATROLS, "开展夜间巡查八十六次。"),
        ("落实“免申即享”惠企政策不少于15项。", "落实“免申即享”政策18项。"),
        (
            "行政机关负责人出庭应诉率达到95%。",
            "行政机关负责人应出庭37件，实际出庭36件，出庭率97.3%。",
        ),
        ("对高危行业企业开展执法检查不少于260家次。", "检查高危行业企业281家次。"),
        ("每半年召开一次河长制联席会议。", "6月、12月先后召开河长制联席会议。"),
        ("群众诉求办结率达到100%。", "群众诉求486件全部办结。"),
        ("行政复议纠错案件同比下降20%。", "行政复议纠错案件由40件减少到30件。"),
        ("取水许可办理时限压缩60%。", "取水许可办理时限由15个工作日压缩到5个工作日。"),
        ("建成公共厕所12处。", "上半年建成公共厕所5处，下半年7处。"),
        ("举办水法培训班4期。", "举办水法培训班五期。"),
        ("新建绿地面积20公顷。", "新建绿地22公顷。"),
    ],
)
def test_fulfilled(plan: str, done: str) -> None:
    (measure,) = assess(plan, done).measures
    assert measure.suggestion.outcome is Outcome.FULFILLED, measure.suggestion


def test_given_up_needs_a_reason() -> None:
    bare, grounded = "部门权责清单不再公布。", "根据机构调整安排，部门权责清单不再公布。"
    assert assess(LIST, bare).suggestion.outcome is Outcome.NOT_FULFILLED
    assert assess(LIST, grounded).suggestion.outcome is Outcome.DROPPED


def test_what_is_denied_is_no_word_of_being_done() -> None:
    (measure,) = assess(LIST, "部门权责清单推迟到明年公布。").measures
    assert "done" not in {reason.code for reason in measure.suggestion.reasons}


def test_listed_things_with_the_same_answer_stand_once_in_the_ledger() -> None:
    plan = "开展节水宣传进社区、进工地各15场。"
    together = assess(plan, "开展节水宣传进社区、进工地各18场。").ledger
    assert [(entry.verdict, entry.target.value) for entry in together] == [(Verdict.MET, 15)]
    apart = assess(plan, "开展节水宣传进社区16场、进工地4场。").ledger
    assert [entry.verdict for entry in apart] == [Verdict.MET, Verdict.MISSED]


@pytest.mark.parametrize(
    ("admitted", "outcome"),
    [
        ("抽查取水许可案卷仅完成41份，与年初目标有差距。", Outcome.NOT_FULFILLED),
        ("档案管理人员业务水平有待提高。", Outcome.NO_EVIDENCE),
    ],
)
def test_a_miss_told_among_the_problems(admitted: str, outcome: Outcome) -> None:
    (measure,) = assess(CASES, "强化节水宣传。", admitted).measures
    assert measure.suggestion.outcome is outcome
