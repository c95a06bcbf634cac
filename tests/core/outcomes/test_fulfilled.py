"""A wrong "fulfilled" costs credibility: promises that were not kept, beside honest ones that were.

Every text is invented. Each row is a promise, what the next report says was done, what it admits
in its problems section, and what it promises next.
"""

import pytest

from tests.core.sentences import sentence
from tracker.core.outcomes import assess_commitments
from tracker.core.quantities import find_targets
from tracker.core.types import (
    Commitment,
    CommitmentAssessment,
    Measure,
    Outcome,
    SectionKind,
    Span,
)

AGENCY = "砚川市临河区水务局"
NOISE = (
    "深入学习贯彻上级会议精神，压实工作责任。",
    "新增公共停车泊位860个。",
    "组织春季义务植树，栽植苗木3万株。",
    "完成供热管网改造9公里。",
)
RECRUIT = "招录河道执法人员8名。"
PLATFORM = "建成智慧水务监管平台并投入使用。"
STANDARD = "完成取水许可裁量基准修订并公布。"
VISITS = "开展节水宣传进社区、进工地各15场。"
PERMITS = "实现取水证、排污证电子化全覆盖。"
QUIZ = "组织水法知识竞赛2场。"
FILES = "完成历年许可档案电子化。"
RULES = "制定取水口管理办法并印发。"
CASES = "抽查取水许可案卷不少于60份。"
STATIONS = "建成农村饮水监测站12座。"
LAWYERS = "聘请法律顾问4名。"
COUNTY_DONE = "市水务局建成全市智慧水务监管平台并投入使用，我局完成需求调研。"
READY = "智慧水务监管平台9月建成并投入使用，接入点位210个。"


def assess(
    plan: str, done: str, admitted: str = "", again: str = "", *, agency: str = AGENCY
) -> CommitmentAssessment:
    span = Span(0, len(plan))
    measure = Measure(plan, span, targets=find_targets(plan))
    commitment = Commitment("(一)", "", plan, span, measures=(measure,), verifiability=4)
    rows = [(text, SectionKind.ACHIEVEMENTS) for text in (*NOISE, done)]
    rows += [(admitted, SectionKind.PROBLEMS)] if admitted else []
    rows += [(again, SectionKind.PLAN)] if again else []
    sentences = [sentence(text, index, kind) for index, (text, kind) in enumerate(rows)]
    return assess_commitments([commitment], sentences, agency=agency, year=2024).commitments[0]


@pytest.mark.parametrize(
    ("plan", "done", "admitted", "again"),
    [
        # trained is not recruited
        (RECRUIT, "组织8名河道执法人员参加业务培训。", "", ""),
        (RECRUIT, "组织8名河道执法人员参加业务培训。", "招录河道执法人员工作未能实施。", ""),
        # admitted in the problems section
        (FILES, "推进历年许可档案电子化，扫描档案3000卷。", "历年许可档案电子化工作未完成。", ""),
        (QUIZ, "组织水法知识竞赛2场，参赛300人。", "水法知识竞赛原定2场尚未办完。", ""),
        # another body's act, promised again
        (PLATFORM, COUNTY_DONE, "", ""),
        (PLATFORM, COUNTY_DONE, "", PLATFORM),
        (STANDARD, "市局修订并公布取水许可裁量基准，我局起草修订稿。", "", ""),
        # prepared is not done, and one step is not both
        (PLATFORM, "8月建成智慧水务监管平台。", "", ""),
        (STANDARD, "起草取水许可裁量基准修订稿，征求各科室意见12条。", "", ""),
        (RULES, "取水口管理办法形成送审稿，正在征求意见。", "", "印发取水口管理办法。"),
        ("建成用水信用评价系统。", "完成用水信用评价系统招标，建成公共停车场2处。", "", ""),
        # a number for each of the things listed
        (VISITS, "开展节水宣传进社区16场，发放手册2000份。", "", ""),
        (VISITS, "开展节水宣传进社区22场、进工地4场。", "", ""),
        (PERMITS, "取水证电子化率达到100%，排污证电子化率达到68%。", "", ""),
        # a number that nothing answers, and one that went the other way
        (
            "聘请法律顾问4名，重大合同审查参与率达到100%。",
            "原有法律顾问4名合同期满，法律服务有序衔接。",
            "",
            "",
        ),
        ("行政复议纠错案件下降25%。", "行政复议纠错案件4件(上年3件)，压力较大。", "", ""),
        # a fragment promises nothing of its own
        ("6月底前完成。", "6月底前完成供水管网检测并投入使用。", "", ""),
        # another matter with the same words around it, or the same number
        (PLATFORM, "建成智慧排水调度平台并投入使用，接入泵站38座。", "", ""),
        (QUIZ, "组织节水摄影大赛2场，参赛260人。", "", ""),
        (LAWYERS, "聘请水质监督员4名，参与巡查21次。", "", ""),
        # another year
        (CASES, "2023年抽查取水许可案卷66份，发现问题9个。", "", ""),
        (CASES, "上年抽查取水许可案卷66份，今年转为重点整改。", "", ""),
        # another body
        (VISITS, "市水务局开展节水宣传进社区16场、进工地15场，我局派员参加。", "", ""),
        # the plan in the same words, or quoted
        (CASES, "抽查取水许可案卷不少于60份。", "", CASES),
        (CASES, "年初提出抽查取水许可案卷60份的任务，有关工作有序推进。", "", ""),
        (RULES, "根据年初计划，拟制定取水口管理办法并印发。", "", ""),
        # only a part of it
        (STATIONS, "建成农村饮水监测站9座，另有3座主体完工。", "", ""),
        (FILES, "历年许可档案电子化完成60%，扫描入库1.9万卷。", "", ""),
        # contradicted or denied in what is admitted
        (CASES, "抽查取水许可案卷60份。", "抽查取水许可案卷仅41份，覆盖面不够。", ""),
        (STATIONS, "农村饮水监测站建设加快推进。", "农村饮水监测站尚未全部建成。", ""),
        (RULES, "取水口管理办法经多次论证，未能按期印发。", "", ""),
        # striven for, and announced
        (STATIONS, "力争建成农村饮水监测站12座，惠及8个乡镇。", "", ""),
        ("完成全域河道划界。", "召开河道划界工作推进会，印发划界工作方案。", "", ""),
    ],
)
def test_not_fulfilled(plan: str, done: str, admitted: str, again: str) -> None:
    found = assess(plan, done, admitted, again)
    assert found.suggestion.outcome is not Outcome.FULFILLED, found.suggestion
    assert found.measures[0].suggestion.outcome is not Outcome.FULFILLED


@pytest.mark.parametrize(
    ("plan", "done", "admitted", "again"),
    [
        (RECRUIT, "全年招录河道执法人员9名，全部到岗。", "", ""),
        (FILES, "完成历年许可档案电子化，扫描入库3.2万卷。", "", ""),
        (PLATFORM, READY, "", ""),
        (PLATFORM, READY, "执法力量仍显不足。", "推广智慧水务监管平台移动端应用。"),
        (STANDARD, "完成取水许可裁量基准修订，6月向社会公布。", "", ""),
        (VISITS, "开展节水宣传进社区16场、进工地15场。", "", ""),
        (VISITS, "开展节水宣传进社区、进工地各18场。", "", ""),
        (PERMITS, "取水证、排污证电子化率均达到100%。", "", ""),
        (LAWYERS, "聘请法律顾问4名，参与重大合同审查21件。", "", ""),
        ("行政复议纠错案件下降25%。", "行政复议纠错案件同比下降33%。", "", ""),
        (QUIZ, "组织水法知识竞赛2场，参赛300人。", "", QUIZ),
        (RULES, "5月印发取水口管理办法，明确23项要求。", "", ""),
        ("开展取水口专项检查不少于40次。", "开展取水口专项检查52次，整改问题17个。", "", ""),
        ("完成供水管网检测120公里。", "供水管网检测全部完成，共检测126公里。", "", ""),
        (CASES, "2024年抽查取水许可案卷72份，发现并整改问题9个。", "", ""),
        (CASES, "比上年多抽查12份，全年抽查取水许可案卷72份。", "", CASES),
        (STATIONS, "12座农村饮水监测站全部建成并投入运行。", "", ""),
        (STATIONS, "建成农村饮水监测站13座，惠及8个乡镇。", "监测人员业务水平有待提高。", ""),
        (
            "全面建立河湖长巡河制度。",
            "印发河湖长巡河办法，建立河湖长巡河制度，巡河4100次。",
            "",
            "",
        ),
        ("召开水行政执法联席会议2次。", "4月、10月分别召开水行政执法联席会议。", "", ""),
        ("出台节水奖励办法。", "8月出台《临河区节水奖励办法》，兑现奖励32万元。", "", ""),
        ("完成全域河道划界。", "完成全域河道划界，划定管理线412公里。", "", ""),
        ("取水许可办理时限压缩至5个工作日以内。", "取水许可办理时限压缩至4个工作日。", "", ""),
        ("流转水域滩涂300亩。", "流转水域滩涂22公顷，涉及5个村。", "", ""),
    ],
)
def test_fulfilled(plan: str, done: str, admitted: str, again: str) -> None:
    found = assess(plan, done, admitted, again)
    assert found.suggestion.outcome is Outcome.FULFILLED, found.suggestion
    assert found.measures[0].suggestion.outcome is Outcome.FULFILLED


def test_plain_words_of_failure_are_not_fulfilled() -> None:
    found = assess(RECRUIT, "加强河道执法人员管理。", "招录河道执法人员工作未能实施。")
    assert found.suggestion.outcome is Outcome.NOT_FULFILLED


def test_an_act_of_another_body_alone_is_no_answer() -> None:
    found = assess(PLATFORM, "市水务局建成全市智慧水务监管平台并投入使用。")
    assert found.suggestion.outcome is Outcome.NO_EVIDENCE
    assert "other_body" in {reason.code for reason in found.suggestion.reasons}
    own = assess(PLATFORM, "市水务局建成智慧水务监管平台并投入使用。", agency="砚川市水务局")
    assert own.suggestion.outcome is Outcome.FULFILLED


def test_a_fragment_has_no_verdict_of_its_own() -> None:
    found = assess("6月底前完成。", "6月底前完成供水管网检测并投入使用。")
    assert found.measures[0].suggestion.outcome is Outcome.NOT_ASSESSABLE
    assert found.suggestion.outcome is not Outcome.FULFILLED
