from __future__ import annotations

import pytest

from tracker.core.readers.layout import paragraphs, rows
from tracker.core.readers.margins import Line, Page

SIZE = 10.0


def page(*lines: tuple[float, str], top: float = 200.0, leading: float = 15.0) -> Page:
    """Lines of characters SIZE wide, each beginning at its left edge."""
    boxes = [
        Line(text, left, left + SIZE * len(text), top + leading * n, top + leading * n + SIZE)
        for n, (left, text) in enumerate(lines)
    ]
    return Page(800, tuple(boxes))


FULL = "一" * 20
FIRST, STOP = FULL[2:], FULL[1:] + "。"


@pytest.mark.parametrize(
    ("lines", "texts"),
    [
        # indented paragraphs
        ([(70, FIRST), (50, FULL), (50, "末。"), (70, "次")], [FIRST + FULL + "末。", "次"]),
        # a full last line: the next one is indented
        ([(70, FIRST), (50, FULL), (70, FIRST)], [FIRST + FULL, FIRST]),
        # no indents: a short line ends a paragraph, and so does a stop before a number
        ([(50, FULL), (50, "末。"), (50, FULL)], [FULL + "末。", FULL]),
        ([(50, FULL), (50, STOP), (50, "（二）甲")], [FULL + STOP, "（二）甲"]),
        # words of letters keep their blank
        ([(50, FULL[3:] + "AIS"), (50, "system")], [FULL[3:] + "AIS system"]),
        ([(50, FULL[4:] + "2024"), (50, "年")], [FULL[4:] + "2024年"]),
        # too narrow for running text
        ([(50, "甲乙丙丁"), (50, "戊己庚辛")], ["甲乙丙丁", "戊己庚辛"]),
    ],
)
def test_paragraphs(lines: list[tuple[float, str]], texts: list[str]) -> None:
    assert paragraphs([page(*lines)]).split("\n") == texts


def test_a_sentence_goes_on_over_the_page() -> None:
    pages = [page((70, FULL[2:]), (50, FULL)), page((50, FULL), (50, "末。"))]
    assert paragraphs(pages) == FULL[2:] + FULL * 2 + "末。"


def test_larger_letters_are_a_heading() -> None:
    head = Line("题目" * 6, 50, 250, 150, 170)
    body = page((50, FULL), (50, "末。"))
    assert paragraphs([Page(800, (head, *body.lines))]).split("\n") == ["题目" * 6, FULL + "末。"]


def test_nothing_gives_nothing() -> None:
    assert paragraphs([]) == paragraphs([Page(800, ())]) == ""


def test_rows_put_pieces_side_by_side() -> None:
    pieces = [
        Line("右", 100, 110, 51, 61),
        Line("左", 50, 60, 50, 60),
        Line("连", 60, 70, 50, 60),
        Line("下", 50, 60, 70, 80),
    ]
    assert [line.text for line in rows(pieces)] == ["左连 右", "下"]
