import pytest

from tests.timing import fastest
from tracker.core.outcomes.deadlines import late

LIST = "6月底前公布部门权责清单"


@pytest.mark.parametrize(
    ("promise", "passage", "found"),
    [
        (LIST, "12月公布部门权责清单，共128项。", ("6月底前", "12月")),
        (LIST, "部门权责清单下半年向社会公布。", ("6月底前", "下半年")),
        ("上半年建成用水信用评价系统", "10月建成用水信用评价系统。", ("上半年", "10月")),
        ("一季度内印发水量调度细则", "二季度印发水量调度细则。", ("一季度内", "二季度")),
        (LIST, "5月公布部门权责清单，共128项。", None),
        (LIST, "6月28日公布部门权责清单。", None),
        # told twice: the first date counts
        (LIST, "6月公布部门权责清单，12月再次公布部门权责清单。", None),
        # a date of something else, and one up to which it is counted
        (LIST, "公布部门权责清单，12月调整3项。", None),
        (LIST, "截至12月公布部门权责清单128项。", None),
        (LIST, "12月组织全区义务植树。", None),
        # nothing is later than the end of the year
        ("12月底前公布部门权责清单", "12月公布部门权责清单。", None),
        ("公布部门权责清单", "12月公布部门权责清单。", None),
        ("上半年、下半年各公布部门权责清单一次", "7月公布部门权责清单。", None),
        (LIST, "", None),
    ],
)
def test_late(promise: str, passage: str, found: tuple[str, str] | None) -> None:
    assert late(promise, passage) == found


@pytest.mark.parametrize("hostile", ["12月", "上半年", "一季度"])
def test_a_hostile_passage_takes_no_time(hostile: str) -> None:
    told, promised = "部门权责清单" + hostile * 100_000, hostile * 100_000
    assert fastest(lambda: (late(LIST, told), late(promised, "部门权责清单")), enough=2) < 2
