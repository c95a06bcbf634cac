"""Benchmarks: `make bench`. Apart from the tests, because a busy machine makes them lie."""
