"""Codes of administrative divisions (行政区划代码): what a code says about level and parent.

GB/T 2260: six digits, two each for province, prefecture and county; 00 below. GB/T 10114 adds
three for a township. The twelve digits of the statistical office add three for a village, 000
for the township itself.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from tracker.core.types import RegionLevel

# Their counties lie under no prefecture: 直辖市, and under 90 what a province governs itself.
_MUNICIPALITIES: Final = frozenset({"11", "12", "31", "50"})
_GOVERNED_BY_PROVINCE: Final = "90"
_CODE: Final = re.compile(r"[1-9]\d{5}(?:\d{3}){0,2}", re.ASCII)


def division_code(text: str) -> str | None:
    """A code in its shortest form, six digits or nine for a township; None if it can't be one.

    Digits may be full-width. The same place has the same form: 110101, 110101000 and
    110101000000 are one county.
    """
    if len(text) > 40:
        return None
    code = unicodedata.normalize("NFKC", text).strip()
    if not _CODE.fullmatch(code):
        return None
    while len(code) > 6 and code.endswith("000"):
        code = code[:-3]
    if len(code) > 9 or (code[2:4] == "00" and code[4:] != "00"):
        return None  # a village, or a county without a prefecture's number
    return code


def division_level(code: str) -> RegionLevel:
    """The level of a place by its code in the shortest form (division_code)."""
    if len(code) > 6:
        return RegionLevel.TOWNSHIP
    if code.endswith("0000"):
        return RegionLevel.PROVINCE
    return RegionLevel.PREFECTURE if code.endswith("00") else RegionLevel.COUNTY


def parent_codes(code: str) -> tuple[str, ...]:
    """The codes of which one must be there for this place to lie in, best first; none: a province.

    A township lies in a county, or where a city has none, in the city itself.
    """
    match division_level(code):
        case RegionLevel.PROVINCE:
            return ()
        case RegionLevel.PREFECTURE:
            return (code[:2] + "0000",)
        case RegionLevel.TOWNSHIP:
            return (code[:6],)
    province = code[:2] + "0000"
    direct = code[:2] in _MUNICIPALITIES or code[2:4] == _GOVERNED_BY_PROVINCE
    return (code[:4] + "00", province) if direct else (code[:4] + "00",)
