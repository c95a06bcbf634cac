"""Everything twice: messages, also at the same moment, and files that two people hand in."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.db import connections
from django.utils import timezone

from tests.factories import make_agency, make_inspector, make_user
from tests.faults.echo import Echo
from tests.faults.handing import (
    assert_as_clean,
    assert_complete,
    clean_state,
    hand_in,
    wait_until_over,
)
from tests.faults.reports import files, report
from tests.faults.stage import Stage
from tests.faults.state import files_are_whole
from tests.waiting import eventually
from tracker.digest.weeks import week_of, zone_named
from tracker.models import DigestDelivery, MatchJob, MatchRun, Report, Subscription, Upload, User
from tracker.services.uploads import receive_upload

pytestmark = [pytest.mark.heavy, pytest.mark.timeout(600)]

FILES = [*files(6), report(7, 2021, suffix=".docx"), report(7, 2022, suffix=".docx")]
PAIRS = 6 * 2 + 1
TASKS = {"process_upload", "match_batch", "sweep", "sweep_tallies", "canary", "send_due_digests"}


def subscriber() -> None:
    """Somebody whose weekly digest (周报) is due at any hour of the week."""
    user = make_user("reader", responsible_for=[make_agency("云岫县司法局")])
    Subscription.objects.create(user=user, weekday=1, hour=0)


def test_every_message_twice_is_the_same_state_as_once(stage: Stage) -> None:
    clean = clean_state(FILES)
    stage.clear()
    with Echo(stage) as echo:
        stage.worker(processes=2)
        stage.beat()
        hand_in(FILES, stage=stage)
        wait_until_over()
        eventually(lambda: set(echo.told) == TASKS, what="each task twice")
    print(dict(echo.told))
    assert echo.told["process_upload"] >= len(FILES)
    assert_as_clean(clean)
    assert_complete(reports=len(FILES), pairs=PAIRS)


def test_a_digest_that_is_sent_twice_at_once_goes_out_once(stage: Stage) -> None:
    subscriber()
    began = timezone.now()
    with Echo(stage) as echo:
        stage.worker(processes=2)
        for _ in range(5):
            stage.send("send_due_digests")
        eventually(lambda: echo.told["send_due_digests"] >= 5, what="echoes")
        sent = DigestDelivery.objects.filter(state="sent")
        eventually(sent.exists, what="a digest")
        eventually(lambda: stage.messages() == 0, what="all messages done")
    # One week; two, if the first ended meanwhile.
    weeks = {week_of(moment, zone=zone_named("")) for moment in (began, timezone.now())}
    found = list(DigestDelivery.objects.values_list("week", flat=True))
    assert weeks.issuperset(found)
    assert len(list((stage.folder / "var" / "mail").iterdir())) == len(found)


@pytest.mark.parametrize("table", ["tracker_section", "tracker_matchrun"])
def test_messages_that_come_while_their_rows_are_worked_on(stage: Stage, table: str) -> None:
    pair = [report(1, 2021), report(1, 2022)]
    clean = clean_state(pair)
    stage.clear()
    stage.worker(processes=3)
    with stage.nobody_writes(table):
        keys = hand_in(pair, stage=stage)
        stage.wait_until_blocked()
        for key in keys:
            stage.send("process_upload", key)
        for _ in range(2):
            stage.send("match_batch", list(MatchJob.objects.values_list("pk", flat=True)))
            stage.send("sweep")
        eventually(
            lambda: stage.messages() == stage.waiting_backends(),
            what="all others are turned away",
        )
    wait_until_over()
    assert_as_clean(clean)
    assert_complete(reports=2, pairs=1)


def test_one_person_hands_in_one_file_many_times_at_once(stage: Stage) -> None:
    file, keys = report(2, 2021), set[int]()
    stage.worker(processes=2)

    def act() -> None:
        keys.update(hand_in([file], stage=stage))

    at_once(*[act] * 5)
    wait_until_over()
    assert len(keys) == 1
    assert_complete(reports=1, pairs=0)
    assert files_are_whole()


def test_two_people_hand_in_the_same_file_at_once(stage: Stage) -> None:
    file = report(3, 2021)
    agency = make_agency(file.agency)
    people = [make_inspector(agency, username=name) for name in ("first", "second")]
    stage.worker(processes=2)

    def act(user: User) -> None:
        upload = receive_upload(ContentFile(file.content), filename=file.name, user=user)
        stage.send("process_upload", upload.pk)

    at_once(*[partial(act, user) for user in people])
    wait_until_over()
    assert Report.objects.count() == 1
    assert sorted(Upload.objects.values_list("state", "result")) == [
        ("done", "insert"),
        ("done", "noop"),
    ]
    assert files_are_whole()


def test_two_commands_read_the_same_files_at_once(stage: Stage, tmp_path: Path) -> None:
    for file in files(2):
        (tmp_path / file.name).write_bytes(file.content)
    at_once(*[lambda: stage.manage("ingestreports", str(tmp_path)).check_returncode()] * 2)
    assert Report.objects.count() == 6
    assert MatchRun.objects.count() == 4
    assert Upload.objects.count() == 6
    assert files_are_whole()


def at_once(*acts: Callable[[], object]) -> None:
    """Each in a thread of its own, all from the same moment."""
    line = threading.Barrier(len(acts))
    failed: list[BaseException] = []

    def run(act: Callable[[], object]) -> None:
        try:
            line.wait()
            act()
        except BaseException as error:  # noqa: BLE001 - told by the thread that looks
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
