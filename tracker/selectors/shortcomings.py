"""Problem, plan, result (不足整改对照): the machine's view of what reports admit, and counts of it.

A commitment may take a shortcoming up (possible), or does (from ANSWERED on). Without a plan
(无对应安排) is a shortcoming that nothing in its report's plan has to do with; returning (再现)
one that the report of the year after admits again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from tracker.core.shortcomings import ANSWERED
from tracker.models import Commitment, Recurrence, Remedy, Report, Shortcoming
from tracker.selectors.commitments import IN_PLAN, LEFT_PLAN
from tracker.selectors.lines import line_begins

_IN_PLAN = Remedy.objects.exclude(commitment__returned_reason__in=LEFT_PLAN)


def _followed(among: QuerySet[Report]) -> Q:
    """Whether the year after has a report in a set, of the body itself or of one that followed."""
    own = among.filter(agency=OuterRef("report__agency"), report_year=OuterRef("report__plan_year"))
    answered = Commitment.objects.filter(
        report=OuterRef("report"), result_report__in=among.order_by().values("pk")
    )
    return Q(Exists(own.order_by())) | Q(Exists(answered))


def _again(among: QuerySet[Report]) -> QuerySet[Recurrence]:
    """What of a shortcoming returned in a set of reports."""
    later = among.order_by().values("pk")
    return Recurrence.objects.filter(earlier=OuterRef("pk"), later__report__in=later)


UNPLANNED, RETURNING = "unplanned", "returning"
QUESTIONS: dict[str, Q] = {UNPLANNED: Q(is_planned=False), RETURNING: Q(recurs=True)}

# Promises that took up a shortcoming which the report of the year after admits again.
PLANNED_IN_VAIN = IN_PLAN & Q(
    Exists(
        Remedy.objects.filter(
            commitment=OuterRef("pk"),
            score__gte=ANSWERED,
            shortcoming__in=Recurrence.objects.values("earlier"),
        )
    )
)


@dataclass(frozen=True, slots=True)
class ShortcomingCounts:
    """The counts over a set of reports; the machine's view, not a person's."""

    total: int = 0
    unplanned: int = 0  # of the total
    followed: int = 0  # those that a report of the year after could admit again
    returned: int = 0  # of the followed


def shortcomings_of(
    reports: QuerySet[Report], *, among: QuerySet[Report], question: str = ""
) -> QuerySet[Shortcoming]:
    """What a set of reports admits, in their order; an unknown question finds all.

    Each says whether the plan takes it up (`is_planned`), whether there is a report of the year
    after (`is_followed`), and one that admits the same again (`recurs`); of reports only those
    among all that the person may see.
    """
    rows = Shortcoming.objects.filter(report__in=reports.order_by().values("pk"))
    found = rows.annotate(
        is_planned=Exists(_IN_PLAN.filter(shortcoming=OuterRef("pk"))),
        is_followed=_followed(among),
        recurs=Exists(_again(among)),
    ).filter(QUESTIONS.get(question, Q()))
    return found.order_by("report__agency__name", "-report__report_year", "report", "position")


def with_plan_and_result(
    rows: QuerySet[Shortcoming], *, among: QuerySet[Report]
) -> QuerySet[Shortcoming]:
    """With `remedies` (best first), their commitments, and `recurrences`: three queries in all.

    Of what returned only what stands in a scoped set of reports; `line` is where it stands.
    """
    remedies = _IN_PLAN.select_related("commitment__suggestion").order_by("-score", "pk")
    returned = Recurrence.objects.filter(later__report__in=among.order_by().values("pk"))
    returned = returned.annotate(line=line_begins("later__report__text", "later__start"))
    returned = returned.select_related("later__report__agency").order_by("-score", "pk")
    texts = ("report__text", "report__raw_text")  # a list does not need them
    return (
        rows.select_related("report__agency")
        .defer(*texts)
        .prefetch_related(
            Prefetch("remedies", remedies),
            Prefetch("recurrences", returned.defer(*(f"later__{name}" for name in texts))),
        )
    )


def remedies_of(shortcomings: Sequence[int]) -> list[dict[str, Any]]:
    """The plans for some shortcomings as values for a table, best first; nothing of suggestions."""
    rows = _IN_PLAN.filter(shortcoming__in=shortcomings).order_by("-score", "pk")
    own = ("ordinal", "heading", "outcome", "review_state", "result_report")
    return list(rows.values("shortcoming", "score", *(f"commitment__{name}" for name in own)))


def shortcoming_counts(reports: QuerySet[Report], *, among: QuerySet[Report]) -> ShortcomingCounts:
    """The counts over a set of reports; `among` as in `shortcomings_of`. One query."""
    found = shortcomings_of(reports, among=among).aggregate(
        total=Count("pk"),
        unplanned=Count("pk", filter=QUESTIONS[UNPLANNED]),
        followed=Count("pk", filter=Q(is_followed=True)),
        returned=Count("pk", filter=QUESTIONS[RETURNING]),
    )
    return ShortcomingCounts(**found)


def planned_in_vain(commitments: QuerySet[Commitment]) -> QuerySet[Commitment]:
    """Of a scoped set, the promises whose shortcoming returned."""
    return commitments.filter(PLANNED_IN_VAIN)
