"""重新计数: no change is lost, whatever goes on while agencies are counted."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, connections, transaction

from tests import factories
from tracker.models import (
    Agency,
    Commitment,
    Suggestion,
    TallyByReader,
    TallyByTopic,
    TallyMark,
    TallyRun,
    User,
)
from tracker.models.tally_triggers import TRIGGERS
from tracker.selectors.narrowing import Narrowing
from tracker.selectors.statistics import fulfilment, suggestions
from tracker.selectors.tally_marks import marks_by_owner, stale_agencies
from tracker.services import tallying
from tracker.services.tally_rows import Whole
from tracker.services.tallying import sweep_tallies

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


@pytest.fixture
def root() -> User:
    return factories.make_user(is_superuser=True)


@pytest.fixture
def row() -> Commitment:
    """One of three promises of two agencies, all counted."""
    report = factories.make_report(report_year=2024)
    factories.make_commitment()
    rows = [factories.make_commitment(report, position=n) for n in range(2)]
    assert sweep_tallies() == 2
    assert not TallyMark.objects.exists()
    return rows[0]


def on_another_connection(act: Callable[[], object]) -> threading.Thread:
    def run() -> None:
        try:
            act()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def topics(user: User) -> dict[str | None, int]:
    rows = fulfilment(Narrowing().extent(user), by="topic")
    return {row.key: row.awaiting for row in rows}


def marked() -> list[int]:
    return sorted(set(marks_by_owner().values_list("owner", flat=True)))


def test_a_second_sweep_has_nothing_to_do(row: Commitment) -> None:
    before = list(TallyByTopic.objects.order_by("pk").values())
    assert sweep_tallies() == 0
    assert list(TallyByTopic.objects.order_by("pk").values()) == before


def test_only_what_is_marked_is_counted(row: Commitment, root: User) -> None:
    Commitment.objects.filter(pk=row.pk).update(topic="rules")
    assert marked() == [row.report.agency_id]
    assert topics(root) == {None: 2, "rules": 1}
    assert sweep_tallies() == 1
    assert topics(root) == {None: 2, "rules": 1}


@pytest.mark.parametrize("batch", [1, 2, 3])
def test_batches_leave_nobody_out(
    row: Commitment, batch: int, monkeypatch: pytest.MonkeyPatch, root: User
) -> None:
    monkeypatch.setattr(tallying, "BATCH", batch)
    monkeypatch.setattr(tallying, "MOST_SECONDS", 60)
    Commitment.objects.update(topic="rules")
    assert sweep_tallies() == 2
    assert stale_agencies() == set()
    assert topics(root) == {"rules": 3}


def test_a_sweep_ends_in_time_and_the_next_goes_on(
    row: Commitment, monkeypatch: pytest.MonkeyPatch, root: User
) -> None:
    monkeypatch.setattr(tallying, "BATCH", 1)
    monkeypatch.setattr(tallying, "MOST_SECONDS", -1)
    Commitment.objects.update(topic="rules")
    assert [sweep_tallies() for _ in range(3)] == [1, 1, 0]
    assert topics(root) == {"rules": 3}


def test_a_change_committed_while_agencies_are_counted_is_not_lost(
    row: Commitment, root: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    Commitment.objects.filter(pk=row.pk).update(heading="改过的标题")
    count = tallying._count

    def late(agencies: list[int]) -> None:
        change = Commitment.objects.filter(pk=row.pk).update
        on_another_connection(lambda: change(topic="rules")).join()
        count(agencies)

    monkeypatch.setattr(tallying, "_count", late)
    assert sweep_tallies() == 1
    assert dict(TallyByTopic.objects.filter(agency=None).values_list("topic", "awaiting")) == {
        "": 3
    }
    assert marked() == [row.report.agency_id]
    assert topics(root) == {None: 2, "rules": 1}


def test_what_is_not_committed_is_not_counted(row: Commitment, root: User) -> None:
    with transaction.atomic():
        Commitment.objects.filter(pk=row.pk).update(topic="rules")
        on_another_connection(sweep_tallies).join()
        assert topics(root) == {None: 2, "rules": 1}  # its own change is seen at once
    assert topics(root) == {None: 2, "rules": 1}
    assert sweep_tallies() == 1
    assert topics(root) == {None: 2, "rules": 1}


def test_a_report_that_moves_takes_an_open_change_along(root: User) -> None:
    """Who changes a suggestion knows the agency that was; the mark is the report's."""
    pair, other = factories.make_pair(), factories.make_agency("新东家局")
    sweep_tallies()

    def move() -> None:
        type(pair.plan).objects.filter(pk=pair.plan.pk).update(agency=other)
        sweep_tallies()

    with transaction.atomic():
        Suggestion.objects.filter(run__plan_report=pair.plan).update(outcome="partial")
        on_another_connection(move).join()
    assert marked() == [other.pk]
    expected = suggestions(Narrowing().extent(root).commitments, by="agency")
    assert [row.suggested_outcome for row in expected] == ["partial"]
    for _ in range(2):
        assert suggestions(Narrowing().extent(root), by="agency") == expected
        sweep_tallies()


def test_two_sweeps_at_once_count_once(row: Commitment, root: User) -> None:
    TallyRun.objects.all().delete()
    TallyByTopic.objects.all().delete()
    threads = [on_another_connection(sweep_tallies) for _ in range(3)]
    for thread in threads:
        thread.join()
    assert TallyRun.objects.count() == 1
    assert stale_agencies() == set()
    assert topics(root) == {None: 3}


def test_a_sweep_that_dies_leaves_all_as_it_was(
    row: Commitment, root: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    Commitment.objects.filter(pk=row.pk).update(topic="rules")
    before = list(TallyByTopic.objects.order_by("pk").values())

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Whole, "move", killed)
    with pytest.raises(KeyboardInterrupt):
        sweep_tallies()
    assert list(TallyByTopic.objects.order_by("pk").values()) == before
    assert marked() == [row.report.agency_id]
    assert topics(root) == {None: 2, "rules": 1}


def test_counting_never_stands_in_the_way_of_who_deletes(row: Commitment, root: User) -> None:
    agency, key = row.report.agency, row.report.agency_id
    Commitment.objects.filter(report=row.report).delete()
    row.report.delete()
    agency.delete()
    assert topics(root) == {None: 1}
    sweep_tallies()
    assert stale_agencies() == set()
    assert topics(root) == {None: 1}
    assert not TallyByTopic.objects.filter(agency_id=key).exists()


def test_agencies_are_marked_by_reports_that_move_or_go(row: Commitment) -> None:
    old, new = row.report.agency_id, factories.make_agency("接手局").pk
    type(row.report).objects.filter(pk=row.report_id).update(agency=new)
    assert set(TallyMark.objects.values_list("agency_id", flat=True)) == {old, new}


def test_a_suggestion_that_changes_is_marked(root: User) -> None:
    pair = factories.make_pair()
    sweep_tallies()
    Suggestion.objects.filter(commitment=pair.commitments[0]).update(outcome="partial")
    assert marked() == [pair.agency.pk]


def test_a_reading_is_marked_and_counted(root: User) -> None:
    pair = factories.make_pair()
    sweep_tallies()
    first = pair.commitments[0]
    with transaction.atomic():
        factories.make_review(first, root, shown={"outcome": "partial"}, outcome="partial")
    assert marked() == [pair.agency.pk]
    sweep_tallies()
    rows = TallyByReader.objects.order_by("agency_id")
    assert list(rows.values_list("agency_id", "reviewer_id", "followed")) == [
        (pair.agency.pk, root.pk, 1),
        (None, root.pk, 1),
    ]


def test_a_mark_is_of_a_report_or_of_an_agency() -> None:
    agency = factories.make_agency()
    with pytest.raises(IntegrityError):
        TallyMark.objects.create(report_id=1, agency_id=agency.pk, at="2026-01-01T00:00:00Z")


def test_all_triggers_are_there() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgenabled = 'O'")
        assert set(TRIGGERS) <= {name for (name,) in cursor.fetchall()}


def test_new_agencies_need_no_count(row: Commitment) -> None:
    Agency.objects.create(name="刚来的局")
    assert stale_agencies() == set()
