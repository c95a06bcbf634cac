import pytest

from tracker.core.outcomes.heads import other_head


@pytest.mark.parametrize(
    ("words", "near", "told", "other"),
    [
        (("市级", "灌溉", "园区"), "市级灌溉合作社9家", "市级灌溉合作社", True),
        (("市级", "灌溉", "园区"), "市级园区9家", "市级园区", False),
        (
            ("老旧", "管网", "改造"),
            "管网检测9公里",
            "管网检测",
            False,
        ),  # an act
        (("管网", "投资"), "同比增速9%", "增速", False),
        (("园区",), "9家", "", False),
        ((), "合作社9家", "合作社", False),
    ],
)
def test_other_head(words: tuple[str, ...], near: str, told: str, other: bool) -> None:
    assert other_head(words, near, told) is other
