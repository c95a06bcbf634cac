"""督察报告: what an agency, or the agencies of a region, promised for a year and what became of it.

Only confirmed reviews are facts; what the machine suggests has a part of its own, marked as
such. The figures are those of selectors.statistics, which the dashboard and the API show, too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from tracker.core.types import Outcome
from tracker.models import Agency, Commitment, Region
from tracker.papers.blocks import Bars, Block, Grid, Heading, Paper, Paragraph
from tracker.papers.inspection_parts import annex, confirmed_part, progress_part, suggested_part
from tracker.papers.rates import fraction, fraction_cell, percent
from tracker.selectors.inspection import outcome_counts, promised_by
from tracker.selectors.statistics import FulfilmentRow, fulfilment, total
from tracker.wording import OUTCOMES

CHARTED: Final = 12  # agencies in the chart; the table has them all
PENDING: Final = (
    *(Outcome.NOT_FULFILLED, Outcome.NO_EVIDENCE, Outcome.PARTIAL),
    *(Outcome.IN_PROGRESS, Outcome.NOT_ASSESSABLE),
)


def inspection_paper(
    commitments: QuerySet[Commitment],
    *,
    subject: Agency | Region,
    plan_year: int,
    author: str,
    made_at: dt.datetime,
) -> Paper:
    """The paper over a scoped set of commitments. `author` is who makes it, as it is shown.

    The number of queries does not grow with the rows; sections are capped and say what they
    leave out.
    """
    rows = promised_by(commitments, subject=subject, plan_year=plan_year)
    agencies = fulfilment(rows, by="agency")
    whole = total(agencies, label=_("合计"))
    found = outcome_counts(rows)
    blocks: list[Block] = [
        Paragraph(_scope_words(subject, plan_year, agencies, author=author, made_at=made_at)),
        Paragraph(summary_words(whole)),
        Heading(_("一、总体情况")),
        Paragraph(_how_to_read()),
        _agency_grid(agencies, whole),
        *_charts(agencies, found),
        *confirmed_part(rows, _("二、已兑现"), (Outcome.FULFILLED,), found),
        *confirmed_part(rows, _("三、未兑现"), PENDING, found),
        *confirmed_part(rows, _("四、不再推进"), (Outcome.DROPPED, Outcome.SUPERSEDED), found),
        *suggested_part(rows),
        *progress_part(rows, whole),
        Paragraph(_("附件：承诺事项一览表"), "attached"),
        Paragraph(date_format(localtime(made_at)), "dated"),
        *annex(rows),
    ]
    return Paper(title_of(subject, plan_year), author, made_at, blocks)


def title_of(subject: Agency | Region, plan_year: int) -> tuple[str, str]:
    """The two lines of the title; together the file's name."""
    return subject.name, _("%(year)d年度承诺兑现情况督察报告") % {"year": plan_year}


def summary_words(whole: FulfilmentRow) -> str:
    """The figures in one paragraph: numerator, both denominators, and the reviewed share."""
    if not whole.all:
        return _("共有承诺事项%(awaiting)d项，下一年度报告均未提交（待报告），暂不计算兑现率。") % {
            "awaiting": whole.awaiting
        }
    words = _(
        "下一年度报告已提交的承诺事项共%(all)d项，其中可核查%(verifiable)d项。经人工复核确认"
        "已兑现%(fulfilled)d项，占全部事项的%(rate)s；可核查事项中已兑现%(checked)d项，"
        "占可核查事项的%(rate_verifiable)s；不再推进%(dropped)d项；未兑现%(unfulfilled)d项"
        "（含尚未复核的）。已经人工复核确认%(reviewed)d项，占全部事项的%(reviewed_share)s。"
        "另有%(awaiting)d项待报告，不计入兑现率。"
    )
    return words % {
        "all": whole.all,
        "verifiable": whole.verifiable,
        "fulfilled": whole.fulfilled,
        "rate": percent(whole.fulfilled, whole.all),
        "checked": whole.fulfilled_verifiable,
        "rate_verifiable": percent(whole.fulfilled_verifiable, whole.verifiable),
        "dropped": whole.dropped,
        "unfulfilled": whole.unfulfilled,
        "reviewed": whole.reviewed,
        "reviewed_share": percent(whole.reviewed, whole.all),
        "awaiting": whole.awaiting,
    }


def _scope_words(
    subject: Agency | Region,
    plan_year: int,
    agencies: Sequence[FulfilmentRow],
    *,
    author: str,
    made_at: dt.datetime,
) -> str:
    words = _(
        "本报告依据%(subject)s%(before)d年度报告中提出的%(year)d年度承诺，对照%(year)d年度报告形成；"
        "统计范围为%(author)s责任范围内的%(number)d个单位，数据截至%(date)s。"
    )
    return words % {
        "subject": subject.name,
        "before": plan_year - 1,
        "year": plan_year,
        "author": author,
        "number": len(agencies),
        "date": date_format(localtime(made_at)),
    }


def _how_to_read() -> str:
    return _(
        "兑现率以下一年度报告已提交的承诺事项为分母，只计经人工确认的结论。“全部”为全部此类事项；"
        "“可核查”不含表述过于笼统、难以核查的事项。未经人工复核的系统建议单列于第五部分，不计入结论。"
    )


def _agency_grid(agencies: Sequence[FulfilmentRow], whole: FulfilmentRow) -> Grid:
    rows = [_figures(row) for row in ([*agencies, whole] if len(agencies) > 1 else agencies)]
    return Grid(
        title=_("各单位承诺兑现情况"),
        head=[
            *(_("单位"), _("已兑现/全部"), _("已兑现/可核查"), _("不再推进")),
            *(_("未兑现"), _("已复核/全部"), _("待报告")),
        ],
        rows=rows,
        widths=(25, 16, 16, 9, 9, 16, 9),
        numeric=frozenset(range(1, 7)),
    )


def _figures(row: FulfilmentRow) -> list[str]:
    return [
        row.label,
        fraction_cell(row.fulfilled, row.all),
        fraction_cell(row.fulfilled_verifiable, row.verifiable),
        str(row.dropped),
        str(row.unfulfilled),
        fraction_cell(row.reviewed, row.all),
        str(row.awaiting),
    ]


def _charts(agencies: Sequence[FulfilmentRow], found: dict[Outcome, int]) -> list[Block]:
    """Rates where agencies can be compared, and how the confirmed conclusions are spread."""
    rated = [row for row in agencies if row.all]
    shown = sorted(rated, key=lambda row: (-row.all, row.label))[:CHARTED]
    charts: list[Block] = []
    if len(shown) > 1:
        title = _("各单位兑现率")
        if len(rated) > len(shown):
            title = _("各单位兑现率（事项最多的%(number)d个单位）") % {"number": len(shown)}
        series = [
            (_("按全部事项"), [row.rate for row in shown]),
            (_("按可核查事项"), [row.rate_verifiable for row in shown]),
        ]
        names = [row.label for row in shown]
        charts.append(Bars(title, names, series, alt=_as_words(title, shown), percent=True))
    if found:
        title = _("已确认事项的兑现情况（项）")
        counts = [(str(OUTCOMES[outcome]), number) for outcome, number in _spread(found)]
        alt = "，".join(f"{name}{number}" for name, number in counts)
        names = [name for name, _number in counts]
        values = [float(number) for _name, number in counts]
        charts.append(Bars(title, names, [(_("已确认"), values)], alt=f"{title}：{alt}"))
    return charts


def _as_words(title: str, shown: Sequence[FulfilmentRow]) -> str:
    each = "；".join(f"{row.label} {fraction(row.fulfilled, row.all)}" for row in shown)
    return f"{title}：{each}"


def _spread(found: dict[Outcome, int]) -> list[tuple[Outcome, int]]:
    order = (Outcome.FULFILLED, *PENDING, Outcome.DROPPED, Outcome.SUPERSEDED)
    return [(outcome, found[outcome]) for outcome in order if outcome in found]
