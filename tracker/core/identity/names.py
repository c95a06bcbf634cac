"""Names of bodies and of the places in front of them: what one looks like, which two are one.

A name is only read where it is anchored: at the beginning of a line, after punctuation,
《, a year or 中共. So 唐县 is never read out of 高唐县.
"""

from __future__ import annotations

import re
from typing import Final

from tracker.core.lexicon import alternatives, words

PLACE: Final = rf"[\u4e00-\u9fff]{{1,12}}?{alternatives('place_suffixes')}"
BODY_SUFFIX: Final = alternatives("body_suffixes")
_NAME: Final = rf"(?:{PLACE}){{1,3}}?[\u4e00-\u9fff（）()、]{{0,24}}?{BODY_SUFFIX}"
WHOLE_NAME = re.compile(rf"{_NAME}|[\u4e00-\u9fff]{{2,20}}?{BODY_SUFFIX}")
PLACED_NAME = re.compile(_NAME)
# 市教育局, which place is left for the reader to know; 市中区…, 区县… are no such names.
SHORT_NAME = re.compile(
    r"(?P<level>自治区|省|市|州|盟|县|区|旗|镇|乡)(?P<body>(?!中区|南区|北区|辖区|场监(?:督管理|管)局$).{1,24})"
)
_PLACES = re.compile(rf"(?:{PLACE}){{1,2}}")
# A place, and behind it another one; 城市 and 社区 are none, 易县 is.
_FIRST_PLACE = re.compile(r"[\u4e00-\u9fff]{1,10}?(?:自治[区州县旗]|[省市州盟县区旗])")
_PLACE_IN_FRONT = re.compile(
    r"[\u4e00-\u9fff](?:县|[\u4e00-\u9fff]{1,9}?(?:[市州盟县区旗镇乡]|街道))"
)
_PLAIN_GOVERNMENT = re.compile(r"(?<!人民)政府(?=$|办公[室厅]$)")
_CONTRACTIONS: Final = dict(entry.split("=") for entry in words("name_contractions"))
# 监管局, 发改委: 监管 of 监管中心 or 城市监管所 may stand for itself.
_CONTRACTED = re.compile(
    rf"(?P<short>{'|'.join(sorted(_CONTRACTIONS, key=len, reverse=True))})(?=[局厅委]$|委员会$)"
)
_COMMISSION = re.compile(r"委$")
_LEADS = re.compile(rf"^{alternatives('name_leads')}+")
_PARTY = re.compile(r"^中共|(?:机关)?(?:党组|党委|党总支|党支部)$")
_STRANGERS = re.compile(alternatives("name_strangers"))
_NOT_A_NAME: Final = ("党中央", "国务院", "各", "全", "本", "该", "其")
# Who drafts, files or publishes the report of a government in its stead.
_FOR_GOVERNMENT = re.compile(
    r"(?:人民)?政府办公[室厅]$|司法[局厅]$|依法治[省市州县区旗]|法治政府建设|法制办"
)


def full_name(name: str) -> str:
    """X市政府(办公室) is X市人民政府(…); 中共, 党组 and words in front are no part of the name."""
    return _PLAIN_GOVERNMENT.sub("人民政府", _PARTY.sub("", _LEADS.sub("", name)))


def is_plausible(name: str) -> bool:
    """Whether this can be the whole name of a body, and is no piece of a sentence."""
    name = _LEADS.sub("", name)
    if len(name) < 4 or name.startswith(_NOT_A_NAME) or SHORT_NAME.fullmatch(name):
        return False
    return not _STRANGERS.search(name.removesuffix("工作委员会"))


def is_longer_form(longer: str, name: str) -> bool:
    """The same name with the places above it in front."""
    return longer.endswith(name) and bool(_PLACES.fullmatch(longer.removesuffix(name)))


def spelled_out(name: str) -> str:
    """The name without contractions: 区市场监管局 is 区市场监督管理局, 市发改委 …委员会."""
    full = _CONTRACTED.sub(lambda match: _CONTRACTIONS[match["short"]], name)
    return _COMMISSION.sub("委员会", full)


def may_be_one(name: str, other: str) -> bool:
    """Whether two names in one document are of one body: equal, or one the longer form."""
    name, other = spelled_out(name), spelled_out(other)
    return name == other or is_longer_form(name, other) or is_longer_form(other, name)


def files_for(office: str, government: str) -> bool:
    """Whether this office hands in what the government of the same place reports.

    X市人民政府办公室 or X市司法局 under a report of X市人民政府 is no second body.
    """
    place = government.removesuffix("人民政府")
    return place != government and place in office and bool(_FOR_GOVERNMENT.search(office))


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
