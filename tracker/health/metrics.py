"""What Prometheus reads, taken from the database at that moment in a fixed number of queries.

Gauges only: what is counted lives in rows, and several web processes would each count their own
requests. Requests and their duration are the proxy's to count.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterable, Iterator
from typing import Final

from django.conf import settings
from django.db import Error as DatabaseError
from django.utils import timezone
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from tracker import VERSION
from tracker.core.pipeline import EXTRACTOR_VERSION
from tracker.digest import overdue
from tracker.selectors import health

CONTENT_TYPE: Final = CONTENT_TYPE_LATEST
QUERY_MILLISECONDS: Final = 5000


def exposition() -> bytes:
    """All figures in Prometheus' text format."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Installation())
    return generate_latest(registry)


class _Installation(Collector):
    """Asked once for every scrape."""

    def describe(self) -> Iterable[Metric]:
        """Nothing: the database is not asked before somebody scrapes."""
        return []

    def collect(self) -> Iterator[Metric]:
        """A database that is away is a figure, too."""
        yield _build()
        yield from _disk()
        try:
            with health.limited_reads(QUERY_MILLISECONDS):
                families = [
                    *_work(timezone.now()),
                    *_signs_of_life(timezone.now()),
                    *_records(timezone.now()),
                ]
        except DatabaseError:
            families = []
        yield _gauge("tracker_database_up", "Whether the database answered", bool(families))
        yield from families


def _build() -> Metric:
    info = InfoMetricFamily("tracker_build", "Which software runs")
    info.add_metric([], {"version": VERSION, "extractor": EXTRACTOR_VERSION})
    return info


def _disk() -> Iterator[Metric]:
    try:
        usage = shutil.disk_usage(settings.DATA_DIR)
    except OSError:
        return
    yield _gauge("tracker_data_disk_free_bytes", "Free space where DATA_DIR is", usage.free)
    yield _gauge("tracker_data_disk_size_bytes", "Size of the disk where DATA_DIR is", usage.total)


def _work(now: dt.datetime) -> Iterator[Metric]:
    states = _labelled("tracker_units", "Units of work by kind and state", ["kind", "state"])
    age = _labelled(
        "tracker_queue_age_seconds", "How long the oldest waiting unit has waited", ["kind"]
    )
    retried = _labelled("tracker_units_retried", "Units that took several attempts", ["kind"])
    expired = _labelled("tracker_leases_expired", "Units whose worker fell silent", ["kind"])
    for kind, units in health.units(now).items():
        for state, count in units.by_state.items():
            states.add_metric([kind, state], count)
        age.add_metric([kind], _seconds(units.waiting_since, now))
        retried.add_metric([kind], units.retried)
        expired.add_metric([kind], units.expired)
    yield from (states, age, retried, expired)


def _signs_of_life(now: dt.datetime) -> Iterator[Metric]:
    age = _labelled(
        "tracker_pulse_age_seconds",
        "Since the last sign of life: of beat, of any worker (host empty), of each worker",
        ["part", "host"],
    )
    for name, at in health.pulses().items():
        part, _, host = name.partition(":")
        age.add_metric([part, host], _seconds(at, now))
    yield age


def _records(now: dt.datetime) -> Iterator[Metric]:
    deliveries = _labelled("tracker_digest_deliveries", "Digest mails by state", ["state"])
    for state, count in health.deliveries().items():
        deliveries.add_metric([state], count)
    commitments = _labelled(
        "tracker_commitments", "Commitments by status and review", ["status", "review_state"]
    )
    for labels, count in health.commitments().items():
        commitments.add_metric(labels, count)
    late = _labelled(
        "tracker_digests_overdue", "Due digests that have not gone out, by what is wrong", ["kind"]
    )
    found = overdue(now=now)
    for kind, count in (("late", len(found.late)), ("failed", found.failed), ("held", found.held)):
        late.add_metric([kind], count)
    yield from (deliveries, late, commitments)
    number, since = health.tally_marks()
    yield _gauge("tracker_tally_marks", "Changes since the last count of figures", number)
    yield _gauge(
        "tracker_tally_age_seconds", "How long the oldest of them has waited", _seconds(since, now)
    )
    yield _gauge("tracker_reports", "Annual reports stored", health.reports())
    yield _gauge(
        "tracker_second_readings_stuck",
        "Commitments that wait for a blind second reading which nobody is left to do",
        health.unreadable(),
    )


def _seconds(since: dt.datetime | None, now: dt.datetime) -> float:
    return 0.0 if since is None else max(0.0, (now - since).total_seconds())


def _gauge(name: str, about: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, about, value=value)


def _labelled(name: str, about: str, labels: list[str]) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, about, labels=labels)
