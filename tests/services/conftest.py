"""Where files lie, kinds of work, reports mended by hand, who reads the views for BI tools."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection
from pytest_django import Settings

from tests.factories import make_user
from tests.services.bi import OTHER, ROLE, Ask, execute
from tests.services.correcting import Desk, matched_pair
from tests.services.units import KINDS
from tracker.services import bi_views


@pytest.fixture
def storage(settings: Settings, tmp_path: Path) -> None:
    """Files of this test alone."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(params=sorted(KINDS))
def kind(request: pytest.FixtureRequest) -> str:
    """Each kind of unit in its turn."""
    return str(request.param)


@pytest.fixture
def desk(db: None, storage: None) -> Desk:
    """A plan, the report that answers it, and an inspector of both."""
    return matched_pair()


@pytest.fixture
def moving_desk(desk: Desk) -> Desk:
    """The same, and somebody who may move a report to any agency."""
    plan, result, _inspector = desk
    return plan, result, make_user(is_superuser=True)


@pytest.fixture
def bi_password() -> Iterator[str]:
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
def bi_ask(bi_password: str) -> Iterator[Ask]:
    """What the role gets for a statement, with the settings of a new session."""
    call_command("biviews", "--role", ROLE)
    known = connection.settings_dict
    with psycopg.connect(
        host=known["HOST"],
        port=known["PORT"],
        dbname=known["NAME"],
        user=ROLE,
        password=bi_password,
        autocommit=True,
        row_factory=psycopg.rows.dict_row,
    ) as reader:
        yield lambda statement: reader.execute(statement).fetchall()
