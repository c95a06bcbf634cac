"""Where a body belongs and what it is: region, level, government or department (地区、层级)."""

from __future__ import annotations

import re
from typing import Final

from tracker.core.identity.names import PLACE
from tracker.core.lexicon import alternatives, words
from tracker.core.types import BodyKind, Found, RegionLevel

_PLACE = re.compile(PLACE)
# What the name of a department begins with: no place is read out of 城市管理局.
_DEPARTMENT = re.compile(alternatives("bureau_words"))
_STREET = re.compile(r"(?P<place>.*街道)办事处$")
_ZONE = re.compile(r"(?P<place>.{2,20}[区园城岛港])(?:管理委员会|管委会)$")
_STATE_OFFICE = re.compile(r"^国家[\u4e00-\u9fff]{2,8}?总?局(?=.{4})")
_GOVERNMENT = re.compile(r"(?:人民政府|行政公署)$")
_OUTPOST = re.compile(r"(?:街道办事处|管理委员会|管委会)$")
_CITY_PROVINCES: Final = frozenset(words("city_provinces"))
_LEVELS: Final = (
    (re.compile(r"(?:[镇乡]|街道)$"), RegionLevel.TOWNSHIP),
    (re.compile(r"(?:省|自治区|行政区)$"), RegionLevel.PROVINCE),
    (re.compile(r"(?:[州盟]|地区)$"), RegionLevel.PREFECTURE),
    (re.compile(r"(?<!新)(?<!矿)(?<!发)[县旗区]$"), RegionLevel.COUNTY),
)
_HAS_COUNTIES = re.compile(r"县[（(]?[市、]|[县市]区|各县|区县|市辖区")
# 按照省、清远市部署: another city stands above this one.
_ABOVE = re.compile(r"省(?:委、省政府)?[、和及](?P<above>[\u4e00-\u9fff]{2,4}?[市州盟])(?!、|各)")
_HAS_TOWNS = re.compile(r"各镇|镇[（(]街|各乡镇|镇街|乡镇[（(、]|各街道")


def find_region(agency: Found[str] | None) -> Found[str] | None:
    """The place that the body belongs to, with those above it as far as its name says them."""
    if agency is None:
        return None
    name = _STATE_OFFICE.sub("", agency.value)
    special = _STREET.fullmatch(name) or _ZONE.fullmatch(name)
    place = special["place"] if special else "".join(_places(name))
    return Found(place, agency.evidence, agency.confidence) if place else None


def _places(name: str) -> list[str]:
    """The places that a name begins with: 云岫市, 岚溪区 of 云岫市岚溪区财政局."""
    found: list[str] = []
    position = 0
    while match := _PLACE.match(name, position):
        department = _DEPARTMENT.match(name, position)
        # 公安县 is a county all the same.
        if department and position and len(match[0]) != len(department[0]) + 1:
            break
        found.append(match[0])
        position = match.end()
    return found


def find_level(region: Found[str] | None, text: str) -> Found[RegionLevel] | None:
    """How high the place stands. Of a 市 alone only its own counties or towns tell the level.

    None for a zone or a new area (新区), whose rank its name doesn't say.
    """
    if region is None:
        return None
    if region.value in _CITY_PROVINCES:
        return Found(RegionLevel.PROVINCE, region.value, region.confidence)
    for pattern, level in _LEVELS:
        if pattern.search(region.value):
            return Found(level, region.value, region.confidence)
    if not region.value.endswith("市"):
        return None
    above = _places(region.value + "政府")[:-1]
    if above and above[-1].endswith(("市", "州", "盟", "地区")):
        return Found(RegionLevel.COUNTY, region.value, region.confidence)
    return _level_of_city(region, text)


def _level_of_city(region: Found[str], text: str) -> Found[RegionLevel]:
    above = _ABOVE.search(text)
    if above and above["above"] != region.value:
        return Found(RegionLevel.COUNTY, above[0], min(0.7, region.confidence))
    counties, towns = _HAS_COUNTIES.search(text), _HAS_TOWNS.search(text)
    if counties:
        return Found(RegionLevel.PREFECTURE, counties[0], min(0.7, region.confidence))
    if towns:
        return Found(RegionLevel.COUNTY, towns[0], min(0.6, region.confidence))
    return Found(RegionLevel.PREFECTURE, region.value, min(0.4, region.confidence))


def find_body(agency: Found[str] | None) -> Found[BodyKind] | None:
    """A government or a department; a street office or a zone's committee acts as the former."""
    if agency is None:
        return None
    if _GOVERNMENT.search(agency.value):
        return Found(BodyKind.GOVERNMENT, agency.value, agency.confidence)
    if _OUTPOST.search(agency.value):
        return Found(BodyKind.GOVERNMENT, agency.value, min(0.7, agency.confidence))
    return Found(BodyKind.DEPARTMENT, agency.value, agency.confidence)
