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
        ("两千三百", 2300),
        ("三万五", 35000),
        ("三万零五", 30005),
        ("一百五", 150),
        ("一千零十", 1010),
        ("廿三", 23),
        ("卅", 30),
        ("一亿三千五百万", 1.35e8),
        ("一万亿", 1e12),
        ("3亿5000万", 3.5e8),
        ("1万2千", 12000),
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
        "5000万3亿",
        "1万" * 20,
        "一十" * 20 + "局",
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


@given(st.integers(0, 10**8 - 1), st.sampled_from(["二", "两"]))
def test_round_trip_as_people_write(number: int, two: str) -> None:
    text = to_chinese(number)
    for unit in "百千万":
        text = text.replace("二" + unit, two + unit)
    assert parse_number(text.replace("零", "〇")) == number
    traditional = str.maketrans("一二三四五六七八九十百千零", "壹贰叁肆伍陆柒捌玖拾佰仟零")
    assert parse_number(to_chinese(number).translate(traditional)) == number


@given(st.integers(1, 10**6), st.sampled_from(["", "万", "亿"]))
def test_amounts_round_trip(hundredths: int, unit: str) -> None:
    """1.3万, 12,000.5亿, 一百二十亿 and 3亿5000万 come back as the amount they stand for."""
    factor = {"": 1, "万": 10**4, "亿": 10**8}[unit]
    number = hundredths / 100
    assert parse_number(f"{number:.2f}{unit}") == pytest.approx(number * factor)
    assert parse_number(f"{number:,.2f}{unit}") == pytest.approx(number * factor)
    assert parse_number(f"{hundredths}{unit}亿") in (None, hundredths * factor * 10**8)
    whole = hundredths % 9999 + 1
    assert parse_number(to_chinese(whole) + unit) == whole * factor
    assert parse_number(f"{hundredths}亿{whole}万") == hundredths * 10**8 + whole * 10**4


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
