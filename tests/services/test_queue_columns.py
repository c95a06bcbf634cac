"""The columns that the queue is ordered and filtered by always say what a join would say."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils.timezone import localdate
from pytest_django import Settings

from tests.factories import make_agency, make_report, make_user
from tests.services.deciding import passage
from tracker.core.types import SectionKind, Verdict
from tracker.models import Agency, AgencySuccession, Commitment, Report, Suggestion, User
from tracker.models.commitments import UNKNOWN_CONFIDENCE
from tracker.selectors.queue import OPEN
from tracker.services import reviews, second_reviews
from tracker.services.ingestion import process_upload
from tracker.services.jobs import due_jobs
from tracker.services.matching import match_batch
from tracker.services.successions import confirm_succession, decline_succession
from tracker.services.uploads import receive_upload

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

DAYS = 17
ACTS = 40  # of one random sequence
NAME = "柳溪县司法局"
VISITS = itertools.count(200)  # a file with the same bytes would be no correction


@pytest.fixture(autouse=True)
def _settings(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.REVIEW_DAYS = DAYS


def hand_in(year: int, *, talks: int = 25, point: str = "一处") -> Report:
    """The report of a year; other words for the same year are its correction."""
    text = f"""{NAME}{year}年法治政府建设情况报告
一、主要成效
全年开展街道普法宣讲{talks}场，增设法律咨询点{point}，受理来信六十件，接待来访{next(VISITS)}人次。
二、{year + 1}年工作安排
（一）办好普法宣讲。{year + 1}年开展街道普法宣讲{talks + 5}场以上。
（二）增设咨询点。年底前增设法律咨询点{point}。
"""
    upload = receive_upload(ContentFile(text.encode()), filename="报告.txt")
    done = process_upload(upload.pk)
    assert done is not None
    assert done.report_id is not None
    return Report.objects.get(pk=done.report_id)


def match() -> None:
    match_batch(due_jobs([report.pk for report in Report.objects.all()]))


def assert_true_to_the_joins() -> None:
    for row in Commitment.objects.select_related("report", "result_report", "suggestion"):
        answer = row.result_report
        assert row.plan_year == row.report.plan_year
        assert row.doubt == (row.suggestion.confidence if row.suggestion else UNKNOWN_CONFIDENCE)
        due = localdate(answer.created_at) + dt.timedelta(days=DAYS) if answer else None
        assert row.due_on == due
    for suggestion in Suggestion.objects.all():
        missed = [entry for entry in suggestion.ledger if entry["verdict"] == Verdict.MISSED]
        assert suggestion.numbers_missed == len(missed)


def test_stored_matched_corrected() -> None:
    plan = hand_in(2023)
    (talks, _point) = plan.commitments.order_by("position")
    assert (talks.plan_year, talks.doubt, talks.due_on) == (2024, -1, None)
    result = hand_in(2024)
    Report.objects.filter(pk=result.pk).update(
        created_at=dt.datetime(2026, 3, 1, 17, tzinfo=dt.UTC)
    )
    talks.refresh_from_db()
    assert (talks.doubt, talks.due_on) == (-1, localdate() + dt.timedelta(days=DAYS))
    match()
    talks.refresh_from_db()
    assert talks.suggestion is not None
    assert talks.doubt == talks.suggestion.confidence > 0
    assert talks.suggestion.numbers_missed == 1  # 25 of 30
    hand_in(2024, talks=31)
    talks.refresh_from_db()
    assert talks.suggestion is None
    assert talks.doubt == -1
    assert talks.due_on == dt.date(2026, 3, 2) + dt.timedelta(days=DAYS)  # the day in Shanghai
    match()
    talks.refresh_from_db()
    assert talks.suggestion is not None
    assert talks.suggestion.numbers_missed == 0
    assert_true_to_the_joins()


def test_a_plan_that_nothing_answers_any_longer_has_no_deadline() -> None:
    plan = hand_in(2023)
    heir = make_agency()
    make_report(heir, report_year=2024, sections=[(SectionKind.ACHIEVEMENTS, "一、成效", ["好。"])])
    row = AgencySuccession.objects.create(predecessor=plan.agency, successor=heir, since_year=2024)
    confirm_succession(row.pk, user=make_user())
    assert set(plan.commitments.values_list("due_on", flat=True)) == {
        localdate() + dt.timedelta(days=DAYS)
    }
    assert_true_to_the_joins()
    decline_succession(row.pk)
    assert set(plan.commitments.values_list("due_on", "doubt")) == {(None, -1)}


@pytest.mark.parametrize("seed", range(4))
def test_whatever_happens_in_whatever_order(seed: int, settings: Settings) -> None:
    settings.SECOND_REVIEW_SHARE = 0.5
    chance = random.Random(seed)
    hand_in(2023)
    people = [make_user(is_superuser=True) for _ in range(3)]
    heir = make_agency()
    acts: list[Callable[[], object]] = [
        lambda: hand_in(chance.choice([2022, 2023, 2024]), talks=chance.choice([25, 31])),
        lambda: hand_in(2024, point=chance.choice(["一处", "三处"])),
        match,
        match,
        lambda: review(chance, people),
        lambda: review(chance, people),
        lambda: review(chance, people),
        lambda: succeed(chance, heir),
    ]
    for _ in range(ACTS):
        chance.choice(acts)()
        assert_true_to_the_joins()
    assert Suggestion.objects.exists()


def review(chance: random.Random, people: list[User]) -> None:
    """Some act that some row allows, by some person; what the rules refuse changes nothing."""
    row = chance.choice(Commitment.objects.order_by("pk"))
    person, outcome = chance.choice(people), chance.choice(["partial", "no_evidence", "dropped"])
    words = "受理来信六十件"
    stands = row.result_report is not None and words in row.result_report.text
    evidence = [passage(row.result_report, words)] if row.result_report and stands else []
    act: dict[str, Any] = {"reviewer": person, "version": row.version, "note": "看过原文"}
    said = act | {"outcome": outcome, "evidence": evidence}
    try:
        if row.review_state in OPEN:
            reviews.decide(row.pk, **said)
        elif row.review_state == "second_review":
            second_reviews.read_second(row.pk, **said)
        elif row.review_state == "disputed":
            second_reviews.resolve(row.pk, **said)
        elif row.review_state == "approval":
            chance.choice([reviews.approve_drop, reviews.reject_drop])(row.pk, **act)
        else:
            reviews.reopen(row.pk, **act)
    except reviews.ReviewRefused:
        return


def succeed(chance: random.Random, heir: Agency) -> None:
    """Another body takes over, or does no longer."""
    first = Report.objects.order_by("pk")[0].agency
    row, _made = AgencySuccession.objects.get_or_create(
        predecessor=first, successor=heir, defaults={"since_year": 2024}
    )
    if chance.random() < 0.5:
        confirm_succession(row.pk, user=make_user())
    else:
        decline_succession(row.pk)
