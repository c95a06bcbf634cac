"""The problems part of a report cut into its shortcomings (存在不足的切分).

Numbered ones are one each; without numbers, every sentence that admits something is one. What
leads in (也存在一些短板和不足) and what closes (对此，我们将…) is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final, NamedTuple

from tracker.core.lexicon import alternatives
from tracker.core.sections import Level, Ordinal, read_ordinal
from tracker.core.sentences import sentence_spans
from tracker.core.types import Section, SectionKind, Span

MOST: Final = 50  # shortcomings of one report; no honest one comes near it
SHORTEST: Final = 6  # Han characters of a shortcoming
_OPENING: Final = 80  # characters of it in which the admission stands
_SHORT: Final = 8  # of a sentence in which 还有差距 is all
_HAN = re.compile(r"[\u3400-\u9fff]")
_ADMITS = re.compile(alternatives("admitting_words"))
# 一是 stands inside a paragraph behind the end of a clause: 主要是：一是…，二是….
_INLINE = re.compile(r"(?<=[：:，,、])(?=[一二三四五六七八九十]{1,3}是)")
_TROUBLE: Final = "(?:困难|问题|不足|短板|差距|挑战|矛盾|弱项|欠缺|薄弱环节)"
# 还存在不少困难和问题: announces shortcomings and names none.
_VAGUE = re.compile(
    r"(?:存在|存有|面临|有)(?:着|的|以下|下列|一些|一定|不少|许多|很多|诸多|较多|突出|明显|较大"
    rf"|亟待解决|不容忽视|仍然?|依然|{_TROUBLE}|和|与|及|、)*{_TROUBLE}$"
    rf"|(?:^|[，,但])(?:我们)?的?{_TROUBLE}(?:和|与|及|、|{_TROUBLE})*"
    r"(?:仍然?|依然|还|也)?(?:存在|突出|不少|不[容能]忽视)$"
)
_CONCEDES = re.compile(r"尽管|虽然|虽|在[^，,]{0,30}(?:同时|基础上)|成绩")
_NOTICES = re.compile(r"清[醒楚][地的]?(?:看|认识|知道?|意识)到?|(?:认识|意识|看|注意)到|深知")
_LEADS_IN = re.compile(
    rf"(?:主要|{_TROUBLE}|表现|体现|在于|认识到|看到|如下|方面)[^：:。；;]{{0,12}}[：:]"
)
# 直面矛盾、正视困难，方能…; 回望这一年，…: says nothing of this body's own.
_RHETORIC = re.compile(r"直面|正视|思危|安不忘|回[望顾首]|过往")
_CLOSES = re.compile(
    rf"(?:对此|为此|(?:针对|对于?|面对)?(?:上述|以上|这些)(?:{_TROUBLE}|情况)|究其"
    r"|我们(?:一定|将|要|必须|必将)"
    r"|(?:主要|其)?原因(?:是|在于|[，,：:])|(?:下一步|今后|接下来)[，,我将]|以上报告|特此报告)"
)
_CAUSES = re.compile(r"(?:主要)?原因[^。；;：:]{0,4}[：:]$")
_EDGES: Final = "，,；;：: \u3000"
_IN_A_LINE: Final = (Level.SHI, Level.WORD, Level.FIRST)  # such an item ends with its paragraph


class Shortcoming(NamedTuple):
    """One thing that a report admits (一项不足); the span begins after the ordinal."""

    text: str
    span: Span


class _Piece(NamedTuple):
    """A sentence, or the part of one from an ordinal on; `line` is where its paragraph begins."""

    span: Span
    line: int


def find_shortcomings(text: str, sections: Iterable[Section]) -> tuple[Shortcoming, ...]:
    """All shortcomings that the problems parts of a clean text admit, in its order."""
    spans = (
        _trimmed(text, span)
        for section in sections
        if section.kind is SectionKind.PROBLEMS
        for span in _in_section(text, section)
    )
    found = (Shortcoming(span.of(text), span) for span in spans if _says_so(span.of(text)))
    return tuple(islice(found, MOST))


def _says_so(words: str) -> bool:
    """Whether it is long enough, and admits something right away.

    Where a part was read too far, what follows is promises and praise.
    """
    opening = words[:_OPENING]
    return len(_HAN.findall(opening)) >= SHORTEST and bool(_ADMITS.search(opening))


def _in_section(text: str, section: Section) -> list[Span]:
    """The shortcomings of one part: numbered ones, and before them or without them sentences."""
    found: list[Span] = []
    level, last, line, is_open = None, 0, 0, False
    for span, paragraph in _behind_the_lead(text, _pieces(text, section)):
        ordinal = read_ordinal(text, span.start, span.end)
        if ordinal and _goes_on(ordinal, level, last):
            level, last, line, is_open = ordinal.level, ordinal.number, paragraph, True
            found.append(Span(ordinal.end, max(ordinal.end, span.end)))
        elif _CLOSES.match(text, span.start, span.end):
            if level is None:
                break
            is_open = False
        elif is_open and (paragraph == line or level not in _IN_A_LINE):
            found[-1] = Span(found[-1].start, span.end)
        elif level is None:
            causes = _CAUSES.search(text, span.start, span.end)
            found.extend(_admitted(text, Span(span.start, causes.start() if causes else span.end)))
            if causes:
                break  # …未达预期，主要原因：一是…: what is numbered now is none
    return found


def _goes_on(ordinal: Ordinal, level: Level | None, last: int) -> bool:
    """Whether an ordinal begins the list or is the next one of it."""
    return level is None or (ordinal.level is level and ordinal.number == last + 1)


def _pieces(text: str, section: Section) -> Iterator[_Piece]:
    """The sentences behind the heading, cut once more where an ordinal stands inside."""
    start = section.span.start
    heading = section.heading
    whole_line = text.startswith("\n", start + len(heading))
    if heading and whole_line:
        start += len(heading)
    line, end = start, start
    for span in sentence_spans(text, start=start, end=section.span.end):
        line = span.start if "\n" in text[end : span.start] else line
        end = span.end
        cuts = [m.start() for m in _INLINE.finditer(text, span.start + 1, span.end)]
        for begin, stop in zip([span.start, *cuts], [*cuts, span.end], strict=True):
            yield _Piece(Span(begin, stop), line)


def _behind_the_lead(text: str, pieces: Iterator[_Piece]) -> Iterator[_Piece]:
    """From the first sentence that notices something (我们清醒认识到), if none is numbered before.

    Some reports thank everybody first, in the same part.
    """
    kept = list(pieces)
    for number, piece in enumerate(kept):
        if read_ordinal(text, piece.span.start, piece.span.end):
            break
        if _NOTICES.search(text, piece.span.start, piece.span.end):
            return iter(kept[number:])
    return iter(kept)


def _admitted(text: str, sentence: Span) -> Iterator[Span]:
    """What of a sentence without a number admits something; nothing if it only announces that."""
    start = sentence.start
    while lead := _LEADS_IN.search(text, start, sentence.end):
        start = lead.end()
    noticed = _NOTICES.search(text, start, sentence.end)
    start = noticed.end() if noticed else start
    rest = _trimmed(text, Span(start, sentence.end))
    words = rest.of(text).rstrip("。！？!?")
    announces = noticed or _CONCEDES.match(words) or len(_HAN.findall(words)) < _SHORT
    if not _ADMITS.search(words) or _RHETORIC.match(words):
        return
    if not (announces and _VAGUE.search(words)):
        yield rest


def _trimmed(text: str, span: Span) -> Span:
    words = span.of(text)
    start = span.start + len(words) - len(words.lstrip(_EDGES))
    return Span(start, max(start, span.start + len(words.rstrip(_EDGES))))
