import pytest

from tests.timing import fastest
from tracker.core.outcomes.members import member_open, work_open
from tracker.core.outcomes.naming import paper_open
from tracker.core.outcomes.obstacles import REMAINDER

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


WORKS = "完成柳湾泵站、石桥水厂改造，编制灌区调度预案。"


@pytest.mark.parametrize(
    ("promise", "told", "work"),
    [
        (WORKS, ["柳湾泵站改造完工，印发灌区调度预案。"], "石桥水厂改造"),
        (WORKS, ["柳湾泵站、石桥水厂改造完工。"], "编制灌区调度预案"),
        (WORKS, ["柳湾泵站、石桥水厂改造完工，印发灌区调度预案。"], ""),
        # what only goes on, or says what for, is repeated by no report
        ("加强柳湾、石桥等水源地巡护，守护碧水清流。", ["开展柳湾水源地巡护40次。"], ""),
        ("完成年度任务。", ["供水管网检测完成。"], ""),  # names no thing of its own
        (WORKS, ["组织水法培训3期。"], "编制灌区调度预案"),  # nothing of the list is told
    ],
)
def test_work_open(promise: str, told: list[str], work: str) -> None:
    assert work_open(promise, told) == work


@pytest.mark.parametrize("hostile", ["建成", "、建成柳湾泵站", "制定规划，", "仍有1个未"])
def test_a_hostile_promise_takes_no_time(hostile: str) -> None:
    def read(size: int) -> object:
        text = hostile * (size // len(hostile))
        return work_open(text, [text]), paper_open(text, [text]), REMAINDER.search(text)

    assert fastest(lambda: read(100_000), enough=2.0) < 2.0
