"""变更记录: no change of a record is passed over, whoever makes it and however."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from django.db import connection, transaction

from tests import factories
from tracker.models import Agency, Change, Commitment, Report, User
from tracker.models.change_triggers import NAMES
from tracker.selectors.changes import changes_of, settled

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite]
Seen = list[tuple[str, int, bool]]


@pytest.fixture
def root(db: None) -> User:
    return factories.make_user(is_superuser=True)


def seen(user: User, *, after: int = 0) -> Seen:
    rows = changes_of(user).filter(seq__gt=after, seq__lte=settled())
    return [(row.kind, row.object_id, row.deleted) for row in rows]


def newest() -> int:
    return Change.objects.order_by("-seq").values_list("seq", flat=True).first() or 0


@contextmanager
def being_changed(commitment: Commitment) -> Iterator[None]:
    """Another writer has changed it when the block begins, and commits when it ends."""
    changed, go_on = threading.Event(), threading.Event()

    def change() -> None:
        try:
            with transaction.atomic():
                Commitment.objects.filter(pk=commitment.pk).update(heading="慢")
                changed.set()
                assert go_on.wait(20)
        finally:
            connection.close()

    writer = threading.Thread(target=change)
    writer.start()
    try:
        assert changed.wait(20)
        yield
    finally:
        go_on.set()
        writer.join()


def test_every_record_once_in_the_order_of_its_last_change(root: User) -> None:
    commitment = factories.make_commitment()
    report, agency = commitment.report, commitment.report.agency
    here = newest()
    for _ in range(3):
        Commitment.objects.filter(pk=commitment.pk).update(heading="改过的标题")
        Agency.objects.filter(pk=agency.pk).update(aliases=["示例"])
    Report.objects.filter(pk=report.pk).update(title="更正")
    assert seen(root, after=here) == [
        ("commitment", commitment.pk, False),
        ("agency", agency.pk, False),
        ("report", report.pk, False),
    ]
    assert len(seen(root)) == len(set(seen(root)))


@pytest.mark.postgresql
def test_what_stays_the_same_is_no_change(root: User) -> None:
    """SQLite can't compare whole rows: there, one written as it was is listed again."""
    commitment = factories.make_commitment()
    here = newest()
    Commitment.objects.filter(pk=commitment.pk).update(heading=commitment.heading)
    assert seen(root, after=here) == []


def test_what_is_deleted_is_said(root: User) -> None:
    commitment = factories.make_commitment()
    here, pk = newest(), commitment.pk
    commitment.delete()
    assert seen(root, after=here) == [("commitment", pk, True)]


def test_in_bulk_too(root: User) -> None:
    report = factories.make_commitment().report
    here = newest()
    rows = Commitment.objects.bulk_create(
        Commitment(report=report, position=n, heading="例", text="例", start=0, end=0)
        for n in range(50, 55)
    )
    assert {key for _kind, key, _gone in seen(root, after=here)} == {row.pk for row in rows}
    here = newest()
    Commitment.objects.filter(report=report).update(topic="rules")
    assert len(seen(root, after=here)) == 6


def test_only_one_s_scope(root: User) -> None:
    mine, other = factories.make_commitment(), factories.make_commitment()
    inspector = factories.make_inspector(mine.report.agency)
    agencies = {
        Change.objects.get(kind=kind, object_id=key).agency_id
        for kind, key, _ in seen(inspector)
        if kind != "region"
    }
    assert agencies == {mine.report.agency_id}
    assert len(seen(root)) >= 2 * len(seen(inspector))
    assert other.report.agency_id not in agencies


def test_a_report_given_to_another_agency_takes_its_promises_with_it() -> None:
    commitment, elsewhere = factories.make_commitment(), factories.make_agency()
    inspector = factories.make_inspector(elsewhere)
    Report.objects.filter(pk=commitment.report_id).update(agency=elsewhere)
    keys = {(kind, key) for kind, key, _gone in seen(inspector)}
    assert {("report", commitment.report_id), ("commitment", commitment.pk)} <= keys


@pytest.mark.postgresql
def test_nothing_is_passed_over_beside_a_long_transaction(root: User) -> None:
    """A change with a lower number that is committed later must still come.

    (SQLite has one writer at a time.)
    """
    slow, quick = factories.make_commitment(), factories.make_commitment()
    here = newest()
    with being_changed(slow):
        Commitment.objects.filter(pk=quick.pk).update(heading="快")
        assert seen(root, after=here) == []  # the quick one waits for the slow one
    assert seen(root, after=here) == [
        ("commitment", slow.pk, False),
        ("commitment", quick.pk, False),
    ]


@pytest.mark.postgresql
def test_a_writer_that_began_earlier_may_write_later(root: User) -> None:
    """Its change is numbered behind one that is not committed yet, and waits for that."""
    slow, late = factories.make_commitment(), factories.make_commitment()
    here = newest()
    with ExitStack() as other:
        with transaction.atomic():
            User.objects.filter(pk=root.pk).update(first_name="先")  # has its number from here on
            other.enter_context(being_changed(slow))
            Commitment.objects.filter(pk=late.pk).update(heading="晚")
        assert seen(root, after=here) == []
    assert seen(root, after=here) == [
        ("commitment", slow.pk, False),
        ("commitment", late.pk, False),
    ]


def test_numbers_of_writers_to_come_hide_nothing(root: User) -> None:
    """As in a database restored elsewhere, where PostgreSQL counts its transactions anew."""
    commitment = factories.make_commitment()
    Change.objects.update(writer=2**60)
    assert ("commitment", commitment.pk, False) in seen(root)


def test_all_triggers_are_there() -> None:
    where = (
        "SELECT tgname FROM pg_trigger"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(where)
        found = {name for (name,) in cursor.fetchall()}
    assert set(NAMES) <= found


@pytest.mark.postgresql
def test_a_small_scope_is_found_by_indexes(root: User) -> None:
    """Along `seq` a page of it may be as far away as all there is."""
    inspector = factories.make_inspector(factories.make_region(), factories.make_agency())
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off")
    plans = [changes_of(user)[:5].explain() for user in (inspector, root)]
    with connection.cursor() as cursor:
        cursor.execute("RESET enable_seqscan")
    assert ["BitmapOr" in plan for plan in plans] == [True, False]
    assert {"change_by_region", "change_by_former_agency"} <= set(re.findall(r"\w+", plans[0]))
