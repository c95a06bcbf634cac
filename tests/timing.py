"""How long work takes, told so that a busy machine fails no test and quadratic code does.

All times are seconds of this process's CPU. Noise only ever adds to them, so the least of
several runs is the truest. What other tests left in memory is kept from the garbage collector
meanwhile: walking through it is not the work's own time.

`fastest` is for a bound with much room (four times and more); `grows_linearly` needs none.
"""

from __future__ import annotations

import gc
import math
import time
from collections.abc import Callable
from typing import Final

TIMES: Final = 8  # how many times the size; quadratic work then takes 64 times as long
BOUND: Final = 20  # times as long at most: n log n takes about 10
SLACK: Final = 0.05  # seconds that one collection or one slow page may cost
ROUNDS: Final = 4


def fastest(work: Callable[[], object], *, enough: float = 0.0, tries: int = 3) -> float:
    """The CPU seconds of the quickest run; a run that takes at most `enough` is the last."""
    gc.freeze()
    try:
        least = math.inf
        for _ in range(tries):
            began = time.process_time()
            work()
            least = min(least, time.process_time() - began)
            if least <= enough:
                break
        return least
    finally:
        gc.unfreeze()


def grows_linearly(work: Callable[[int], object], *, small: int) -> bool:
    """Whether work on eight times as much takes at most about eight times as long.

    `work` is called with `small` and with 8 * `small`, and makes what it works on itself. The
    large run has to take well over SLACK, or nothing is measured. The seconds are printed
    where the answer is no.
    """
    least = most = math.inf
    for _ in range(ROUNDS):
        least = min(least, fastest(lambda: work(small)))
        most = min(most, fastest(lambda: work(TIMES * small), tries=1))
        if most <= BOUND * least + SLACK:
            return True
    print(f"{small}: {least:.3f} s, {TIMES * small}: {most:.3f} s, {most / least:.0f} times")
    return False


def crowd(*, sample: float = 0.2) -> float:
    """How many times longer work takes just now because others work here, too; 1 if none does.

    For what can only be measured by the clock on the wall, since others do it for us. `sample`
    is how many seconds of this process's CPU are looked at.
    """
    began, cpu = time.perf_counter(), time.process_time()
    while (spent := time.process_time() - cpu) < sample:
        math.factorial(200)
    return max(1.0, (time.perf_counter() - began) / spent)
