"""Who may read the views for BI tools, and that they write nothing: on real PostgreSQL."""

from __future__ import annotations

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import NotSupportedError, OperationalError, connection, transaction

from tests import factories
from tests.services.bi import OTHER, ROLE, Ask, execute
from tracker.models import Region
from tracker.services import bi_views

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("table", ["tracker_commitment", "tracker_user", "auth_group"])
def test_the_role_reads_no_table(bi_ask: Ask, table: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        bi_ask(f"SELECT * FROM public.{table}")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE tracker_bi.agency SET name = 'x'",
        "DELETE FROM tracker_bi.region",
        "INSERT INTO tracker_bi.region (code) VALUES ('1')",
        "DELETE FROM public.tracker_agency",
        "TRUNCATE public.tracker_review",
        "CREATE TABLE tracker_bi.own (id int)",
        "CREATE TABLE public.own (id int)",
        "CREATE VIEW tracker_bi.own AS SELECT 1",
        "DROP VIEW tracker_bi.agency",
    ],
)
@pytest.mark.parametrize("mode", ["on", "off"])
def test_the_role_writes_nothing(bi_ask: Ask, statement: str, mode: str) -> None:
    """Nor when it lifts the setting of its session: the right is missing."""
    agency = factories.make_agency()
    bi_ask(f"SELECT set_config('default_transaction_read_only', '{mode}', false)")
    refusals = [
        psycopg.errors.InsufficientPrivilege,
        psycopg.errors.ObjectNotInPrerequisiteState,  # a view over several tables takes no rows
    ]
    if mode == "on":
        refusals.append(psycopg.errors.ReadOnlySqlTransaction)
    with pytest.raises(tuple(refusals)):
        bi_ask(statement)
    agency.refresh_from_db()


def test_sessions_begin_limited(bi_ask: Ask) -> None:
    for name, value in (("default_transaction_read_only", "on"), ("statement_timeout", "1min")):
        assert bi_ask(f"SHOW {name}") == [{name: value}]


def test_an_altered_column_needs_the_views_away_and_they_come_back(bi_ask: Ask) -> None:
    alter = "ALTER TABLE tracker_commitment ALTER COLUMN heading TYPE varchar(500)"
    with pytest.raises(NotSupportedError, match="used by a view"), transaction.atomic():
        execute(alter)
    call_command("biviews", "--drop")
    with transaction.atomic():
        execute(alter)
        transaction.set_rollback(True)
    with pytest.raises(psycopg.errors.UndefinedTable):
        bi_ask("SELECT * FROM commitment")
    call_command("biviews")
    assert bi_ask("SELECT * FROM commitment") == []


def test_one_role_is_shut_out_and_the_other_reads_on(
    bi_ask: Ask, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("biviews", "--role", OTHER)
    call_command("biviews", "--drop", "--role", OTHER)
    assert f"{OTHER} 不能再读报表视图。" in capsys.readouterr().out
    call_command("biviews")
    assert bi_ask("SELECT * FROM commitment") == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_schema_privilege(%s, %s, 'USAGE')", [OTHER, bi_views.SCHEMA])
        assert cursor.fetchone() == (False,)
    with pytest.raises(CommandError, match="本来就不能读"):
        call_command("biviews", "--drop", "--role", OTHER)


@pytest.mark.usefixtures("bi_password")
def test_who_reads_tables_is_not_let_in() -> None:
    execute(f"GRANT SELECT (text) ON tracker_commitment TO {ROLE}")
    with pytest.raises(CommandError, match="没有作任何改动"):
        call_command("biviews", "--role", ROLE)
    with pytest.raises(CommandError, match="没有 nobody_at_all 这个角色"):
        call_command("biviews", "--role", "nobody_at_all")
    with pytest.raises(CommandError, match="能直接读写数据表"):
        call_command("biviews", "--role", connection.settings_dict["USER"])
    assert bi_views.renew_views() == 0
    call_command("biviews", "--drop")


def test_without_the_right_to_limit_a_role_the_statements_are_told(
    bi_ask: Ask, capsys: pytest.CaptureFixture[str]
) -> None:
    execute(f"ALTER ROLE {ROLE} IN DATABASE {connection.settings_dict['NAME']} RESET ALL")
    # A role that owns the database but administers no role, as docs/operating.md makes it.
    execute(f"SET ROLE {OTHER}")
    try:
        told = bi_views.limit_sessions(ROLE)
    finally:
        execute("RESET ROLE")
    assert len(told) == len(bi_views.SESSION)
    for statement in told:
        execute(statement)
    assert bi_views.limit_sessions(ROLE) == []


def test_a_database_that_is_away_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(bi_views, "drop_views", away)
    with pytest.raises(CommandError, match="连不上数据库"):
        call_command("biviews", "--drop")


@pytest.mark.sqlite
def test_a_database_without_roles_says_so() -> None:
    if bi_views.supported():
        assert Region.objects.count() == 0
        return
    call_command("biviews")
    call_command("biviews", "--drop")
    with pytest.raises(CommandError, match="需要 PostgreSQL"):
        call_command("biviews", "--role", ROLE)
