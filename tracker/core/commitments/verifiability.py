"""How far the fulfilment of a commitment can be checked (可核查程度), 0 to 5, and why."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from tracker.core.lexicon import alternatives
from tracker.core.quantities import find_deadlines
from tracker.core.types import Measure

NUMBER: Final = "有数字"
DEADLINE: Final = "有时限"
DELIVERABLE: Final = "有可见成果"
NAMED: Final = "有具体名称"
SEVERAL: Final = "有多项举措"
VAGUE: Final = "用语空泛"

_DELIVERABLE = re.compile(
    r"(?:制定|修订|出台|印发|编制|公布|发布|建立|建成|组建|设立|开发|上线|推出|开展|组织|举办|"
    r"召开|开设|更新|完成)[^,，。；;]{0,30}?" + alternatives("deliverables")
)
_NAMED = re.compile(r"《[^》]{2,99}》|“[^”]{2,60}”")
_VAGUE = re.compile(alternatives("vague_words"))


def rate_verifiability(text: str, measures: Sequence[Measure]) -> tuple[int, tuple[str, ...]]:
    """A level from 0 (a slogan) to 5 (a number with a deadline), with the reasons for it."""
    reasons: list[str] = []
    level = 0
    if any(measure.targets for measure in measures):
        level, reasons = level + 2, [*reasons, NUMBER]
    if find_deadlines(text, plan_year=2000):
        level, reasons = level + 1, [*reasons, DEADLINE]
    if _DELIVERABLE.search(text):
        level, reasons = level + 2, [*reasons, DELIVERABLE]
    if _NAMED.search(text):
        level, reasons = level + 1, [*reasons, NAMED]
    if len(measures) >= 3:
        level, reasons = level + 1, [*reasons, SEVERAL]
    vague = len(_VAGUE.findall(text))
    if vague * 40 > len(text) and NUMBER not in reasons:
        level, reasons = level - 1, [*reasons, VAGUE]
    return max(0, min(5, level)), tuple(reasons)
