"""Region, level, kind of body and addressee."""

from __future__ import annotations

import pytest

from tracker.core.identity import identify
from tracker.core.types import BodyKind, RegionLevel

TEXT = (
    "{name}2024年法治政府建设报告\n{before}我局坚持依法行政，建设法治政府。{more}\n"
    "一、做法\n好。\n二、不足\n少。"
)
GOVERNMENT, DEPARTMENT = BodyKind.GOVERNMENT, BodyKind.DEPARTMENT
PROVINCE, PREFECTURE = RegionLevel.PROVINCE, RegionLevel.PREFECTURE
COUNTY, TOWNSHIP = RegionLevel.COUNTY, RegionLevel.TOWNSHIP


@pytest.mark.parametrize(
    ("name", "region", "level", "body"),
    [
        ("白沙省商务厅", "白沙省", PROVINCE, DEPARTMENT),
        ("白沙壮族自治区人民政府", "白沙壮族自治区", PROVINCE, GOVERNMENT),
        ("红柳盟行政公署", "红柳盟", PREFECTURE, GOVERNMENT),
        ("白沙自治州卫生健康委员会", "白沙自治州", PREFECTURE, DEPARTMENT),
        ("望川县司法局", "望川县", COUNTY, DEPARTMENT),
        ("望川县城市管理局", "望川县", COUNTY, DEPARTMENT),
        ("望川市岭南区人民政府", "望川市岭南区", COUNTY, GOVERNMENT),
        ("望川市市中区财政局", "望川市市中区", COUNTY, DEPARTMENT),
        ("红柳盟南岭市水务局", "红柳盟南岭市", COUNTY, DEPARTMENT),
        ("红柳旗农牧局", "红柳旗", COUNTY, DEPARTMENT),
        ("望川县石桥镇人民政府", "望川县石桥镇", TOWNSHIP, GOVERNMENT),
        ("岭南区城南街道办事处", "岭南区城南街道", TOWNSHIP, GOVERNMENT),
        ("望川新区管理委员会", "望川新区", None, GOVERNMENT),
        ("国家税务总局望川县税务局", "望川县", COUNTY, DEPARTMENT),
        ("望川县人民政府办公室", "望川县", COUNTY, DEPARTMENT),
    ],
)
def test_places(name: str, region: str, level: RegionLevel | None, body: BodyKind) -> None:
    identity = identify(TEXT.format(name=name, before="", more=""))
    assert identity.region is not None
    assert identity.region.value == region
    assert (identity.level.value if identity.level else None) is level
    assert identity.body is not None
    assert identity.body.value is body


@pytest.mark.parametrize(
    ("more", "level", "sure"),
    [
        ("指导各县（市、区）开展执法监督。", PREFECTURE, True),
        ("指导各乡镇开展执法监督。", COUNTY, True),
        ("", PREFECTURE, False),
        # Another city above it.
        ("按照省、白沙市部署，向各县（市、区）学习。", COUNTY, True),
    ],
)
def test_a_city_is_what_it_governs(more: str, level: RegionLevel, sure: bool) -> None:
    found = identify(TEXT.format(name="望川市水务局", before="", more=more)).level
    assert found is not None
    assert found.value is level
    assert (found.confidence >= 0.5) is sure


@pytest.mark.parametrize(
    ("line", "addressee"),
    [
        ("中共望川市委、望川市人民政府：\n", "中共望川市委、望川市人民政府"),
        ("望川县委依法治县办:\n", "望川县委依法治县办"),
        ("市人大常委会：\n", "市人大常委会"),
        ("现将有关工作情况报告如下：\n", None),
        ("发布单位：\n", None),
        ("各位代表：\n", None),
        ("", None),
    ],
)
def test_addressee(line: str, addressee: str | None) -> None:
    found = identify(TEXT.format(name="望川市水务局", before=line, more="")).addressee
    assert (found.value if found else None) == addressee


def test_nothing_is_known_of_an_unknown_body() -> None:
    identity = identify(TEXT.format(name="", before="", more=""))
    assert (identity.agency, identity.region, identity.level, identity.body) == (None,) * 4
