"""What a 督察报告 is made of: what people concluded, with the words they rested it on.

Only confirmed reviews are facts here. What the machine suggests comes from a function of its
own, and of what waits for its blind second reading (盲审) neither says anything.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from tracker.core.types import Outcome, ReviewState, Verdict
from tracker.models import Agency, Commitment, Region, Report, Review, User
from tracker.models.reviews import CONCLUSIONS
from tracker.selectors.commitments import answered, in_plan
from tracker.selectors.narrowing import Narrowing
from tracker.selectors.points import SIGHTED

_CONFIRMED = Q(review_state=ReviewState.CONFIRMED)
_BULKY = ("report__text", "report__raw_text", "report__facts", "result_report__raw_text")


@dataclass(frozen=True, slots=True)
class Passage:
    """Words that a reviewer picked, as they were then; corrected: the report has others now."""

    text: str
    is_corrected: bool


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A number aimed at that the report did not reach, as the machine set them side by side."""

    target: str
    reported: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One confirmed conclusion: on what, by whom and when, and what it rests on."""

    agency: str
    heading: str
    text: str
    note: str
    source: str  # the report that the passages stand in
    passages: Sequence[Passage]
    decided_by: str
    decided_on: dt.datetime
    approved_by: str
    successor: str
    shortfalls: Sequence[Shortfall]


@dataclass(frozen=True, slots=True)
class Stand:
    """One row of the annex: where a commitment stands; `outcome` is empty until confirmed."""

    agency: str
    heading: str
    verifiability: int
    review_state: ReviewState
    outcome: str
    is_answered: bool


@dataclass(frozen=True, slots=True)
class Suggested:
    """系统建议，未复核: what the machine thinks of a commitment that nobody has confirmed."""

    agency: str
    heading: str
    outcome: Outcome
    confidence: float


def promised_by(
    commitments: QuerySet[Commitment], *, subject: Agency | Region, plan_year: int
) -> QuerySet[Commitment]:
    """Of a scoped set, what the agency, or all in and below the region, promised for a year."""
    is_agency = isinstance(subject, Agency)
    chosen = Narrowing(
        agency=subject.pk if is_agency else None,
        region=None if is_agency else subject.pk,
        year=plan_year,
    )
    return in_plan(chosen.commitments(commitments))


def plan_years(commitments: QuerySet[Commitment]) -> list[int]:
    """The years that something was promised for, newest first."""
    some = commitments.filter(report=OuterRef("pk")).order_by()
    rows = Report.objects.filter(Exists(some)).order_by("-plan_year")
    return list(rows.values_list("plan_year", flat=True).distinct())


def outcome_counts(commitments: QuerySet[Commitment]) -> dict[Outcome, int]:
    """Confirmed conclusions by outcome; outcomes that nothing has are left out."""
    rows = answered(commitments).filter(_CONFIRMED).order_by().values_list("outcome")
    return {Outcome(code): number for code, number in rows.annotate(Count("pk"))}


def state_counts(commitments: QuerySet[Commitment]) -> dict[ReviewState, int]:
    """Commitments whose next report has been filed, by review state."""
    rows = answered(commitments).order_by().values_list("review_state")
    return {ReviewState(code): number for code, number in rows.annotate(Count("pk"))}


def findings(commitments: QuerySet[Commitment], *, outcome: Outcome, most: int) -> list[Finding]:
    """The first `most` confirmed conclusions of one outcome; two queries."""
    acts = Review.objects.select_related("reviewer").order_by("-seq")
    rows = (
        answered(commitments)
        .filter(_CONFIRMED, outcome=outcome)
        .select_related("report__agency", "result_report__agency", "suggestion", "successor")
        .defer(*_BULKY)
        .prefetch_related(Prefetch("reviews", acts))
        .order_by("report__agency__name", "report_id", "position")
    )
    return [_finding(row, _standing(row)) for row in rows[:most]]


def suggested(commitments: QuerySet[Commitment], *, most: int) -> list[Suggested]:
    """The first `most` that nobody has confirmed, with the machine's view; one query."""
    rows = (
        answered(commitments)
        .exclude(_CONFIRMED)
        .filter(SIGHTED, suggestion__isnull=False)
        .order_by("report__agency__name", "report_id", "position")
        .values_list(
            *("report__agency__name", "ordinal", "heading"),
            *("suggestion__outcome", "suggestion__confidence"),
        )
    )
    return [
        Suggested(agency, f"{ordinal}{heading}", Outcome(outcome), confidence)
        for agency, ordinal, heading, outcome, confidence in rows[:most]
    ]


def stands(commitments: QuerySet[Commitment], *, most: int) -> list[Stand]:
    """The first `most` commitments of the plan, with where they stand; one query."""
    rows = in_plan(commitments).order_by("report__agency__name", "report_id", "position")
    fields = rows.values_list(
        *("report__agency__name", "ordinal", "heading", "verifiability"),
        *("review_state", "outcome", "result_report"),
    )
    return [
        Stand(agency, f"{ordinal}{heading}", level, ReviewState(state), outcome, bool(result))
        for agency, ordinal, heading, level, state, outcome, result in fields[:most]
    ]


def _finding(row: Commitment, decision: Review) -> Finding:
    newest, result = row.reviews.all()[0], row.result_report
    # A drop is proposed by one person and approved by another, whose act is the newest then.
    approver = newest.reviewer if newest.act == Review.Act.APPROVE else None
    return Finding(
        agency=row.report.agency.name,
        heading=f"{row.ordinal}{row.heading}",
        text=row.text,
        note=decision.note,
        source=_title(result),
        passages=[_passage(item, result) for item in decision.evidence],
        decided_by=_name(decision.reviewer),
        decided_on=decision.created_at,
        approved_by=_name(approver) if approver else "",
        successor=str(row.successor or ""),
        shortfalls=[
            Shortfall(line["target"]["text"], line["reported"]["text"])
            for line in (row.suggestion.ledger if row.suggestion else ())
            if line["verdict"] == Verdict.MISSED and line["reported"]
        ],
    )


def _standing(row: Commitment) -> Review:
    """The conclusion that stands: the newest. What is confirmed has one."""
    return next(act for act in row.reviews.all() if act.act in CONCLUSIONS)


def _passage(item: Mapping[str, Any], result: Report | None) -> Passage:
    stood = "" if result is None else result.text[item["start"] : item["end"]]
    return Passage(item["text"], is_corrected=stood != item["text"])


def _title(result: Report | None) -> str:
    if result is None:
        return ""
    return result.title or str(result)


def _name(user: User) -> str:
    return user.get_full_name() or user.get_username()
