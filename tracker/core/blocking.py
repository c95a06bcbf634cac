"""What is worth comparing with what (候选范围).

A promise is answered by what a report says was done; what it admits and what it promises next
is compared as well, but kept apart: neither is evidence that something was done.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from tracker.core.types import SectionKind, Sentence

SHORTEST: Final = 6  # Han characters; anything shorter is a number, a date or a signature
_HAN = re.compile(r"[\u3400-\u9fff]")
_ENDS: Final = "。！？!?；;"
_HEADING = re.compile(
    r"^\s*(?:[(（]?[一二三四五六七八九十]{1,3}[)）、]|第[一二三四五六七八九十]+[章部])"
)


@dataclass(frozen=True, slots=True)
class Pools:
    """The sentences of a result report by what they can prove, each in the report's order."""

    evidence: tuple[Sentence, ...]  # what was done: 成效, 第一责任人履职 and the rest of the body
    problems: tuple[Sentence, ...]  # what is admitted: 不足
    plan: tuple[Sentence, ...]  # what is promised next: 下一年度安排


def is_heading(sentence: Sentence) -> bool:
    """Whether a sentence is only a heading: numbered, short, and without a full stop."""
    text = sentence.text.strip()
    return bool(_HEADING.match(text)) and len(text) <= 40 and not text.endswith(tuple(_ENDS))


def split_pools(sentences: Iterable[Sentence]) -> Pools:
    """Sort sentences by section kind; headings and sentences too short to say anything go."""
    pools: dict[SectionKind, list[Sentence]] = {kind: [] for kind in SectionKind}
    for sentence in sentences:
        if len(_HAN.findall(sentence.text)) >= SHORTEST and not is_heading(sentence):
            pools[sentence.section_kind].append(sentence)
    evidence = [
        *pools[SectionKind.ACHIEVEMENTS],
        *pools[SectionKind.LEADERSHIP],
        *pools[SectionKind.OTHER],
    ]
    return Pools(
        evidence=tuple(sorted(evidence, key=lambda s: s.index)),
        problems=tuple(pools[SectionKind.PROBLEMS]),
        plan=tuple(pools[SectionKind.PLAN]),
    )
