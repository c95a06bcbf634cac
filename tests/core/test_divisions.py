"""What a code says."""

from __future__ import annotations

import pytest

from tracker.core.divisions import division_code, division_level, parent_codes


@pytest.mark.parametrize(
    ("text", "code", "level", "parents"),
    [
        ("990000", "990000", "province", ()),
        ("990100", "990100", "prefecture", ("990000",)),
        ("990123", "990123", "county", ("990100",)),
        ("110101", "110101", "county", ("110100", "110000")),  # 直辖市
        ("999001", "999001", "county", ("999000", "990000")),  # 省直辖
        ("990123100", "990123100", "township", ("990123",)),
        ("990123100000", "990123100", "township", ("990123",)),
        ("990100003", "990100003", "township", ("990100",)),  # a city without counties
        ("990123000000", "990123", "county", ("990100",)),
        ("９９０１２３", "990123", "county", ("990100",)),
        (" 990123 ", "990123", "county", ("990100",)),
    ],
)
def test_a_code(text: str, code: str, level: str, parents: tuple[str, ...]) -> None:
    assert division_code(text) == code
    assert division_level(code) == level
    assert parent_codes(code) == parents


@pytest.mark.parametrize(
    "text",
    [
        *("", "99", "9901", "99012", "9901234", "99012310", "9901231000", "99012310000"),
        *("990123100201", "990001", "012345", "99012a", "九九〇一二三", "-90123", "1e308"),
        *("990123\x00", "99 0123", "9" * 1_000_000, "٩٩٠١٢٣456"),
    ],
)
def test_no_code(text: str) -> None:
    assert division_code(text) is None
