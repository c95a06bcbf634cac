"""What is collected and what a skip means; fixtures that every test may use are in tests/fixtures.

Options: --heavy also collects tests marked `heavy`. REQUIRE_ALL=1 turns every skip into a
failure, except those whose reason names ../shared, which only some checkouts have beside them.
"""

from __future__ import annotations

import datetime as dt
import gc
import os
import time
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.midnight import until_it_may_begin
from tests.servers import SERVERS, required

# Thousands of tests stay in memory; the collector walks through them less often than by default.
gc.set_threshold(10_000, 10, 100)
# No example fails for how long it took: a busy machine is no finding (tests/timing.py measures).
# CI tries the same examples every time: what a new one finds is found where somebody looks.
settings.register_profile(
    "unhurried",
    settings.get_profile("default"),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("ci", settings.get_profile("unhurried"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") or required() else "unhurried")

pytest_plugins = [
    "tests.fixtures.browser",
    "tests.fixtures.database",
    "tests.fixtures.desk",
    "tests.fixtures.proxy",
    "tests.fixtures.quick",
    "tests.fixtures.worker",
]

SQLITE = "mark.sqlite"
SHARED = Path(__file__).resolve().parents[1].parent / "shared"


def pytest_addoption(parser: pytest.Parser) -> None:
    """--heavy."""
    parser.addoption("--heavy", action="store_true", help="also run the tests marked heavy")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """For `-m sqlite`, files that don't name the mark needn't be imported: two of three."""
    if config.getoption("markexpr") != "sqlite" or not collection_path.name.startswith("test_"):
        return None
    named = collection_path.is_dir() or SQLITE in collection_path.read_text("utf-8")
    return None if named else True


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the heavy ones out unless they are asked for; on SQLite, PostgreSQL's own."""
    out = set() if config.getoption("--heavy") else {"heavy"}
    if os.environ.get("TEST_DATABASE") == "sqlite":
        out.add("postgresql")
    left = [item for item in items if any(item.get_closest_marker(mark) for mark in out)]
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in left]


def pytest_runtest_setup(item: pytest.Item) -> None:
    """No midnight in a test; where PostgreSQL can't be had, its own tests are skipped."""
    time.sleep(until_it_may_begin(dt.datetime.now(dt.UTC)))
    if item.get_closest_marker("postgresql") and item.config.stash[SERVERS].database == "SQLite":
        pytest.skip("; ".join(item.config.stash[SERVERS].missing) or "no PostgreSQL")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A skip inside a test, a fixture or a mark."""
    report = yield
    if not hasattr(report, "wasxfail"):
        _no_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """A skip of a whole module."""
    report = yield
    _no_skip(report)
    return report


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of gold labels and real reports beside the checkout; skips where it is missing."""
    if not SHARED.is_dir():
        pytest.skip("no ../shared beside the checkout")
    return SHARED


def _no_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    """With REQUIRE_ALL=1, make a skipped report a failed one, unless ../shared is its reason."""
    if not (report.skipped and required()):
        return
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    if "../shared" not in reason:
        report.outcome = "failed"
        report.longrepr = f"REQUIRE_ALL=1 and not run: {reason}"
