"""What a paper (文稿) is made of, whatever file it becomes: plain values, text as it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Level = Literal[1, 2]
Style = Literal["body", "item", "notice", "attached", "dated", "annex"]


@dataclass(frozen=True, slots=True)
class Heading:
    """一、 (level 1) or （一） (level 2); the number is part of the text."""

    text: str
    level: Level = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph; an `item` stays with what follows, a `notice` is framed.

    `attached` (附件说明) and `dated` (成文日期) end the body, `annex` begins what is attached.
    """

    text: str
    style: Style = "body"


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its title, its head, which every page repeats, and rows as wide as the head.

    `widths` are shares of the page's width that add up to 100; `numeric` says which columns
    hold figures.
    """

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[int]
    numeric: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Bars:
    """A bar chart: a group of bars for each name, one bar for each series.

    None leaves a bar out. `alt` says in words what the chart shows.
    """

    title: str
    names: Sequence[str]
    series: Sequence[tuple[str, Sequence[float | None]]]
    alt: str
    percent: bool = False


Block = Heading | Paragraph | Grid | Bars


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole paper: the lines of its title, who made it and when, and its blocks in order."""

    title: Sequence[str]
    author: str
    made_at: dt.datetime
    blocks: Sequence[Block]
