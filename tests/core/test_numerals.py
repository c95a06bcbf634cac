from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.core.numerals import parse_number, parse_year, to_chinese


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("两", 2),
        ("十", 10),
        ("十三", 13),
        ("二十", 20),
        ("一百二十", 120),
        ("一百零五", 105),
        ("三千二百", 3200),
        ("三万五千", 35000),
        ("一万零一十五", 10015),
        ("二〇二四", 2024),
        ("1.3万亿", 1.3e12),
        ("352.7万", 3527000),
        ("1,200", 1200),
        ("半", 0.5),
        ("百分之十", 0.1),
        ("三分之二", 2 / 3),
    ],
)
def test_parse_number(text: str, value: float) -> None:
    assert parse_number(text) == pytest.approx(value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "局",
        "一局",
        "百分之",
        "1..2",
        "〇分之一",
        "千" * 50,
        "9" * 400,
        "9" * 19,
        "一" + "亿" * 39,
        "9999万亿亿",
        "百分之" * 2000,
    ],
)
def test_what_is_no_numeral(text: str) -> None:
    assert parse_number(text) is None


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "零"), (13, "十三"), (120, "一百二十"), (1005, "一千零五"), (110000, "十一万")],
)
def test_to_chinese(number: int, text: str) -> None:
    assert to_chinese(number) == text


@pytest.mark.parametrize("number", [-1, 10**8])
def test_to_chinese_refuses_what_it_cannot_write(number: int) -> None:
    with pytest.raises(ValueError, match="out of range"):
        to_chinese(number)


@given(st.integers(0, 10**8 - 1))
def test_round_trip(number: int) -> None:
    assert parse_number(to_chinese(number)) == number


@pytest.mark.parametrize(
    ("text", "year"),
    [("2024", 2024), ("二〇二四", 2024), ("二○二五", 2025), ("1850", None), ("24", None)],
)
def test_parse_year(text: str, year: int | None) -> None:
    assert parse_year(text) == year


@given(st.text(max_size=30))
def test_parse_number_takes_anything(text: str) -> None:
    value = parse_number(text)
    assert value is None or value >= 0
