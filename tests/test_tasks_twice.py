"""Every task that there is, delivered twice, also overlapping, with nothing mocked: one state."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.db import connections
from django.utils import timezone
from pytest_django import Settings

from config.celery import app
from tests.factories import make_agency, make_export, make_job, make_pair, make_upload, make_user
from tests.faults.state import State, differences, state
from tracker.models import MatchJob, Pulse, Subscription, Upload
from tracker.services.ingestion import process_upload
from tracker.services.jobs import request_jobs
from tracker.services.uploads import receive_upload

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("broker_url")]

SEEDS = Path(__file__).resolve().parents[1] / "seeds"
PAIR = sorted(SEEDS.glob("202[45]-*市场监督管理局.txt"))

Arguments = tuple[object, ...]


@pytest.fixture(autouse=True)
def _storage(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def an_upload() -> Arguments:
    """The report that completes a pair: it is stored, tied, and asks for a job."""
    plan, result = (
        receive_upload(ContentFile(path.read_bytes()), filename=path.name) for path in PAIR
    )
    process_upload(plan.pk)
    return (result.pk,)


def two_jobs() -> Arguments:
    pairs = [make_pair(suggest=False) for _ in range(2)]
    return (request_jobs([(pair.plan.pk, pair.result.pk) for pair in pairs]),)


def rows_left_and_unheard() -> Arguments:
    long_ago = timezone.now() - dt.timedelta(hours=1)
    for state_, attempts in (("waiting", 0), ("running", 1), ("running", 3)):
        make_upload(state=state_, attempts=attempts, lease_until=long_ago if attempts else None)
        make_job(
            state=state_,
            attempts=attempts,
            lease_until=long_ago if attempts else None,
            requested_at=long_ago,
        )
    Upload.objects.update(handed_in_at=long_ago)
    return ()


def two_subscribers() -> Arguments:
    make_pair()
    for _ in range(2):
        Subscription.objects.create(user=make_user(is_superuser=True), weekday=1, hour=0)
    return ()


def marked_agencies() -> Arguments:
    make_pair()
    make_pair(make_agency("又一办事局"))
    return ()


CASES: dict[str, Callable[[], Arguments]] = {
    "process_upload": an_upload,
    "match_batch": two_jobs,
    "sweep": rows_left_and_unheard,
    "send_due_digests": two_subscribers,
    "sweep_tallies": marked_agencies,
    "write_export": lambda: (make_export(make_user(is_superuser=True)).pk,),
    "canary": lambda: (),
    "roll_call": lambda: (),
}


def run(name: str, arguments: Arguments) -> None:
    app.tasks[f"tracker.tasks.{name}"](*arguments)


def all_of_it() -> tuple[State, list[str], int]:
    """The database, who showed a sign of life, and how many mails went out."""
    return state(), sorted(Pulse.objects.values_list("name", flat=True)), len(mail.outbox)


def test_every_task_has_a_case() -> None:
    app.loader.import_default_modules()
    ours = {name.removeprefix("tracker.tasks.") for name in app.tasks if name.startswith("tracker")}
    assert ours == CASES.keys()


@pytest.mark.parametrize("name", CASES)
def test_the_second_time_changes_nothing(name: str) -> None:
    arguments = CASES[name]()
    run(name, arguments)
    before = all_of_it()
    run(name, arguments)
    assert differences(before[0], state()) == []
    assert all_of_it() == before


@pytest.mark.parametrize("lease", [300, 0], ids=["one claims it", "both work on it"])
@pytest.mark.parametrize("name", CASES)
def test_overlapping_deliveries_leave_what_one_leaves(
    name: str, lease: int, settings: Settings
) -> None:
    arguments = CASES[name]()
    settings.LEASE_SECONDS = lease
    barrier, failures = threading.Barrier(2), []

    def deliver() -> None:
        try:
            barrier.wait()
            run(name, arguments)
        except Exception as error:  # noqa: BLE001 - a thread's failure is the test's
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=deliver) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    found = all_of_it()
    settings.LEASE_SECONDS = 300
    run(name, arguments)  # on its own, once more
    assert differences(found[0], state()) == []
    assert all_of_it() == found
    assert_done(name)


def assert_done(name: str) -> None:
    """That the work was done at all, and once."""
    if name == "process_upload":
        assert Upload.objects.filter(state="done", result="insert").count() == 2
        assert MatchJob.objects.get().state == "waiting"
    if name == "match_batch":
        assert set(MatchJob.objects.values_list("state", flat=True)) == {"done"}
    if name == "send_due_digests":
        assert len(mail.outbox) == 2
