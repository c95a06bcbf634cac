"""How a rate is written: never without what it is a share of."""

from __future__ import annotations


def fraction(part: int, whole: int) -> str:
    """3/12（25.0%） in a sentence; a dash for the share where there is nothing to divide by."""
    return f"{part}/{whole}（{percent(part, whole)}）"


def fraction_cell(part: int, whole: int) -> str:
    """3/12 25.0% in a table, where a narrow column breaks it in two lines."""
    return f"{part}/{whole} {percent(part, whole)}"


def percent(part: int, whole: int) -> str:
    """25.0%, for where both numbers are told beside it."""
    return f"{part / whole:.1%}" if whole else "—"
