"""One subscriber's world, small enough to count by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import closing

from django.db import connection

from tests import factories
from tracker.core.types import Outcome, ReviewState
from tracker.digest.content import DigestContent, build_content
from tracker.digest.subjects import subject_of
from tracker.models import (
    Agency,
    Commitment,
    DigestDelivery,
    MatchRun,
    Region,
    Report,
    Subscription,
    User,
)

# A Monday morning in Shanghai: 2026-11-16 09:30, ISO week 2026-W47.
MONDAY = dt.datetime(2026, 11, 16, 1, 30, tzinfo=dt.UTC)
LAST_THURSDAY = MONDAY - dt.timedelta(days=4)
LONG_AGO = MONDAY - dt.timedelta(days=300)


def subscribe(user: User, **fields: object) -> Subscription:
    return Subscription.objects.create(user=user, **fields)


def content_for(subscription: Subscription, *, week: str = "2026-W47") -> DigestContent:
    return build_content(subject_of(subscription, week=week), now=MONDAY)


def subscriber(*scopes: Region | Agency, email: str = "", **fields: object) -> Subscription:
    user = factories.make_user(responsible_for=scopes)
    if email:
        user.email = email
        user.save()
    return subscribe(user, **fields)


def reader_of(subscription: Subscription) -> User:
    """The person of a person's subscription."""
    assert subscription.user is not None
    return subscription.user


def by_address(
    address: str, *named: Region | Agency, confirmed_at: dt.datetime | None = LONG_AGO
) -> Subscription:
    """An address without an account, confirmed by its owner."""
    subscription = Subscription.objects.create(address=address, confirmed_at=confirmed_at)
    subscription.regions.set([scope for scope in named if isinstance(scope, Region)])
    subscription.agencies.set([scope for scope in named if isinstance(scope, Agency)])
    return subscription


def promise(
    plan: Report,
    result: Report | None,
    *,
    heading: str = "整理阅览角",
    outcome: Outcome | None = None,
    state: ReviewState = ReviewState.PROPOSED,
    suggested: Outcome | None = None,
    reviewed_at: dt.datetime = LAST_THURSDAY,
) -> Commitment:
    """Confirmed with `outcome` at `reviewed_at`, or in `state` with the machine's view."""
    commitment = factories.make_commitment(
        plan,
        heading=heading,
        text=f"{heading}。由窗口负责，年内办结。",
        result_report=result,
        review_state=ReviewState.CONFIRMED if outcome else state,
        outcome=outcome.value if outcome else "",
        status=outcome.status.value if outcome else "pending",
        reviewed_at=reviewed_at if outcome else None,
    )
    if suggested:
        factories.make_suggestion(commitment, outcome=suggested)
    return commitment


def settle(*, runs_at: dt.datetime = LAST_THURSDAY, filed_at: dt.datetime = LONG_AGO) -> None:
    """Runs and reports date from these moments, not from when the test ran."""
    MatchRun.objects.update(created_at=runs_at)
    Report.objects.update(created_at=filed_at)


def small_world(agency: Agency) -> None:
    """Answered: 2 fulfilled (1 long ago), 1 partial, 1 silent by people; 1 drop to approve;
    2 open of which the machine finds 1 silent and 1 kept. One more awaits its report."""
    plan, result = (factories.make_report(agency, report_year=year) for year in (2024, 2025))
    promise(plan, result, heading="刷新导引牌", outcome=Outcome.FULFILLED)
    promise(plan, result, heading="备齐雨具", outcome=Outcome.FULFILLED, reviewed_at=LONG_AGO)
    promise(plan, result, heading="加开夜间窗口", outcome=Outcome.PARTIAL)
    promise(plan, result, heading="公开抽查结果", outcome=Outcome.NO_EVIDENCE)
    promise(plan, result, heading="设流动服务点", state=ReviewState.APPROVAL)
    promise(plan, result, heading="编印办事画册", suggested=Outcome.NO_EVIDENCE)
    promise(plan, result, heading="换装取号机", suggested=Outcome.FULFILLED)
    promise(result, None, heading="明年再修庭院")
    settle()


def readers(*names: str) -> list[Subscription]:
    agency = factories.make_agency()
    small_world(agency)
    return [subscriber(agency, email=f"{name}@example.org") for name in names]


def states() -> dict[str, str]:
    rows = DigestDelivery.objects.values_list("recipient", "state")
    return {recipient.partition("@")[0]: state for recipient, state in rows}


def delivery(name: str = "a", **fields: object) -> DigestDelivery:
    """A row as an earlier run left it behind."""
    subscription = Subscription.objects.get(user__email=f"{name}@example.org")
    values = {"week": "2026-W47", "attempts": 1, **fields}
    return DigestDelivery.objects.create(
        subscription=subscription, recipient=f"{name}@example.org", **values
    )


def closed(function: Callable[..., None]) -> Callable[..., None]:
    """For threads: the connection is closed with them."""

    def run(*args: str) -> None:
        with closing(connection):
            function(*args)

    return run
