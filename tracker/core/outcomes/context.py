"""What a measure says together with its surroundings (举措的上下文)."""

from __future__ import annotations

import re
from typing import Final

from tracker.core.outcomes.memos import remembered
from tracker.core.types import Commitment, Measure

SELF_EXPLAINING: Final = 12  # characters; 全年不少于4次 needs its heading
_EMPTY = re.compile(
    r"(?:20\d\d年)?(?:\d{1,2}|[一二三四五六七八九十]{1,2})(?:月(?:份|底|初|中旬|上旬|下旬|末)?|日|季度)|[上下]半年"
    r"|年(?:底|末|内|中)|之?前|以前|前后|全部|全面|力争|确保|争取|务必|按期|如期|全年|同步|并|完成|实现|落实到位|落实|见效"
    r"|到位|推进|实施|此项|该项|上述|各项|工作|任务|目标"
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_COUNT = re.compile(r"\d+\s*[^月日年\d]")
SAYS_NOTHING: Final = 3  # Han characters left of 6月底前完成 when date and bare verb are gone


@remembered
def is_fragment(text: str) -> bool:
    """Whether a measure names nothing to be done: 6月底前完成."""
    rest = _EMPTY.sub("", text)
    return len(_HAN.findall(rest)) < SAYS_NOTHING and not _COUNT.search(rest)


def own_words(measure: Measure, commitment: Commitment) -> str:
    """A measure's text without the heading; what names nothing (全年不少于4次) keeps it.

    The next plan makes a promise again under another heading, so the heading is no part of it.
    """
    rest = measure.text
    for target in measure.targets:
        rest = rest if target.object else rest.replace(target.text, "")
    return in_context(measure, commitment) if is_fragment(rest) else measure.text


def in_context(measure: Measure, commitment: Commitment) -> str:
    """A measure's text; a fragment behind the measure before it, a short one behind the heading.

    "" when a fragment has neither: then nobody can say what it promises.
    """
    if is_fragment(measure.text):
        place = commitment.measures.index(measure)
        told = [m.text for m in commitment.measures[:place] if not is_fragment(m.text)]
        before = told[-1].rstrip("。；;.") if told else commitment.heading
        return f"{before}，{measure.text}" if before else ""
    if len(measure.text) >= SELF_EXPLAINING or not commitment.heading:
        return measure.text
    return f"{commitment.heading}，{measure.text}"
