"""Views for BI tools, read over a connection of the reading role's own on real PostgreSQL."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import NotSupportedError, OperationalError, connection, transaction

from tests import factories
from tests.api.conftest import Caller
from tests.digest.samples import small_world
from tracker.models import Commitment, Region
from tracker.selectors.bi import VIEWS
from tracker.services import bi_views

pytestmark = pytest.mark.django_db(transaction=True)

ROLE, OTHER = "bi_test_reader", "bi_test_other"
Ask = Callable[..., list[dict[str, Any]]]


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def review(row: Commitment, **fields: object) -> None:
    with transaction.atomic():
        factories.make_review(row, factories.make_user(), **fields)


@pytest.fixture
def password() -> Iterator[str]:
    """Two roles that may log in; gone afterwards, with the views."""
    word = secrets.token_hex(8)
    for role in (ROLE, OTHER):
        execute(f"CREATE ROLE {role} LOGIN PASSWORD '{word}'")
    yield word
    execute(f"DROP SCHEMA IF EXISTS {bi_views.SCHEMA} CASCADE")
    for role in (ROLE, OTHER):
        execute(f"DROP OWNED BY {role}")
        execute(f"DROP ROLE {role}")


@pytest.fixture
def ask(password: str) -> Iterator[Ask]:
    """What the role gets for a statement, with the settings of a new session."""
    call_command("biviews", "--role", ROLE)
    known = connection.settings_dict
    with psycopg.connect(
        host=known["HOST"],
        port=known["PORT"],
        dbname=known["NAME"],
        user=ROLE,
        password=password,
        autocommit=True,
        row_factory=psycopg.rows.dict_row,
    ) as reader:
        yield lambda statement: reader.execute(statement).fetchall()


@pytest.fixture
def root() -> Caller:
    """The API as it answers somebody who sees everything."""
    return Caller(factories.make_user(is_superuser=True))


def test_every_view_can_be_read_and_says_what_it_holds(ask: Ask) -> None:
    small_world(factories.make_agency())
    for view in VIEWS:
        rows = ask(f"SELECT * FROM {view.name}")
        if view.name != "review":
            assert list(rows[0]) == [column.name for column in view.columns]
    [told] = ask("SELECT col_description('commitment'::regclass, 1) AS said")
    assert told["said"] == "承诺事项编号"


@pytest.mark.parametrize("by", ["agency", "region", "year"])
def test_the_figures_are_those_of_the_api(ask: Ask, root: Caller, by: str) -> None:
    region = factories.make_region()
    for place in (region, region, factories.make_region()):
        small_world(factories.make_agency(region=place))
    key = {"agency": "agency_id", "region": "region_code", "year": "plan_year"}[by]
    found: dict[tuple[int, str], dict[str, Any]] = {}
    for year in (2025, 2026):
        answer = root.get("/stats/fulfilment", by=by, plan_year=year)
        found |= {(year, row["key"]): row for row in answer["rows"]}
    rows = ask(f"SELECT * FROM fulfilment_by_{by}")
    assert {(row["plan_year"], str(row[key])) for row in rows} == set(found)
    for row in rows:
        told = found[row["plan_year"], str(row[key])]
        for name in set(told) - {"key", "label"}:
            assert row[name] == told[name], name
    [sums] = ask(
        "SELECT count(*) FILTER (WHERE is_all) AS denominator_all,"
        " count(*) FILTER (WHERE is_verifiable) AS denominator_verifiable,"
        " count(*) FILTER (WHERE is_fulfilled) AS fulfilled,"
        " count(*) FILTER (WHERE is_reviewed) AS reviewed,"
        " count(*) FILTER (WHERE is_unfulfilled) AS unfulfilled,"
        " count(*) FILTER (WHERE outcome = 'awaiting_report') AS awaiting_report FROM commitment"
    )
    total = root.get("/stats/fulfilment", by=by)["total"]
    assert sums == {name: total[name] for name in sums}


def test_a_commitment_is_told_as_by_the_api(ask: Ask, root: Caller) -> None:
    small_world(factories.make_agency())
    told = {row["id"]: row for row in root.get("/commitments")["items"]}
    rows = ask("SELECT * FROM commitment")
    assert {row["id"] for row in rows} == set(told)
    for row in rows:
        listed = told[row["id"]]
        for name in ("heading", "text", "plan_year", "verifiability", "status", "outcome"):
            assert row[name] == listed[name]
        assert row["agency"] == listed["agency"]["name"]
        assert row["region_code"] == listed["region"]["code"]
        suggestion = listed["suggestion"]
        assert row["suggested_outcome"] == (suggestion["outcome"] if suggestion else None)
    labels = {row["outcome"]: row["outcome_label"] for row in rows}
    assert labels["partial"] == "部分兑现"
    assert labels["awaiting_report"] == "待报告"


@pytest.mark.parametrize(("state", "told"), [("in_review", True), ("second_review", False)])
def test_of_what_is_read_blind_nothing_is_told(ask: Ask, state: str, told: bool) -> None:
    row = factories.make_pair().commitments[0]
    review(row, note="首位的理由")
    Commitment.objects.filter(pk=row.pk).update(review_state=state)
    [shown] = ask(f"SELECT * FROM commitment WHERE id = {row.pk}")
    assert (shown["review_state"], shown["status"], shown["outcome"]) == (state, "pending", None)
    views = (shown["suggested_outcome"], shown["suggested_outcome_label"])
    assert views == (("fulfilled", "已兑现") if told else (None, None))
    assert [r["note"] for r in ask("SELECT note FROM review")] == (["首位的理由"] if told else [])


def test_agencies_that_were_taken_away_are_left_out(ask: Ask) -> None:
    shown, hidden = factories.make_pair(), factories.make_pair()
    for pair in (shown, hidden):
        review(pair.commitments[0])
    hidden.agency.is_hidden = True
    hidden.agency.save()
    assert [row["id"] for row in ask("SELECT id FROM agency")] == [shown.agency.pk]
    for view in ("report", "commitment", "review", "fulfilment_by_agency"):
        rows = ask(f"SELECT agency_id FROM {view}")
        assert {row["agency_id"] for row in rows} == {shown.agency.pk}, view
    [year] = ask("SELECT denominator_all FROM fulfilment_by_year WHERE plan_year = 2025")
    assert year["denominator_all"] == len(shown.commitments)
    # A condition is asked of what the view shows, and can't look behind it first.
    assert ask(f"SELECT 1 / (agency_id - {hidden.agency.pk}) FROM commitment") != []
    assert ask(f"SELECT 1 FROM commitment WHERE 1 / (agency_id - {hidden.agency.pk}) > 5") == []


@pytest.mark.parametrize("table", ["tracker_commitment", "tracker_user", "auth_group"])
def test_the_role_reads_no_table(ask: Ask, table: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(f"SELECT * FROM public.{table}")


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
def test_the_role_writes_nothing(ask: Ask, statement: str, mode: str) -> None:
    """Nor when it lifts the setting of its session: the right is missing."""
    agency = factories.make_agency()
    ask(f"SELECT set_config('default_transaction_read_only', '{mode}', false)")
    refusals = [
        psycopg.errors.InsufficientPrivilege,
        psycopg.errors.ObjectNotInPrerequisiteState,  # a view over several tables takes no rows
    ]
    if mode == "on":
        refusals.append(psycopg.errors.ReadOnlySqlTransaction)
    with pytest.raises(tuple(refusals)):
        ask(statement)
    agency.refresh_from_db()


def test_sessions_begin_limited(ask: Ask) -> None:
    for name, value in (("default_transaction_read_only", "on"), ("statement_timeout", "1min")):
        assert ask(f"SHOW {name}") == [{name: value}]


def test_an_altered_column_needs_the_views_away_and_they_come_back(ask: Ask) -> None:
    alter = "ALTER TABLE tracker_commitment ALTER COLUMN heading TYPE varchar(500)"
    with pytest.raises(NotSupportedError, match="used by a view"), transaction.atomic():
        execute(alter)
    call_command("biviews", "--drop")
    with transaction.atomic():
        execute(alter)
        transaction.set_rollback(True)
    with pytest.raises(psycopg.errors.UndefinedTable):
        ask("SELECT * FROM commitment")
    call_command("biviews")
    assert ask("SELECT * FROM commitment") == []


def test_one_role_is_shut_out_and_the_other_reads_on(
    ask: Ask, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("biviews", "--role", OTHER)
    call_command("biviews", "--drop", "--role", OTHER)
    assert f"{OTHER} 不能再读报表视图。" in capsys.readouterr().out
    call_command("biviews")
    assert ask("SELECT * FROM commitment") == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_schema_privilege(%s, %s, 'USAGE')", [OTHER, bi_views.SCHEMA])
        assert cursor.fetchone() == (False,)
    with pytest.raises(CommandError, match="本来就不能读"):
        call_command("biviews", "--drop", "--role", OTHER)


@pytest.mark.usefixtures("password")
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
    ask: Ask, capsys: pytest.CaptureFixture[str]
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
