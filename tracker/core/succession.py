"""Which body may have taken over from which (机构沿革), by a report's words or by the names alone.

Only ever a proposal: whether promises pass on is confirmed by a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Final, NamedTuple

from rapidfuzz import fuzz

_NAME: Final = (
    r"[\u4e00-\u9fff]{2,28}?(?:委员会|办公室|人民政府|管委会|(?<![的新格布全大时])局|厅|委|中心)"
)
_NAMES: Final = rf"{_NAME}(?:(?:、|和|与){_NAME})*"
_RENAMED = re.compile(
    rf"(?:原|由原?)(?P<before>{_NAME})(?:正式)?(?:更名|改名|改组|改称|重组)"
    rf"|(?<![\u4e00-\u9fff])(?P<plain>{_NAME})(?:正式)?(?:更名|改名|改称|改组|重组)为"
    rf"|原(?P<now>{_NAME})[,，]?现为"
    rf"|在原?(?P<base>{_NAME})(?:的)?基础上(?:新?组建|成立)"
    rf"|[(（](?:以下简称[^()（）]{{0,20}}[,，])?原(?P<bracket>{_NAME})[)）]"
)
_MERGED = re.compile(
    rf"(?:将|由|整合)原?(?P<list>{_NAMES})(?:的?(?:相关)?(?:职责|职能|机构))?(?:等)?"
    r"(?:进行)?[,，]?(?:整合|合并|组建)"
)
# One body that went into another.
_TAKEN_IN = re.compile(
    rf"(?:将|原)原?(?P<in>{_NAME})(?:的?(?:全部|相关)?(?:职责|职能|机构|人员)(?:和人员)?)?"
    r"(?:整体)?(?:并入|划入|划归)"
    rf"|不再保留原?(?P<ended>{_NAME})"
)
_SPLIT = re.compile(
    rf"从原?(?P<from>{_NAME})(?:中)?(?:分设|划出|拆分|分离|单设)"
    rf"|由原?(?P<out>{_NAME})划出[,，]?(?:单独)?(?:设立|组建)"
)
_LIST_MARKS = re.compile(r"、|(?<=[局厅委会室心府])[和与]")
_PLACE_END: Final = "省市州盟县区旗乡镇"
_SHOWN: Final = 60  # characters of a quotation
# Of what the bodies do, without their endings: 水务 and 商务 share one character of two (50),
# 教育 and 教育督导 two of three (67), 行政审批 and 行政审批服务 four of five (80).
LIKE_ENOUGH: Final = 75.0
_ENDING = re.compile(r"(?:委员会|办公室|管委会|局|厅|委|中心)$")
# What is added when a body takes over more: 城市管理局, 城市管理和综合执法局.
_ADDED = re.compile(r"[和与及]|体育|农村|旅游|服务|综合|科技|信息化")
_GOVERNMENT = re.compile(r"(?:[县市区旗]人民政府|[镇乡]人民政府|街道办事处)$")


class Way(StrEnum):
    """How one body followed another."""

    RENAMED = "renamed"  # 更名
    MERGED = "merged"  # 合并
    SPLIT = "split"  # 拆分


class Told(NamedTuple):
    """A former body that a text names, how it ended, and the words that say so."""

    name: str
    way: Way
    quote: str


def told_predecessors(text: str) -> tuple[Told, ...]:
    """The former bodies that a report says it goes back to, each once, in order."""
    found: dict[str, Told] = {}
    for told in _told(text):
        found.setdefault(told.name, told)
    return tuple(found.values())


def name_likeness(former: str, present: str) -> float:
    """How like two full names of bodies of one place are, 0..100; 0 for different places.

    A name that only grew (城市管理局, 城市管理和综合执法局) counts as like as any.
    """
    if _GOVERNMENT.search(former) and _GOVERNMENT.search(present):
        same = _GOVERNMENT.sub("", former) == _GOVERNMENT.sub("", present)
        return 100.0 if same and former != present else 0.0  # 县改区、镇改街道
    place = _common_place(former, present)
    before, after = (_ENDING.sub("", name[place:]) for name in (former, present))
    if not place or not before or not after or former == present:
        return 0.0
    if len(before) >= 2 and after.startswith(before) and _ADDED.match(after, len(before)):
        return 100.0
    return fuzz.ratio(before, after)


def _told(text: str) -> Iterator[Told]:
    for match in _RENAMED.finditer(text):
        yield Told(_named(match), Way.RENAMED, _quote(text, match))
    for match in _MERGED.finditer(text):
        names = _LIST_MARKS.split(match["list"])
        if len(names) > 1:
            for name in names:
                yield Told(name.removeprefix("原"), Way.MERGED, _quote(text, match))
    for match in _TAKEN_IN.finditer(text):
        yield Told(_named(match), Way.MERGED, _quote(text, match))
    for match in _SPLIT.finditer(text):
        yield Told(_named(match), Way.SPLIT, _quote(text, match))


def _named(match: re.Match[str]) -> str:
    """The one group that took part."""
    return next(group for group in match.groups() if group).removeprefix("原")


def _quote(text: str, match: re.Match[str]) -> str:
    return text[match.start() : match.end() + 12].split("\n", maxsplit=1)[0][:_SHOWN]


def _common_place(former: str, present: str) -> int:
    """The length of the place that both names begin with; 0 for none."""
    same = 0
    for index, (ours, theirs) in enumerate(zip(former, present, strict=False)):
        if ours != theirs:
            break
        if ours in _PLACE_END and index:
            same = index + 1
    return same
