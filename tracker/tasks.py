"""Celery tasks: an id in, one service call, a short result out.

A message is only a wake-up for a row: it may come twice, late or never. What was lost, or
failed because the database was away, is found again by `sweep`, which beat calls. Hence no
retries here.
"""

from __future__ import annotations

import datetime as dt
import logging

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerUnavailable

from tracker import digest
from tracker.services import ingestion, matching, uploads

logger = logging.getLogger(__name__)


def enqueue_upload(upload_id: int) -> bool:
    """Wake a worker for an upload. False when the broker is away: the row waits for the sweep."""
    try:
        process_upload.delay(upload_id)
    except BrokerUnavailable:
        logger.warning("broker unavailable: upload %s waits", upload_id)
        return False
    return True


@shared_task
def process_upload(upload_id: int) -> str:
    """Read one upload, then have the pairs matched that its report completes."""
    done = ingestion.process_upload(upload_id)
    if done is None:
        return "not due"
    if done.report_id is not None:
        for plan_id, result_id in matching.pairs_of(done.report_id):
            match_pair.delay(plan_id, result_id)
    return done.result or done.error_code or done.state


@shared_task
def match_pair(plan_id: int, result_id: int) -> str:
    """Match one pair of reports."""
    done = matching.match_pair(plan_id, result_id)
    if done is None:
        return "gone"
    return "inserted" if done.inserted else "unchanged"


@shared_task
def sweep() -> int:
    """Wake workers for rows whose message was lost. The number of rows woken."""
    due = uploads.uploads_to_wake(older_than=dt.timedelta(seconds=60))
    for upload_id in due:
        process_upload.delay(upload_id)
    pairs = matching.pairs_to_match()
    for plan_id, result_id in pairs:
        match_pair.delay(plan_id, result_id)
    return len(due) + len(pairs)


@shared_task
def send_due_digests() -> str:
    """Send the weekly digests that are due now."""
    return str(digest.send_due_digests(now=timezone.now()))
