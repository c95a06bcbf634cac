from itertools import pairwise

import pytest

from tracker.core.annotate import NUMBERS, WORDS, matched_spans

PROMISE = "全年抽查执法案卷不少于60份，约谈问题突出的单位。"
PASSAGE = "共抽查执法案卷72份，发现文书瑕疵31处。"


def test_words_and_numbers_are_marked_on_both_sides() -> None:
    ours, theirs = matched_spans(PROMISE, PASSAGE)
    assert [m.of(PROMISE) for m in ours if m.kind == NUMBERS] == ["抽查执法案卷不少于60份"]
    assert any("72份" in m.of(PASSAGE) for m in theirs if m.kind == NUMBERS)


def test_words_that_touch_become_one_mark() -> None:
    ours, theirs = matched_spans("完善行政复议听证制度", "行政复议听证制度落地")
    assert [(m.of("完善行政复议听证制度"), m.kind) for m in ours] == [("行政复议听证制度", WORDS)]
    assert [m.of("行政复议听证制度落地") for m in theirs] == ["行政复议听证制度"]


def test_generic_words_are_not_marked() -> None:
    assert matched_spans("继续推进河湖治理", "继续推进企业上市") == ((), ())


@pytest.mark.parametrize(("promise", "passage"), [("", ""), ("", PASSAGE), (PROMISE, "")])
def test_nothing_to_mark(promise: str, passage: str) -> None:
    assert matched_spans(promise, passage) == ((), ())


def test_marks_never_overlap() -> None:
    for marks in matched_spans(PROMISE, PASSAGE):
        assert all(a.end <= b.start for a, b in pairwise(marks))
