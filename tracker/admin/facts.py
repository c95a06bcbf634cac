"""What was read off a report, row by row, for the pages that show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tracker.core.types import BodyKind, RegionLevel
from tracker.services.facts import SURE_ENOUGH
from tracker.wording import BODY_KINDS, FACTS, REGION_LEVELS


@dataclass(frozen=True, slots=True)
class FactRow:
    """One fact in words: what it is called, what was read, from which words, how surely."""

    name: str
    label: str
    value: str
    evidence: str
    confidence: str
    is_sure: bool


def fact_rows(facts: Mapping[str, Mapping[str, Any]]) -> Sequence[FactRow]:
    """The rows in the order of FACTS; a fact that was not found has none."""
    return [_row(name, facts[name]) for name in FACTS if name in facts]


def _row(name: str, fact: Mapping[str, Any]) -> FactRow:
    is_sure = fact["confidence"] >= SURE_ENOUGH
    words = _("把握较大") if is_sure else _("不确定")
    return FactRow(
        name=name,
        label=str(FACTS[name]),
        value=_shown(name, str(fact["value"])),
        evidence=str(fact["evidence"]),
        confidence=_("人工指定") if fact.get("given") else words,
        is_sure=is_sure,
    )


def _shown(name: str, value: str) -> str:
    """Codes in words, dates as people write them."""
    if name == "level" and value in set(RegionLevel):
        return str(REGION_LEVELS[RegionLevel(value)])
    if name == "body" and value in set(BodyKind):
        return str(BODY_KINDS[BodyKind(value)])
    date = parse_date(value) if name == "dated" else None
    return date_format(date) if date else value
