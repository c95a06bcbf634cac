"""What is collected and what a skip means; fixtures that every test may use are in tests/fixtures.

Options: --heavy also collects tests marked `heavy`. REQUIRE_ALL=1 turns every skip into a
failure, except those whose reason names ../shared, which only some checkouts have beside them.
"""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.servers import SERVERS, required

# CI tries the same examples every time: what a new one finds is found where somebody looks.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")

pytest_plugins = [
    "tests.fixtures.browser",
    "tests.fixtures.database",
    "tests.fixtures.desk",
    "tests.fixtures.proxy",
    "tests.fixtures.worker",
]

SHARED = Path(__file__).resolve().parents[1].parent / "shared"


def pytest_addoption(parser: pytest.Parser) -> None:
    """--heavy."""
    parser.addoption("--heavy", action="store_true", help="also run the tests marked heavy")


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
    """Where PostgreSQL can't be had, its own tests are skipped."""
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
