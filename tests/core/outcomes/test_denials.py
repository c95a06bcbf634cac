import pytest

from tests.timing import fastest
from tracker.core.outcomes.denials import denial, given_up, may_deny, undenied

LIST = "公布部门权责清单"


@pytest.mark.parametrize(
    ("promise", "clause", "words"),
    [
        (LIST, "部门权责清单没有如期公布", "没有如期公布"),
        (LIST, "部门权责清单不再公布", "不再公布"),
        (LIST, "部门权责清单暂不公布", "暂不公布"),
        (LIST, "部门权责清单推迟到明年公布", "推迟到明年公布"),
        (LIST, "部门权责清单延期公布", "延期公布"),
        (LIST, "部门权责清单有待公布", "有待公布"),
        (LIST, "公布工作推迟", "公布工作推迟"),
        (LIST, "已经取消部门权责清单公布工作", "取消部门权责清单公布工作"),
        (LIST, "部门权责清单未在6月底前公布", "未在6月底前公布"),
        ("印发水量调度细则", "细则暂缓制定", "暂缓制定"),
        (LIST, "部门权责清单6月公布", ""),
        # the promise's own word
        ("取消证明事项12项", "取消证明事项14项", ""),
        ("暂停建设围堤", "暂停建设围堤", ""),
        # where less is promised, what was not held is no failure
        ("涉企检查次数下降一成", "低风险企业未安排检查", ""),
        ("涉企检查次数下降一成", "涉企检查台账未公布", "未公布"),
        ("开展涉企检查", "低风险企业未安排检查", "未安排"),
        # those that it was done to, and a rule that was kept
        (LIST, "督促未公布清单的6个单位整改", ""),
        (LIST, "未经审查不得印发", ""),
        (LIST, "未审查的清单一律不公布", ""),
        # an act of its own, and nothing that was put off
        ("精简办事流程", "取消办理环节3个", ""),
        (LIST, "12项任务无一延期完成", ""),
        ("保护未成年人", "未成年人保护制度建立", ""),
        (LIST, "群众不再跑腿", ""),
        (LIST, "", ""),
    ],
)
def test_denial(promise: str, clause: str, words: str) -> None:
    assert denial(clause, promise) == words


@pytest.mark.parametrize(
    ("clause", "words"),
    [
        ("部门权责清单不再公布", "不再公布"),
        ("取消部门权责清单公布工作", "取消部门权责清单公布工作"),
        ("部门权责清单暂不公布", ""),
        ("部门权责清单没有如期公布", ""),
    ],
)
def test_given_up_is_for_good(clause: str, words: str) -> None:
    assert given_up(clause, LIST) == words


@pytest.mark.parametrize("hostile", ["未", "推迟", "取消", "未公布"])
def test_a_hostile_clause_takes_no_time(hostile: str) -> None:
    assert fastest(lambda: denial(hostile * 300_000, LIST), enough=2) < 2


def test_undenied() -> None:
    assert undenied("清单没有公布，完成梳理128项", LIST) == "完成梳理128项"
    assert undenied("", LIST) == ""


def test_may_deny() -> None:
    assert may_deny("清单推迟公布")
    assert not may_deny("清单6月公布")
