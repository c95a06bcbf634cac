"""Who reports (单位): from title, signature, first sentence, or citations of its own papers.

A name is only read where it is anchored: at the beginning of a line, after punctuation,
《, a year or 中共. So 唐县 is never read out of 高唐县.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from tracker.core.lexicon import alternatives
from tracker.core.types import Found, ReportKind

_PLACE: Final = rf"[\u4e00-\u9fff]{{1,12}}?{alternatives('place_suffixes')}"
_BODY: Final = rf"[\u4e00-\u9fff（）()、]{{0,24}}?{alternatives('body_suffixes')}"
_NAME: Final = rf"(?:{_PLACE}){{1,3}}?{_BODY}"
_WHOLE_NAME = re.compile(rf"{_NAME}|[\u4e00-\u9fff]{{2,20}}?{alternatives('body_suffixes')}")
_TITLE_NAME = re.compile(
    rf"(?P<name>[\u4e00-\u9fff（）()、]{{1,38}}?{alternatives('body_suffixes')})"
    r"(?=(?:关于|20\d\d|二[〇○零]|法治政府|法治建设|依法行政|推进|年度|贯彻|落实|政府工作报告))"
)
_TITLE_PLACE = re.compile(
    rf"(?:20\d\d年|二[〇○零]..年)?(?P<place>{_PLACE}(?:{_PLACE})?)(?=20\d\d|二[〇○零]|政府工作报告|法治政府|法治建设|依法行政)"
)
_FIRST_NAME = re.compile(
    rf"(?m)^(?:20\d\d年(?:以来|度|来)?|一年来|近年来|今年以来)?[,，是]?(?:[^。\n]{{0,40}}?领导下[,，])?"
    rf"(?P<name>[\u4e00-\u9fff]{{1,30}}?{alternatives('body_suffixes')})"
    rf"(?=(?:党组|党委)?{alternatives('body_verbs')}|[,，])"
)
_ADOPTED = re.compile(
    rf"(?:代表|在)(?P<place>{_PLACE}(?:{_PLACE})?)(?:人民政府|政府|第?[一二三四五六七八九十\d]*届?第?[一二三四五六七八九十]*[届次]?人民代表大会)"
)
_HEAD = re.compile(rf"(?m)^(?P<place>{_PLACE})(?:人民政府)?(?:代理?)?(?:[省市州盟县区旗]长|主席)")
# One lazy run of characters, so that the time stays linear; that the name begins with a
# place is looked at afterwards.
_CITED_NAME = re.compile(
    r"(?:[《，。；、,;(（\n“]|中共|20\d\d年(?:度)?|和|了|与|对照|按照|印发|制定|由)"
    rf"(?P<name>[\u4e00-\u9fff]{{3,28}}?{alternatives('body_suffixes')})"
    r"(?=20\d\d|党组|党委|领导|行政|法治|第三方|政府采购|重大|经管|关于|内部|普法|工作|年度|学法|权责|法律)"
)
_BEGINS_WITH_PLACE = re.compile(_PLACE)
_CITATIONS_IN: Final = 30_000  # characters of a report that are searched for citations
_WHOLE_FILE = re.compile(rf"(?P<name>{_NAME})")
_CITED_PLACE = re.compile(
    r"(?:《|《20\d\d年|[，。；,;\n]|\d年|和|对)(?P<place>[\u4e00-\u9fff]{1,6}?[省市州盟县区旗镇乡])"
)
_SPEAKER = re.compile(r"我(?P<suffix>局|厅|委|办|院|中心)")
_SHORT = re.compile(r"^(?P<level>省|自治区|市|州|盟|县|区|旗|镇|乡)(?P<body>.{1,24})$")
_PLACES = re.compile(rf"(?:{_PLACE}){{1,2}}")
# A place, and behind it another one; 城市 and 社区 are none, 易县 is.
_FIRST_PLACE = re.compile(r"[\u4e00-\u9fff]{1,10}?(?:自治[区州县旗]|[省市州盟县区旗])")
_PLACE_IN_FRONT = re.compile(
    r"[\u4e00-\u9fff](?:县|[\u4e00-\u9fff]{1,9}?(?:[市州盟县区旗镇乡]|街道))"
)
_PLAIN_GOVERNMENT = re.compile(r"(?<!人民)政府$")
_LEADS = re.compile(rf"^{alternatives('name_leads')}+")
_STRANGERS = re.compile(alternatives("name_strangers"))
_NOT_A_NAME: Final = ("党中央", "国务院", "各", "全", "本", "该", "其")


def find_agency(
    text: str, *, kind: ReportKind | None, title: Found[str] | None, filename: str
) -> Found[str] | None:
    """The body that reports, by its full name where the text gives it.

    Looks at title, signature, first sentence, citations, file name, in this order of trust,
    and prefers a longer form of the same name (云岫市岚溪区… over 岚溪区…).
    """
    found = [
        *_from_title(title),
        *_from_signature(text),
        *(_from_delivery(text) if kind is ReportKind.GOVERNMENT_WORK else ()),
        *(() if kind is ReportKind.GOVERNMENT_WORK else _from_first_sentence(text)),
        *(() if kind is ReportKind.GOVERNMENT_WORK else _from_citations(text)),
        *_from_filename(filename),
    ]
    for candidate in found:
        longer = [other for other in found if _is_longer_form(other.value, candidate.value)]
        best = max(longer, key=lambda other: len(other.value), default=candidate)
        return Found(best.value, best.evidence, max(best.confidence, candidate.confidence))
    return None


def _is_longer_form(longer: str, name: str) -> bool:
    """The same name with the places above it in front."""
    return longer.endswith(name) and bool(_PLACES.fullmatch(longer.removesuffix(name)))


def short_forms(name: str) -> tuple[str, ...]:
    """The name without the places above its own, longest first: 岚溪区… of 云岫市岚溪区….

    One body's reports use the long and the short form in turn. A document can't tell which
    other body has the same short name, so that is for whoever knows all agencies.
    """
    found = []
    while (match := _FIRST_PLACE.match(name)) and _PLACE_IN_FRONT.match(name, match.end()):
        name = name[match.end() :]
        found.append(name)
    return tuple(found)


def _full(name: str) -> str:
    """X市政府 is X市人民政府; words in front that are no part of a name are left out."""
    return _PLAIN_GOVERNMENT.sub("人民政府", _LEADS.sub("", name))


def _plausible(name: str) -> bool:
    name = _LEADS.sub("", name)
    if len(name) < 4 or name.startswith(_NOT_A_NAME) or _SHORT.match(name):
        return False
    return not _STRANGERS.search(name.removesuffix("工作委员会"))


def _from_title(title: Found[str] | None) -> Iterator[Found[str]]:
    if title is None:
        return
    words = re.sub(r"^(?:20\d\d年度?|二[〇○零]..年度?|关于)", "", title.value)
    words = re.sub(r"^中共", "", words)
    match = _TITLE_NAME.match(words)
    if match and _plausible(match["name"]):
        yield Found(_full(match["name"]), title.evidence, title.confidence)
    elif place := _TITLE_PLACE.match(words):
        yield Found(place["place"] + "人民政府", title.evidence, title.confidence - 0.1)


def _from_signature(text: str) -> Iterator[Found[str]]:
    for line in reversed(text[-500:].split("\n")[-6:]):
        name = re.sub(r"\s+", "", line)
        if 4 <= len(name) <= 40 and _WHOLE_NAME.fullmatch(name) and _plausible(name):
            yield Found(_full(name), line, 0.95)


def _from_delivery(text: str) -> Iterator[Found[str]]:
    """现在，我代表易县人民政府…; 在易县第十七届人民代表大会…上; 易县人民政府县长."""
    opening = text[:1200]
    for match in _ADOPTED.finditer(opening):
        if _plausible(match["place"] + "人民政府"):
            yield Found(match["place"] + "人民政府", match[0], 0.9)
    for match in _HEAD.finditer(opening):
        if _plausible(match["place"] + "人民政府"):
            yield Found(match["place"] + "人民政府", match[0], 0.85)


def _from_first_sentence(text: str) -> Iterator[Found[str]]:
    match = _FIRST_NAME.search(text[:700])
    if match is None:
        return
    name, evidence = match["name"], match[0].strip()
    if short := _SHORT.match(name):
        if place := _own_place(text, level=short["level"]):
            yield Found(_full(place + short["body"]), evidence, 0.8)
    elif _plausible(name):
        yield Found(_full(name), evidence, 0.85)


def _own_place(text: str, *, level: str) -> str | None:
    """The place of a short name (市…局): the place of that level that is cited most often."""
    places = Counter(
        match["place"]
        for match in _CITED_PLACE.finditer(text[:_CITATIONS_IN])
        if match["place"].endswith(level)
        and 2 <= len(match["place"]) <= 7
        and not match["place"].startswith(_NOT_A_NAME)
    )
    best = places.most_common(1)
    return best[0][0] if best else None


def _from_citations(text: str) -> Iterator[Found[str]]:
    """我局 and papers of that body's own: 《2024年X市Y局法治学习教育计划》."""
    speaker = Counter(
        match["suffix"] for match in _SPEAKER.finditer(text[:_CITATIONS_IN])
    ).most_common(1)
    suffix = speaker[0][0] if speaker else ""
    names = Counter(
        _full(match["name"])
        for match in _CITED_NAME.finditer(text[:_CITATIONS_IN])
        if match["name"].endswith(suffix)
        and _plausible(match["name"])
        and _BEGINS_WITH_PLACE.match(_full(match["name"]))
    )
    for name, count in names.most_common(3):
        yield Found(name, name, 0.75 if count > 1 else 0.5)


def _from_filename(filename: str) -> Iterator[Found[str]]:
    """The file's name, or that of the folder it lies in."""
    for part in reversed(filename.replace("\\", "/").split("/")[-2:]):
        stem = re.sub(r"^[\d_\-. 年度]+", "", re.sub(r"\.\w{2,5}$", "", part))
        match = _TITLE_NAME.match(stem) or _WHOLE_FILE.fullmatch(stem)
        if match and _plausible(match["name"]):
            yield Found(_full(match["name"]), filename, 0.5)
