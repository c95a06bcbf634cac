"""The ledger as plain rows (数字核对表), for storing beside a suggestion and for showing."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite
from typing import Any

from tracker.core.types import LedgerEntry, Target


def ledger_rows(entries: Iterable[LedgerEntry]) -> list[dict[str, Any]]:
    """One row for each entry, of text, numbers, lists and None only.

    `span` is [start, end] in the text of the report that the number stands in, half-open; `gap`
    is reported minus aimed at, in the target's unit. What is not finite is left out: neither
    JSON nor a person can do anything with it.
    """
    return [
        {
            "target": _number(entry.target),
            "reported": _number(entry.reported) if entry.reported else None,
            "gap": None if entry.gap is None else round(entry.gap, 4),
            "verdict": entry.verdict.value,
            "likeness": round(entry.likeness, 4),
        }
        for entry in entries
        if isfinite(entry.target.value) and isfinite(entry.gap or 0.0)
    ]


def _number(target: Target) -> dict[str, Any]:
    return {
        "text": target.text,
        "value": target.value,
        "unit": target.unit,
        "comparator": target.comparator.value,
        "object": target.object,
        "basis": target.basis.value if target.basis else None,
        "span": [target.span.start, target.span.end],
    }
