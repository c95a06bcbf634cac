"""Whether a report is what the rules ask for (报告合规情况): facts only, no verdict on the work.

《法治政府建设与责任落实督察工作规定》 (2019), articles 24 to 27: a yearly report tells what was
done, what is lacking, how the first person in charge did his part, and what is planned; a
department files by 1 March, a government at county level or above by 1 April.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from rapidfuzz import fuzz, process

from tracker.core.types import (
    BodyKind,
    Commitment,
    Compliance,
    Identity,
    RegionLevel,
    ReportKind,
    Section,
    SectionKind,
)

MANDATED: Final = (
    SectionKind.ACHIEVEMENTS,
    SectionKind.PROBLEMS,
    SectionKind.LEADERSHIP,
    SectionKind.PLAN,
)
_DUE: Final = {BodyKind.DEPARTMENT: (3, 1), BodyKind.GOVERNMENT: (4, 1)}  # month, day
# Per cent of the same characters in order: above it a measure is last year's with the year changed.
_COPIED: Final = 85
_SURE_ENOUGH: Final = 0.5


def check_compliance(identity: Identity, sections: Sequence[Section]) -> Compliance | None:
    """The mandated parts that are there, those that are missing, and the days of filing.

    None for a 政府工作报告, to which these rules do not apply. What is uncertain (year, kind
    of body, date) leaves the days open.
    """
    if identity.kind is not ReportKind.RULE_OF_LAW:
        return None
    kinds = {section.kind for section in sections}
    dated = identity.dated
    return Compliance(
        present=tuple(kind for kind in MANDATED if kind in kinds),
        missing=tuple(kind for kind in MANDATED if kind not in kinds),
        due=_due(identity),
        filed=dated.value if dated and dated.confidence >= _SURE_ENOUGH else None,
    )


def copied_share(plan: Sequence[Commitment], previous: Sequence[Commitment]) -> float | None:
    """The share of a plan's words, 0..1, that stand in last year's plan almost unchanged.

    Measured by measures, weighted by their length; last year's year counts as this year's.
    None where there is nothing to compare.
    """
    old = [_ageless(measure.text) for item in previous for measure in item.measures]
    new = [_ageless(measure.text) for item in plan for measure in item.measures]
    total = sum(map(len, new))
    if not old or not total:
        return None
    best = process.cdist(new, old, scorer=fuzz.ratio, score_cutoff=_COPIED).max(axis=1)
    return sum(len(text) for text, score in zip(new, best, strict=True) if score) / total


def _due(identity: Identity) -> dt.date | None:
    year, body = identity.report_year, identity.body
    if year is None or body is None or min(year.confidence, body.confidence) < _SURE_ENOUGH:
        return None
    level = identity.level
    if body.value is BodyKind.GOVERNMENT and level and level.value is RegionLevel.TOWNSHIP:
        return None  # the rule names governments at county level and above
    return dt.date(year.value + 1, *_DUE[body.value])


def _ageless(text: str) -> str:
    """The words without digits: 2024年 and 2025年 are no difference, 10次 and 12次 a small one."""
    return "".join(char for char in text if not char.isdigit())
