"""Which units measure the same kind of thing, and how much of one is in another (单位换算)."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from tracker.core.types import Target

# Measure words that count the same things: 34场次 answers 不少于30场.
_SAME: Final = (
    ("次", "场", "场次", "期", "轮", "轮次", "批", "批次", "次数"),
    ("件", "起", "宗", "例"),
    ("份", "篇", "部", "卷", "本", "册"),
    ("类", "种"),
    ("个", "项"),
    ("人", "名", "位", "农民", "居民", "群众", "村民"),
    ("家", "户"),
    ("所", "处", "座", "间", "栋", "幢"),
    ("堂", "节", "课"),
    ("天", "日", "个工作日", "工作日"),
    ("辆", "台"),
    ("株", "棵"),
    ("人次", "件次", "家次", "户次"),
)
# Several measure words stand for the same things (断头路3处, 6条), 个 and 项 for any: the thing
# then has to be named as a whole.
_THINGS: Final = frozenset({"件", "份", "类", "个", "家", "所", "辆", "条", "套", "支", "张", "对"})
_ANY: Final = "个"
# The first unit of each kind is its base; the rest say how many of it they hold.
_MEASURES: Final[tuple[dict[str, float], ...]] = (
    {"元": 1.0},
    {"米": 1.0, "公里": 1000.0, "千米": 1000.0, "里": 500.0},
    {
        "平方米": 1.0,
        "亩": 10_000 / 15,
        "公顷": 10_000.0,
        "平方公里": 1e6,
        "平方千米": 1e6,
    },
    {"克": 1.0, "斤": 500.0, "公斤": 1000.0, "千克": 1000.0, "吨": 1e6},
    {"立方米": 1.0, "方": 1.0, "升": 0.001},
    {"%": 1.0, "％": 1.0, "个百分点": 1.0, "‰": 0.1},
    {"千瓦时": 1.0},
    {"千瓦": 1.0},
    {"天": 1.0},
)
SHARE: Final = "%"
MONEY: Final = "元"
_KIND: Final = {
    **{unit: same[0] for same in _SAME for unit in same},
    **{unit: next(iter(measure)) for measure in _MEASURES for unit in measure},
}
MEASURED: Final = frozenset({"元", "米", "平方米", "克", "立方米", "千瓦"})  # kinds that add up
_HOLDS: Final = {unit: much for measure in _MEASURES for unit, much in measure.items()}
_SCALE: Final = {"万": 1e4, "亿": 1e8}
_SIZES: Final = "".join(_SCALE)


def kind_of(target: Target) -> str:
    """The unit as a kind: measure words for the same things are one kind, 亩 and 公顷 another."""
    return _kind(target.unit)


@lru_cache(maxsize=1024)
def _kind(unit: str) -> str:
    bare = unit.lstrip(_SIZES) or unit
    return _KIND.get(bare, bare)


def family_of(target: Target) -> str:
    """The kind; one for all of those that may stand for one another (个, 处, 条)."""
    kind = _kind(target.unit)
    return _ANY if kind in _THINGS else kind


def alike(ours: Target, theirs: Target) -> bool:
    """Whether two units can count the same thing; 个 may stand for 处, 处 for 条."""
    return family_of(ours) == family_of(theirs)


def general(ours: Target, theirs: Target) -> bool:
    """Whether the units differ and are alike only because both count things."""
    kinds = {kind_of(ours), kind_of(theirs)}
    return len(kinds) == 2 and kinds <= _THINGS


def size_of(target: Target) -> float:
    """How much of its kind's base one of the target's unit is: 万元 is 10,000, 公里 is 1,000."""
    return _size(target.unit)


@lru_cache(maxsize=1024)
def _size(unit: str) -> float:
    size = 1.0
    for char in unit:
        if char not in _SCALE:
            break
        size *= _SCALE[char]
    return size * _HOLDS.get(unit.lstrip(_SIZES), 1.0)


def base_value(target: Target) -> float:
    """The number in its kind's base unit: 1.3亿元 is 130,000,000 (元)."""
    return target.value * size_of(target)
