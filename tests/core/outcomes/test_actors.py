import pytest

from tracker.core.outcomes.actors import other_body, own_words

BUREAU = "砚川市临河区水务局"
COUNTY = "砚川市栖禾县人民政府"


@pytest.mark.parametrize(
    ("clause", "agency", "body"),
    [
        ("市水务局建成平台", BUREAU, "市水务局"),
        ("9月市水务局建成平台", BUREAU, "市水务局"),
        ("区水务局建成平台", BUREAU, ""),
        ("区财政局下达资金", BUREAU, "区财政局"),
        ("上级部门统一开发系统", BUREAU, "上级部门"),
        ("在区政府门户网站公布计划", BUREAU, ""),
        ("市场秩序持续好转", BUREAU, ""),
        ("顺利通过省水利厅验收", BUREAU, ""),
        ("被省水利厅评为先进单位", BUREAU, ""),
        ("市级节水园区建成", BUREAU, ""),
        ("县司法局开展督察", COUNTY, ""),  # its bureaus act for a government
        ("省司法厅印发规定", COUNTY, "省司法厅"),
        ("市局印发规定", "", "市局"),
        ("县司法局开展督察", "", ""),
        ("完成案卷评查", BUREAU, ""),
        ("", "", ""),
        ("", BUREAU, ""),
    ],
)
def test_other_body(clause: str, agency: str, body: str) -> None:
    assert other_body(clause, agency=agency) == body


@pytest.mark.parametrize(
    ("text", "promise", "kept", "body"),
    [
        ("市局建成系统，投入使用；我局完成调研。", "建成系统", "我局完成调研。", "市局"),
        ("市局建成系统，我局接入点位。", "建成系统", "我局接入点位。", "市局"),
        ("市局建成系统。完成接入。", "建成系统", "完成接入。", "市局"),
        ("各县（区）建成系统。", "建成系统", "", "各县（区）"),
        ("区县水务部门建成系统。", "建成系统", "", "区县水务部门"),
        ("县区建成系统。", "建成系统", "县区建成系统。", ""),  # no body of its own is named
        ("市局验收系统。", "系统通过市局验收", "市局验收系统。", ""),
        ("完成接入。", "完成接入", "完成接入。", ""),
    ],
)
def test_own_words(text: str, promise: str, kept: str, body: str) -> None:
    assert own_words(text, agency=BUREAU, promise=promise) == (kept, body)
