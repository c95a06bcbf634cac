"""The rules of the design, on invented promises and reports."""

import pytest

from tests.core.sentences import sentences
from tracker.core.matching import rank, shipped_model
from tracker.core.outcomes import Rankings, suggest
from tracker.core.outcomes.rules import calibrate
from tracker.core.quantities import find_targets
from tracker.core.types import Outcome, Suggestion

NOISE = (
    "深入学习贯彻上级会议精神，压实工作责任。",
    "新增公共停车泊位860个。",
    "组织春季义务植树，栽植苗木3万株。",
    "完成供热管网改造9公里。",
)


def judge(
    promise: str,
    *,
    done: tuple[str, ...] = (),
    problems: tuple[str, ...] = (),
    plan: tuple[str, ...] = (),
    verifiability: int | None = 4,
) -> Suggestion:
    pools = (sentences(*NOISE, *done), sentences(*problems), sentences(*plan))
    ranked = [rank([promise], pool)[0] for pool in pools]
    return suggest(
        promise,
        Rankings(*ranked),
        targets=find_targets(promise),
        verifiability=verifiability,
        model=shipped_model(),
    )


def codes(suggestion: Suggestion) -> set[str]:
    return {reason.code for reason in suggestion.reasons}


STREETS = "全年抽查行政执法案卷不少于60份"
PLATFORM = "建成智慧食安监管平台并投入使用"


@pytest.mark.parametrize(
    ("promise", "reported", "outcome", "code"),
    [
        (STREETS, "全年抽查行政执法案卷72份", Outcome.FULFILLED, "number_met"),
        (STREETS, "全年抽查行政执法案卷41份", Outcome.PARTIAL, "number_blocks"),
        (PLATFORM, "智慧食安监管平台建设正在招标", Outcome.IN_PROGRESS, "under_way"),
        (PLATFORM, "智慧食安监管平台9月建成并投入使用", Outcome.FULFILLED, "done"),
        (
            PLATFORM,
            "召开智慧食安监管平台建设动员会，印发建设方案",
            Outcome.PARTIAL,
            "announced_only",
        ),
        (
            "评定一批放心餐饮示范街",
            "按照规范评比活动的要求，原定的放心餐饮示范街评定不再组织",
            Outcome.DROPPED,
            "dropped",
        ),
        (
            "实施乡镇便民大厅改造二期工程",
            "上年提出的乡镇便民大厅改造二期工程不再单独列项，并入“十分钟服务圈”行动",
            Outcome.SUPERSEDED,
            "superseded",
        ),
    ],
)
def test_reported(promise: str, reported: str, outcome: Outcome, code: str) -> None:
    suggestion = judge(promise, done=(reported,))
    assert suggestion.outcome is outcome, suggestion
    assert code in codes(suggestion)
    assert 0 < suggestion.confidence < 1


def test_silence_is_no_evidence_and_never_dropped() -> None:
    suggestion = judge("建立犬类登记管理制度")
    assert suggestion.outcome is Outcome.NO_EVIDENCE
    assert codes(suggestion) == {"nothing_found"}


def test_a_vague_promise_without_answer_is_not_assessable() -> None:
    suggestion = judge("营造良好氛围", verifiability=0)
    assert suggestion.outcome is Outcome.NOT_ASSESSABLE
    assert "too_vague" in codes(suggestion)


def test_promised_again_is_carried_over() -> None:
    again = ("6月底前建立犬类登记管理制度。",)
    suggestion = judge("建立犬类登记管理制度", plan=again)
    assert suggestion.outcome is Outcome.IN_PROGRESS
    assert "carried_over" in codes(suggestion)


def test_admitted_is_not_fulfilled() -> None:
    admitted = ("犬类登记管理制度未能按期建立。",)
    suggestion = judge("建立犬类登记管理制度", problems=admitted)
    assert suggestion.outcome is Outcome.NOT_FULFILLED
    assert "admitted" in codes(suggestion)


def test_no_reason_no_drop() -> None:
    suggestion = judge("评定一批放心餐饮示范街", done=("放心餐饮示范街不再组织评定",))
    assert suggestion.outcome is not Outcome.DROPPED


def test_giving_up_something_else_drops_nothing() -> None:
    other = "按照精简会议的要求，原定的经济形势分析会不再组织"
    assert judge("评定一批放心餐饮示范街", done=(other,)).outcome is Outcome.NO_EVIDENCE


def test_no_sentences_at_all() -> None:
    empty = rank([PLATFORM], ())[0]
    suggestion = suggest(
        PLATFORM,
        Rankings(empty, empty, empty),
        targets=(),
        verifiability=None,
        model=shipped_model(),
    )
    assert suggestion.outcome is Outcome.NO_EVIDENCE


def test_calibrate_is_monotone_and_inside() -> None:
    found = [calibrate(p / 10, shipped_model()) for p in range(11)]
    assert found == sorted(found)
    assert 0 < found[0] < found[-1] < 1
