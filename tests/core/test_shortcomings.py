"""The problems part cut into shortcomings, and where they come up again; all sentences invented."""

from __future__ import annotations

import pytest

from tests.timing import grows_linearly
from tracker.core.sections import find_sections
from tracker.core.shortcomings import ANSWERED, find_recurrences, find_remedies, find_shortcomings
from tracker.core.shortcomings.finding import MOST
from tracker.core.types import Commitment, Section, SectionKind, Span


def problems(text: str, *, heading: str = "") -> list[str]:
    section = Section(SectionKind.PROBLEMS, heading, Span(0, len(text)))
    found = find_shortcomings(text, [section])
    assert [text[one.span.start : one.span.end] for one in found] == [one.text for one in found]
    return [one.text for one in found]


def promise(heading: str, more: str = "") -> Commitment:
    text = f"{heading}。{more}"
    return Commitment("", heading, text, Span(0, len(text)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "二、存在的问题\n（一）窗口人手不足。高峰时段只开两个柜台。\n（二）卷宗扫描滞后。\n",
            ["窗口人手不足。高峰时段只开两个柜台。", "卷宗扫描滞后。"],
            id="numbered lines",
        ),
        pytest.param(
            "二、存在的问题\n（一）窗口人手不足。\n高峰时段只开两个柜台。\n（二）卷宗扫描滞后。",
            ["窗口人手不足。\n高峰时段只开两个柜台。", "卷宗扫描滞后。"],
            id="an item of two paragraphs",
        ),
        pytest.param(
            "二、存在的问题\n也还有一些不足：一是窗口人手偏紧；二是卷宗扫描滞后，检索不便。",
            ["窗口人手偏紧", "卷宗扫描滞后，检索不便。"],
            id="numbered inside a paragraph",
        ),
        pytest.param(
            "二、存在的问题\n（一）培训不够深入。一是场次偏少；二是案例陈旧。\n（二）台账还不健全。",
            ["培训不够深入。一是场次偏少；二是案例陈旧。", "台账还不健全。"],
            id="a list inside an item stays with it",
        ),
        pytest.param(
            "二、存在的问题\n一是窗口人手偏紧。二是卷宗扫描滞后。对此，我们将认真加以解决。",
            ["窗口人手偏紧。", "卷宗扫描滞后。"],
            id="the closing words are none",
        ),
        pytest.param(
            "在肯定成绩的同时，我们也清醒地认识到，工作中还存在不少困难和问题。主要是："
            "窗口人手偏紧；卷宗扫描滞后；少数干部服务意识不强，等等。我们要直面问题，认真解决。",
            ["窗口人手偏紧", "卷宗扫描滞后", "少数干部服务意识不强，等等。"],
            id="sentences behind what leads in",
        ),
        pytest.param(
            "我们也清醒认识到，全镇沟渠年久失修的问题还比较突出。养老场所等方面还有短板。",
            ["全镇沟渠年久失修的问题还比较突出。", "养老场所等方面还有短板。"],
            id="what leads in may go on to name one",
        ),
        pytest.param(
            "过去一年感谢大家的支持，困难面前没有退缩。我们清醒地看到，窗口人手偏紧。",
            ["窗口人手偏紧。"],
            id="thanks come first",
        ),
        pytest.param(
            "窗口办件数量未达预期，主要原因：一是设备改造占用场地；二是人员外借参加普查。",
            ["窗口办件数量未达预期"],
            id="causes are none",
        ),
        pytest.param(
            "尽管做了一些工作，但问题和短板依然存在。一是窗口人手偏紧。",
            ["窗口人手偏紧。"],
            id="concession",
        ),
        pytest.param(
            "一是全年培训三场，群众满意。二是窗口人手偏紧。", ["窗口人手偏紧。"], id="praise"
        ),
        pytest.param("直面困难挑战，方能行稳致远。", [], id="rhetoric"),
        pytest.param("", [], id="nothing"),
        pytest.param("\n\n不足。\n", [], id="too short"),
    ],
)
def test_what_a_part_admits(text: str, expected: list[str]) -> None:
    heading = "二、存在的问题" if text.startswith("二、") else ""
    assert problems(text, heading=heading) == expected


def test_only_parts_about_problems_are_read() -> None:
    text = "一、主要成效\n窗口人手偏紧的局面已改变。\n二、存在的问题\n卷宗扫描滞后。"
    found = find_shortcomings(text, find_sections(text))
    assert [one.text for one in found] == ["卷宗扫描滞后。"]


def test_no_more_than_an_honest_report_could_have() -> None:
    assert len(problems("".join(f"第{i}个窗口人手不足。" for i in range(3 * MOST)))) == MOST


PLAN = (
    promise("缩短窗口排队时间", "高峰时段增开叫号窗口两个，平均排队时间压缩到二十分钟以内。"),
    promise("完成旧卷宗扫描", "十月底前把旧卷宗全部扫描入库，建好检索目录。"),
    promise("粉刷庭院围墙", "粉刷围墙三百米。"),
)


@pytest.mark.parametrize(
    ("shortcoming", "expected"),
    [
        ("窗口排队时间偏长，高峰时段叫号不够及时。", 0),
        ("旧卷宗扫描进度滞后，检索目录不健全。", 1),
        ("部分干部学习外语的兴致不高。", None),
        ("有待进一步加强，还存在不足和差距。", None),
    ],
)
def test_which_promise_takes_a_shortcoming_up(shortcoming: str, expected: int | None) -> None:
    ties = find_remedies([shortcoming], PLAN)
    assert [tie.other for tie in ties if tie.score >= ANSWERED] == (
        [] if expected is None else [expected]
    )
    assert all(0 <= tie.score <= 1 for tie in ties)


def test_ties_name_their_places_and_the_best_comes_first() -> None:
    texts = [
        "部分干部学习外语的兴致不高。",
        "旧卷宗扫描滞后。窗口排队时间偏长，高峰时段叫号不及时。",
    ]
    ties = find_remedies(texts, PLAN)
    assert {tie.shortcoming for tie in ties} == {1}
    assert {tie.other for tie in ties} == {0, 1}
    assert [tie.score for tie in ties] == sorted((tie.score for tie in ties), reverse=True)


@pytest.mark.parametrize(
    ("later", "is_same"),
    [
        ("窗口排队时间仍然偏长，叫号还不及时。", True),
        ("窗口排队时间偏长，高峰时段叫号不够及时。", True),
        ("旧卷宗扫描进度滞后。", False),
        ("有待进一步加强，还存在不足。", False),
    ],
)
def test_whether_next_year_admits_it_again(later: str, is_same: bool) -> None:
    earlier = "窗口排队时间偏长，高峰时段叫号不够及时。"
    ties = find_recurrences([earlier], ["庭院围墙年久失修。", later])
    assert [tie.other for tie in ties] == ([1] if is_same else [])


def test_nothing_on_one_side_ties_nothing() -> None:
    admitted = ["窗口排队时间偏长。"]
    assert find_recurrences([], admitted) == find_recurrences(admitted, []) == ()
    assert find_remedies([], PLAN) == find_remedies(admitted, []) == ()


@pytest.mark.parametrize(
    "piece",
    [
        "一是问题不足。",
        "有困难问题和",
        "主要是：",
        "，一是不足",
        "有的",
        "窗口不足；",
        "但问题和",
        "原因",
    ],
)
def test_a_hostile_part_takes_linear_time(piece: str) -> None:
    def read(size: int) -> None:
        text = piece * (size // len(piece))
        section = Section(SectionKind.PROBLEMS, "", Span(0, len(text)))
        texts = [one.text for one in find_shortcomings(text, [section])]
        find_remedies(texts, [promise(text)])

    assert grows_linearly(read, small=60_000)
