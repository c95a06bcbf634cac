"""What the dashboard's tables are made of: figures, each with the list behind it (统计看板)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from tracker.admin.figure_filters import NONE
from tracker.selectors.narrowing import Narrowing

Params = dict[str, object]
DASHBOARD = "admin:tracker_dashboard"


@dataclass(frozen=True, slots=True)
class Cell:
    """A count with its list; of a rate the percentage and both numbers, each with its list.

    An address is empty where there is no list.
    """

    number: int
    url: str
    percent: str = ""
    out_of: int | None = None
    out_of_url: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table."""

    label: str
    cells: Sequence[Cell]
    url: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """A chart, its legend (class, words), the table with the same figures, and more of them."""

    key: str
    title: str
    head: Sequence[str]
    lines: Sequence[Line]
    chart: SafeString | str = ""
    legend: Sequence[tuple[str, str]] = ()
    note: str = ""
    total: Line | None = None
    hidden: int = 0  # rows that only ?rows=all shows
    links: Sequence[tuple[str, str]] = field(default_factory=tuple)  # words, address


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses of the lists behind the figures of one dashboard, with its filters kept."""

    narrowing: Narrowing

    def kept(self, **other: object) -> Params:
        """The filters as the query of a list, `other` put over them; None takes one away."""
        chosen: Params = {
            "region": self.narrowing.region,
            "agency": self.narrowing.agency,
            "year": self.narrowing.year,
            "topic": NONE if self.narrowing.topic == "" else self.narrowing.topic,
        }
        return {name: value for name, value in (chosen | other).items() if value is not None}

    def commitments(self, figure: str, **other: object) -> str:
        """The list of commitments that a figure counts."""
        query = urlencode({"queue": "all", "figure": figure, **self.kept(**other)})
        return f"{reverse('admin:tracker_commitment_changelist')}?{query}"

    def reports(self, filing: str, **other: object) -> str:
        """The list of reports that a figure of selectors.filing counts."""
        kept = self.kept(
            **{"topic": None, "year": None, "report_year": self.narrowing.year} | other
        )
        query = urlencode({"filing": filing, **kept})
        return f"{reverse('admin:tracker_report_changelist')}?{query}"

    def shortcomings(self, only: str = "") -> str:
        """不足整改对照 of these reports; "" below a region, by which that page has no filter."""
        if self.narrowing.region is not None:
            return ""
        kept = self.kept(topic=None, only=only or None)
        return f"{reverse('admin:tracker_report_shortcomings')}?{urlencode(kept)}"

    def dashboard(self, **other: object) -> str:
        """The dashboard of something narrower; without a year it is about every year."""
        return f"{reverse(DASHBOARD)}?{urlencode({'year': '', **self.kept(**other)})}"

    def count(self, number: int, figure: str, **other: object) -> Cell:
        """A figure of commitments."""
        return Cell(number, self.commitments(figure, **other))

    def rate(self, number: int, figure: str, *, out_of: int, whole: str, **other: object) -> Cell:
        """One figure over another."""
        return Cell(
            number,
            self.commitments(figure, **other),
            percent=percent(number, out_of),
            out_of=out_of,
            out_of_url=self.commitments(whole, **other),
        )


def percent(part: int, whole: int) -> str:
    """One digit after the point; a dash where there is nothing to divide by."""
    return f"{part / whole:.1%}" if whole else "—"


def drawn(svg: str) -> SafeString:
    """A picture of papers.charts, which escapes all that it is given."""
    return mark_safe(svg)  # noqa: S308  # see above
