"""The live server against its own description: everything that may be asked, and much that may not.

As a program of its own: schemathesis's pytest plugin does not run under pytest 9.2.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from pytest_django.live_server_helper import LiveServer

from tests import factories
from tests.services.deciding import decide
from tracker import tasks
from tracker.core.types import Outcome
from tracker.services.keys import issue_key

pytestmark = [
    pytest.mark.heavy,
    pytest.mark.sqlite,
    pytest.mark.timeout(1800),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def words(monkeypatch: pytest.MonkeyPatch) -> str:
    """A key for everything, and something to be found with it."""
    monkeypatch.setattr(tasks, "enqueue_upload", lambda _key: True)
    pair = factories.make_pair()
    root = factories.make_user(is_superuser=True)
    decide(pair.commitments[0], root, Outcome.PARTIAL)
    factories.make_upload(user=root)
    return issue_key(root, name="schemathesis", may_upload=True)[1]


# Whether what the schema allows is accepted can't be asked where it can't tell: whether a cursor
# is one of ours, a moment in the past, a word long enough to be looked for.
UNTELLABLE = r"^/api/v1/([a-z]+|stats/fulfilment)$"
RUNS = {
    "all_but_acceptance": ("--checks", "all", "--exclude-checks", "positive_data_acceptance"),
    "acceptance": (
        *("--checks", "positive_data_acceptance", "--exclude-path-regex", UNTELLABLE),
        *("--phases", "examples,coverage"),
    ),
}


@pytest.mark.parametrize("run", RUNS)
def test_every_answer_is_as_described(
    live_server: LiveServer, words: str, tmp_path: Path, run: str
) -> None:
    program = Path(sys.executable).with_name("schemathesis")
    if not program.exists():
        pytest.skip("schemathesis is not installed")
    ended = subprocess.run(
        [
            *(program, "run", f"{live_server.url}/api/v1/openapi.json"),
            *("--header", f"Authorization: Bearer {words}", *RUNS[run]),
            *("--max-examples", "20", "--seed", "1", "--continue-on-failure", "--no-color"),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
