"""Which commitments may take another one over (替代事项), and where such links lead."""

from __future__ import annotations

from django.db.models import QuerySet

from tracker.models import AgencySuccession, Commitment
from tracker.selectors.commitments import in_plan


def possible_successors(
    commitment: Commitment, *, among: QuerySet[Commitment]
) -> QuerySet[Commitment]:
    """Of a scoped set, those that may replace this one.

    Promised by the same agency or one that a person confirmed as its successor, not in an
    earlier report, still in their plan, and not the commitment itself.
    """
    return (
        in_plan(among)
        .filter(
            report__agency__in=heirs(commitment.report.agency_id),
            report__report_year__gte=commitment.report.report_year,
        )
        .exclude(pk=commitment.pk)
    )


def leads_to(start: Commitment, goal: Commitment) -> bool:
    """Whether following the confirmed links from `start` comes to `goal`, over any number."""
    seen: set[int] = set()
    here: int | None = start.pk
    while here is not None and here not in seen:
        if here == goal.pk:
            return True
        seen.add(here)
        here = Commitment.objects.values_list("successor_id", flat=True).get(pk=here)
    return False


def heirs(agency_id: int) -> set[int]:
    """The agency and all that its promises passed on to (机构沿革), as far as confirmed."""
    return _reached(agency_id, _confirmed())


def forebears(agency_id: int) -> set[int]:
    """The agency and all whose promises passed on to it, as far as confirmed."""
    return _reached(agency_id, [(successor, before) for before, successor in _confirmed()])


def _confirmed() -> list[tuple[int, int]]:
    passed_on = AgencySuccession.objects.filter(confirmed_at__isnull=False)
    return list(passed_on.values_list("predecessor_id", "successor_id"))


def _reached(start: int, links: list[tuple[int, int]]) -> set[int]:
    found, newest = {start}, {start}
    while newest:
        newest = {end for source, end in links if source in newest} - found
        found |= newest
    return found
