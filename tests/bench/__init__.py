"""Benchmarks: `make bench`. Apart from the tests, because a busy machine makes them lie."""

import os

# One core: numpy's threads wait for one another in a busy loop, and that would be measured too.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
