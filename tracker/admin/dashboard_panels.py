"""The panels of the dashboard that count promises: fulfilment, silence, age, chains."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import fields
from typing import Final

from django.utils.translation import gettext as _

from tracker.admin.dashboard_cells import Cell, Line, Links, Panel, drawn, percent
from tracker.admin.figure_filters import FIGURES, NONE
from tracker.papers import charts
from tracker.selectors.ageing import AgeRow, ageing
from tracker.selectors.extent import Counted
from tracker.selectors.silence import SilenceRow
from tracker.selectors.statistics import By, FulfilmentRow, total

MOST: Final = 12  # rows of a panel, until all are asked for

# The parts of what is unfulfilled, in the order in which they lie behind one another.
AGE_PARTS: Final = {
    "silent": charts.SILENT,
    "short": charts.SHORT,
    "moving": charts.MOVING,
    "vague": charts.ALL,
    "unconfirmed": charts.OPEN,
}
# Which parameter of the lists finds one row of a table.
_PARAMETERS: Final[dict[By, str]] = {
    "agency": "agency",
    "region": "home",
    "year": "year",
    "topic": "topic",
}


def both_rates() -> list[tuple[str, str]]:
    """The legend of every chart with two denominators."""
    return [("c-all", _("占全部")), ("c-verifiable", _("占可核查"))]


def fulfilment_panel(
    rows: Sequence[FulfilmentRow], *, by: By, title: str, links: Links, show_all: bool
) -> Panel:
    """兑现率 by group, the lowest first; years in their order, as a trend."""
    is_trend = by == "year"
    ordered = list(rows) if is_trend else sorted(rows, key=_lowest_first)
    shown = ordered if show_all or is_trend else ordered[:MOST]
    pictured = [
        charts.Rate(
            row.label,
            row.rate,
            row.rate_verifiable,
            f"{percent(row.fulfilled, row.all)} / "
            f"{percent(row.fulfilled_verifiable, row.verifiable)}",
        )
        for row in shown
    ]
    draw = charts.trend_chart if is_trend else charts.rates_chart
    whole = total(rows, label=_("合计"))
    return Panel(
        key=f"fulfilment-{by}",
        title=title,
        head=[_("占全部"), _("占可核查"), _("已复核"), _("待报告")],
        lines=[_fulfilment_line(row, by=by, links=links) for row in shown],
        chart=drawn(draw(pictured, title=title)),
        legend=both_rates(),
        total=_fulfilment_line(whole, by=None, links=links) if len(rows) > 1 else None,
        hidden=len(ordered) - len(shown),
    )


def silence_panel(
    rows: Sequence[SilenceRow], *, links: Links, show_all: bool
) -> tuple[Panel, SilenceRow]:
    """未回应 and 数字未达标 by agency, the most silent first, and their sum."""
    ordered = sorted(rows, key=lambda row: (-(row.rate_verifiable or 0), -(row.rate or 0)))
    shown = ordered if show_all else ordered[:MOST]
    title = _("未回应率（人工确认，从高到低）")
    pictured = [
        charts.Rate(
            row.label,
            row.rate,
            row.rate_verifiable,
            f"{percent(row.silent, row.all)} / {percent(row.silent_verifiable, row.verifiable)}",
        )
        for row in shown
    ]
    whole = _summed(rows)
    panel = Panel(
        key="silence",
        title=title,
        head=[
            *(_("占全部"), _("占可核查"), _("已复核"), _("数字未达标（已复核）")),
            *(_("未回应：系统建议，未复核"), _("数字未达标：系统核对，未复核")),
        ],
        lines=[_silence_line(row, links=links, agency=row.key) for row in shown],
        chart=drawn(charts.rates_chart(pictured, title=title)),
        legend=both_rates(),
        note=_("报告已提交而没有提到。系统的看法单列在表中，不计入比率。"),
        total=_silence_line(whole, links=links) if len(rows) > 1 else None,
        hidden=len(ordered) - len(shown),
    )
    return panel, whole


def ageing_panel(asked: Counted, *, today: dt.date, links: Links) -> Panel:
    """账龄: what is unfulfilled, by the year it was promised for."""
    rows = ageing(asked, today=today)
    title = _("未兑现事项的账龄")
    bars = [
        charts.Bar(
            _age_label(row),
            [getattr(row, part) for part in AGE_PARTS],
            str(row.open),
        )
        for row in rows
    ]
    return Panel(
        key="ageing",
        title=title,
        head=[
            *(_("未兑现"), _("其中可核查"), _("已复核")),
            *(str(FIGURES[part]) for part in AGE_PARTS),
        ],
        lines=[_age_line(row, links=links) for row in rows],
        chart=drawn(charts.bars_chart(bars, colours=list(AGE_PARTS.values()), title=title)),
        legend=[(f"c-{part}", str(FIGURES[part])) for part in AGE_PARTS],
        note=_("按承诺应兑现的年度计；下一年度报告已提交而仍待兑现的。"),
    )


def _lowest_first(row: FulfilmentRow) -> tuple[float, float, str]:
    """Groups without any rate come last."""
    both = (row.rate_verifiable, row.rate)
    verifiable, whole = (2.0 if rate is None else rate for rate in both)
    return (verifiable, whole, row.label)


def _fulfilment_line(row: FulfilmentRow, *, by: By | None, links: Links) -> Line:
    key = row.key if row.key is not None else NONE
    chosen = {_PARAMETERS[by]: key} if by else {}
    leads_on = by is not None and by != "region" and row.key is not None
    return Line(
        label=row.label,
        url=links.dashboard(**chosen) if leads_on else "",
        cells=[
            links.rate(row.fulfilled, "fulfilled", out_of=row.all, whole="all", **chosen),
            links.rate(
                row.fulfilled_verifiable,
                "fulfilled_verifiable",
                out_of=row.verifiable,
                whole="verifiable",
                **chosen,
            ),
            links.rate(row.reviewed, "reviewed", out_of=row.all, whole="all", **chosen),
            links.count(row.awaiting, "awaiting", **chosen),
        ],
    )


def _silence_line(row: SilenceRow, *, links: Links, agency: str | None = None) -> Line:
    chosen = {"agency": agency} if agency else {}
    return Line(
        label=row.label,
        url=links.dashboard(**chosen) if agency else "",
        cells=[
            links.rate(row.silent, "silent", out_of=row.all, whole="all", **chosen),
            links.rate(
                row.silent_verifiable,
                "silent_verifiable",
                out_of=row.verifiable,
                whole="verifiable",
                **chosen,
            ),
            links.rate(row.reviewed, "reviewed", out_of=row.all, whole="all", **chosen),
            *(
                links.count(getattr(row, name), name, **chosen)
                for name in ("missed", "silent_suggested", "missed_suggested")
            ),
        ],
    )


def _summed(rows: Sequence[SilenceRow]) -> SilenceRow:
    names = [field.name for field in fields(SilenceRow) if field.name not in ("key", "label")]
    sums = [sum(getattr(row, name) for row in rows) for name in names]
    return SilenceRow(None, _("合计"), *sums)


def _age_line(row: AgeRow, *, links: Links) -> Line:
    year = row.plan_year
    confirmed = row.open - row.unconfirmed
    return Line(
        label=_age_label(row),
        url=links.dashboard(year=year),
        cells=[
            links.count(row.open, "unfulfilled", year=year),
            links.count(row.verifiable, "unfulfilled_verifiable", year=year),
            Cell(
                confirmed,
                links.commitments("unfulfilled_confirmed", year=year),
                percent=percent(confirmed, row.open),
                out_of=row.open,
                out_of_url=links.commitments("unfulfilled", year=year),
            ),
            *(links.count(getattr(row, part), part, year=year) for part in AGE_PARTS),
        ],
    )


def _age_label(row: AgeRow) -> str:
    if not row.years_past:
        return _("%(year)s（当年）") % {"year": row.plan_year}
    return _("%(year)s（已过 %(n)d 年）") % {"year": row.plan_year, "n": row.years_past}
