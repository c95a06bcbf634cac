"""Any place of a report, found by words."""

from __future__ import annotations

import pytest

from tests.timing import grows_linearly
from tracker.admin.report_search import LONGEST_QUERY, MOST_HITS, find

TEXT = (
    "一、办成的事\n"
    "全年组织夜间巡河36次，清理漂浮物。夜间值守由三个班组轮换；巡河记录逐日上传。\n"
    "二、还差的事\n"
    "个别河段APP上报不及时，２０２５年只补录了半数。"
)


def words_of(query: str, text: str = TEXT) -> list[list[str]]:
    """The marked words of each hit, best first."""
    return [[text[start:end] for start, end in hit.words] for hit in find(text, query).best]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("巡河", [["巡河"], ["巡河"]]),
        ("夜间 巡河", [["夜间巡河"], ["夜间"], ["巡河"]]),  # both words first, neighbours as one
        ("　夜间　漂浮 ", [["夜间", "漂浮"], ["夜间"]]),
        ("app", [["APP"]]),
        ("ＡＰＰ 2025", [["APP", "２０２５"]]),
        ("36次", [["36次"]]),
        ("漂浮。", []),  # half of two pairs is one: too little to go by
        ("二、还差", [["二、还差"]]),  # a heading is a place, too
        ("不存在的词语", []),
        ("", []),
        ("   ", []),
        ("((((", []),
        (".*", []),
        ("\\d+", []),
    ],
)
def test_words_are_found_and_marked(query: str, expected: list[list[str]]) -> None:
    assert words_of(query) == expected


@pytest.mark.parametrize(
    ("query", "least"),
    [
        ("夜间巡河清理", "夜间巡河36次"),
        ("值守班组轮换", "三个班组轮换"),
        ("逐日上传巡河记录", "记录逐日上传"),
    ],
)
def test_what_nobody_wrote_so_is_found_by_its_parts(query: str, least: str) -> None:
    found = find(TEXT, query)
    assert found.is_loose
    assert least in TEXT[found.best[0].start : found.best[0].end]


def test_exact_words_are_never_called_loose() -> None:
    assert not find(TEXT, "巡河").is_loose
    assert not find(TEXT, "不存在的词语").is_loose


def test_all_are_counted_and_the_first_twenty_listed() -> None:
    text = "".join(f"第{number}次巡河。" for number in range(50))
    found = find(text, "巡河")
    assert (found.total, len(found.best)) == (50, MOST_HITS)
    assert [hit.start for hit in found.best] == sorted(hit.start for hit in found.best)


def test_words_that_overlap_are_one_mark() -> None:
    assert words_of("巡河记录 河记录逐") == [["巡河记录逐"]]


def test_a_hit_is_a_whole_sentence() -> None:
    hit = find(TEXT, "轮换").best[0]
    assert TEXT[hit.start : hit.end] == "夜间值守由三个班组轮换；"


def test_only_so_much_of_a_query_is_read() -> None:
    assert find(TEXT, "巡" * LONGEST_QUERY + " 巡河").total == 0


@pytest.mark.parametrize(
    ("unit", "query"),
    [
        ("啊", "啊 啊啊"),
        ("巡河", "巡河 河巡 巡河巡"),
        ("a", "a" * 50 + "b"),
        ("。", "。"),
        ("（", "（ （（"),
        ("甲。", "甲 乙 丙 丁"),
    ],
)
def test_hostile_text_takes_linear_time(unit: str, query: str) -> None:
    assert grows_linearly(lambda number: find(unit * (number // len(unit)), query), small=60_000)
