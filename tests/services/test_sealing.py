"""The chain of seals: whole after every act, broken by every change behind its back."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections, transaction

from tests.factories import Pair, make_inspector, make_pair
from tests.fixtures.database import append_only_lifted
from tests.services.deciding import decide
from tracker.models import Review, ReviewChainHead, User
from tracker.selectors.seals import head
from tracker.services import reviews, sealing

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def three(pair: Pair, inspector: User) -> list[Review]:
    """Three acts, the last of them taken back."""
    made = [decide(row, inspector, "partial", note="差三册") for row in pair.commitments[:2]]
    version = made[1].commitment_version + 1
    return [
        *made,
        reviews.undo(pair.commitments[1].pk, reviewer=inspector, version=version),
    ]


def test_every_act_is_sealed_to_the_one_before(three: list[Review]) -> None:
    assert [review.seq for review in Review.objects.order_by("seq")] == [1, 2, 3]
    assert list(sealing.breaks()) == []
    newest = ReviewChainHead.objects.get()
    assert (newest.length, newest.seal) == (3, three[2].seal)
    assert head() == f"3:{three[2].seal[:16]}"
    assert list(sealing.breaks(printed=(2, three[1].seal[:16]))) == []


def execute(*statements: str) -> None:
    with append_only_lifted(connection), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


TAMPERED: list[tuple[str, Callable[[], None], list[tuple[int, str]]]] = [
    (
        "a note",
        lambda: execute("UPDATE tracker_review SET note = '改' WHERE seq = 2"),
        [(2, "altered")],
    ),
    (
        "a time",
        lambda: execute("UPDATE tracker_review SET created_at = '2020-01-01 00:00:00+00:00'"),
        [(1, "altered"), (2, "altered"), (3, "altered")],
    ),
    (
        "one in the middle",
        lambda: execute("DELETE FROM tracker_review WHERE seq = 2"),
        [(2, "missing"), (3, "altered")],
    ),
    ("the tail", lambda: execute("DELETE FROM tracker_review WHERE seq = 3"), [(3, "cut")]),
    (
        "the tail and the head with it",
        lambda: execute(
            "DELETE FROM tracker_review WHERE seq = 3",
            "UPDATE tracker_reviewchainhead SET length = 2, seal = "
            "(SELECT seal FROM tracker_review WHERE seq = 2)",
        ),
        [(3, "cut")],
    ),
]


@pytest.mark.parametrize(("what", "tamper", "found"), TAMPERED, ids=[row[0] for row in TAMPERED])
def test_what_is_changed_behind_its_back_is_seen(
    three: list[Review], what: str, tamper: Callable[[], None], found: list[tuple[int, str]]
) -> None:
    printed = (3, three[2].seal[:16])
    tamper()
    assert [(b.seq, b.code) for b in sealing.breaks(printed=printed)] == found


def test_a_chain_made_anew_is_seen_by_what_was_printed(three: list[Review]) -> None:
    assert [(b.seq, b.code) for b in sealing.breaks(printed=(2, "0" * 16))] == [
        (2, "not_as_printed")
    ]


def test_the_command(three: list[Review], capsys: pytest.CaptureFixture[str]) -> None:
    call_command("verifyreviews", "--printed", head())
    assert "共 3 条，封印完整" in capsys.readouterr().out
    execute("UPDATE tracker_review SET outcome = 'fulfilled' WHERE seq = 1")
    with pytest.raises(CommandError, match="1 处"):
        call_command("verifyreviews")
    assert "第 1 条：内容与封印不符" in capsys.readouterr().out


STATEMENTS = [
    "UPDATE tracker_review SET note = '改'",
    "UPDATE tracker_review SET note = note",
    "DELETE FROM tracker_review",
    "UPDATE tracker_reviewchainhead SET length = length - 1",
    "UPDATE tracker_reviewchainhead SET seal = 'x'",
    "DELETE FROM tracker_reviewchainhead",
]
ON_POSTGRESQL = [
    "TRUNCATE tracker_review",
    "TRUNCATE tracker_review CASCADE",
    "TRUNCATE tracker_reviewchainhead",
]


@pytest.mark.parametrize("statement", STATEMENTS + ON_POSTGRESQL)
def test_the_database_itself_refuses(three: list[Review], statement: str) -> None:
    if statement in ON_POSTGRESQL and connection.vendor != "postgresql":
        with pytest.raises(DatabaseError, match="syntax"), transaction.atomic():
            connection.cursor().execute(statement)
        return
    connection.check_constraints()  # nothing is pending that would be refused for itself
    with pytest.raises(DatabaseError, match=r"append-only|only grows"), transaction.atomic():
        connection.cursor().execute(statement)
    assert list(sealing.breaks()) == []


@pytest.mark.django_db(transaction=True)
def test_tables_can_still_be_emptied_between_tests() -> None:
    """pytest-django flushes after this test; the next one must find the triggers again."""
    pair = make_pair()
    decide(pair.commitments[0], make_inspector(pair.agency), "partial")
    assert Review.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_reviews_at_once_follow_one_another_in_the_chain(monkeypatch: pytest.MonkeyPatch) -> None:
    pair = make_pair()
    inspector = make_inspector(pair.agency)
    real = sealing.seal_of

    def slowly(review: Review, *, previous: str) -> str:
        time.sleep(0.2)  # the others come while this one holds the head
        return real(review, previous=previous)

    monkeypatch.setattr(sealing, "seal_of", slowly)
    barrier, failures = threading.Barrier(len(pair.commitments)), list[Exception]()

    def decide_one(number: int) -> None:
        try:
            barrier.wait()
            decide(pair.commitments[number], inspector, "partial")
        except Exception as error:  # noqa: BLE001 - told to the thread that can fail the test
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=decide_one, args=(i,)) for i in range(len(pair.commitments))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert [review.seq for review in Review.objects.order_by("seq")] == [1, 2, 3]
    assert list(sealing.breaks()) == []
