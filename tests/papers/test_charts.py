"""Charts: what a page may take in, and what a hostile name can't do."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
import vl_convert

from tracker.papers import charts
from tracker.papers.charts import Bar, Rate, bars_chart, rates_chart, trend_chart

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '</text><script>alert(1)</script>" onload="x'
RATES = [Rate("甲局", 0.25, 0.5, "25.0% / 50.0%"), Rate("乙局", None, None, "— / —")]
BARS = [Bar("2025", (3, 0, 4), "7"), Bar("2024", (0, 0, 0), "0")]
COLOURS = (charts.SILENT, charts.SHORT, charts.OPEN)

DRAWN = {
    "rates": rates_chart(RATES, title="兑现率"),
    "trend": trend_chart(RATES, title="历年"),
    "bars": bars_chart(BARS, colours=COLOURS, title="账龄"),
}


def texts(svg: str) -> list[str]:
    return [text.text or "" for text in ElementTree.fromstring(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("svg", DRAWN.values(), ids=DRAWN)
def test_nothing_that_a_strict_policy_stops(svg: str) -> None:
    tags = {element.tag.removeprefix(SVG) for element in ElementTree.fromstring(svg).iter()}
    assert tags <= {"svg", "g", "path", "rect", "line", "text"}
    assert not re.search(r"\s(style|on\w+|[\w:]*href)=", svg)
    assert svg.count("http") == 2  # the two namespaces


@pytest.mark.parametrize("svg", DRAWN.values(), ids=DRAWN)
def test_the_words_of_rows_stand_in_the_picture(svg: str) -> None:
    found = texts(svg)
    assert not [text for text in found if "@" in text]
    assert {"甲局", "乙局"} <= set(found) or {"2025", "2024"} <= set(found)
    assert 'role="img"' in svg


def test_rows_stay_in_order_also_those_without_a_rate() -> None:
    rows = [Rate("无", None, None), Rate("有", 0.5, 0.5), Rate("末", None, 0.1)]
    assert [t for t in texts(rates_chart(rows, title="")) if t in "无有末" and t] == [*"无有末"]


def test_hollow_is_all_and_filled_is_verifiable() -> None:
    paths = list(ElementTree.fromstring(DRAWN["rates"]).iter(f"{SVG}path"))
    hollow = [path for path in paths if path.get("stroke") == charts.ALL]
    filled = [path for path in paths if path.get("fill") == charts.VERIFIABLE]
    assert len(hollow) == len(filled) == 1  # the other row has no rate
    assert hollow[0].get("fill") in (None, "transparent")


@pytest.mark.parametrize(
    ("most", "steps"),
    [
        (0, [0, 1]),
        (1, [0, 1]),
        (5, [0, 1, 2, 3, 4, 5]),
        (6, [0, 2, 4, 6]),
        (71, [0, 20, 40, 60, 80]),
    ],
)
def test_counts_have_whole_steps(most: int, steps: list[int]) -> None:
    svg = bars_chart([Bar("甲", (most,))], colours=[charts.SILENT], title="")
    assert [t for t in texts(svg) if t.isdecimal()] == [str(step) for step in steps]


def test_a_bar_is_as_wide_as_its_count() -> None:
    widths: dict[str, list[float]] = {}
    for path in ElementTree.fromstring(DRAWN["bars"]).iter(f"{SVG}path"):
        edges = re.match(r"M[\d.]+,[\d.]+h([\d.]+)v", path.get("d", ""))
        if edges:
            widths.setdefault(path.get("fill", ""), []).append(float(edges[1]))
    assert widths[charts.SILENT][0] / widths[charts.OPEN][0] == pytest.approx(3 / 4, abs=0.01)


@pytest.mark.parametrize("name", [HOSTILE, "\x00\x1b\ud7ff￿", "@0@", "&amp;", "甲" * 100_000, ""])
def test_a_hostile_name_is_text(name: str) -> None:
    for svg in (
        rates_chart([Rate(name, 0.1, 0.2, name[:50])], title=name[:50]),
        bars_chart([Bar(name, (1,))], colours=[charts.SILENT], title=name[:50]),
        trend_chart([Rate(name[:50], 0.1, 0.2)], title=name[:50]),
    ):
        tree = ElementTree.fromstring(svg)
        assert not [e for e in tree.iter() if e.tag.removeprefix(SVG) == "script"]
        assert not [e for e in tree.iter() if any(n.startswith("on") for n in e.attrib)]
    assert len(rates_chart([Rate(name, 0.1, 0.2)], title="")) < 20_000


def test_a_long_name_is_cut_with_a_sign() -> None:
    (cut,) = [t for t in texts(rates_chart([Rate("甲" * 30, 0, 0)], title="")) if "甲" in t]
    assert cut == "甲" * 13 + "…"


def test_no_rows_no_chart() -> None:
    assert rates_chart([], title="x") == ""
    assert trend_chart([], title="x") == ""
    assert bars_chart([], colours=COLOURS, title="x") == ""


def test_the_same_figures_again_are_not_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    rates_chart([Rate("甲", 0.125, 0.5)], title="")
    monkeypatch.setattr(vl_convert, "vegalite_to_svg", lambda *_, **__: pytest.fail("drawn"))
    assert "丙" in rates_chart([Rate("丙", 0.125, 0.5)], title="")
