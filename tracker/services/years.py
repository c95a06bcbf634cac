"""Tying a report to the years beside it: it answers last year's plan, next year's answers its own.

Promises pass on: where a body has no report of its own for a year, the report of the one that a
person confirmed as its successor (机构沿革) answers its plan.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Final

import numpy as np
from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from tracker.core.comparisons import NAMES, compare
from tracker.core.tokens import encode
from tracker.core.types import ReturnReason
from tracker.models import Agency, Commitment, MatchRun, Renewal, Report
from tracker.models.commitments import UNKNOWN_CONFIDENCE
from tracker.selectors.commitments import LEFT_PLAN
from tracker.selectors.successors import forebears, heirs
from tracker.services.jobs import Pair, drop_untied, linked_pairs, request_jobs
from tracker.services.returning import UNDECIDED, WITHDRAWN, note_withdrawals, withdraw

# Enough of a report to tell whose business a promise is now; the matcher reads all of it.
_LOOKED_AT: Final = 20_000  # characters


def lock_family(agency: Agency) -> None:
    """Lock the agency and those it is tied to, always in the same order. Needs a transaction.

    Two of their reports wait for one another here, so that the second sees the first.
    """
    lock_agencies(heirs(agency.pk) | forebears(agency.pk))


def lock_agencies(agency_ids: Collection[int]) -> None:
    """Let nobody else store or match a report of these agencies until the transaction ends.

    Always taken first and in the same order, so that nobody waits in a circle. The key itself
    stays free: rows that only point at an agency don't wait.
    """
    rows = Agency.objects.filter(pk__in=agency_ids).order_by("pk")
    list(rows.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))


def link_years(report: Report) -> None:
    """Tie this report to its neighbours, both ways round: the order of arrival does not matter.

    The suggestions on both sides were about another text: they are taken off, and the pairs
    that the report completes are to be matched.
    """
    bodies = forebears(report.agency_id)
    before = Report.objects.filter(agency__in=bodies, plan_year=report.report_year)
    plans = [*before, report]
    moved = {pair for plan in plans for pair in _tie(plan)}
    linked = linked_pairs(Q(report__in=plans) | Q(result_report=report))
    drop_untied([plan.pk for plan in plans])
    request_jobs(pair for pair in linked if pair in moved or report.pk in pair)


def relink(agency_ids: Collection[int]) -> None:
    """Tie all reports of some agencies anew, after a succession was confirmed or taken back.

    With them those before and after: promises pass on over any number of bodies.

    A commitment whose next report stays the same keeps its suggestion, and one that a person
    has decided on keeps its next report.
    """
    family = {pk for start in agency_ids for pk in heirs(start) | forebears(start)}
    lock_agencies(family)
    plans = list(Report.objects.filter(agency__in=family))
    moved = {pair for plan in plans for pair in _tie(plan, only_changed=True)}
    linked = linked_pairs(Q(report__in=plans))
    drop_untied([plan.pk for plan in plans])
    request_jobs(pair for pair in linked if pair in moved)


def relink_report(report: Report) -> None:
    """Tie anew a report that a person cut otherwise (人工更正), and have its pairs matched anew.

    A promise whose words are the same keeps its answer, and until the matcher has been there
    what the machine thinks of it.
    """
    _tie(report, only_changed=True)
    linked = linked_pairs(Q(report=report) | Q(result_report=report))
    drop_untied([report.pk])
    request_jobs(linked)


def plans_before(agency_id: int, report_year: int) -> list[Report]:
    """The plans that a report of this agency on this year answers, or would."""
    return list(Report.objects.filter(agency__in=forebears(agency_id), plan_year=report_year))


def retie(plans: Collection[Report]) -> None:
    """Tie these plans anew after a report was moved to another agency or year.

    A decision that rests on a report which no longer answers the plan goes back to review: it
    was read out of somebody else's report, or of another year's.
    """
    moved = set[Pair]()
    for plan in plans:
        _untie(plan)
        moved.update(_tie(plan, only_changed=True))
    keys = [plan.pk for plan in plans]
    linked = linked_pairs(Q(report__in=keys))
    drop_untied(keys)
    request_jobs(pair for pair in linked if pair in moved)


def _untie(plan: Report) -> None:
    """Take from a plan's commitments, and from their decisions, what answers them no longer."""
    answering = [answer.pk for answer in answers_of(plan)]
    rows = list(
        Commitment.objects.select_for_update(of=("self",))
        .filter(report=plan, result_report__isnull=False)
        .exclude(result_report__in=answering)
    )
    decided = [row for row in rows if row.review_state not in UNDECIDED]
    for row in rows:
        if row.returned_reason not in LEFT_PLAN:
            withdraw(row, reason=ReturnReason.RESULT_CHANGED)
        row.result_report, row.due_on, row.updated_at = None, None, timezone.now()
    Commitment.objects.bulk_update(rows, [*WITHDRAWN, "result_report", "due_on", "updated_at"])
    note_withdrawals(row for row in decided if row.returned_reason not in LEFT_PLAN)
    MatchRun.objects.filter(plan_report=plan).exclude(result_report__in=answering).delete()
    promised_again = Renewal.objects.filter(earlier__report=plan)
    promised_again.exclude(later__report__in=answering).delete()


def _tie(plan: Report, *, only_changed: bool = False) -> list[Pair]:
    """Give every commitment of a plan the report that answers it; none where none is filed.

    The pairs that commitments were put into.
    """
    answers = answers_of(plan)
    rows = Commitment.objects.filter(report=plan)
    if only_changed or len(answers) > 1:
        rows = rows.filter(Q(review_state__in=UNDECIDED) | Q(result_report__isnull=True))
    moved = []
    for answer, ids in _shared_out(list(rows), answers):
        mine = rows.filter(pk__in=ids)
        if only_changed:
            same = Q(result_report=answer) if answer else Q(result_report__isnull=True)
            mine = mine.exclude(same)
        fresh = {"suggestion": None, "doubt": UNKNOWN_CONFIDENCE, "due_on": _due_on(answer)}
        if mine.update(result_report=answer, **fresh) and answer:
            moved.append((plan.pk, answer.pk))
    return moved


def _due_on(answer: Report | None) -> dt.date | None:
    """By when a promise should be decided on (复核期限), from the day its answer came in."""
    if answer is None:
        return None
    return timezone.localdate(answer.created_at) + dt.timedelta(days=settings.REVIEW_DAYS)


def answers_of(plan: Report) -> list[Report]:
    """The body's own report on the planned year; without one, those of its successors."""
    filed = Report.objects.filter(
        agency__in=heirs(plan.agency_id), report_year=plan.plan_year
    ).order_by("agency_id")
    own = [report for report in filed if report.agency_id == plan.agency_id]
    return own or list(filed)


def _shared_out(
    rows: Sequence[Commitment], answers: Sequence[Report]
) -> list[tuple[Report | None, list[int]]]:
    """Each commitment with the report that answers it: of a split body, the one that speaks of it.

    That is the report one of whose sentences covers most of the commitment's weighted words.
    """
    if len(answers) < 2 or not rows:
        return [(answers[0] if answers else None, [row.pk for row in rows])]
    promises = encode(row.text for row in rows)
    covered = np.array(
        [
            compare(promises, encode(_sentences(answer))).values[NAMES.index("words")].max(axis=1)
            for answer in answers
        ]
    )
    best = covered.argmax(axis=0)
    return [
        (answer, [row.pk for row, chosen in zip(rows, best, strict=True) if chosen == number])
        for number, answer in enumerate(answers)
    ]


def _sentences(report: Report) -> list[str]:
    text = report.text[:_LOOKED_AT].replace("。", "。\n")
    return [line for line in text.split("\n") if line.strip()] or [""]
