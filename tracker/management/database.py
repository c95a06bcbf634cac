"""Whether the stored reports can be used at all (数据库是否就绪), said in one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _


def needs_database() -> None:
    """For a command that reads or writes stored reports, before anything else.

    Raises CommandError where the database can't be reached or its tables are not made yet.
    """
    with told_when_away():
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        raise CommandError(
            _("数据库的表还没有建好，没有作任何改动；请先运行 python manage.py migrate。")
        )


@contextmanager
def told_when_away() -> Iterator[None]:
    """One sentence where the database can't be reached. Raises CommandError."""
    try:
        yield
    except OperationalError as error:
        raise CommandError(
            _("连不上数据库，没有作任何改动；请检查 DATABASE_URL 和数据库服务后重新运行。")
        ) from error
