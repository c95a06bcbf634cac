import pytest

from tests.core.sentences import sentences
from tracker.core.matching import rank
from tracker.core.outcomes.cues import (
    COMPLETION_CUES,
    EVIDENCE_CUES,
    answering_part,
    brings_new_fact,
    gather,
    pattern,
)
from tracker.core.quantities import find_targets

PROMISE = "抽查执法案卷不少于60份。"


def test_all_cues_are_named() -> None:
    (ranking,) = rank([PROMISE], sentences("全年抽查执法案卷72份，评查工作全部完成。"))
    cues = gather(PROMISE, ranking, targets=find_targets(PROMISE))
    assert set(EVIDENCE_CUES) | set(COMPLETION_CUES) == set(cues.values)
    assert cues.all_met
    assert cues.done == ("完成",)
    assert cues.new_fact


def test_without_passages() -> None:
    (ranking,) = rank([PROMISE], ())
    cues = gather(PROMISE, ranking, targets=find_targets(PROMISE))
    assert cues.passage == ""
    assert not cues.all_met
    assert cues.values["numbers_open"] == 1.0
    assert cues.values["strength"] == -20.0


def test_answering_part() -> None:
    passage = "新建公园3处；执法案卷评查正在进行；植树2万株。"
    assert answering_part("开展执法案卷评查", passage) == "执法案卷评查正在进行"
    assert answering_part("开展执法案卷评查", "只有一部分") == "只有一部分"


@pytest.mark.parametrize(
    ("passage", "new"),
    [
        ("抽查案卷72份", True),
        ("《案卷评查办法》施行", True),
        ("深入推进案卷评查", False),
        ("推进“案卷评查”", False),
    ],
)
def test_brings_new_fact(passage: str, new: bool) -> None:
    assert brings_new_fact("推进“案卷评查”", passage) is new


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("done_words", "全部竣工"),
        ("underway_words", "稳步推进"),
        ("ongoing_words", "正在办理"),
        ("dropped_words", "不再组织"),
        ("superseded_words", "并入新的项目"),
        ("reason_words", "因机构改革"),
        ("slogan_words", "今年是开局之年"),
    ],
)
def test_pattern(name: str, text: str) -> None:
    assert pattern(name).search(text)


def test_how_many_are_addressed_says_nothing_of_being_done() -> None:
    promise = "组织16个乡镇建立水费公示制度。"
    (ranking,) = rank([promise], sentences("组织16个乡镇参加水费收缴培训。"))
    cues = gather(promise, ranking, targets=find_targets(promise))
    assert not cues.all_met
