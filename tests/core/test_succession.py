from __future__ import annotations

import pytest

from tests.timing import grows_linearly
from tracker.core.succession import LIKE_ENOUGH, Way, name_likeness, told_predecessors


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("原云岫市大数据局更名为云岫市数据局。", [("云岫市大数据局", Way.RENAMED)]),
        ("2025年3月，由云岫市大数据局改组成立。", [("云岫市大数据局", Way.RENAMED)]),
        ("云岫市数据局（原云岫市大数据局）报告如下", [("云岫市大数据局", Way.RENAMED)]),
        (
            "将云岫市规划局、云岫市国土资源局的职责整合，组建云岫市自然资源局。",
            [("云岫市规划局", Way.MERGED), ("云岫市国土资源局", Way.MERGED)],
        ),
        (
            "由原云岫市粮食局和云岫市物资局合并组建。",
            [("云岫市粮食局", Way.MERGED), ("云岫市物资局", Way.MERGED)],
        ),
        (
            "整合云岫市文化局、云岫市旅游局职责，组建云岫市文旅局。",
            [("云岫市文化局", Way.MERGED), ("云岫市旅游局", Way.MERGED)],
        ),
        ("将云岫市粮食局职责划入本局。", [("云岫市粮食局", Way.MERGED)]),
        ("原云岫市粮食局整体并入本局。", [("云岫市粮食局", Way.MERGED)]),
        ("不再保留云岫市粮食局。", [("云岫市粮食局", Way.MERGED)]),
        ("在原云岫市大数据局基础上组建云岫市数据局。", [("云岫市大数据局", Way.RENAMED)]),
        ("原云岫市大数据局，现为云岫市数据局。", [("云岫市大数据局", Way.RENAMED)]),
        ("云岫市大数据局重组为云岫市数据局。", [("云岫市大数据局", Way.RENAMED)]),
        ("从云岫市发展改革局分设。", [("云岫市发展改革局", Way.SPLIT)]),
        ("由云岫市发展改革局划出单独设立。", [("云岫市发展改革局", Way.SPLIT)]),
        ("将公安局的巡逻力量整合。", []),
        ("原有制度继续执行，会同云岫市司法局检查。", []),
        ("", []),
    ],
)
def test_told(text: str, told: list[tuple[str, Way]]) -> None:
    found = told_predecessors(text)
    assert [(one.name, one.way) for one in found] == told
    assert all(one.quote and one.quote in text for one in found)


@pytest.mark.parametrize(
    ("former", "present", "like"),
    [
        ("云岫市政务数据局", "云岫市政务和数据局", True),
        ("云岫市行政审批局", "云岫市行政审批服务局", True),
        ("云岫市城市管理局", "云岫市城市管理和综合执法局", True),
        ("云岫市教育局", "云岫市教育和体育局", True),
        ("云岫市卫生健康局", "云岫市卫生健康委员会", True),
        ("云岫市农业局", "云岫市农业农村局", True),
        ("云岫市澄堰县人民政府", "云岫市澄堰区人民政府", True),
        ("澄堰县青石镇人民政府", "澄堰县青石街道办事处", True),
        ("澄堰县青石镇人民政府", "澄堰县白石镇人民政府", False),
        ("云岫市农业局", "云岫市农业机械局", False),
        ("云岫市教育局", "云岫市教育督导局", False),
        ("云岫市水务局", "云岫市商务局", False),
        ("云岫市民政局", "云岫市财政局", False),
        ("云岫市市场监督管理局", "云岫市城市管理局", False),
        # Another place's body of nearly the same name is another body.
        ("云岫市行政审批局", "溯江市行政审批服务局", False),
        ("云岫市岚溪区司法局", "云岫市澄堰区司法局", False),
        ("云岫市司法局", "云岫市司法局", False),  # the same body follows nobody
    ],
)
def test_names(former: str, present: str, like: bool) -> None:
    assert (name_likeness(former, present) >= LIKE_ENOUGH) is like


def test_hostile_text_takes_linear_time() -> None:
    def read(times: int) -> None:
        assert told_predecessors("原" * times + "将" * times + "市" * times) == ()

    assert grows_linearly(read, small=20_000)
