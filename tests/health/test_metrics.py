"""The figures themselves, read back with the library's own parser."""

from __future__ import annotations

import datetime as dt
import shutil
import tomllib
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from tests.factories import make_export, make_pair
from tracker import VERSION
from tracker.health.metrics import exposition
from tracker.models import Commitment, Export, MatchJob, Pulse, Report, Upload
from tracker.selectors import health

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

Figures = dict[tuple[str, ...], float]


def figures() -> Figures:
    """Samples by name and label values, these in the order of the labels' names."""
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(exposition().decode())
        for sample in family.samples
    }


def ago(seconds: float) -> dt.datetime:
    return timezone.now() - dt.timedelta(seconds=seconds)


def hand_in(number: int, *, age: float = 0, **fields: object) -> None:
    upload = Upload.objects.create(filename="a.txt", sha256=str(number), **fields)
    Upload.objects.filter(pk=upload.pk).update(handed_in_at=ago(age))


def test_an_empty_installation_has_every_series_that_an_alarm_may_watch() -> None:
    found = figures()
    for kind, model in (("upload", Upload), ("match", MatchJob), ("export", Export)):
        for state in model.State.values:
            assert found["tracker_units", kind, state] == 0
        for name in ("queue_age_seconds", "units_retried", "leases_expired"):
            assert found[f"tracker_{name}", kind] == 0
    assert found["tracker_database_up",] == 1
    assert found["tracker_reports",] == 0
    assert found["tracker_second_readings_stuck",] == 0
    assert found["tracker_digest_deliveries", "failed"] == 0
    for kind in ("late", "failed", "held"):
        assert found["tracker_digests_overdue", kind] == 0


def test_units() -> None:
    hand_in(1, age=50)
    hand_in(2, age=70, attempts=2, lease_until=ago(-60))
    hand_in(3, state="running", attempts=1, lease_until=ago(5))
    hand_in(4, state="running", attempts=2, lease_until=ago(-60))
    hand_in(5, state="failed", error_code="empty", attempts=3, age=9000)
    found = figures()
    assert found["tracker_units", "upload", "waiting"] == 2
    assert found["tracker_units", "upload", "running"] == 2
    assert found["tracker_units", "upload", "failed"] == 1
    assert found["tracker_queue_age_seconds", "upload"] == pytest.approx(70, abs=5)
    assert found["tracker_units_retried", "upload"] == 3
    assert found["tracker_leases_expired", "upload"] == 1


def test_exports_are_units_of_work() -> None:
    waiting = make_export()
    Export.objects.filter(pk=waiting.pk).update(created_at=ago(70))
    make_export(state="running", attempts=2, lease_until=ago(5))
    make_export(state="failed", error_code="export_failed", attempts=3)
    found = figures()
    for state, count in (("waiting", 1), ("running", 1), ("failed", 1), ("done", 0)):
        assert found["tracker_units", "export", state] == count
    assert found["tracker_queue_age_seconds", "export"] == pytest.approx(70, abs=5)
    assert found["tracker_units_retried", "export"] == 2
    assert found["tracker_leases_expired", "export"] == 1


def test_reports_and_commitments() -> None:
    make_pair()
    found = figures()
    assert found["tracker_reports",] == Report.objects.count() == 2
    of_commitments = [value for name, value in found.items() if name[0] == "tracker_commitments"]
    assert sum(of_commitments) == Commitment.objects.count() > 0
    assert found["tracker_commitments", "proposed", "pending"] > 0


def test_signs_of_life_of_each_worker() -> None:
    for name, age in (("worker", 5), ("worker:celery@a", 5), ("worker:celery@b", 500), ("beat", 9)):
        Pulse.objects.create(name=name, at=ago(age))
    found = figures()
    name = "tracker_pulse_age_seconds"
    assert found[name, "", "worker"] == pytest.approx(5, abs=5)
    assert found[name, "celery@b", "worker"] == pytest.approx(500, abs=5)
    assert found[name, "", "beat"] == pytest.approx(9, abs=5)


def test_disk_and_build(settings: LazySettings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    found = figures()
    assert found["tracker_data_disk_size_bytes",] == shutil.disk_usage(tmp_path).total
    assert [name for name in found if name[0] == "tracker_build_info" and VERSION in name]
    settings.DATA_DIR = tmp_path / "missing"
    assert ("tracker_data_disk_free_bytes",) not in figures()


def test_a_database_that_is_away_is_a_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(now: dt.datetime) -> None:
        raise OperationalError

    monkeypatch.setattr(health, "units", away)
    found = figures()
    assert found["tracker_database_up",] == 0
    assert not [name for name in found if name[0] == "tracker_units"]
    assert [name for name in found if name[0] == "tracker_build_info"]


def test_the_number_of_queries_is_constant() -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            exposition()
        return len(queries)

    before = count()
    for number in range(30):
        hand_in(number)
    make_pair()
    assert count() == before <= 15


def test_names_follow_the_conventions() -> None:
    """Base units, and no _total on a gauge: https://prometheus.io/docs/practices/naming/."""
    for family in text_string_to_metric_families(exposition().decode()):
        assert family.name.startswith("tracker_")
        assert family.documentation
        assert not family.name.endswith(("_total", "_count", "_ms", "_megabytes"))


def test_the_version_is_the_project_s() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())
    assert project["project"]["version"] == VERSION
