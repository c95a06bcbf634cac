"""A region whose three agencies have been inspected in part, for 督察报告."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tests.factories import (
    ANSWERS,
    Pair,
    make_agency,
    make_approver,
    make_inspector,
    make_pair,
    make_region,
    make_review,
)
from tracker.core.types import Outcome, Status
from tracker.models import Commitment, Region, Review, Suggestion, User
from tracker.papers.blocks import Paper
from tracker.papers.inspection import inspection_paper

MADE_AT = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
STATUSES = {
    Outcome.FULFILLED: Status.FULFILLED,
    Outcome.DROPPED: Status.DROPPED,
}


@dataclass(frozen=True)
class Inspected:
    """The region, its pairs of reports, and who decided."""

    region: Region
    pairs: list[Pair]
    reviewer: User
    approver: User

    def paper(self) -> Paper:
        """The region's paper over everything."""
        return inspection_paper(
            Commitment.objects.all(),
            subject=self.region,
            plan_year=self.pairs[0].plan.plan_year,
            author="督察员甲",
            made_at=MADE_AT,
        )


def make_inspected() -> Inspected:
    """Of nine commitments: 2 fulfilled, 1 partial, 1 unanswered, 1 dropped, 1 too vague, 3 open."""
    region = make_region("云岫市")
    inspected = Inspected(
        region=region,
        pairs=[
            make_pair(make_agency(name, region=region))
            for name in ("云岫市岚溪区司法局", "云岫市柏坪县人民政府", "云岫市青埠镇人民政府")
        ],
        reviewer=make_inspector(region, username="督察员甲"),
        approver=make_approver(region, username="批准人乙"),
    )
    first, second, third = (pair.commitments for pair in inspected.pairs)
    confirm(inspected, first[0], Outcome.FULFILLED, words=ANSWERS[0])
    confirm(inspected, first[1], Outcome.PARTIAL, words=ANSWERS[1], note="只编成九册")
    confirm(inspected, first[2], Outcome.NO_EVIDENCE)
    confirm(inspected, second[0], Outcome.FULFILLED, words=ANSWERS[0])
    confirm(inspected, second[1], Outcome.NOT_ASSESSABLE)
    confirm(inspected, second[2], Outcome.DROPPED, words=ANSWERS[2], note="场地已移交")
    set_ledger(first[1])
    set_ledger(third[0])
    return inspected


def confirm(
    inspected: Inspected, row: Commitment, outcome: Outcome, *, words: str = "", note: str = ""
) -> None:
    """As the desk leaves it: the review, for a drop its approval, and the row."""
    assert row.result_report is not None
    start = row.result_report.text.find(words) if words else 0
    place = {"start": start, "end": start + len(words), "text": words, "candidate_id": None}
    made = {"outcome": outcome.value, "evidence": [place] if words else []}
    make_review(row, inspected.reviewer, note=note, **made)
    if outcome is Outcome.DROPPED:
        act = {"act": Review.Act.APPROVE, "commitment_version": row.version + 1}
        make_review(row, inspected.approver, **made, **act)
    status = STATUSES.get(outcome, Status.PENDING)
    Commitment.objects.filter(pk=row.pk).update(
        outcome=outcome.value, status=status.value, review_state="confirmed"
    )


def set_ledger(row: Commitment) -> None:
    """The machine found a number missed and one unreported."""
    target = {"text": "办件图解12册", "unit": "册"}
    missed = {"target": target, "reported": {"text": "9册"}, "gap": -3, "verdict": "missed"}
    unreported = {"target": target, "reported": None, "gap": None, "verdict": "unreported"}
    Suggestion.objects.filter(commitment=row).update(ledger=[missed, unreported])
