"""督察报告: what it says, and what it keeps to itself."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import make_agency, make_pair, make_region
from tests.papers.inspected import Inspected, confirm, make_inspected
from tracker.core.types import Outcome
from tracker.models import Commitment, Report
from tracker.papers import inspection_parts
from tracker.papers.blocks import Bars, Grid, Heading, Paper, Paragraph
from tracker.selectors.inspection import outcome_counts, promised_by
from tracker.selectors.statistics import fulfilment, total

pytestmark = pytest.mark.django_db


@pytest.fixture
def inspected() -> Inspected:
    return make_inspected()


def words(paper: Paper) -> str:
    return "\n".join(b.text for b in paper.blocks if isinstance(b, Heading | Paragraph))


def part(paper: Paper, title: str) -> str:
    """The words under one first-level heading."""
    found, inside = [], False
    for block in paper.blocks:
        if isinstance(block, Heading) and block.level == 1:
            inside = block.text == title
        elif inside and isinstance(block, Heading | Paragraph):
            found.append(block.text)
    return "\n".join(found)


def grid(paper: Paper, title: str) -> Grid:
    return next(b for b in paper.blocks if isinstance(b, Grid) and title in b.title)


def test_the_figures_are_the_selectors_and_add_up_by_hand(inspected: Inspected) -> None:
    paper = inspected.paper()
    rows = promised_by(Commitment.objects.all(), subject=inspected.region, plan_year=2025)
    whole = total(fulfilment(rows, by="agency"))
    # 9 answered, of which one is 难以核查 and the makers of pairs promise nothing too vague.
    assert (whole.all, whole.verifiable, whole.fulfilled) == (9, 8, 2)
    said = words(paper)
    assert "共9项，其中可核查8项" in said
    assert "已兑现2项，占全部事项的22.2%；可核查事项中已兑现2项，占可核查事项的25.0%" in said
    assert "不再推进1项；未兑现6项" in said
    assert "已经人工复核确认6项，占全部事项的66.7%" in said
    table = grid(paper, "各单位承诺兑现情况")
    assert table.rows[0] == [
        *("云岫市岚溪区司法局", "1/3 33.3%", "1/3 33.3%", "0", "2", "3/3 100.0%", "0")
    ]
    assert table.rows[-1][:3] == ["合计", "2/9 22.2%", "2/8 25.0%"]
    rates, spread = (block for block in paper.blocks if isinstance(block, Bars))
    assert rates.series[0][1] == [1 / 3, 1 / 3, 0]
    assert rates.series[1][1] == [1 / 3, 1 / 2, 0]
    assert spread.names == ["已兑现", "未回应", "部分兑现", "难以核查", "不再推进"]
    assert list(spread.series[0][1]) == [float(n) for n in (2, 1, 1, 1, 1)]
    assert sum(outcome_counts(rows).values()) == whole.reviewed


def test_a_conclusion_is_set_out_with_its_grounds(inspected: Inspected) -> None:
    said = part(inspected.paper(), "三、未兑现")
    assert "（一）未回应（1项）" in said
    assert "（二）部分兑现（1项）" in said
    title = inspected.pairs[0].result.title
    assert f"依据：“办件图解编成9册，已送到六个乡镇的窗口。”（《{title}》）" in said
    assert "数字核对（系统）：目标“办件图解12册”，报告为“9册”，未达到。" in said
    assert said.count("数字核对") == 1  # what the report doesn't mention is no shortfall
    assert "说明：只编成九册" in said
    assert "督察员甲于" in said
    assert "选用依据并复核确认" in said
    dropped = part(inspected.paper(), "四、不再推进")
    assert "说明：场地已移交" in dropped
    assert "批准人乙批准。" in dropped


def test_it_ends_with_what_is_attached_and_the_day(inspected: Inspected) -> None:
    attached, day, annexed = [
        block
        for block in inspected.paper().blocks
        if isinstance(block, Paragraph) and block.style in ("attached", "dated", "annex")
    ]
    assert (attached.text, day.text) == ("附件：承诺事项一览表", "2026年3月2日")
    assert annexed.text == "附件"


def test_a_corrected_report_is_said_to_be(inspected: Inspected) -> None:
    Report.objects.filter(pk=inspected.pairs[0].result.pk).update(text="全文已经更换")
    said = part(inspected.paper(), "二、已兑现")
    assert said.count("原报告已更正，此为复核时的原文") == 1


def test_suggestions_stand_apart_and_what_is_read_blind_tells_nothing(
    inspected: Inspected,
) -> None:
    blind, *_others = inspected.pairs[2].commitments
    Commitment.objects.filter(pk=blind.pk).update(review_state="second_review")
    paper = inspected.paper()
    table = grid(paper, "系统建议（未复核）")
    assert len(table.rows) == 2
    assert "共2项" in part(paper, "五、系统建议，未复核")
    assert "不作为认定依据" in part(paper, "五、系统建议，未复核")
    before = ("二、已兑现", "三、未兑现", "四、不再推进")
    assert not any("青埠镇" in part(paper, heading) for heading in before)
    annex = [row for row in grid(paper, "一览表").rows if "青埠镇" in row[1]]
    assert [row[4:] for row in annex] == [["待盲审", "—"], ["待复核", "—"], ["待复核", "—"]]
    assert "待盲审1项" in part(paper, "六、复核情况")


def test_long_lists_are_cut_and_say_so(
    inspected: Inspected, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LISTED", "SUGGESTED"):
        monkeypatch.setattr(inspection_parts, name, 1)
    monkeypatch.setattr(inspection_parts, "ANNEXED", 4)
    paper = inspected.paper()
    assert "另有1项，见附件。" in part(paper, "二、已兑现")
    assert "另有2项，见附件。" in part(paper, "五、系统建议，未复核")
    assert len(grid(paper, "系统建议（未复核）").rows) == 1
    assert len(grid(paper, "一览表").rows) == 4
    assert "本表只列前4项" in words(paper)


def test_only_the_subject_counts(inspected: Inspected) -> None:
    below = make_region("岚溪区", parent=inspected.region)
    make_pair(make_agency("岚溪区文化馆", region=below))
    make_pair(make_agency("别处局"))
    names = [row[0] for row in grid(inspected.paper(), "各单位").rows]
    whose = ["岚溪区文化馆", *(pair.agency.name for pair in inspected.pairs)]
    assert names == [*sorted(whose), "合计"]


def test_without_the_next_report_there_is_no_rate() -> None:
    pair = make_pair()
    Commitment.objects.update(result_report=None, suggestion=None)
    inspected = Inspected(pair.agency.region, [pair], None, None)  # type: ignore[arg-type]  # unused
    said = words(inspected.paper())
    assert "均未提交（待报告），暂不计算兑现率" in said
    assert "没有等待复核的系统建议" in said
    assert not [block for block in inspected.paper().blocks if isinstance(block, Bars)]


def test_more_rows_take_no_more_queries(inspected: Inspected) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as taken:
            inspected.paper()
        return len(taken)

    before = queries()
    for name in ("丁局", "戊局"):
        pair = make_pair(make_agency(name, region=inspected.region))
        for row in pair.commitments:
            confirm(inspected, row, Outcome.FULFILLED, words="旧水管")
    assert queries() == before
