"""Which numbers of a report tell what was done, by whom and over which time (可核对的数字).

A number that is quoted from the plan (年初提出60份), striven for (力争), of another year or of
several years, or of another body's doing is none that a target can be held against.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain

from tracker.core.outcomes.actors import subjects
from tracker.core.outcomes.amounts import is_change
from tracker.core.outcomes.derived import changes_in, sums_of
from tracker.core.outcomes.each import EVERYTHING
from tracker.core.outcomes.figures import Figure, figures_in
from tracker.core.outcomes.memos import remembered
from tracker.core.outcomes.shortened import written_out
from tracker.core.outcomes.units import MONEY, base_value, family_of, kind_of
from tracker.core.types import Sentence, Span, Target

# In the number's own clause: it is what was wanted, not what was done.
_WANTED = re.compile(
    r"力争|年初(?:提出|确定|安排|承诺|部署|计划|下达)|(?:目标|任务)数?(?:是|为|定为)|预期目标|"
    r"(?:计划|拟|争取|将要?|有望|即将|预计到?20\d\d年)"
    r"(?=[^,，；;。]{0,8}(?:完成|达到?|实现|突破|建成|新增|新建|招录|培训|开展|举办))"
)
_AT_LEAST = re.compile(r"不少于|不低于|不高于|不超过|至少|力争|确保|争取")
_YEAR = re.compile(r"(?<![比较\d])(?P<year>20\d\d)(?:年(?!代)|(?=[\-—~～至]20\d\d年))")
_SPAN_OF_YEARS = re.compile(
    r"20\d\d年?[\-—~～至到]{1,2}20\d\d年|[五四三两几]年(?:来|间|以来|共|累计)|过去[五四三两几]年|年均"
    r"|[“\"]?十[一二三四五]五[”\"]?(?:时期|期间|以来)"
)
# 由4万亩增加到6万亩，年均增长8%: what came about over years, not in one.
_BY_THE_YEAR = re.compile(r"[,，、(（]?(?:年均|平均每年|年平均)")
_AIMS = re.compile(
    r"(?:预期|主要|发展|工作|奋斗|总体)目标(?:任务)?(?:是|为|[:：])|目标任务(?:是|为|[:：])"
)
_AMOUNT_OF = re.compile(r"[\d.,]+[万亿]*元(?:左右|以上)?的")
_FROM = re.compile(r"[由从][^,，；;。到至]{0,14}$")  # 由162亿元增加到288亿元: where it began
# 1200株中的860株, 距全年80次的目标, 还差12次: the whole, the aim and the gap, none of them done.
_NEARLY_ALL = re.compile(
    r"(?:基本|接近|将近|初步|大部分?|近乎|近)[^,，；;。]{0,4}(?:全部|全员|全覆盖|100[%％]|百分之百)"
)
_OF_A_WHOLE = re.compile(r"[\d.]+[万亿]*[\u4e00-\u9fff]{1,3}?[中里]的?[^,，；;。\d]{0,6}\d")
_GAP = re.compile(
    r"(?:还差|尚差|还缺|尚缺|仍差|仍缺|缺口为?|相差|差距为?|距离?(?:全年|年度|目标|计划)?)$"
)
_FOOTNOTE = re.compile(r"\s*[〔\[【]\d{1,3}[〕\]】]")  # explains a word, tells nothing of the year
_THIS_YEAR = re.compile(r"今年|本年度?|全年|年内")
_LAST_YEAR = re.compile(r"(?<![比较])(?:去年|上年)(?:度)?")


_DIGIT = re.compile(r"[\d一二两三四五六七八九十百半]|全部|全覆盖")


class Numbered:
    """Those sentences of a report that hold a number, and which words stand in which of them.

    Every target of a plan asks for its words: each word is looked for once.
    """

    def __init__(self, sentences: Sequence[Sentence], *, aims: frozenset[int]) -> None:
        self.sentences = [
            s for s in sentences if s.index not in aims and _DIGIT.search(s.text) is not None
        ]
        self._texts = [written_out(s.text) for s in self.sentences]
        self._where: dict[str, list[int]] = {}

    def holding(self, words: Sequence[str]) -> list[Sentence]:
        """The sentences that hold at least half of the words of an object, in order."""
        if not words:
            return self.sentences
        held = Counter(chain.from_iterable(map(self._holding, words)))
        half = len(words) / 2
        return [self.sentences[place] for place in sorted(held) if held[place] >= half]

    def _holding(self, word: str) -> list[int]:
        if word not in self._where:
            self._where[word] = [n for n, text in enumerate(self._texts) if word in text]
        return self._where[word]


@dataclass(frozen=True)
class Source:
    """What a report says, for holding numbers against: each sentence where it stands.

    `done` tells what was done, `admitted` what is lacking; `agency` is who reports, `year` the
    year that is looked back at.
    """

    done: tuple[Sentence, ...] = ()
    admitted: tuple[Sentence, ...] = ()
    agency: str = ""
    year: int | None = None
    aims: frozenset[int] = frozenset()  # the sentences (by index) that only say what is aimed at

    @cached_property
    def results(self) -> Numbered:
        """What was done, by the words that stand in it."""
        return Numbered(self.done, aims=self.aims)

    @cached_property
    def gaps(self) -> Numbered:
        """What is lacking, by the words that stand in it."""
        return Numbered(self.admitted, aims=self.aims)


def aims_among(sentences: Sequence[Sentence]) -> frozenset[int]:
    """The indexes of sentences that list what is aimed at (主要预期目标是：…；…；…。).

    A list goes on behind ； to the full stop; such a number is promised, whatever part of the
    report it stands in.
    """
    found, goes_on = set(), False
    for sentence in sentences:
        aims = _AIMS.search(sentence.text) is not None or goes_on
        if aims:
            found.add(sentence.index)
        goes_on = aims and sentence.text.rstrip().endswith(("；", ";"))
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Told:
    """A number that tells what was done, and the time it is said of."""

    figure: Figure
    years: bool  # of several years together (五年来)
    body: str  # the other body whose doing it is, or ""
    wanted: str  # the word (力争, 年初提出) that makes it one that was wanted, or ""
    at_least: str  # its clause where that is worded as a promise (不少于60份), or ""
    base: float  # how much it is, in its kind's base unit

    def placed(self, start: int) -> Target:
        """The number with its place in the report, in which its sentence begins at `start`."""
        span = self.figure.target.span
        return replace(self.figure.target, span=Span(start + span.start, start + span.end))


def told_in(
    sentence: Sentence, source: Source, *, promise: str = "", family: str | None = None
) -> list[Told]:
    """The numbers of one sentence that a target may be held against, in order.

    A body that the promise names is meant, and so is a word of wanting that it uses itself.
    `family` asks only for numbers whose units count the same kind of thing.
    """
    if sentence.index in source.aims:
        return []
    found = told_by_family(sentence.text, source.agency, source.year).get(family, [])
    return [
        told
        for told in found
        if not (told.body or told.wanted or told.at_least) or _ours(told, promise)
    ]


@remembered
def told_by_family(text: str, agency: str, year: int | None) -> dict[str | None, list[Told]]:
    """The numbers of a sentence by the family of their units, and all of them under None."""
    found: dict[str | None, list[Told]] = {}
    for told in _told(text, agency, year):
        found.setdefault(None, []).append(told)
        found.setdefault(family_of(told.figure.target), []).append(told)
    return found


def _told(text: str, agency: str, year: int | None) -> Iterator[Told]:
    plain = figures_in(text)
    figures = (*sums_of(plain), *plain, *changes_in(text)) if plain else ()
    if not figures or _FOOTNOTE.match(text):
        return
    bodies = subjects(text, agency)
    for figure in figures:
        span = figure.target.span
        before = text[: figure.digits]
        if _of_another_year(before, year) or _FROM.search(before):
            continue
        # 投资3亿元的厂房项目: such an amount only says how big one project is.
        if kind_of(figure.target) == MONEY and _AMOUNT_OF.match(text, figure.digits):
            continue
        if figure.target.value == EVERYTHING and _NEARLY_ALL.search(figure.clause):
            continue
        if _OF_A_WHOLE.match(text, figure.digits) or _GAP.search(before):
            continue
        body = next((b for c, b in bodies if c.start <= span.end - 1 < c.end), "")
        wanted = _WANTED.search(figure.clause)
        behind = _BY_THE_YEAR.match(text, span.end) if is_change(figure.near) else None
        years = (behind or _SPAN_OF_YEARS.search(before)) is not None
        at_least = figure.clause.strip() if _AT_LEAST.search(figure.clause) else ""
        base = base_value(figure.target)
        yield Told(figure, years, body, wanted[0] if wanted else "", at_least, base)


def _ours(told: Told, promise: str) -> bool:
    """Whether we did it; the clause may say what was wanted, or repeat the promise (不少于60份)."""
    if (told.body and told.body not in promise) or (told.wanted and told.wanted not in promise):
        return False
    return not told.at_least or told.at_least not in promise


def _of_another_year(before: str, year: int | None) -> bool:
    """Whether the words before a number place it in a year that is not looked back at."""
    if "年" not in before:
        return False
    now = max((m.end() for m in _THIS_YEAR.finditer(before)), default=0)
    if any(m.start() >= now for m in _LAST_YEAR.finditer(before)):
        return True
    if year is None or _SPAN_OF_YEARS.search(before):
        return False
    named = [m for m in _YEAR.finditer(before) if m.end() > now]
    return bool(named) and int(named[-1]["year"]) != year
