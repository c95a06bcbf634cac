"""docs/examples/fetch.py, run as a program against a real server, as its readers would."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from tests import factories
from tests.api.conftest import Caller
from tracker.models import Agency, Commitment, User
from tracker.services.keys import issue_key, revoke_keys

pytestmark = pytest.mark.django_db(transaction=True)

PROGRAM = Path(__file__).resolve().parents[2] / "docs" / "examples" / "fetch.py"


class Reader:
    """Somebody with a key, at a shell."""

    def __init__(self, server: str, folder: Path) -> None:
        self.owner: User = factories.make_user(is_superuser=True)
        self.key, words = issue_key(self.owner, name="示例")
        self.folder = folder
        told = {"TRACKER_URL": server, "TRACKER_KEY": words, "NO_PROXY": "*"}
        self.environment = os.environ | told

    def run(self, *arguments: str, ends: int = 0) -> tuple[list[dict[str, Any]], str]:
        """The records it printed, and its last word."""
        done = subprocess.run(
            [sys.executable, str(PROGRAM), *arguments],
            env=self.environment,
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == ends, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()], done.stderr.strip()

    def copy(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.folder / "copy.json").read_text("utf-8"))
        return found


@pytest.fixture
def reader(agency: Agency, live_server: LiveServer, tmp_path: Path) -> Reader:
    return Reader(live_server.url, tmp_path)


def test_a_list_is_walked_to_its_end(reader: Reader) -> None:
    rows, said = reader.run("list", "commitments", "limit=3", "plan_year=2025")
    wanted = Commitment.objects.filter(plan_year=2025).order_by("pk")
    assert [row["id"] for row in rows] == list(wanted.values_list("pk", flat=True))
    assert said == f"{len(rows)} rows"
    assert len(rows) == 7


def test_figures_are_those_of_the_api_now_and_as_of_a_day(reader: Reader) -> None:
    rows, _ = reader.run("stats", "fulfilment", "by=year")
    assert rows == Caller(reader.owner).get("/stats/fulfilment", by="year")["rows"]
    then, _ = reader.run("stats", "fulfilment", "by=year", "as_of=2020-01-01")
    assert then == []


def test_a_copy_follows_what_changes(reader: Reader, agency: Agency) -> None:
    assert reader.run("sync", "copy.json")[1] == "8 commitments, fulfilment new"
    assert reader.run("sync", "copy.json")[1] == "0 changed, fulfilment as before"
    changed, gone = Commitment.objects.order_by("pk")[:2]
    changed.heading = "改了名字"
    changed.save()
    gone.delete()
    assert reader.run("sync", "copy.json")[1] == "2 changed, fulfilment new"
    copy = reader.copy()
    assert copy["commitments"][str(changed.pk)]["heading"] == "改了名字"
    left = {str(pk) for pk in Commitment.objects.values_list("pk", flat=True)}
    assert set(copy["commitments"]) == left
    assert copy["fulfilment"]["rows"] == Caller(reader.owner).get("/stats/fulfilment")["rows"]


def test_what_is_refused_is_said(reader: Reader) -> None:
    said = reader.run("list", "commitments", "nothing=1", ends=1)[1]
    assert said.startswith("422 invalid_parameter ")
    assert "nothing: 没有这个参数。" in said
    revoke_keys([reader.key.pk])
    said = reader.run("stats", "fulfilment", ends=1)[1]
    assert said.startswith("401 bad_key ")


def test_without_arguments_it_says_how() -> None:
    done = subprocess.run(
        [sys.executable, str(PROGRAM)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "fetch.py sync copy.json" in done.stderr
