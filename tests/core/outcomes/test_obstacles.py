import pytest

from tests.core.sentences import sentences
from tracker.core.matching import rank, shipped_model
from tracker.core.outcomes.cues import gather
from tracker.core.outcomes.obstacles import (
    admission,
    denied,
    going_on,
    obstacles,
    promised_again,
    quoting,
)
from tracker.core.quantities import find_targets

PROMISE = "抽查执法案卷不少于60份。"


@pytest.mark.parametrize(
    ("passage", "codes"),
    [
        ("全年抽查执法案卷72份。", set()),
        ("全年抽查执法案卷41份。", {"number_blocks"}),
        ("抽查执法案卷工作5月开始。", {"number_open"}),
        ("抽查执法案卷工作全部完成。", set()),
    ],
)
def test_numbers(passage: str, codes: set[str]) -> None:
    (ranking,) = rank([PROMISE], sentences(passage))
    cues = gather(PROMISE, ranking, targets=find_targets(PROMISE))
    found = obstacles(PROMISE, cues, verifiability=4, admitted=None, again=None)
    assert {reason.code for reason in found} == codes


def test_admission_needs_less_when_the_words_are_plain() -> None:
    problems = rank([PROMISE], sentences("抽查执法案卷不少于60份的任务未能完成。"))[0]
    assert admission(problems) is problems.candidates[0]
    other = rank([PROMISE], sentences("公园绿化养护未能完成。"))[0]
    assert admission(other) is None


@pytest.mark.parametrize(
    ("promise", "planned", "same"),
    [
        (PROMISE, PROMISE, True),
        (
            "加强应急值守队伍建设，提高处置能力。",
            "完善制度，加强应急值守队伍建设，提高处置能力。",
            True,
        ),
        ("加快东关、柳湾片区旧房改造。", "加快柳湾、东关片区旧房改造，打通两条断头路。", True),
        # The common words of any plan are no promise made again.
        ("推进机关作风建设。", "加强文化建设。", False),
        ("落实重点行业监管措施。", "以运输、仓储、餐饮等行业监管为重点，推进巡查常态化。", False),
        ("狠抓重点项目建设。", "坚持发展第一要务，狠抓园区建设，增强发展后劲。", False),
    ],
)
def test_promised_again(promise: str, planned: str, same: bool) -> None:
    (plan,) = rank([promise], sentences(planned))
    assert (promised_again(plan, model=shipped_model()) is not None) is same


def test_promised_again_is_waived_only_by_what_is_done() -> None:
    again = rank([PROMISE], sentences(PROMISE))[0].candidates[0]
    for passage, codes in (
        ("全年抽查执法案卷72份。", set()),
        ("抽查执法案卷持续开展。", {"number_open", "no_new_fact", "carried_over"}),
    ):
        (ranking,) = rank([PROMISE], sentences(passage))
        cues = gather(PROMISE, ranking, targets=find_targets(PROMISE))
        found = obstacles(PROMISE, cues, verifiability=4, admitted=None, again=again)
        assert {reason.code for reason in found} == codes


def test_quoting_shortens() -> None:
    (ranking,) = rank([PROMISE], sentences("抽查执法案卷，" * 20))
    reason = quoting("admitted", ranking.candidates[0])
    assert len(dict(reason.params)["text"]) == 60  # type: ignore[arg-type] # always a str here


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ("公开执法案例的工作没有开展。", "没有开展"),
        ("整理执法案例12个，尚未公开。", "尚未公开"),
        ("公开执法案例14个，未发现泄密。", ""),
        ("公开执法案例14个。新建停车场尚未开工。", ""),
    ],
)
def test_denied(told: str, words: str) -> None:
    assert denied("公开执法案例12个。", [told]) == words


@pytest.mark.parametrize(
    ("promise", "passage", "word"),
    [
        ("建成柳湾泵站", "柳湾泵站进展顺利，西岭水库正在蓄水", "进展顺利"),
        ("建成柳湾泵站", "柳湾泵站建成，西岭水库正在蓄水", ""),  # another thing goes on
        ("建成柳湾泵站", "柳湾泵站完成招标，正在办理手续", "正在"),
        ("建成柳湾泵站", "柳湾泵站进入设备安装阶段", "进入设备安装阶段"),
        ("建成柳湾泵站", "柳湾泵站主体完工", "主体完工"),
        # to push on is all that was promised, unless it is a work
        ("扎实推进依法治水", "深入推进依法治水", ""),
        ("加快推进柳湾泵站工程", "柳湾泵站工程全力推进", "全力推进"),
    ],
)
def test_going_on(promise: str, passage: str, word: str) -> None:
    assert going_on(promise, passage) == word


def test_a_bare_object_is_not_done_by_any_completion() -> None:
    promise = "完成年度投资3亿元。"
    (ranking,) = rank([promise], sentences("城北年度改造投资任务全部完成。"))
    cues = gather(promise, ranking, targets=find_targets(promise))
    found = obstacles(promise, cues, verifiability=4, admitted=None, again=None)
    assert "number_open" in {reason.code for reason in found}


def test_the_words_of_a_heading_tell_no_object() -> None:
    own, promise = "购置移动抽水机组", "规范取水许可审批，购置移动抽水机组"
    (ranking,) = rank([promise], sentences("规范取水许可审批，办理取水许可证40件。"))
    cues = gather(promise, ranking, targets=())
    with_heading, alone = (
        obstacles(promise, cues, own=words, verifiability=4, admitted=None, again=None)
        for words in (promise, own)
    )
    assert "faint" not in {reason.code for reason in with_heading}
    assert "faint" in {reason.code for reason in alone}
