"""The pages that an inspector waits for, at 100,000 commitments on PostgreSQL.

The real views, asked through Django's test client by the inspector of one region and by a
superuser. The goal is 300 ms at the 95th percentile, on a machine that does nothing else.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from itertools import cycle, islice

from tests.bench.database import filled_database

REPEATS = 40
LIST = "/admin/tracker/commitment/"
SEARCH = LIST + "?q=%E6%89%A7%E6%B3%95%E6%A1%88%E5%8D%B7+%E5%8F%B8%E6%B3%95"  # two words
PAGES = {
    "list": LIST,
    "list, second page": f"{LIST}?p=2",
    "list, filtered": f"{LIST}?point=missed&light=red",
    "list, all": f"{LIST}?queue=all",
    "list, search": SEARCH,
    "counts beside the list": f"{LIST}views/counts/",
    "dashboard": f"{LIST}dashboard/",
    "dashboard, every year": f"{LIST}dashboard/?year=",
}


def measure_desk() -> None:
    """Fill a throw-away database and print the best, p50 and p95 of every page, in milliseconds."""
    with filled_database():
        from tests.bench.world import INSPECTOR, ROOT
        from tracker.models import Commitment

        print(f"\n{Commitment.objects.count():,} commitments")
        print(f"{'page':<32} {'best ms':>8} {'p50 ms':>8} {'p95 ms':>8}")
        for who in (INSPECTOR, ROOT):
            for name, url in PAGES.items():
                _print(f"{who}: {name}", who, [url])
            _print(f"{who}: review page", who, _waiting(who))


def _print(label: str, who: str, urls: Sequence[str]) -> None:
    from django.test import Client

    from tracker.models import User

    client = Client()
    client.force_login(User.objects.get(username=who))
    milliseconds = []
    for url in islice(cycle(urls), REPEATS + 3):
        began = time.perf_counter()
        answer = client.get(url)
        milliseconds.append((time.perf_counter() - began) * 1000)
        assert answer.status_code == 200, (url, answer.status_code)
    cuts = statistics.quantiles(milliseconds[3:], n=20)  # the first three warm up
    best = min(milliseconds)  # what the work takes when nothing else runs
    print(f"{label:<32} {best:>8.0f} {cuts[9]:>8.0f} {cuts[18]:>8.0f}", flush=True)


def _waiting(who: str) -> list[str]:
    """Review pages of what waits for a person, ten of the top of the queue."""
    from tracker.models import User
    from tracker.selectors.queue import queue

    keys = queue(User.objects.get(username=who)).values_list("pk", flat=True)[:10]
    return [f"{LIST}{key}/review/" for key in keys]
