"""A digest's content as a mail: one function, three templates (subject, text, html)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext

from tracker.digest import links, plain
from tracker.digest.alarms import Alarms
from tracker.digest.content import DigestContent
from tracker.digest.lines import Line, Part
from tracker.selectors.statistics import FulfilmentRow
from tracker.wording import OUTCOMES

NO_RATE = "—"


@dataclass(frozen=True, slots=True)
class RenderedDigest:
    """The three texts of one mail. `subject` is one line."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class LineView:
    """A line with the address it leads to."""

    line: Line
    url: str
    years_past: int  # full years since the year in which it fell due


@dataclass(frozen=True, slots=True)
class RowView:
    """A row of figures as they stand in the table; `bar` is a width in per cent, if any."""

    label: str
    url: str
    unfulfilled: int
    of_all: str
    rate: str
    of_verifiable: str
    rate_verifiable: str
    bar: int | None
    of_reviewed: str
    reviewed_share: str


def render_digest(content: DigestContent) -> RenderedDigest:
    """The mail of this content, in the site's language, links from SITE_URL."""
    with translation.override(settings.LANGUAGE_CODE):
        context = _context(content)
        subject = render_to_string("digest/subject.txt", context)
        return RenderedDigest(
            subject=plain.one_line(subject, limit=100),
            text=_tidy(render_to_string("digest/digest.txt", context)),
            html=render_to_string("digest/digest.html", context),
        )


def _context(content: DigestContent) -> dict[str, object]:
    year, _, week = content.week.partition("-W")
    return {
        "digest": content,
        "year": year,
        "week": int(week),
        "since": _clock(content.since),
        "until": _clock(content.until),
        "changes": _views(content.changes, content),
        "longest": _views(content.longest, content),
        "alarms": _views(content.alarms, content),
        "found": _counted(content.found),
        "thought": _counted(content.thought),
        "rows": [_row(row) for row in content.rows],
        "total": _row(content.total),
        "unfulfilled_share": _percent(content.total.unfulfilled, content.total.all),
        "list_url": links.unfulfilled_url(content.subscription_id),
        "changes_url": _news_url("changes", content),
        "alarms_url": _news_url("alarms", content),
    }


def _news_url(kind: links.News, content: DigestContent) -> str:
    return links.news_url(kind, content.subscription_id, since=content.since, until=content.until)


def _counted(alarms: Alarms) -> list[tuple[str, int]]:
    """By label; a commitment with a missed number may stand in two of them."""
    found = [(str(OUTCOMES[outcome]), count) for outcome, count in alarms.outcomes]
    return [*found, (gettext("有数字未达标"), alarms.missed)] if alarms.missed else found


def _views(part: Part, content: DigestContent) -> list[LineView]:
    return [
        LineView(
            line=line,
            url=links.commitment_url(line.commitment_id),
            years_past=max(0, content.until.year - line.plan_year),
        )
        for line in part.lines
    ]


def _row(row: FulfilmentRow) -> RowView:
    rate = row.rate_verifiable
    return RowView(
        label=plain.one_line(row.label, limit=30),
        url=links.agency_url(row.key or ""),
        unfulfilled=row.unfulfilled,
        of_all=f"{row.fulfilled}/{row.all}",
        rate=_percent(row.fulfilled, row.all),
        of_verifiable=f"{row.fulfilled_verifiable}/{row.verifiable}",
        rate_verifiable=_percent(row.fulfilled_verifiable, row.verifiable),
        bar=None if rate is None else round(rate * 100),
        of_reviewed=f"{row.reviewed}/{row.all}",
        reviewed_share=_percent(row.reviewed, row.all),
    )


def _percent(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else NO_RATE


def _clock(moment: dt.datetime) -> str:
    # Not by a template filter: those turn every moment into the site's own zone.
    return f"{moment:%Y-%m-%d %H:%M}"


def _tidy(text: str) -> str:
    """Template tags leave blank lines behind: at most one in a row, none at the ends."""
    return "\n".join(_single_blanks(line.rstrip() for line in text.strip().splitlines())) + "\n"


def _single_blanks(lines: Iterable[str]) -> Iterable[str]:
    blank = False
    for line in lines:
        if line or not blank:
            yield line
        blank = not line
