"""The panels of the dashboard about people's work and about the reports themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from tracker.admin.dashboard_cells import Cell, Line, Links, Panel, drawn, percent
from tracker.admin.dashboard_panels import MOST
from tracker.admin.figure_filters import FIGURES, NONE
from tracker.models import Commitment, Report
from tracker.papers import charts
from tracker.selectors.agreement import agreement
from tracker.selectors.chains import Chain
from tracker.selectors.extent import Counted
from tracker.selectors.filing import By, FilingRow, all_filings
from tracker.selectors.open_chains import OpenChains
from tracker.selectors.review_progress import ReviewProgress, confirmed_by_month
from tracker.selectors.shortcomings import RETURNING, UNPLANNED, shortcoming_counts
from tracker.wording import OUTCOMES

MONTHS = 12
STAGES = ("reviewed", "waiting", "second", "disputed", "approval", "overdue", "soon")


@dataclass(frozen=True, slots=True)
class ChainLine:
    """A promise made again: its newest wording, and a mark for each year."""

    heading: str
    url: str
    agency: str
    years: Sequence[tuple[int, str, str]]  # plan year, outcome code, words
    years_open: int


def progress_panel(progress: ReviewProgress, *, links: Links) -> Panel:
    """复核进度: where everything stands that can be decided."""
    return Panel(
        key="progress",
        title=_("复核进度"),
        head=[_("承诺事项")],
        lines=[
            Line(
                str(FIGURES[name]),
                [links.rate(getattr(progress, name), name, out_of=progress.all, whole="all")],
            )
            for name in STAGES
        ],
        note=_("以下一年度报告已提交的为分母；逾期和将到期的也包含在前几类之中。"),
    )


def months_panel(asked: Counted, *, now: dt.datetime, links: Links) -> Panel:
    """Confirmed by month, the last twelve, also those without any."""
    first = localtime(now).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    months = [_months_before(first.date(), back) for back in range(MONTHS)][::-1]
    since = first.replace(year=months[0].year, month=months[0].month)
    found = dict(confirmed_by_month(asked, since=since))
    title = _("每月确认的承诺事项")
    names = {month: f"{month:%Y-%m}" for month in months}
    bars = [charts.Bar(names[m], [found.get(m, 0)], str(found.get(m, 0))) for m in months]
    return Panel(
        key="months",
        title=title,
        head=[_("已确认")],
        lines=[
            Line(
                names[month],
                [links.count(found.get(month, 0), "reviewed", month=names[month])],
            )
            for month in months
        ],
        chart=drawn(charts.bars_chart(bars, colours=[charts.MOVING], title=title)),
        note=_("按现行结论的确认时间计；撤销或退回的不计。"),
    )


def agreement_words(asked: Counted) -> str:
    """一致性 of first and blind second readings, in one line."""
    whole = agreement(asked)[0]
    kappa = "—" if whole.kappa is None else f"{whole.kappa:.2f}"
    facts = {
        "agreed": whole.agreed,
        "pairs": whole.pairs,
        "share": percent(whole.agreed, whole.pairs),
        "kappa": kappa,
    }
    return _("初审与盲审一致 %(agreed)d/%(pairs)d（%(share)s），κ = %(kappa)s") % facts


def filing_panel(rows: Sequence[FilingRow], *, by: By, links: Links, show_all: bool) -> Panel:
    """报告合规情况 by report year, or by region within one year; the latest or worst first."""
    ordered = (
        sorted(rows, key=lambda row: row.label, reverse=True)
        if by == "year"
        else sorted(rows, key=lambda row: (-row.late, -row.incomplete, row.label))
    )
    shown = ordered if show_all else ordered[:MOST]
    title = _("报告合规情况")
    bars = [
        charts.Bar(
            row.label,
            [row.on_time, row.late, row.undated],
            percent(row.on_time, row.dated),
        )
        for row in shown
    ]
    colours = [charts.SETTLED, charts.SHORT, charts.OPEN]
    return Panel(
        key="filing",
        title=title,
        head=[
            *(_("按期/已知"), _("迟报"), _("无法判断"), _("缺法定内容")),
            *(_("半数以上沿用上年"), _("平均沿用")),
        ],
        lines=[_filing_line(row, by=by, links=links) for row in shown],
        chart=drawn(charts.bars_chart(bars, colours=colours, title=title)),
        legend=[
            *(("c-settled", _("按期报送")), ("c-short", _("迟报"))),
            ("c-unconfirmed", _("无法判断是否按期")),
        ],
        note=_("按报告年度；只列事实，不评价工作。政府工作报告没有报送期限，不计按期与缺项。"),
        total=_filing_line(all_filings(rows, label=_("合计")), by=None, links=links)
        if len(rows) > 1
        else None,
        hidden=len(ordered) - len(shown),
    )


def shortcomings_panel(
    reports: QuerySet[Report], *, among: QuerySet[Report], links: Links
) -> Panel:
    """不足整改: what reports admit, and what became of it. The machine's comparison.

    `among`: all reports that the person may see.
    """
    found = shortcoming_counts(reports, among=among)
    every = links.shortcomings()
    cells = [
        Cell(found.total, every),
        Cell(
            found.unplanned,
            links.shortcomings(UNPLANNED),
            percent(found.unplanned, found.total),
            found.total,
            every,
        ),
        Cell(
            found.returned,
            links.shortcomings(RETURNING),
            percent(found.returned, found.followed),
            found.followed,
        ),
    ]
    return Panel(
        key="shortcomings",
        title=_("不足整改对照"),
        head=[_("存在不足"), _("未见对应安排"), _("次年再现/次年已有报告")],
        lines=[Line(_("合计"), cells)],
        note=_("系统对照，未复核。"),
    )


def chain_lines(chains: OpenChains) -> list[ChainLine]:
    """最久未了结的承诺链."""
    return [_chain_line(chain) for chain in chains.longest]


def _chain_line(chain: Chain) -> ChainLine:
    newest = chain.links[-1].commitment
    rows = [link.commitment for link in chain.links]
    return ChainLine(
        heading=newest.heading,
        url=reverse("admin:tracker_commitment_review", args=[newest.pk]),
        agency=newest.report.agency.name,
        years=[(row.plan_year, row.outcome, _outcome_words(row)) for row in rows],
        years_open=chain.years_open,
    )


def _outcome_words(row: Commitment) -> str:
    """What people confirmed, or that nobody has; never what the machine thinks."""
    labels = {outcome.value: str(label) for outcome, label in OUTCOMES.items()}
    return labels.get(row.outcome, _("尚未确认"))


def _filing_line(row: FilingRow, *, by: By | None, links: Links) -> Line:
    key = row.key if row.key is not None else NONE
    chosen: dict[str, object] = {"report_year": key} if by == "year" else {}
    chosen |= {"home": key} if by == "region" else {}
    counts = [
        Cell(getattr(row, name), links.reports(name, **chosen))
        for name in ("late", "undated", "incomplete")
    ]
    copied = Cell(
        row.copied,
        links.reports("copied", **chosen),
        percent(row.copied, row.comparable),
        row.comparable,
        links.reports("comparable", **chosen),
    )
    mean = "—" if row.mean_copied is None else f"{row.mean_copied:.1%}"
    on_time = Cell(
        row.on_time,
        links.reports("on_time", **chosen),
        percent(row.on_time, row.dated),
        row.dated,
        links.reports("dated", **chosen),
    )
    average = Cell(row.comparable, links.reports("comparable", **chosen), mean)
    return Line(row.label, [on_time, *counts, copied, average])


def _months_before(first: dt.date, back: int) -> dt.date:
    """The first of the month so many months before."""
    months = first.year * 12 + first.month - 1 - back
    return dt.date(months // 12, months % 12 + 1, 1)
