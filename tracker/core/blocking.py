"""What is worth comparing with what (候选范围).

A promise is answered by what a report says was done; what it admits and what it promises next
is compared as well, but kept apart: neither is evidence that something was done.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from tracker.core.lexicon import alternatives
from tracker.core.types import SectionKind, Sentence

SHORTEST: Final = 6  # Han characters; anything shorter is a number, a date or a signature
_HAN = re.compile(r"[\u3400-\u9fff]")
_ENDS: Final = "。！？!?；;"
_HEADING = re.compile(
    r"^\s*(?:[(（]?[一二三四五六七八九十]{1,3}[)）、]|第[一二三四五六七八九十]+[章部])"
)
_TITLE = re.compile(r"^[^,，。；]{0,60}(?:报告|情况|总结|要点)(?:\([^)]*\))?$")
_SIGNATURE = re.compile(rf"^[\u3400-\u9fff]{{2,30}}(?:{alternatives('body_suffixes')})$")
_BYLINE = re.compile(
    r"^[(（]?(?:来源|作者|责任编辑|发布时间)[:：]|^[-—(（]+.*会议上[)）]?$|(?:政府|代)[市区县旗]长(?:\s*\S{2,4}|\s+\S\s+\S|\?)$"
)
_CLAUSES = re.compile(r"[,，;；]")
_STATED = re.compile(rf"\d|{alternatives('done_words')}")
LONGEST_HEADING: Final = 40  # characters


@dataclass(frozen=True, slots=True)
class Pools:
    """The sentences of a result report by what they can prove, each in the report's order."""

    evidence: tuple[Sentence, ...]  # what was done: 成效, 第一责任人履职 and the rest of the body
    problems: tuple[Sentence, ...]  # what is admitted: 不足
    plan: tuple[Sentence, ...]  # what is promised next: 下一年度安排


def is_heading(sentence: Sentence) -> bool:
    """Whether a sentence only heads or signs a text: heading, title, signature.

    A numbered line is a heading when it is short and has no full stop, or states nothing: no
    number, nothing done, two clauses at most (（一）加强组织领导。).
    """
    text = sentence.text.strip()
    bare = text.rstrip("".join(_ENDS) + ".")
    if bare == sentence.section_heading.strip() or _BYLINE.search(text):
        return True
    line = re.sub(r"\s", "", text)  # 政 府 工 作 报 告
    if _TITLE.search(line) or _SIGNATURE.match(line):
        return True
    numbered = _HEADING.match(text)
    if not numbered or len(text) > LONGEST_HEADING:
        return False
    told = bare[numbered.end() :]
    if not text.endswith(tuple(_ENDS)):
        return True
    return len(_CLAUSES.findall(told)) < 2 and not _STATED.search(told)


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
