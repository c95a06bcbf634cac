"""The API at a million commitments: one gunicorn worker in front of PostgreSQL, over HTTP.

The goals: a page of a list 50 ms and statistics 150 ms at the 95th percentile, streams 20,000
rows a second, on two cores that do nothing else. Everything is asked by a superuser, who sees
all there is, and by the inspector of one region. BENCH_COMMITMENTS sets the size.
"""

from __future__ import annotations

import http.client
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import quote

from tests.bench.database import filled_database
from tests.bench.listing import list_addresses
from tests.bench.tallying import measure_counting
from tracker.management.demo.children import LOOPBACK, free_port, listens, spawn, stop, wait_until

SIZE: Final = int(os.environ.get("BENCH_COMMITMENTS", "1000000"))
REPEATS: Final = 40
LISTED: Final = 20  # how often each of some hundreds of addresses of lists is asked
GOAL: Final = 50  # milliseconds; lists above it are named
MOST_SECONDS: Final = 20  # for one address: what is slow need not be measured forty times
PLACES: Final = ("agency", "region", "year", "topic")
KINDS: Final = ("fulfilment", "silence", "ageing", "review-progress")
# Of the past: how two days ended, from tallies; and a moment within a day, of which what the
# day touched is counted row by row.
DAYS: Final = ("2023-06-30", "2025-07-15")
MOMENT: Final = "2024-06-30T12:00:00%2B08:00"
ADDRESSES: Final = {
    **{f"{kind} by {by}": f"/stats/{kind}?by={by}" for kind in KINDS for by in PLACES},
    "fulfilment of a year": "/stats/fulfilment?by=topic&plan_year=2023",
    "fulfilment of a region": "/stats/fulfilment?by=agency&region={region}",
    **{f"suggestions by {by}": f"/stats/suggestions?by={by}" for by in PLACES},
    "review progress": "/stats/review-progress",
    **{f"compliance by {by}": f"/stats/compliance?by={by}" for by in PLACES[:3]},
    "agreement": "/stats/agreement",
    **{f"agreement by {by}": f"/stats/agreement?by={by}" for by in PLACES},
    **{
        f"{kind} by {by} as of {day}": f"/stats/{kind}?by={by}&as_of={day}"
        for kind in (*KINDS, "agreement")
        for by in PLACES
        for day in DAYS
    },
    **{
        f"{kind} by {by} at a moment": f"/stats/{kind}?by={by}&as_of={MOMENT}"
        for kind in (*KINDS, "agreement")
        for by in PLACES
    },
}
STREAMS: Final = ("/commitments.csv", "/commitments.ndjson")


def measure_api() -> None:
    """Fill a throw-away database; print milliseconds of every address, and rows a second."""
    began = time.perf_counter()
    with filled_database(commitments=SIZE), served() as port:
        from tests.bench.world import INSPECTOR, ROOT
        from tracker.models import Commitment, Region, User
        from tracker.services.keys import issue_key

        seconds = time.perf_counter() - began
        print(f"\n{Commitment.objects.count():,} commitments, made in {seconds:.0f} s")
        measure_counting()
        region = Region.objects.filter(parent__isnull=False).order_by("pk")[0].code
        print(f"{'address':<48} {'best ms':>8} {'p50 ms':>8} {'p95 ms':>8} {'kB':>7}")
        for who in (INSPECTOR, ROOT):
            _, words = issue_key(User.objects.get(username=who), name="bench")
            caller = Caller(port, words)
            _print_lists(who, caller)
            for name, path in ADDRESSES.items():
                times = _timed(caller, path.format(region=quote(region)))
                print(times.line(f"{who}: {name}"), flush=True)
        for path in STREAMS:
            _stream(caller, path)


class Caller:
    """One program with a key, on one connection that stays open."""

    def __init__(self, port: int, words: str) -> None:
        self.connection = http.client.HTTPConnection(LOOPBACK, port, timeout=600)
        self.headers = {"Authorization": f"Bearer {words}", "Host": "testserver"}

    def get(self, path: str, *, gzip: bool = True) -> http.client.HTTPResponse:
        """The answer, whose body is still to be read; AssertionError unless it is 200."""
        more = {"Accept-Encoding": "gzip"} if gzip else {}
        self.connection.request("GET", f"/api/v1{path}", headers={**self.headers, **more})
        answer = self.connection.getresponse()
        assert answer.status == 200, (path, answer.status, answer.read()[:300])
        return answer


def _print_lists(who: str, caller: Caller) -> None:
    """Those above the goal, and how all of them did."""
    every = {path: _timed(caller, path, repeats=LISTED) for path in list_addresses()}
    for path, times in every.items():
        if times.p95 > GOAL:
            print(f"{times.line(f'{who}: slow list')} {path[:90]}", flush=True)
    within = sum(times.p95 <= GOAL for times in every.values())
    worst = max(every.values(), key=lambda times: times.p95)
    print(worst.line(f"{who}: {within} of {len(every)} lists in {GOAL} ms; worst"), flush=True)
    middle = sorted(every.values(), key=lambda times: times.p95)[len(every) // 2]
    print(middle.line(f"{who}: the list in the middle"), flush=True)


class Times(NamedTuple):
    """Milliseconds of one address, and kilobytes of its answer."""

    best: float
    p50: float
    p95: float
    size: float

    def line(self, label: str) -> str:
        """One row of the table."""
        return f"{label:<48} {self.best:>8.0f} {self.p50:>8.0f} {self.p95:>8.0f} {self.size:>7.1f}"


def _timed(caller: Caller, path: str, *, repeats: int = REPEATS) -> Times:
    milliseconds: list[float] = []
    size = len(caller.get(path).read())  # warms up
    end = time.perf_counter() + MOST_SECONDS
    while len(milliseconds) < repeats and (len(milliseconds) < 5 or time.perf_counter() < end):
        began = time.perf_counter()
        caller.get(path).read()
        milliseconds.append((time.perf_counter() - began) * 1000)
    cuts = statistics.quantiles(milliseconds, n=20, method="inclusive")
    return Times(min(milliseconds), cuts[9], cuts[18], size / 1024)


def _stream(caller: Caller, path: str) -> None:
    """Every row there is, uncompressed."""
    began = time.perf_counter()
    answer, size, rows, first = caller.get(path, gzip=False), 0, 0, 0.0
    while piece := answer.read(1 << 18):
        first = first or time.perf_counter() - began
        size += len(piece)
        rows += piece.count(b"\n")
    seconds = time.perf_counter() - began
    print(
        f"{path}: {rows:,} lines in {seconds:.1f} s, {rows / seconds:,.0f} a second,"
        f" {size / 2**20:.0f} MB, the first after {first:.1f} s",
        flush=True,
    )


@contextmanager
def served() -> Iterator[int]:
    """One gunicorn worker on the filled database; its port."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "gunicorn.log"
        command: list[str | Path] = [
            *(sys.executable, "-m", "gunicorn", "-c", "python:config.gunicorn"),
            *("--bind", f"{LOOPBACK}:{port}", "--workers", "1", "--threads", "4"),
            *("--timeout", "600", "--log-level", "warning", "config.wsgi"),
        ]
        child = spawn(command, log=log, env={**os.environ, "API_REQUESTS_PER_MINUTE": "1000000"})
        try:
            wait_until(lambda: listens(port), child=child, name="gunicorn", log=log)
            yield port
        finally:
            stop(child)
