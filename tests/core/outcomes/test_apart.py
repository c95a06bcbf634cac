import pytest

from tests.timing import fastest
from tracker.core.outcomes.apart import listed_before, named_apart
from tracker.core.types import Span


@pytest.mark.parametrize(
    ("text", "number", "thing"),
    [
        ("城镇、农村居民收入分别增长8%和9%", "8%", "城镇居民收入增长"),
        ("城镇、农村居民收入分别增长8%和9%", "9%", "农村居民收入增长"),
        ("养老保险和医疗保险参保率分别达到98%和96%", "98%", "养老保险参保率达到"),
        ("县城、乡镇分别新建停车场3处、5处", "5处", "乡镇新建停车场"),
        # the numbers of the next clause are dealt out to the same list
        ("甲镇、乙镇分别办案30件、40件，增长5%、6%", "6%", "乙镇增长"),
        # as many numbers as things, or nothing is said
        ("甲镇、乙镇分别办案30件", "30件", ""),
        ("新建停车场3处、公厕5处", "5处", ""),
    ],
)
def test_named_apart(text: str, number: str, thing: str) -> None:
    start = text.index(number)
    assert named_apart(Span(start, start + len(number)), text) == thing


def test_both_kinds_of_residents() -> None:
    text = "城乡居民收入分别达到4万元、2万元"
    assert named_apart(Span(text.index("2万元"), len(text)), text).startswith("农村居民收入")


def test_listed_before() -> None:
    assert listed_before("推进甲证、乙证和丙证") == ["推进甲证", "乙证", "丙证"]
    assert listed_before("推进甲证") == []


@pytest.mark.parametrize("text", ["和甲" * 50_000 + "(", "甲、" * 50_000 + "各3场", "和" * 100_000])
def test_hostile_lists_take_linear_time(text: str) -> None:
    last = Span(len(text) - 1, len(text))
    assert fastest(lambda: (listed_before(text), named_apart(last, text)), enough=0.7) < 0.7
