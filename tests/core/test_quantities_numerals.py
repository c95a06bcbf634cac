"""Every whole number and every amount reads back as it was written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.core.lexicon import words
from tracker.core.numerals import to_chinese
from tracker.core.quantities import find_targets
from tracker.core.types import Comparator

# The units that any count can have: 十分 counts nothing.
COUNTING = sorted(set(words("units")) - {"%", "％", "‰", "度", "分"})


@given(number=st.integers(0, 99_999_999), unit=st.sampled_from(COUNTING))
def test_whole_numbers(number: int, unit: str) -> None:
    for written in (str(number), f"{number:,}"):
        (target,) = find_targets(f"学法不少于{written}{unit}")
        assert (target.value, target.unit) == (number, unit)
        assert target.comparator is Comparator.GE


@given(number=st.integers(1, 99_999_999), unit=st.sampled_from(COUNTING))
def test_chinese_numerals(number: int, unit: str) -> None:
    (target,) = find_targets(f"学法不少于{to_chinese(number)}{unit}")
    assert (target.value, target.unit, target.comparator) == (number, unit, Comparator.GE)


@given(cents=st.integers(1, 9_999_999), scale=st.sampled_from(["", "万", "亿", "万亿"]))
def test_amounts(cents: int, scale: str) -> None:
    factor = {"": 1, "万": 10**4, "亿": 10**8, "万亿": 10**12}[scale]
    written, amount = f"{cents / 100:.2f}", cents * factor / 100
    found = [t.value for t in find_targets(f"完成投资{written}{scale}元以上")]
    # Above 10**15 a numeral is noise (numerals.LARGEST).
    assert found == ([pytest.approx(amount)] if amount <= 10**15 else [])


@given(tenths=st.integers(0, 1000))
def test_shares(tenths: int) -> None:
    (target,) = find_targets(f"办结率达到{tenths / 10}%以上")
    assert target.value == pytest.approx(tenths / 10)


@given(low=st.integers(1, 99_999), more=st.integers(0, 99_999))
def test_ranges(low: int, more: int) -> None:
    (target,) = find_targets(f"引进人才{low}至{low + more}名")
    assert (target.value, target.other_end) == (low, low + more)


@given(
    text=st.text(
        "不少于至0123456789十百千万亿点.,，、次%分之番零投诉每季度年内前的“”〔〕[]", max_size=60
    )
)
def test_nothing_raises_and_every_value_is_a_number(text: str) -> None:
    for target in find_targets(text, plan_year=2026):
        assert 0 <= target.value < 1e18
        assert target.span.of(text) == target.text
