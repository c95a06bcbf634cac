"""The live server against its own description: everything that may be asked, and much that may not.

On the database of the run, and on SQLite as an office without a database server has it: two
web processes that write to one file. As a program of its own: schemathesis's pytest plugin does
not run under pytest 9.2.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest

from config.env import BASE_DIR
from tests.api.filled import fill
from tests.health.running import lines_of, web
from tracker import tasks
from tracker.management.demo.children import LOOPBACK, free_port

pytestmark = [
    pytest.mark.heavy,
    pytest.mark.timeout(1800),
    pytest.mark.django_db(transaction=True),
]

Site = tuple[str, str]  # address and key


@pytest.fixture
def on_this(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Site:
    """The database of the run."""
    monkeypatch.setattr(tasks, "enqueue_upload", lambda _key: True)
    return request.getfixturevalue("live_server").url, fill()


@pytest.fixture
def on_sqlite(tmp_path: Path, broker_url: str) -> Iterator[Site]:
    """A file of its own; its messages go where no worker listens."""
    data = tmp_path / "data"
    data.mkdir()
    env = os.environ | {
        "DATABASE_URL": f"sqlite:///{data / 'tracker.sqlite3'}",
        "DATA_DIR": str(data),
        "REDIS_URL": f"{broker_url.rpartition('/')[0]}/7",
        # Of ours, not of gunicorn's, whose page about a long address comes before us.
        "GUNICORN_CMD_ARGS": "--limit-request-line 0",
    }
    made = subprocess.run(
        [sys.executable, "-m", "tests.api.filled"],
        cwd=BASE_DIR,
        env=env,
        capture_output=True,
        text=True,
        check=True,
    )
    port, log = free_port(), tmp_path / "web.log"
    with web(port, log=log, env=env):
        yield f"http://{LOOPBACK}:{port}", made.stdout.split()[-1]
    assert [line for line in lines_of(log) if line["level"] in ("ERROR", "CRITICAL")] == []


# Whether what the schema allows is accepted can't be asked where it can't tell: whether a cursor
# is one of ours, a moment in the past, a word long enough to be looked for.
UNTELLABLE = r"^/api/v1/([a-z]+|commitments\.\{format\}|stats/(?!suggestions)[a-z-]+)$"
RUNS = {
    "all_but_acceptance": ("--checks", "all", "--exclude-checks", "positive_data_acceptance"),
    "acceptance": (
        *("--checks", "positive_data_acceptance", "--exclude-path-regex", UNTELLABLE),
        *("--phases", "examples,coverage"),
    ),
}


@pytest.mark.parametrize(
    ("site", "run"),
    [
        ("on_this", "all_but_acceptance"),
        ("on_this", "acceptance"),
        ("on_sqlite", "all_but_acceptance"),
    ],
)
def test_every_answer_is_as_described(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    site: Literal["on_this", "on_sqlite"],
    run: str,
) -> None:
    program = Path(sys.executable).with_name("schemathesis")
    if not program.exists():
        pytest.skip("schemathesis is not installed")
    address, key = request.getfixturevalue(site)
    ended = subprocess.run(
        [
            *(program, "run", f"{address}/api/v1/openapi.json"),
            *("--header", f"Authorization: Bearer {key}", *RUNS[run]),
            *("--max-examples", "8", "--seed", "1", "--continue-on-failure", "--no-color"),
            *("--wait-for-schema", "60", "--request-timeout", "60"),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
