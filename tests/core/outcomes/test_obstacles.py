import pytest

from tests.core.sentences import sentences
from tracker.core.matching import rank, shipped_model
from tracker.core.outcomes.cues import gather
from tracker.core.outcomes.obstacles import admission, denied, obstacles, promised_again, quoting
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
