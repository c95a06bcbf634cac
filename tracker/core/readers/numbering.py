"""Automatic numbers of Word (自动编号): the ordinals that stand in no text, counted as Word does.

Source: ECMA-376 part 1, 17.9 (numbering) and 17.18.59 (ST_NumberFormat).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from tracker.core.readers.ordinals import LARGEST, written
from tracker.core.readers.xml import parse_xml

_LEVELS: Final = 9


@dataclass(slots=True)
class Level:
    """One level of a list: what its number looks like and where it begins."""

    format: str = "decimal"
    text: str = ""
    start: int = 1
    style: str = ""
    plain: bool = False  # isLgl: every number in it as a digit
    restart: int | None = None  # 0: never begins anew


@dataclass(slots=True)
class _List:
    """A numId: which definition it counts by, and what it changes of it."""

    definition: str = ""
    starts: dict[int, int] = field(default_factory=dict)
    levels: dict[int, Level] = field(default_factory=dict)


@dataclass(slots=True)
class Style:
    """What a paragraph style says about numbers; "" means: ask the style it is based on."""

    name: str = ""
    based_on: str = ""
    list_id: str = ""
    level: int | None = None


class Numbering:
    """Counts the numbered paragraphs of one document, in their order."""

    def __init__(self, numbering: bytes, styles: bytes) -> None:
        """`numbering` and `styles` are the parts of these names, or b""."""
        self._definitions: dict[str, dict[int, Level]] = {}
        self._lists: dict[str, _List] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[str] = set()
        self.styles = _read_styles(styles) if styles else {}
        if numbering:
            self._read(numbering)

    def style_name(self, style: str) -> str:
        """The name of a style in lower case ("toc 1"), or ""."""
        return self.styles[style].name.lower() if style in self.styles else ""

    def ordinal(self, list_id: str, level: int | None, *, style: str) -> str:
        """The number before the next paragraph ("（一）"), or "".

        `list_id` and `level` are the paragraph's own ("" and None without), `style` its style.
        """
        if not list_id:
            list_id, level = self._of_style(style)
        own = self._lists.get(list_id)
        if own is None:
            return ""
        levels = self._definitions.get(own.definition, {}) | own.levels
        if level is None:
            level = next((n for n, each in levels.items() if style and each.style == style), 0)
        if level not in levels:
            return ""
        return _shown(levels, level, self._count(list_id, own, levels, level))

    def _of_style(self, style: str) -> tuple[str, int | None]:
        level: int | None = None
        for _ in range(20):  # a style may say that it is based on itself
            found = self.styles.get(style)
            if found is None:
                break
            level = found.level if level is None else level
            if found.list_id:
                return found.list_id, level
            style = found.based_on
        return "", None

    def _count(
        self, list_id: str, own: _List, levels: dict[int, Level], level: int
    ) -> dict[int, int]:
        counts = self._counts.setdefault(own.definition or list_id, {})
        if list_id not in self._begun:
            self._begun.add(list_id)
            for changed, start in own.starts.items():
                counts[changed] = start - 1
        for above in range(level):
            counts.setdefault(above, levels[above].start if above in levels else 1)
        counts[level] = counts.get(level, levels[level].start - 1) + 1
        for below in range(level + 1, _LEVELS):
            if below in counts and (below not in levels or levels[below].restart != 0):
                del counts[below]
        return counts

    def _read(self, numbering: bytes) -> None:
        """Walk through numbering.xml."""
        definition, list_id, level = "", "", Level()

        def start(tag: str, attributes: dict[str, str]) -> None:
            nonlocal definition, list_id, level
            value = attributes.get("val", "")
            if tag == "abstractNum":
                definition, list_id = attributes.get("abstractNumId", ""), ""
                self._definitions[definition] = {}
            elif tag == "num":
                definition, list_id = "", attributes.get("numId", "")
                self._lists[list_id] = _List()
            elif tag == "abstractNumId" and list_id:
                self._lists[list_id].definition = value
            elif tag == "lvlOverride":
                definition = ""
                override.append(_number(attributes.get("ilvl", "")) or 0)
            elif tag == "startOverride" and list_id and override:
                self._lists[list_id].starts[override[-1]] = _number(value) or 0
            elif tag == "lvl":
                level = Level()
                place = _number(attributes.get("ilvl", "")) or 0
                target = self._lists[list_id].levels if list_id else self._definitions[definition]
                target[place] = level
            else:
                _set(level, tag, value)

        override: list[int] = []
        try:
            parse_xml(numbering, start=start)
        except KeyError:  # levels outside of any list: no numbers then
            self._definitions.clear()


def _set(level: Level, tag: str, value: str) -> None:
    if tag == "numFmt":
        level.format = value
    elif tag == "lvlText":
        level.text = value[:60]
    elif tag == "start":
        level.start = _number(value) or 0
    elif tag == "pStyle":
        level.style = value
    elif tag == "isLgl":
        level.plain = value not in ("0", "false")
    elif tag == "lvlRestart":
        level.restart = _number(value)


def _read_styles(styles: bytes) -> dict[str, Style]:
    found: dict[str, Style] = {}
    current = Style()

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal current
        value = attributes.get("val", "")
        if tag == "style":
            current = found[attributes.get("styleId", "")] = Style()
        elif tag == "name":
            current.name = value
        elif tag == "basedOn":
            current.based_on = value
        elif tag == "numId":
            current.list_id = value
        elif tag == "ilvl":
            current.level = _number(value)

    parse_xml(styles, start=start)
    return found


def _number(value: str) -> int | None:
    plain = value.isascii() and value.isdigit() and len(value) < 8
    return min(int(value), LARGEST) if plain else None


def _shown(levels: dict[int, Level], level: int, counts: dict[int, int]) -> str:
    own = levels[level]

    def number(match: re.Match[str]) -> str:
        place = int(match[1]) - 1
        kind = "decimal" if own.plain or place not in levels else levels[place].format
        return written(counts.get(place, 1), kind)

    return "" if own.format in ("bullet", "none") else re.sub("%([1-9])", number, own.text)
