"""Chinese and Arabic numerals <-> numbers (数字): 两, 十三, 一百二十, 1.3万亿, 半, 百分之十.

Works on what is already known to be a numeral; finding numerals in a text is the
business of tracker.core.quantities.
"""

from __future__ import annotations

import itertools
import re
from typing import Final

DIGITS: Final = {
    **{c: i for i, c in enumerate("〇一二三四五六七八九")},
    **{c: i for i, c in enumerate("零壹贰叁肆伍陆柒捌玖")},
    "○": 0,
    "两": 2,
}
TENS: Final = {"廿": 20, "卅": 30}
SMALL_UNITS: Final = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
LARGE_UNITS: Final = {"万": 10**4, "亿": 10**8}

# Above this a numeral is noise or an attack; below it a float still holds every whole number.
LARGEST: Final = 10**15
_LONGEST: Final = 40  # characters of a numeral: bounds time and the depth of X分之Y分之…

ARABIC: Final = r"\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
CHINESE: Final = "[〇○零一二三四五六七八九十百千两廿卅]"

_ARABIC = re.compile(rf"(?P<number>{ARABIC})(?P<units>[十百千万亿]{{0,3}})", re.ASCII)
_COMPOUND = re.compile(
    r"\d+(?:\.\d+)?[十百千万亿]{1,2}(?:\d+(?:\.\d+)?[十百千万]{1,2})+\d*", re.ASCII
)
_PART = re.compile(r"([\d.]+)([十百千万亿]*)", re.ASCII)
_PERCENT = re.compile(r"百分之(?P<rest>.+)")
_FRACTION = re.compile(r"(?P<below>[^分]+)分之(?P<above>.+)")
_YEAR = re.compile(r"[〇○零一二三四五六七八九]{4}")


def parse_number(text: str) -> float | None:
    """The number that a whole numeral stands for, or None when it is not a numeral.

    None also for what is longer or greater than any number a report means (LARGEST).
    百分之十 is 0.1 and 三分之二 is 2/3; the caller decides whether to speak of per cent.
    """
    text = text.strip()
    if len(text) > _LONGEST:
        return None
    value = _parse(text)
    return value if value is not None and value <= LARGEST else None


def _parse(text: str) -> float | None:
    if match := _PERCENT.fullmatch(text):
        return _ratio(parse_number(match["rest"]), 100.0)
    if match := _FRACTION.fullmatch(text):
        return _ratio(parse_number(match["above"]), parse_number(match["below"]))
    if match := _ARABIC.fullmatch(text):
        return _scaled(match["number"].replace(",", ""), match["units"])
    if _COMPOUND.fullmatch(text):
        return _descending([_scaled(*match.groups()) for match in _PART.finditer(text)])
    if text == "半":
        return 0.5
    return _chinese(text)


def _scaled(number: str, units: str) -> float:
    value = float(number)
    for unit in units:
        value *= SMALL_UNITS.get(unit) or LARGE_UNITS[unit]
    return value


def _descending(parts: list[float]) -> float | None:
    """The sum of 3亿5000万; None for 5000万3亿, which is two numbers and no numeral."""
    falling = all(first > second for first, second in itertools.pairwise(parts))
    return sum(parts) if falling else None


def _ratio(above: float | None, below: float | None) -> float | None:
    return None if above is None or not below else above / below


def _chinese(text: str) -> float | None:
    """Read 一百二十, 十三, 二〇二四 or 三万五千; None when a character does not fit."""
    if not text:
        return None
    if len(text) > 1 and all(c in DIGITS for c in text):
        return float("".join(str(DIGITS[c]) for c in text))
    total = section = 0
    digit: int | None = None
    unit = 10  # of the digit that follows; 三万五 is 35,000, 三万零五 30,005
    for char in text:
        if char in DIGITS:
            digit = DIGITS[char]
            unit = unit if digit else 10
        elif char in TENS:
            section, digit, unit = section + TENS[char], None, 10
        elif char in SMALL_UNITS:
            unit = SMALL_UNITS[char]
            section, digit = section + (digit or 1) * unit, None
        elif char in LARGE_UNITS:
            unit = LARGE_UNITS[char]
            above = total if unit == LARGE_UNITS["亿"] else 0  # 一万亿, but 一亿三千万
            total = total - above + (above + section + (digit or 0)) * unit
            section, digit = 0, None
        else:
            return None
    total += section + (digit or 0) * (unit // 10)
    return float(total) if total <= LARGEST else None  # 亿亿亿… would not fit a float


def to_chinese(number: int) -> str:
    """The plain Chinese numeral of 0..99,999,999: 13 is 十三, 120 is 一百二十.

    Raises ValueError outside that range.
    """
    if not 0 <= number < 10**8:
        raise ValueError(f"out of range: {number}")
    if number >= 10**4:
        head, tail = divmod(number, 10**4)
        rest = to_chinese(tail) if tail else ""
        rest = "一" + rest if rest.startswith("十") else rest
        return to_chinese(head) + "万" + ("零" if 0 < tail < 1000 else "") + rest
    text, pending = "", False
    for power, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, power)
        if digit:
            text += ("零" if pending else "") + "〇一二三四五六七八九"[digit] + unit
            pending = False
        elif text:
            pending = True
    if text.startswith("一十"):
        text = text[1:]
    return text or "零"


def parse_year(text: str) -> int | None:
    """The year in 2024 or 二〇二四, from 1949 to 2100; None for anything else."""
    if re.fullmatch(r"\d{4}", text, re.ASCII):
        year = int(text)
    elif _YEAR.fullmatch(text):
        year = int("".join(str(DIGITS[c]) for c in text))
    else:
        return None
    return year if 1949 <= year <= 2100 else None
