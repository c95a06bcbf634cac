"""Where a report says who speaks: title, signature, first sentence, citations, file name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from enum import IntEnum
from itertools import islice
from typing import Final, NamedTuple

from tracker.core.identity.names import (
    BODY_SUFFIX,
    PLACE,
    PLACED_NAME,
    SHORT_NAME,
    WHOLE_NAME,
    full_name,
    is_plausible,
)
from tracker.core.lexicon import alternatives
from tracker.core.types import Found

_TITLE_NAME = re.compile(
    rf"(?P<name>[\u4e00-\u9fff（）()、]{{1,38}}?{BODY_SUFFIX})"
    r"(?=(?:关于|20\d\d|二[〇○零]|法治政府|法治建设|依法行政|推进|全面推进|年度|贯彻|落实|政府工作报告))"
)
_TITLE_PLACE = re.compile(
    rf"(?P<place>{PLACE}(?:{PLACE})?)(?=20\d\d|二[〇○零]|政府工作报告|法治政府|法治建设|依法行政)"
)
_BEFORE_TITLE_NAME = re.compile(r"^(?:20\d\d年度?|二[〇○零]..年度?|关于|中共)+")
_FIRST_NAME = re.compile(
    rf"(?m)^(?:20\d\d年(?:以来|度|来)?|一年来|近年来|今年以来)?[,，是]?(?:[^。\n]{{0,40}}?领导下[,，])?"
    rf"(?P<name>[\u4e00-\u9fff]{{1,30}}?{BODY_SUFFIX})"
    rf"(?=(?:党组|党委)?{alternatives('body_verbs')}|[,，])"
)
_ADOPTED = re.compile(
    rf"(?:代表|在)(?P<place>{PLACE}(?:{PLACE})?)(?:第?[一二三四五六七八九十\d]{{0,4}}届?)?"
    r"(?:人民政府|政府|(?:第?[一二三四五六七八九十\d]{1,4}届?)?第?[一二三四五六七八九十]{0,3}[届次]?人民代表大会)"
)
_HEAD = re.compile(rf"(?m)^(?P<place>{PLACE})(?:人民政府)?(?:代理?)?(?:[省市州盟县区旗]长|主席)")
# One lazy run of characters, so that the time stays linear; that the name begins with a
# place is looked at afterwards.
_CITED_NAME = re.compile(
    r"(?:[《，。；、,;(（\n“]|中共|20\d\d年(?:度)?|和|了|与|对照|按照|印发|制定|由)"
    rf"(?P<name>[\u4e00-\u9fff]{{3,28}}?{BODY_SUFFIX})"
    r"(?=20\d\d|党组|党委|领导|行政|法治|第三方|政府采购|重大|经管|关于|内部|普法|工作|年度|学法|权责|法律)"
)
_BEGINS_WITH_PLACE = re.compile(PLACE)
_CITED_PLACE = re.compile(
    r"(?:《|《20\d\d年|[，。；,;\n]|\d年|和|对)(?P<place>[\u4e00-\u9fff]{1,6}?[省市州盟县区旗镇乡])"
)
_SPEAKER = re.compile(r"我(?P<suffix>局|厅|委|办|院|中心)")
_CITATIONS_IN: Final = 30_000  # characters of a report that are searched for citations
_OPENING: Final = 1200
_PARTY_COMMITTEE = re.compile(r"[省市州盟县区旗镇乡]委$")
_PARTY_GROUP = re.compile(r"(?:党组|党委)$")
# 高新区管委会 of a report: which one its title says.
_ANY_ZONE = re.compile(r"(?:高新区|经开区|开发区|工业园区|园区|新区|示范区)(?:管委会|管理委员会)")
# What may stand in the line of a signature beside the name.
_DATED = re.compile(r"[（(]?[\d年月日〇○零一二三四五六七八九十.\-/（）()盖章\s]*$")
_NO_PLACE: Final = ("各", "全", "本", "该", "其", "我", "党中央", "国务院")


class Source(IntEnum):
    """Where a name was read, best first."""

    TITLE = 0
    SIGNATURE = 1
    DELIVERY = 2  # 我代表X县人民政府; 在X县第八届人民代表大会…上
    FIRST_SENTENCE = 3
    CITATIONS = 4
    FILE = 5


class Mention(NamedTuple):
    """A name as it stands in one place; a short one (市教育局) lacks its place."""

    name: str
    source: Source
    evidence: str
    confidence: float
    short: bool = False


def from_title(title: Found[str] | None) -> Iterator[Mention]:
    """望川市教育局2024年…报告; X市2024年法治政府建设报告 is that of the government."""
    if title is None:
        return
    words = _BEFORE_TITLE_NAME.sub("", title.value)
    match = _TITLE_NAME.match(words)
    if match and (mention := _named(match["name"], Source.TITLE, title.evidence, title.confidence)):
        yield mention
    elif place := _TITLE_PLACE.match(words):
        name = place["place"] + "人民政府"
        yield Mention(name, Source.TITLE, title.evidence, title.confidence - 0.1)


def from_signature(text: str) -> Iterator[Mention]:
    """The lines under the text that are nothing but a body's name, or several, and a date."""
    for line in reversed(text[-500:].split("\n")[-6:]):
        words = _DATED.sub("", line).strip()
        whole = re.sub(r"\s+", "", words)
        pieces = [whole] if _is_signed(whole) else words.split()
        if pieces and all(map(_is_signed, pieces)):
            mentions = (_named(piece, Source.SIGNATURE, line, 0.95) for piece in pieces)
            yield from islice(filter(None, mentions), 1)


def _is_signed(words: str) -> bool:
    return 4 <= len(words) <= 40 and bool(WHOLE_NAME.fullmatch(_PARTY_GROUP.sub("", words)))


def from_delivery(text: str) -> Iterator[Mention]:
    """现在，我代表易县人民政府…; 在易县第十七届人民代表大会…上; 易县人民政府县长."""
    opening = text[:_OPENING]
    for pattern, confidence in ((_ADOPTED, 0.9), (_HEAD, 0.85)):
        for match in pattern.finditer(opening):
            name = match["place"] + "人民政府"
            if is_plausible(name):
                yield Mention(name, Source.DELIVERY, match[0], confidence)


def from_first_sentence(text: str) -> Iterator[Mention]:
    """2024年，望川市教育局坚持…, or 市教育局 without its place."""
    named = (m for m in _FIRST_NAME.finditer(text[:700]) if not _PARTY_COMMITTEE.search(m["name"]))
    match = next(named, None)
    if match and (mention := _named(match["name"], Source.FIRST_SENTENCE, match[0].strip(), 0.85)):
        yield mention


def from_citations(text: str) -> Iterator[Mention]:
    """我局 and papers of that body's own: 《2024年X市Y局法治学习教育计划》."""
    head = text[:_CITATIONS_IN]
    speaker = Counter(match["suffix"] for match in _SPEAKER.finditer(head)).most_common(1)
    suffix = speaker[0][0] if speaker else ""
    names = Counter(
        full_name(match["name"])
        for match in _CITED_NAME.finditer(head)
        if match["name"].endswith(suffix)
        and is_plausible(match["name"])
        and _BEGINS_WITH_PLACE.match(full_name(match["name"]))
    )
    ranked = names.most_common(3)
    for name, count in ranked:
        # One that is cited as often as another body, or once, may be a superior or a partner.
        clear = count > 1 and speaker and sum(other == count for _, other in ranked) == 1
        yield Mention(name, Source.CITATIONS, name, 0.75 if clear else 0.4)


def from_filename(filename: str) -> Iterator[Mention]:
    """The file's name, or that of the folder it lies in."""
    for part in reversed(filename.replace("\\", "/").split("/")[-2:]):
        stem = re.sub(r"^[\d_\-. 年度]+", "", re.sub(r"\.\w{2,5}$", "", part))
        match = _TITLE_NAME.match(stem)
        name = match["name"] if match else stem
        if (match or PLACED_NAME.fullmatch(stem)) and is_plausible(name):
            yield Mention(full_name(name), Source.FILE, filename, 0.5)
        elif place := _TITLE_PLACE.match(stem):
            yield Mention(place["place"] + "人民政府", Source.FILE, filename, 0.5)


def cited_places(text: str, *, level: str) -> Counter[str]:
    """Places of one level (市, 县 …) that papers and sentences begin with, counted."""
    return Counter(
        match["place"]
        for match in _CITED_PLACE.finditer(text[:_CITATIONS_IN])
        if match["place"].endswith(level)
        and 2 <= len(match["place"]) <= 7
        and not match["place"].startswith(_NO_PLACE)
    )


def _named(words: str, source: Source, evidence: str, confidence: float) -> Mention | None:
    name = full_name(words)
    if _ANY_ZONE.fullmatch(name):
        return None
    if SHORT_NAME.fullmatch(name):
        return Mention(name, source, evidence, confidence, short=True)
    return Mention(name, source, evidence, confidence) if is_plausible(words) else None
