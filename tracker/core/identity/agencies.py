"""Who reports (单位): the names heard in a document, weighed against one another."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from tracker.core.identity.mentions import (
    Mention,
    Source,
    cited_places,
    from_citations,
    from_delivery,
    from_filename,
    from_first_sentence,
    from_signature,
    from_title,
)
from tracker.core.identity.names import (
    SHORT_NAME,
    files_for,
    full_name,
    may_be_one,
    spelled_out,
)
from tracker.core.types import Found, ReportKind

DOUBTFUL: Final = 0.4  # below what is stored without asking: contradicted, or only a guess
_PLACE_OF_PARTY = re.compile(
    r"(?:中共)?(?P<place>[\u4e00-\u9fff]{2,10}?[省市州盟县区旗])(?:委|人民政府)"
)
_LED_BY = re.compile(r"中共(?P<place>[\u4e00-\u9fff]{2,8}?[省市州盟县区旗])委[^，。]{0,8}领导")
_OURS = re.compile(
    r"我代表(省|市|州|盟|县|区|旗|镇|乡)(?:人民)?政府|我(省|市|州|盟|县|区|旗|镇|乡)"
)
_STRONG: Final = (Source.TITLE, Source.SIGNATURE, Source.DELIVERY, Source.FIRST_SENTENCE)


def find_agency(
    text: str,
    *,
    kind: ReportKind | None,
    title: Found[str] | None,
    filename: str,
    addressee: Found[str] | None = None,
) -> Found[str] | None:
    """The body that reports, by its full name where the text gives it.

    Confidence 0.5 and more: read where a report names its author, and nothing speaks against
    it. Less: two bodies are named, or the place is a guess; the user is asked.
    """
    found = find_candidates(text, kind=kind, title=title, filename=filename, addressee=addressee)
    return found[0] if found else None


def find_candidates(
    text: str,
    *,
    kind: ReportKind | None,
    title: Found[str] | None,
    filename: str,
    addressee: Found[str] | None = None,
) -> tuple[Found[str], ...]:
    """Every body that may be the author, best first; of two forms of a name the longer."""
    heard = _heard(text, kind=kind, title=title, filename=filename)
    mentions = [m if not m.short else _placed(m, heard, text, addressee) for m in heard]
    groups: list[list[Mention]] = []
    for mention in mentions:
        if mention is None:
            continue
        group = next((g for g in groups if may_be_one(g[0].name, mention.name)), None)
        if group is None:
            groups.append([mention])
        else:
            group.append(mention)
    if not groups:
        return _by_party(text, kind=kind)
    best = groups[0]
    contradicted = any(_contradicts(other, best) for other in groups[1:])
    contradicted = contradicted or _wrong_level(text, _longest(best).name, kind=kind)
    return tuple(_fact(group, doubtful=contradicted or group is not best) for group in groups)


def _heard(
    text: str, *, kind: ReportKind | None, title: Found[str] | None, filename: str
) -> list[Mention]:
    """All mentions in the order of trust."""
    by_text = (
        [*from_delivery(text)]
        if kind is ReportKind.GOVERNMENT_WORK
        else [*from_first_sentence(text), *from_citations(text)]
    )
    return [*from_title(title), *from_signature(text), *by_text, *from_filename(filename)]


def _placed(
    short: Mention, heard: list[Mention], text: str, addressee: Found[str] | None
) -> Mention | None:
    """A short name with its place: as another mention gives it, the addressee, or citations."""
    own = spelled_out(short.name)
    for other in heard:
        if not other.short and (full := spelled_out(other.name)).endswith(own):
            placed = full.removesuffix(own) + short.name
            return short._replace(name=max(other.name, placed, key=len), short=False)
    match = SHORT_NAME.fullmatch(short.name)
    if match is None:
        return None
    level, body = match["level"], match["body"]
    party = _PLACE_OF_PARTY.match(addressee.value) if addressee else None
    if party and party["place"].endswith(level):
        return short._replace(name=full_name(party["place"] + body), confidence=0.8, short=False)
    places = cited_places(text, level=level).most_common(2)
    if not places:
        return None
    clear = len(places) == 1 or places[0][1] >= 2 * places[1][1]
    confidence = min(short.confidence, 0.8 if clear else DOUBTFUL)
    return short._replace(name=full_name(places[0][0] + body), confidence=confidence, short=False)


def _contradicts(other: list[Mention], best: list[Mention]) -> bool:
    """Whether another body is named where a report names its author, or by the file itself."""
    names = [mention.name for mention in best]
    for mention in other:
        if any(files_for(mention.name, name) for name in names):
            continue
        if mention.source in _STRONG and mention.confidence > DOUBTFUL:
            return True
        if mention.source is Source.FILE and mention.name in mention.evidence.rpartition("/")[2]:
            return True
    return False


def _wrong_level(text: str, name: str, *, kind: ReportKind | None) -> bool:
    """我代表县人民政府 is not said by a city; only the genre that always says it is judged."""
    if kind is not ReportKind.GOVERNMENT_WORK or not name.endswith("人民政府"):
        return False
    said = Counter(match[1] or match[2] for match in _OURS.finditer(text))
    if not said:
        return False
    place = name.removesuffix("人民政府")
    return place[-1] not in said and not place.endswith(("自治区", "街道"))


def _longest(group: list[Mention]) -> Mention:
    return max(group, key=lambda mention: len(mention.name))


def _fact(group: list[Mention], *, doubtful: bool) -> Found[str]:
    longest = _longest(group)
    confidence = max(mention.confidence for mention in group)
    if doubtful:
        confidence = min(confidence, DOUBTFUL)
    return Found(longest.name, longest.evidence, round(confidence, 2))


def _by_party(text: str, *, kind: ReportKind | None) -> tuple[Found[str], ...]:
    """A government that only names the committee of its own level: 在中共X市委坚强领导下."""
    if kind is not ReportKind.GOVERNMENT_WORK:
        return ()
    level = Counter(match[1] or match[2] for match in _OURS.finditer(text)).most_common(1)
    led = {match["place"] for match in _LED_BY.finditer(text)}
    own = [place for place in led if level and place.endswith(level[0][0])]
    if len(own) != 1:
        return ()
    return (Found(own[0] + "人民政府", f"中共{own[0]}委", 0.6),)
