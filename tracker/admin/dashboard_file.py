"""The dashboard's tables as a workbook (统计看板导出): all rows, as filtered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from tracker.admin.dashboard_cells import DASHBOARD, Line, Panel
from tracker.admin.exporting import about
from tracker.models import User
from tracker.papers.figures_book import Figure, Sheet, write_figures
from tracker.papers.xlsx import MEDIA_TYPE, Fact


def dashboard_file(
    panels: Sequence[Panel], *, user: User, query: str, chosen: Iterable[Fact]
) -> HttpResponse:
    """A sheet for each panel; `chosen` are the filters in words, `query` the same as an address."""
    title = _("统计看板")
    page = reverse(DASHBOARD)
    url = f"{page}?{query}" if query else page
    rates = _("比率只计人工确认的结论；系统的看法单列并标明。")
    facts = [*about(user, title=title, url=url), *chosen, (_("口径"), rates)]
    content = write_figures([_sheet(panel) for panel in panels], facts=facts)
    name = f"{title}{localtime().strftime('%Y%m%d')}.xlsx"
    headers = {"Content-Disposition": content_disposition_header(True, name) or "attachment"}
    return HttpResponse(content, content_type=MEDIA_TYPE, headers=headers)


def _sheet(panel: Panel) -> Sheet:
    lines = [*panel.lines, *([panel.total] if panel.total else [])]
    return Sheet(panel.title, panel.note, panel.head, [_row(line) for line in lines])


def _row(line: Line) -> tuple[str, list[Figure]]:
    return line.label, [Figure(cell.number, cell.out_of) for cell in line.cells]
