import pytest

from tracker.core.outcomes.shortened import written_out


@pytest.mark.parametrize(
    ("text", "full"),
    [
        ("规上企业用水户", "规模以上企业用水户"),
        ("规模以上企业", "规模以上企业"),
        ("改厕300座", "厕所改造300座"),
        ("地区生产总值", "地区生产总值"),
        ("", ""),
    ],
)
def test_written_out(text: str, full: str) -> None:
    assert written_out(text) == full
    assert written_out(full) == full
