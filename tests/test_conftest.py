"""What a skip means, and which tests are collected."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import SQLITE

ROOT = Path(__file__).resolve().parents[1]
PYTEST = [sys.executable, "-m", "pytest", "-c", str(ROOT / "pyproject.toml")]
SAMPLE = """
import pytest

def test_passes(): pass

@pytest.mark.skip(reason="no Chromium")
def test_marked(): pass

def test_inside(): pytest.skip("no server")

@pytest.mark.skip(reason="no ../shared beside the checkout")
def test_shared(): pass

@pytest.mark.heavy
def test_heavy(): pass

@pytest.mark.postgresql
def test_of_the_other_database(): pass
"""
MODULE = "import pytest\npytest.importorskip('there_is_no_such_module')\n"


def run(tmp_path: Path, *options: str, source: str = SAMPLE, **env: str) -> str:
    """What a run over `source`, with this project's conftest, prints."""
    (tmp_path / "test_sample.py").write_text(source)
    alone = ["-p", "no:cacheprovider", "-p", "tests.conftest"]
    done = subprocess.run(
        [*PYTEST, *alone, *options, str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "TEST_DATABASE": "sqlite", "REQUIRE_ALL": ""} | env,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout


def outcomes(tmp_path: Path, *options: str, source: str = SAMPLE, **env: str) -> str:
    """The closing line of such a run."""
    return run(tmp_path, "-q", *options, source=source, **env).strip().splitlines()[-1]


def test_a_skip_is_a_skip(tmp_path: Path) -> None:
    assert outcomes(tmp_path).startswith("1 passed, 3 skipped, 2 deselected")


def test_a_skip_fails_where_all_is_required(tmp_path: Path) -> None:
    line = outcomes(tmp_path, REQUIRE_ALL="1")  # a mark skips before the test: an error
    assert line.startswith("1 failed, 1 passed, 1 skipped, 2 deselected, 1 error")


def test_a_skipped_module_fails_where_all_is_required(tmp_path: Path) -> None:
    assert outcomes(tmp_path, source=MODULE, REQUIRE_ALL="1").startswith("1 error")


def test_heavy_tests_run_when_asked_for(tmp_path: Path) -> None:
    assert outcomes(tmp_path, "--heavy", "-m", "heavy").startswith("1 passed, 5 deselected")


def test_a_run_on_sqlite_reads_the_files_that_name_its_mark(tmp_path: Path) -> None:
    unread = "import pytest\nraise AssertionError\n"
    assert outcomes(tmp_path, "-m", "sqlite", source=unread).startswith("no tests ran")
    marked = "import pytest\n\n@pytest.mark.sqlite\ndef test_a(): pass\n\ndef test_b(): pass\n"
    assert outcomes(tmp_path, "-m", "sqlite", source=marked).startswith("1 passed, 1 deselected")


def test_each_file_names_the_mark_of_its_tests(request: pytest.FixtureRequest) -> None:
    marked = {item.path for item in request.session.items if item.get_closest_marker("sqlite")}
    assert [path for path in marked if SQLITE not in path.read_text("utf-8")] == []


def test_only_a_run_starts_servers(tmp_path: Path) -> None:
    assert "broker: none" in run(tmp_path, "--collect-only")
    assert "broker: Valkey" in run(tmp_path)
