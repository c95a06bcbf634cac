"""Celery tasks: ids in, one service call, a short result out.

A message is only a wake-up for a row: it may come twice, late or never. Whatever was lost is
found again by `sweep`, which beat calls. A database that is away costs no message: it goes back
to its queue after a breath. A broker that is away costs no row: the row waits.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Iterable, Sequence
from typing import Any, Final

from celery import Task, current_app, shared_task
from celery.exceptions import Reject
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.utils import timezone
from kombu.exceptions import ChannelError
from kombu.exceptions import OperationalError as BrokerUnavailable
from redis.exceptions import RedisError

from tracker import digest
from tracker.services import exports, ingestion, jobs, matching, pulses, tallying, uploads

logger = logging.getLogger(__name__)

WORK: Final = "tracker"
# What must not wait behind ten thousand wake-ups: beat's tasks, and rows that a worker left.
AHEAD: Final = "tracker.beat"
EVERYONE: Final = "tracker.everyone"  # each worker gets a copy of what is sent there

BROKER_AWAY: Final = (BrokerUnavailable, RedisError, OSError)

MOST_MESSAGES: Final = 1000  # in one sweep, for each kind of row
# A queue that is never empty must not hide a lost message for ever: what has waited for so many
# sweeps is sent again a little at a time. Mostly it was on its way, and then the row is not due.
OVERDUE: Final = 15
MOST_OVERDUE: Final = 10
Messages = dict[Task[..., Any], Sequence[object]]  # the arguments of one message each

BREATH: Final = 1.0  # seconds before a worker asks a database that is away again


class Wakeup(Task[..., Any]):
    """A task whose message survives a database that is away."""

    def __call__(self, *args: object, **kwargs: object) -> object:
        """Run it; while the database is away the message goes back, unless it was no message."""
        pulses.this_worker.set(str(self.request.hostname or ""))
        try:
            return super().__call__(*args, **kwargs)
        except (OperationalError, InterfaceError) as error:
            if self.request.called_directly:
                raise
            logger.warning("%s waits for the database: %s", self.name, error)
            time.sleep(BREATH)
            raise Reject(str(error), requeue=True) from error


def enqueue_upload(upload_id: int) -> bool:
    """Wake a worker for an upload. False when the broker is away: the row waits for the sweep."""
    return enqueue_uploads([upload_id])


def enqueue_uploads(upload_ids: Iterable[int]) -> bool:
    """Wake workers for uploads. False when the broker is away: the rows wait for the sweep."""
    return _send(process_upload, list(upload_ids))


def enqueue_jobs(job_ids: Iterable[int]) -> bool:
    """Wake workers for pairs to be matched. False when the broker is away: the rows wait."""
    return _send(match_batch, jobs.in_batches(job_ids))


def enqueue_exports(export_ids: Iterable[int]) -> bool:
    """Wake workers for lists to be written. False when the broker is away: the rows wait."""
    return _send(write_export, list(export_ids))


@shared_task(base=Wakeup)
def process_upload(upload_id: int) -> str:
    """Read one upload, then have the pairs matched that its report completes."""
    done = ingestion.process_upload(upload_id)
    if done is None:
        return "not due"
    if done.report_id is not None:
        enqueue_jobs(jobs.due_jobs([done.report_id]))
    return done.result or done.error_code or done.state


@shared_task(base=Wakeup, time_limit=15 * 60)  # a pair takes 0.05 s; one that hangs is killed
def match_batch(job_ids: list[int]) -> dict[str, int]:
    """Match some pairs of reports; how many came to what."""
    outcomes = list(matching.match_batch(job_ids).values())
    return {word.value: outcomes.count(word) for word in dict.fromkeys(outcomes)}


@shared_task(base=Wakeup)
def write_export(export_id: int) -> str:
    """Write one list to a file."""
    return exports.write_export(export_id) or "not due"


@shared_task(base=Wakeup)
def sweep() -> int:
    """Wake workers for rows that no message is on its way for. The number of messages sent.

    Rows that were left by a worker, or put back: always, ahead of the others. Rows that nobody
    has tried: when the queue is empty, because their messages are lost then. Else ten thousand
    waiting rows would get ten thousand more messages with every sweep, and so only the few
    oldest are sent again, once they are OVERDUE.
    """
    now = timezone.now()
    exports.drop_old(now=now)
    number, sent = _send_each(_left(now), queue=AHEAD)
    length = queue_length(WORK) if sent else None
    if length is None:  # the broker is away
        return number if sent else 0
    sweeps, most, queue = (OVERDUE, MOST_OVERDUE, AHEAD) if length else (1, MOST_MESSAGES, WORK)
    before = now - dt.timedelta(seconds=sweeps * settings.SWEEP_SECONDS)
    more, sent = _send_each(_unheard(before, most=most), queue=queue)
    return number + more if sent else 0


@shared_task(base=Wakeup)
def sweep_tallies() -> int:
    """Count the agencies anew whose figures changed; how many. Each batch is a transaction."""
    return tallying.sweep_tallies()


# A mail server that is deaf costs 15 s a command and recipient: none of the others takes so long.
@shared_task(base=Wakeup, time_limit=6 * 3600)
def send_due_digests() -> str:
    """Send the weekly digests that are due now, and say in the log what should have gone out."""
    sent = str(digest.send_due_digests(now=timezone.now()))
    digest.log_overdue(now=timezone.now())
    return sent


@shared_task(base=Wakeup, bind=True)
def canary(self: Task[..., Any]) -> None:
    """Show that tasks are taken and done: a process that is there, even connected, may be deaf.

    It lies in the queue like any other task, and some worker takes it.
    """
    pulses.record_worker(str(self.request.hostname or ""), now=timezone.now())


@shared_task(base=Wakeup, bind=True, acks_late=False)
def roll_call(self: Task[..., Any]) -> None:
    """Show that this worker does tasks (点名): every one gets its own, however many there are."""
    pulses.record_answer(str(self.request.hostname or ""), now=timezone.now())


def queue_length(name: str) -> int | None:
    """How many messages wait in a queue of the broker; None when it can't be asked."""
    try:
        with current_app.connection_for_write() as connection:
            channel: Any = connection.default_channel  # its type is that of no transport
            return int(channel.queue_declare(name, passive=True).message_count)
    except ChannelError:  # Redis has no empty lists: a queue without messages is none
        return 0
    except BROKER_AWAY:
        return None


def _left(now: dt.datetime) -> Messages:
    """Rows that a worker left or put back, by the task that takes them."""
    broken = jobs.jobs_left_behind(now=now, most=MOST_MESSAGES)
    return {
        process_upload: uploads.uploads_left_behind(now=now, most=MOST_MESSAGES),
        match_batch: [[key] for key in broken],
        write_export: exports.exports_left_behind(now=now, most=MOST_MESSAGES),
    }


def _unheard(before: dt.datetime, *, most: int) -> Messages:
    """Rows that nobody has tried since before then, by the task that takes them."""
    waiting = jobs.jobs_unheard(before=before, most=most * jobs.BATCH)
    return {
        process_upload: uploads.uploads_unheard(before=before, most=most),
        match_batch: jobs.in_batches(waiting),
        write_export: exports.exports_unheard(before=before, most=most),
    }


def _send_each(messages: Messages, *, queue: str) -> tuple[int, bool]:
    """Send them all; how many there were, and whether the broker took them."""
    sent = all(_send(task, arguments, queue=queue) for task, arguments in messages.items())
    return sum(len(arguments) for arguments in messages.values()), sent


def _send(task: Task[..., Any], messages: Sequence[object], *, queue: str = WORK) -> bool:
    """Send a task once for every argument; False as soon as the broker is found to be away."""
    try:
        for argument in messages:
            task.apply_async((argument,), queue=queue)
    except BROKER_AWAY as error:
        logger.warning("broker unavailable, rows wait (%s): %s", task.name, error)
        return False
    return True
