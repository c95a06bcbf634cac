import pytest

from tracker.core.outcomes.members import member_open

HOTELS = "确保望江酒店、临湖酒店投入运营，松林酒店开工。"


@pytest.mark.parametrize(
    ("promise", "told", "name"),
    [
        (HOTELS, ["临湖酒店投入运营，客房210间。"], "确保望江酒店"),
        (HOTELS, ["望江酒店投入运营。", "临湖酒店投入运营。"], ""),
        (HOTELS, ["新增公共停车泊位860个。"], ""),  # nothing of the list is told
        # words that any report uses name nothing
        ("加强教育、医疗监管。", ["加强教育监管。"], ""),
        ("建成望江酒店。", ["临湖酒店投入运营。"], ""),
        (HOTELS, [], ""),
    ],
)
def test_member_open(promise: str, told: list[str], name: str) -> None:
    assert member_open(promise, told) == name
