"""The clock that other tests lean on: it catches quadratic work and sees through noise."""

from __future__ import annotations

import itertools
import re
import time
from collections.abc import Callable, Iterable

import pytest

from tests.timing import TIMES, crowd, fastest, grows_linearly


@pytest.fixture
def spend(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Let the CPU's clock go on by so many seconds, and by nothing else."""
    now = [0.0]
    monkeypatch.setattr(time, "process_time", lambda: now[0])

    def pass_by(seconds: float) -> None:
        now[0] += seconds

    return pass_by


@pytest.mark.parametrize(
    ("power", "noise", "linear"),
    [
        (1, [1], True),
        (1.1, [1], True),  # about n log n
        (2, [1], False),
        (2, [1e-6], True),  # too quick to tell: the size is the caller's to choose
        # a neighbour at work most of the time, and one that only the small runs feel
        (1, [4, 1, 4, 4, 3, 1, 5, 2], True),
        (2, [3, 3, 1, 1, 3, 2, 3, 1], False),
        (1.5, [1], False),
    ],
)
def test_what_grows_linearly(
    spend: Callable[[float], None], power: float, noise: Iterable[float], linear: bool
) -> None:
    times = itertools.cycle(noise)
    assert grows_linearly(lambda n: spend(n**power * next(times)), small=10) is linear


def test_the_seconds_are_told(
    spend: Callable[[float], None], capsys: pytest.CaptureFixture[str]
) -> None:
    assert not grows_linearly(lambda n: spend(n * n), small=1)
    assert capsys.readouterr().out == f"1: 1.000 s, {TIMES}: 64.000 s, 64 times\n"


@pytest.mark.parametrize(
    ("takes", "enough", "least"),
    [([3, 1, 2], 0, 1), ([3, 2, 1], 2, 2), ([2, 1, 1], 2, 2), ([9, 8, 7, 1], 0, 7)],
)
def test_fastest(
    spend: Callable[[float], None], takes: Iterable[float], enough: float, least: float
) -> None:
    runs = iter(takes)
    assert fastest(lambda: spend(next(runs)), enough=enough) == least


@pytest.mark.parametrize(("pattern", "linear"), [("a*a*b", False), ("b", True)])
def test_a_real_pattern(pattern: str, linear: bool) -> None:
    """Cubic, 512 times: a short run that something held up can't make it look linear."""
    found = re.compile(pattern)
    assert grows_linearly(lambda n: found.search("a" * n), small=150) is linear


@pytest.mark.parametrize(("share", "longer"), [(1.0, 1), (0.5, 2), (0.1, 10), (2.0, 1)])
def test_a_crowd(monkeypatch: pytest.MonkeyPatch, share: float, longer: float) -> None:
    wall = itertools.count()
    monkeypatch.setattr(time, "perf_counter", lambda: 0.0 if next(wall) == 0 else 0.25 / share)
    cpu = itertools.count(step=0.25)
    monkeypatch.setattr(time, "process_time", lambda: next(cpu))
    assert crowd(sample=0.25) == pytest.approx(longer)
