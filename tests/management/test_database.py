from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from tests.core.evaluation.pairs import write_gold
from tracker.management import database


class Executor:
    """Stands in for the one that looks into the database: everything is still to be migrated."""

    def __init__(self, _connection: object) -> None:
        self.loader = self
        self.graph = self

    def leaf_nodes(self) -> list[tuple[str, str]]:
        return [("tracker", "0001_initial")]

    def migration_plan(self, targets: list[tuple[str, str]]) -> list[tuple[str, str]]:
        return targets


def unreachable(_connection: object) -> None:
    raise OperationalError("connection refused")


@pytest.fixture(params=["matchcommitments", "fitmatcher"])
def command(request: pytest.FixtureRequest, tmp_path: Path) -> list[str]:
    if request.param == "matchcommitments":
        return ["matchcommitments"]
    gold = map(str, write_gold(tmp_path))
    return ["fitmatcher", *gold, "--with-reviews", "--output", str(tmp_path / "matcher.json")]


@pytest.mark.parametrize(
    ("executor", "message"),
    [(Executor, "请先运行 python manage.py migrate"), (unreachable, "连不上数据库")],
)
def test_a_database_that_is_not_ready(
    command: list[str], monkeypatch: pytest.MonkeyPatch, executor: object, message: str
) -> None:
    monkeypatch.setattr(database, "MigrationExecutor", executor)
    with pytest.raises(CommandError, match=f"^[^\n]*{message}[^\n]*。$"):
        call_command(*command)


@pytest.mark.django_db
def test_one_that_is_ready() -> None:
    out = StringIO()
    call_command("matchcommitments", stdout=out)
    assert "没有可比对的年度" in out.getvalue()
