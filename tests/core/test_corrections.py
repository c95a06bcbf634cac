"""What people mended is found again by its words and done again, or said to be left undone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.test_reading_properties import TEXTS
from tests.timing import grows_linearly
from tracker.core.corrections import (
    Anchor,
    Correction,
    Merge,
    PartFrom,
    Retitle,
    SetAside,
    Split,
    anchor_of,
    apply,
    line_at,
    split_points,
)
from tracker.core.pipeline import read_text
from tracker.core.types import ReportReading, SectionKind
from tracker.core.types import UnreadableReport as Unreadable

PLAN = SectionKind.PLAN
TITLE = "柳溪县司法局2024年法治政府建设情况报告"
RUN = "办好普法宣讲。全年开展街道宣讲30场。编印宣讲手册两册。"
ADD = "增设咨询点。年底前增设法律咨询点一处。"
TIDY = "整理旧案卷。上半年清点旧案卷500卷。"
LEARN = "年内举办执法培训4期。"
REPORT = f"""{TITLE}
一、主要成效
全年开展街道宣讲24场，设立咨询点两处。
二、存在不足
宣讲场次偏少。
三、2025年工作安排
（一）{RUN}
（二）{ADD}
（三）{TIDY}
四、其他事项
{LEARN}
"""


def read(text: str = REPORT) -> ReportReading:
    return read_text(text)


def texts(reading: ReportReading) -> list[str]:
    return [item.text for item in reading.commitments]


def test_the_report_is_read_as_the_cases_below_expect() -> None:
    assert texts(read())[:3] == [RUN, ADD, TIDY]


CUT = tuple(split_points(RUN))
FIRST, SECOND, THIRD = "办好普法宣讲。", "全年开展街道宣讲30场。", "编印宣讲手册两册。"


@pytest.mark.parametrize(
    ("corrections", "expected"),
    [
        ([Split(Anchor(RUN), CUT)], [FIRST, SECOND, THIRD, ADD, TIDY]),
        ([Split(Anchor(RUN), CUT[1:])], [FIRST + SECOND, THIRD, ADD, TIDY]),
        ([Merge(Anchor(RUN), ADD)], [f"{RUN}\n（二）{ADD}", TIDY]),
        ([SetAside(Anchor(ADD))], [RUN, TIDY]),
        ([SetAside(Anchor(ADD)), SetAside(Anchor(RUN))], [TIDY]),
        ([Split(Anchor(RUN), CUT), SetAside(Anchor(SECOND))], [FIRST, THIRD, ADD, TIDY]),
        (
            [Split(Anchor(RUN), CUT), Merge(Anchor(FIRST), SECOND)],
            [FIRST + SECOND, THIRD, ADD, TIDY],
        ),
        ([Retitle(Anchor(ADD), "咨询点")], [RUN, ADD, TIDY]),
    ],
)
def test_items_are_cut_as_a_person_said(corrections: list[Correction], expected: list[str]) -> None:
    mended, missed = apply(read(), corrections)
    assert missed == ()
    assert texts(mended)[: len(expected)] == expected
    for item in mended.commitments:
        assert item.span.of(mended.text.text) == item.text
        assert all(m.span.of(mended.text.text) == m.text for m in item.measures)


@pytest.mark.parametrize(
    "correction",
    [
        Split(Anchor("从没有写过的话。"), (3,)),
        Split(Anchor(RUN, nth=1), CUT),
        Split(Anchor(RUN), (2,)),  # no sentence begins there
        Split(Anchor(RUN), (0,)),
        Split(Anchor(RUN), (10_000,)),
        Split(Anchor(RUN), ()),
        Merge(Anchor(RUN), TIDY),  # not the next one
        Merge(Anchor("从没有写过的话。"), ADD),
        SetAside(Anchor(ADD, nth=3)),
        Retitle(Anchor("从没有写过的话。"), "新标题"),
        PartFrom("从没有写过的话。", 0, PLAN),
        PartFrom("二、存在不足", 1, PLAN),
    ],
)
def test_what_is_not_found_is_left_undone_and_named(correction: Correction) -> None:
    mended, missed = apply(read(), [SetAside(Anchor(TIDY)), correction])
    assert missed == (1,)
    assert mended == apply(read(), [SetAside(Anchor(TIDY))])[0]


def test_what_stands_between_is_not_swallowed_by_a_merge() -> None:
    mended, missed = apply(read(), [SetAside(Anchor(ADD)), Merge(Anchor(RUN), TIDY)])
    assert (texts(mended)[:2], missed) == ([RUN, TIDY], (1,))


def test_a_piece_says_what_the_extractor_would_have_said_of_it() -> None:
    mended, _ = apply(read(), [Split(Anchor(RUN), CUT)])
    piece = mended.commitments[1]
    assert [target.value for measure in piece.measures for target in measure.targets] == [30]
    assert piece.heading == "全年开展街道宣讲30场"
    assert "number" in piece.verifiability_reasons


def test_a_heading_changes_nothing_else() -> None:
    before = read()
    mended, _ = apply(before, [Retitle(Anchor(ADD), "咨询点")])
    assert [item.heading for item in mended.commitments][1] == "咨询点"
    assert mended.commitments[0] == before.commitments[0]
    assert mended.commitments[1].measures == before.commitments[1].measures


def test_of_the_same_words_the_one_that_was_meant() -> None:
    twice = REPORT.replace(f"（二）{ADD}", f"（二）{RUN}")
    mended, missed = apply(read(twice), [SetAside(Anchor(RUN, nth=1))])
    assert missed == ()
    assert [item.ordinal for item in mended.commitments][:2] == ["（一）", "（三）"]
    assert anchor_of(read(twice).commitments, 1) == Anchor(RUN, nth=1)


@pytest.mark.parametrize(
    ("part", "kinds", "items"),
    [
        (  # a part of the wrong kind
            PartFrom("一、主要成效", 0, PLAN),
            ["other", "plan", "problems", "plan", "other"],
            ["全年开展街道宣讲24场，设立咨询点两处。", RUN, ADD, TIDY],
        ),
        (  # no plan at all
            PartFrom("三、2025年工作安排", 0, SectionKind.OTHER),
            ["other", "achievements", "problems", "other", "other"],
            [],
        ),
        (  # a part begins in the middle of another
            PartFrom(f"（二）{ADD}", 0, SectionKind.OTHER),
            ["other", "achievements", "problems", "plan", "other", "other"],
            [RUN],
        ),
        (  # what follows belongs to the part before
            PartFrom("三、2025年工作安排", 0, None),
            ["other", "achievements", "problems", "other"],
            [],
        ),
    ],
)
def test_parts_are_as_a_person_said(part: PartFrom, kinds: list[str], items: list[str]) -> None:
    mended, missed = apply(read(), [PartFrom("四、其他事项", 0, SectionKind.OTHER), part])
    assert missed == ()
    assert [section.kind.value for section in mended.sections] == kinds
    assert texts(mended) == items
    ends = [section.span.end for section in mended.sections]
    assert ends[:-1] == [section.span.start for section in mended.sections[1:]]
    present = mended.compliance.present if mended.compliance else ()
    assert (PLAN in present) is ("plan" in kinds)


def test_the_first_part_joined_to_nothing_is_other() -> None:
    mended, missed = apply(read(), [PartFrom(TITLE, 0, None)])
    assert (missed, mended.sections[0].kind) == ((), SectionKind.OTHER)


def test_items_mended_before_a_part_are_mended_again_in_the_plan_cut_anew() -> None:
    items: list[Correction] = [SetAside(Anchor(ADD)), Split(Anchor(RUN), CUT[1:])]
    part = PartFrom(f"（三）{TIDY}", 0, SectionKind.OTHER)
    mended, missed = apply(read(), [*items, part])
    assert missed == ()
    assert texts(mended) == [FIRST + SECOND, THIRD]
    assert apply(read(), [part, *items])[0] == mended


def test_a_place_is_found_again_by_its_words() -> None:
    reading = read()
    for section in reading.sections[1:]:
        found = line_at(reading, section.span.start)
        assert found is not None
        mended, missed = apply(reading, [PartFrom(*found, SectionKind.LEADERSHIP)])
        assert missed == ()
        leading = [s.span for s in mended.sections if s.kind is SectionKind.LEADERSHIP]
        assert leading == [section.span]
    assert line_at(reading, reading.sections[1].span.start + 1) is None


def test_corrections_hold_in_a_corrected_report_where_the_words_stand() -> None:
    corrected = read(REPORT.replace("24场", "26场").replace("500卷", "600卷"))
    corrections: list[Correction] = [
        Split(Anchor(RUN), CUT),
        SetAside(Anchor(TIDY)),
        SetAside(Anchor(ADD)),
    ]
    mended, missed = apply(corrected, corrections)
    assert missed == (1,)  # its words are others now
    assert texts(mended)[:4] == [FIRST, SECOND, THIRD, TIDY.replace("500卷", "600卷")]


@settings(max_examples=200, deadline=None)
@given(TEXTS, st.data())
def test_split_then_merged_is_as_before(text: str, data: st.DataObject) -> None:
    try:
        reading = read_text(f"{TITLE}\n三、2025年工作安排\n{text}")
    except Unreadable:
        return
    for index, item in enumerate(reading.commitments):
        points = split_points(item.text)
        if not points:
            continue
        at = data.draw(st.sampled_from(points))
        mended, missed = apply(reading, [Split(anchor_of(reading.commitments, index), (at,))])
        if missed:  # a piece would have said nothing
            assert mended == reading
            continue
        pair = mended.commitments[index : index + 2]
        back = Merge(anchor_of(mended.commitments, index), pair[1].text)
        assert apply(mended, [back]) == (reading, ())


def test_time_is_linear_in_the_text() -> None:
    part = "".join(f"{n}、2025年工作安排\n（一）修桥两座。\n" for n in "一二三四")
    readings = {size: read(f"{TITLE}\n{part * size}") for size in (300, 2400)}
    place = PartFrom("四、2025年工作安排", 7, SectionKind.OTHER)
    assert apply(readings[300], [place])[1] == ()
    mended: list[Correction] = [
        place,
        SetAside(Anchor("无")),
        Merge(Anchor("修桥两座。"), "修桥两座。"),
    ]
    assert grows_linearly(lambda size: apply(readings[size], mended), small=300)
