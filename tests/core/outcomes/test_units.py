import pytest

from tracker.core.outcomes.units import alike, base_value, kind_of
from tracker.core.types import Comparator, Span, Target


def of(value: float, unit: str) -> Target:
    return Target(f"{value}{unit}", Span(0, 1), value, unit, Comparator.EQ, "")


@pytest.mark.parametrize(
    ("unit", "kind"),
    [
        ("场次", "次"),
        ("个百分点", "%"),
        ("万元", "元"),
        ("公顷", "平方米"),
        ("名", "人"),
        ("村民", "人"),
        ("瓶", "瓶"),
    ],
)
def test_kind_of(unit: str, kind: str) -> None:
    assert kind_of(of(1, unit)) == kind


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("场", "次", True),
        ("处", "条", True),
        ("个", "家", True),
        ("%", "次", False),
        ("户", "人", False),
        ("人次", "人", False),
        ("亩", "公里", False),
    ],
)
def test_alike(one: str, other: str, same: bool) -> None:
    assert alike(of(1, one), of(1, other)) is same
    assert alike(of(1, other), of(1, one)) is same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (of(1340, "万人"), of(13_400_000, "人")),
        (of(1.3, "亿元"), of(13_000, "万元")),
        (of(15, "亩"), of(1, "公顷")),
        (of(1, "平方公里"), of(100, "公顷")),
        (of(2, "公里"), of(2000, "米")),
        (of(3, "吨"), of(6000, "斤")),
        (of(500, "公斤"), of(1000, "斤")),
    ],
)
def test_base_value(one: Target, other: Target) -> None:
    assert base_value(one) == pytest.approx(base_value(other))
