from __future__ import annotations

import pytest

from tracker.core.commitments import find_commitments
from tracker.core.renewals import find_renewals
from tracker.core.types import Commitment, Renewal, Section, SectionKind, Span


def plan(*items: str) -> tuple[Commitment, ...]:
    text = "三、下一年度安排\n" + "\n".join(items)
    section = Section(SectionKind.PLAN, "三、下一年度安排", Span(0, len(text)))
    return find_commitments(text, (section,), plan_year=2025)


BEFORE = (
    "（一）抓实学法用法。全年组织行政执法人员法治轮训不少于4次。",
    "（二）建好综合监管平台。9月底前建成综合监管信息平台并上线运行。",
    "（三）修订应急预案。完成全县防汛抗旱应急预案修订。",
)


@pytest.mark.parametrize(
    ("following", "links"),
    [
        (BEFORE, [(0, 0, []), (1, 1, []), (2, 2, [])]),
        (
            ("（一）持续学法。全年组织行政执法人员法治轮训不少于2次。",),
            [(0, 0, [("target_lowered", "不少于4次", "不少于2次")])],
        ),
        (
            ("（一）持续学法。全年组织行政执法人员法治轮训不少于6次。",),
            [(0, 0, [("target_raised", "不少于4次", "不少于6次")])],
        ),
        (
            ("（一）持续学法。组织行政执法人员法治轮训。",),
            [(0, 0, [("target_gone", "不少于4次")])],
        ),
        # The number stands in a sentence of its own now.
        (
            ("（一）持续学法。组织行政执法人员法治轮训。全年不少于2次。",),
            [(0, 0, [("target_lowered", "不少于4次", "不少于2次")])],
        ),
        # Other words of counting the same: 4次 and 3期.
        (
            ("（一）持续学法。举办行政执法人员法治轮训3期。",),
            [(0, 0, [("target_lowered", "不少于4次", "3期")])],
        ),
        # What each of several does is not less than what all did together.
        (("（一）持续学法。各科室组织行政执法人员法治轮训不少于1次。",), [(0, 0, [])]),
        # Its deadline stands in the next sentence.
        (("（一）用好平台。建成综合监管信息平台并上线运行。年底前接入全部企业。",), [(1, 0, [])]),
        (
            ("（一）用好平台。建成综合监管信息平台并上线运行。",),
            [(1, 0, [("deadline_gone", "9月底前")])],
        ),
        (("（一）规范行政复议。公开行政复议文书。",), []),
        (("（一）加强组织领导。压实工作责任。",), []),
        ((), []),
    ],
)
def test_renewals(
    following: tuple[str, ...], links: list[tuple[int, int, list[tuple[str, ...]]]]
) -> None:
    found = find_renewals(plan(*BEFORE), plan(*following))
    told = [
        (r.earlier, r.later, [(d.code, *(str(v) for _, v in d.params)) for d in r.differences])
        for r in found
    ]
    assert [(e, n) for e, n, _ in told] == [(e, n) for e, n, _ in links]
    for (_, _, said), (_, _, wanted) in zip(told, links, strict=True):
        assert [d[0] for d in said] == [d[0] for d in wanted]
        for got, want in zip(said, wanted, strict=True):
            assert all(piece in text for piece, text in zip(want[1:], got[1:], strict=True))
    assert all(0 < r.likeness <= 1 for r in found)


def test_nothing_planned_is_nothing_renewed() -> None:
    assert find_renewals((), plan(*BEFORE)) == ()
    assert isinstance(find_renewals(plan(*BEFORE), plan(*BEFORE))[0], Renewal)
