"""Charts as SVG for a page, drawn by Vega-Lite inside vl-convert (图).

Texts never reach Vega: it draws short marks in their place, which are replaced afterwards. So a
hostile name is only ever escaped, the picture does not depend on the fonts of this machine, and
nothing waits for the measuring of Chinese text, which took nine tenths of the time. What comes
out has presentation attributes only (no style, no script, no address), fit for a strict content
security policy; the page's style sheet turns the colours for dark mode and print.

The first chart of a process starts V8: half a second and about 80 MB. It must not happen before
a fork (gunicorn and Celery fork first): the child would wait for threads that it doesn't have.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any, Final

import vl_convert

# One series, one colour: told apart also by those who see no red or green, and by their place
# and shape. charts.css names the same values.
ALL, VERIFIABLE = "#876000", "#1d4d63"
SILENT, SHORT, MOVING, SETTLED, OPEN = "#75909d", "#9d1a1a", "#4682a0", "#4b7837", "#dfe3e6"

WIDTH: Final = 640  # units of the viewBox, about the width of half a page in pixels
ROW: Final = 24
_EM: Final = 12  # the smallest text that Chinese can be read in
_LONGEST: Final = 14  # characters of a label; a table beside the chart has it whole
_GRID, _LINE, _WORDS = "#d8d8d8", "#75797d", "#47515c"
_MARK: Final = re.compile("@([0-9]+)@")
_UNPRINTABLE: Final = re.compile("[\x00-\x1f\x7f-\x9f\ufffe\uffff]")

Spec = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Rate:
    """A row of rates, 0..1, on both denominators; None where there is nothing to divide by."""

    label: str
    all: float | None
    verifiable: float | None
    words: str = ""  # at the right edge


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of counts that lie one behind the other, in the order of the colours."""

    label: str
    parts: Sequence[int]
    words: str = ""


def rates_chart(rows: Sequence[Rate], *, title: str) -> str:
    """Both rates of each row on one line: hollow 占全部, filled 占可核查. "" without rows."""
    if not rows:
        return ""
    values: list[Spec] = [
        {"y": f"@{2 * n}@", "words": f"@{2 * n + 1}@", "all": row.all, "verifiable": row.verifiable}
        for n, row in enumerate(rows)
    ]
    share = {"domain": [0, 1]}
    axis = {"orient": "top", "format": ".0%", "values": [0, 0.25, 0.5, 0.75, 1], "title": None}
    x = {"field": "all", "type": "quantitative", "scale": share, "axis": axis}
    layers: list[Spec] = [
        {
            "mark": {"type": "rule", "color": _LINE},
            "encoding": {"x": x, "x2": _field("verifiable")},
        },
        {"mark": _point(ALL, filled=False), "encoding": {"x": x}},
        {"mark": _point(VERIFIABLE, filled=True), "encoding": {"x": {**x, **_field("verifiable")}}},
    ]
    return _by_rows(values, layers, labels=[(row.label, row.words) for row in rows], title=title)


def bars_chart(rows: Sequence[Bar], *, colours: Sequence[str], title: str) -> str:
    """A bar for each row, of as many pieces as there are colours. "" without rows."""
    if not rows:
        return ""
    values: list[Spec] = []
    for n, row in enumerate(rows):
        begin, words = 0, f"@{2 * n + 1}@"
        for colour, part in zip(colours, row.parts, strict=True):
            piece = {"from": begin, "to": begin + part, "colour": colour}
            values.append({"y": f"@{2 * n}@", "words": words, **piece})
            begin, words = begin + part, ""  # once a row
    steps = _steps(max(sum(row.parts) for row in rows))
    axis = {"orient": "top", "format": "d", "values": steps, "title": None}
    scale = {"domain": [0, steps[-1]], "nice": False}
    x = {"type": "quantitative", "scale": scale, "axis": axis}
    encoding = {
        "x": {**x, **_field("from")},
        "x2": _field("to"),
        "color": {"field": "colour", "type": "nominal", "scale": None},
    }
    mark = {"type": "bar", "height": 14, "stroke": _LINE, "strokeWidth": 0.5}
    layers = [{"mark": mark, "encoding": encoding}]
    return _by_rows(values, layers, labels=[(row.label, row.words) for row in rows], title=title)


def trend_chart(rows: Sequence[Rate], *, title: str) -> str:
    """Both rates over the years: dashed, hollow 占全部; solid, filled 占可核查. "" without rows."""
    if not rows:
        return ""
    values: list[Spec] = [
        {"x": f"@{n}@", "all": row.all, "verifiable": row.verifiable} for n, row in enumerate(rows)
    ]
    axis = {"format": ".0%", "values": [0, 0.25, 0.5, 0.75, 1], "title": None}
    y = {"type": "quantitative", "scale": {"domain": [0, 1]}, "axis": axis}
    labels = {"title": None, "labelAngle": 0, "grid": False, "labelPadding": 8}
    order = [f"@{n}@" for n in range(len(rows))]
    x = {"field": "x", "type": "ordinal", "scale": {"domain": order}, "axis": labels}
    layers = [
        {"mark": mark, "encoding": {"y": {**y, **_field(field)}}}
        for field, colour, filled in (("all", ALL, False), ("verifiable", VERIFIABLE, True))
        for mark in (_line(colour, is_dashed=not filled), _point(colour, filled=filled))
    ]
    spec = {
        **_ground(left=50, right=20, top=14, bottom=30),
        "width": WIDTH - 70,
        "height": 190,
        "data": {"values": values},
        "encoding": {"x": x},
        "layer": layers,
    }
    return _named(_drawn(json.dumps(spec)), [row.label for row in rows], title=title)


def _by_rows(
    values: Sequence[Spec],
    layers: Sequence[Spec],
    *,
    labels: Sequence[tuple[str, str]],
    title: str,
) -> str:
    """Rows one below the other, names at the left, words at the right."""
    names = [_short(name) for name, _words in labels]
    left = 16 + _EM * max(4, *map(len, names))
    right = 24 + 7 * max(len(words) for _name, words in labels)
    width = WIDTH - left - right
    axis = {"labelPadding": 8, "labelLimit": 0, "grid": False, "title": None}
    order = [f"@{2 * n}@" for n in range(len(labels))]
    y = {"field": "y", "type": "nominal", "scale": {"domain": order}, "axis": axis}
    words = {"x": {"value": WIDTH - left - 4}, "text": _field("words")}
    text = {"mark": {"type": "text", "align": "right", "color": _WORDS, "fontSize": _EM}}
    spec = {
        **_ground(left=left, right=right, top=24, bottom=4),
        "width": width,
        "height": ROW * len(labels),
        "data": {"values": values},
        "encoding": {"y": y},
        "layer": [*layers, {**text, "encoding": words}],
    }
    texts = [text for name, row in zip(names, labels, strict=True) for text in (name, row[1])]
    return _named(_drawn(json.dumps(spec)), texts, title=title)


def _steps(most: int) -> list[int]:
    """Whole numbers for an axis, 0 to at least `most`, five steps of 1, 2 or 5 tens at the most."""
    step = next(n * 10**k for k in range(20) for n in (1, 2, 5) if n * 10**k * 5 >= most)
    return [step * n for n in range(max(1, -(-most // step)) + 1)]


def _ground(**padding: int) -> Spec:
    """What all charts share. Room is given, not measured."""
    axis = {
        "labelFontSize": _EM,
        "labelColor": _WORDS,
        "labelFlush": False,
        "gridColor": _GRID,
        "domain": False,
        "ticks": False,
    }
    return {
        "background": None,
        "autosize": {"type": "none"},
        "padding": padding,
        "config": {"font": "sans-serif", "view": {"stroke": None}, "axis": axis, "aria": False},
    }


def _field(name: str) -> Spec:
    return {"field": name}


def _point(colour: str, *, filled: bool) -> Spec:
    return {"type": "point", "filled": filled, "color": colour, "size": 75, "opacity": 1}


def _line(colour: str, *, is_dashed: bool) -> Spec:
    mark: Spec = {"type": "line", "color": colour, "strokeWidth": 2}
    return {**mark, "strokeDash": [5, 3]} if is_dashed else mark


@lru_cache(maxsize=200)
def _drawn(spec: str) -> str:
    """The picture with marks for texts. The same figures again cost nothing."""
    return str(vl_convert.vegalite_to_svg(spec, allowed_base_urls=[]))


def _named(svg: str, texts: Sequence[str], *, title: str) -> str:
    """The picture with its texts, each escaped, and with a name for those who don't see it."""
    found = _MARK.sub(lambda mark: _plain(texts[int(mark[1])]), svg)
    return found.replace("<svg ", f'<svg role="img" aria-label="{_plain(title)}" ', 1)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _plain(text: str) -> str:
    return escape(_UNPRINTABLE.sub(" ", text))
