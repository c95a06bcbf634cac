"""The index of full-text search follows the texts, and can be made anew."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection

from tests import factories
from tracker.models import Commitment, EvidenceCandidate, User
from tracker.models.search_index import INDEXES, TRIGGERS, drop, install
from tracker.selectors.full_text import full_text

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite]


@pytest.fixture
def root(db: None) -> User:
    return factories.make_user(is_superuser=True)


def found(*words: str) -> int:
    return full_text(Commitment.objects.all(), words).found


def made() -> set[str]:
    """What of ours stands in the database."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT indexname FROM pg_indexes WHERE indexname LIKE '%%_grams%%'")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE name LIKE '%_found_%'")
            # FTS5's own tables are called <name>_data and the like.
        names = {name for (name,) in cursor.fetchall()}
    return names & {*INDEXES, *TRIGGERS} | {name for name in names if name.endswith("ccnew")}


WANTED = {"postgresql": set(INDEXES), "sqlite": set(TRIGGERS)}


def test_every_migration_left_it_whole(db: None) -> None:
    assert made() == WANTED[connection.vendor]


def test_what_is_written_anyhow_is_found(root: User) -> None:
    row = factories.make_commitment(heading="", text="检修路灯。")
    assert found("检修路灯") == 1
    Commitment.objects.filter(pk=row.pk).update(text="粉刷围墙。", heading="粉刷围墙")
    assert (found("检修路灯"), found("粉刷围墙")) == (0, 1)
    Commitment.objects.filter(pk=row.pk).update(verifiability=5)
    assert found("粉刷围墙") == 1
    Commitment.objects.filter(pk=row.pk).update(heading="夏季计划")
    assert found("粉刷围墙", "夏季计划") == 1
    row.measures.all().delete()
    row.delete()
    assert found("粉刷围墙") == 0


def test_passages_come_and_go_with_their_run() -> None:
    pair = factories.make_pair(promises=factories.PROMISES[:1])
    assert found("43场") == 1
    EvidenceCandidate.objects.all().delete()
    assert found("43场") == 0
    assert pair.commitments


def test_made_anew_it_finds_the_same() -> None:
    factories.make_pair(promises=factories.PROMISES[:1])
    before = found("柜台延时值守")
    drop(connection)
    assert made() == set()
    for _ in range(2):
        call_command("searchindex", verbosity=0)
        assert made() == WANTED[connection.vendor]
        assert found("柜台延时值守") == before == 2
    install(connection)
    assert found("柜台延时值守") == before


@pytest.mark.postgresql
def test_what_a_dead_run_left_is_removed() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE INDEX {INDEXES[0]}_ccnew ON tracker_commitment (id)")
    call_command("searchindex", verbosity=0)
    assert made() == set(INDEXES)
