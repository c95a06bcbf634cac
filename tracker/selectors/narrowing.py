"""What a dashboard is about: one region with all below it, one agency, one year, one topic."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from tracker.models import Agency, Commitment, Report
from tracker.selectors.extent import Extent, agencies_of
from tracker.selectors.scope import UPWARDS, Viewer, visible_commitments


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Keys, each None where everything is meant. `topic` is a code, "" for promises without one.

    `year` is the plan year of a promise, and the report year of a report: the report on a year
    answers what was promised for it.
    """

    region: int | None = None
    agency: int | None = None
    year: int | None = None
    topic: str | None = None

    def commitments(self, commitments: QuerySet[Commitment]) -> QuerySet[Commitment]:
        """A scoped set, narrowed; what lies out of scope stays out."""
        return commitments.filter(self._places("report__agency") & self._promises())

    def reports(self, reports: QuerySet[Report]) -> QuerySet[Report]:
        """A scoped set, narrowed; a topic does not narrow reports."""
        of_year = Q() if self.year is None else Q(report_year=self.year)
        return reports.filter(self._places("agency") & of_year)

    def extent(self, user: Viewer) -> Extent:
        """What statistics count of what this person may see."""
        return Extent(
            commitments=self.commitments(visible_commitments(user)),
            agencies=agencies_of(user, self._places("pk")),
            wanted=self._promises(),
            of_topic=self.topic is not None,
        )

    def _places(self, path: str) -> Q:
        """By region and agency; `path` leads from a row to the agency."""
        wanted = Q()
        if self.region is not None:
            wanted &= Q(**{f"{path}__in": _agencies_below(self.region)})
        if self.agency is not None:
            wanted &= Q(**{path: self.agency})
        return wanted

    def _promises(self) -> Q:
        """By what a commitment and its tallies have alike."""
        wanted = Q()
        if self.year is not None:
            wanted &= Q(plan_year=self.year)
        if self.topic is not None:
            wanted &= Q(topic=self.topic)
        return wanted

    def every_year(self) -> Narrowing:
        """The same of all years: a trend, a chain."""
        return replace(self, year=None)


def latest_answered(reports: QuerySet[Report]) -> int | None:
    """The newest year that a scoped set of reports answers promises for; None if none does."""
    answers = Exists(Commitment.objects.filter(result_report=OuterRef("pk")))
    found: int | None = reports.filter(answers).aggregate(year=Max("report_year"))["year"]
    return found


def _agencies_below(region: int) -> QuerySet[Agency]:
    """One step a branch: see selectors.scope.visible_agencies."""
    rows = Agency.objects.order_by().values("pk")
    first, *others = (rows.filter(**{f"region{step}": region}) for step in UPWARDS)
    return Agency.objects.filter(pk__in=first.union(*others, all=True))
