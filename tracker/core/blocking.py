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
from tracker.core.numerals import CHINESE
from tracker.core.quantities import find_figures
from tracker.core.types import SectionKind, Sentence

SHORTEST: Final = 6  # Han characters; anything shorter is a number, a date or a signature
_HAN = re.compile(r"[\u3400-\u9fff]")
_ENDS: Final = "。！？!?；;"
# 五一、端午期间… is no ordinal.
_HEADING = re.compile(
    r"^\s*(?:[(（]?(?:[二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])[)）、]"
    r"|第[一二三四五六七八九十]+[章部])"
)
_TITLE = re.compile(r"^[^,，。；]{0,60}(?:报告|情况|总结|要点)(?:\([^)]*\))?$")
_SIGNATURE = re.compile(rf"^[\u3400-\u9fff]{{2,30}}(?:{alternatives('body_suffixes')})$")
_BYLINE = re.compile(
    r"^[(（]?(?:来源|作者|责任编辑|发布时间)[:：]|^[-—(（]+.*会议上[)）]?$|(?:政府|代)[市区县旗]长(?:\s*\S{2,4}|\s+\S\s+\S|\?)$"
)
_CLAUSES = re.compile(r"[,，;；]")
# 现将2024年工作情况报告如下, 特此报告, 现在，我代表市政府向大会报告工作.
_PRESENTS = re.compile(r"(?:[现特](?:将|就|把)[^。；;]{0,80})?如下[:：。.]?$")
_ADDRESSES = re.compile(
    r"^(?:特此|专此|(?:以上|此)[，,]?(?:报告|汇报)|(?:现在|下面)?[，,]?(?:请允许)?我(?:谨)?代表(?![团队]))"
)
# What looks like a fact and is none: the year, a footnote's mark, a cited paper, 实现新突破.
_NO_FACT = re.compile(
    r"(?:19|20)\d\d年?度?|[\[〔【(（]\d{1,3}[\]〕】)）]|《[^《》]{0,80}》"
    r"|(?:实现|达到)[^,，。]{0,8}?(?:新|更[大高好]|高质量)[\u3400-\u9fff]{2,3}$"
)
_STATED = re.compile(
    rf"\d|{alternatives('done_words')}|(?<![为除罢有])了(?![解然断])"
    r"|率(?:均|都|稳定|保持)?(?:为|达|在|居|超|[高低]于|(?:下降|上升|提高|提升|降|升)[至到了])"
    r"|为零|未(?:发生|发现|出现|收到|产生)|没有(?:发生|发现|出现|收到)|无一"
    r"|^(?:全年|年内|今年以来|一年来)|先后|累计"
    # 办理建议十二件; a single numeral is mostly part of a name, find_figures knows when not.
    rf"|(?:[一二三四五六七八九两][十百千]|十[一二三四五六七八九]){CHINESE}{{0,8}}余?{alternatives('units')}"
)
LONGEST_HEADING: Final = 40  # characters
LONGEST_FORMULA: Final = 200


@dataclass(frozen=True, slots=True)
class Pools:
    """The sentences of a result report by what they can prove, each in the report's order."""

    evidence: tuple[Sentence, ...]  # what was done: 成效, 第一责任人履职 and the rest of the body
    problems: tuple[Sentence, ...]  # what is admitted: 不足
    plan: tuple[Sentence, ...]  # what is promised next: 下一年度安排


def is_heading(sentence: Sentence) -> bool:
    """Whether a sentence only heads or signs a text: heading, title, signature.

    A numbered line is a heading when it is short and has no full stop, or states nothing in
    two clauses at most (（一）加强组织领导。); （五）行政败诉率为零。 is a sentence.
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
    return len(_CLAUSES.findall(told)) < 2 and not _states(told)


def is_formula(sentence: Sentence) -> bool:
    """Whether a sentence only hands the report over (套话): 现将…情况报告如下, 特此报告.

    One that also tells a fact before it hands over is none.
    """
    text = sentence.text.strip()
    if len(text) > LONGEST_FORMULA:
        return False
    if _ADDRESSES.match(text):
        return True
    presents = _PRESENTS.search(text)
    return presents is not None and not _states(text[: presents.start()])


def _states(words: str) -> bool:
    """Whether words tell a number, also in Chinese numerals, or something done or come about."""
    facts = _NO_FACT.sub("", words)
    return bool(_STATED.search(facts) or find_figures(facts))


def split_pools(sentences: Iterable[Sentence]) -> Pools:
    """Sort sentences by section kind; headings, formulas and what is too short go."""
    pools: dict[SectionKind, list[Sentence]] = {kind: [] for kind in SectionKind}
    for sentence in sentences:
        if _says_something(sentence):
            pools[sentence.section_kind].append(sentence)
    # What stands behind the last plan without a heading is a closing call, a note, an
    # attachment; 其他需要报告的事项 has one, and may tell what was done.
    last_plan = max((s.index for s in pools[SectionKind.PLAN]), default=None)
    evidence = [
        *pools[SectionKind.ACHIEVEMENTS],
        *pools[SectionKind.LEADERSHIP],
        *(
            s
            for s in pools[SectionKind.OTHER]
            if last_plan is None or s.section_heading or s.index < last_plan
        ),
    ]
    return Pools(
        evidence=tuple(sorted(evidence, key=lambda s: s.index)),
        problems=tuple(pools[SectionKind.PROBLEMS]),
        plan=tuple(pools[SectionKind.PLAN]),
    )


def _says_something(sentence: Sentence) -> bool:
    long_enough = len(_HAN.findall(sentence.text)) >= SHORTEST
    return long_enough and not is_heading(sentence) and not is_formula(sentence)
