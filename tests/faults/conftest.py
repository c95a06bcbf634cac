"""The installation that a module of fault tests breaks and mends."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from tests.faults.stage import Stage, installation
from tests.servers import SERVERS


@pytest.fixture(scope="module")
def servers_of_module(
    pytestconfig: pytest.Config,
    tmp_path_factory: pytest.TempPathFactory,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Stage]:
    """PostgreSQL and Valkey of the module's own; skips where the run has none either."""
    missing = pytestconfig.stash[SERVERS].missing
    if missing:
        pytest.skip("; ".join(missing))
    # Not below tmp_path: that is private to us, and PostgreSQL runs as somebody else.
    folder = pytestconfig.stash[SERVERS].folder / tmp_path_factory.mktemp("stage").name
    folder.mkdir(mode=0o711)
    with django_db_blocker.unblock(), installation(folder) as stage:
        yield stage


@pytest.fixture
def stage(servers_of_module: Stage) -> Iterator[Stage]:
    """The installation, empty; nothing of it runs but the servers."""
    yield servers_of_module
    servers_of_module.clear()
