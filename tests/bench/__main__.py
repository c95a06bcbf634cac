"""Run every workload, or those named, and print a table: `python -m tests.bench [NAME...]`.

Each is run once to warm up, then REPEATS times; the median and the slowest are shown, and how
much work was done in a second. "desk" are the pages on a full database, with a table of their own,
"export" the file of 100,000 commitments, "api" the API at a million,
"search" 全文检索 among a million sentences.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Sequence

from tests.bench.api import measure_api
from tests.bench.desk import measure_desk
from tests.bench.exporting import measure_export
from tests.bench.searching import measure_search
from tests.bench.workloads import WORKLOADS, Workload

REPEATS = 5
APART = {
    "desk": measure_desk,
    "export": measure_export,
    "api": measure_api,
    "search": measure_search,
}


def measure(workload: Workload) -> str:
    """One row of the table."""
    done, unit = workload()
    seconds = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        workload()
        seconds.append(time.perf_counter() - began)
    median = statistics.median(seconds)
    rate = f"{done / median:,.0f} {unit}/s"
    return f"{median * 1000:>10.1f} {max(seconds) * 1000:>10.1f}  {rate}"


def main(names: Sequence[str]) -> None:
    """Print the tables. Raises KeyError for an unknown name."""
    chosen = list(names) or [*WORKLOADS, *APART]
    if set(chosen) - APART.keys():
        print(f"{'workload':<18} {'median ms':>10} {'max ms':>10}  rate")
    for name in chosen:
        if name not in APART:
            print(f"{name:<18} {measure(WORKLOADS[name])}", flush=True)
    for name in chosen:
        if name in APART:
            APART[name]()


if __name__ == "__main__":
    main(sys.argv[1:])
