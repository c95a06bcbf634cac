"""Batches (处理批次): files handed in together, whose progress is watched together."""

from __future__ import annotations

from typing import Final

from django.db.models import F

from tracker.models import Batch, User

MOST_FILES: Final = 1000  # handed in at once; a county has some hundreds


def open_batch(
    source: Batch.Source, *, user: User | None = None, label: str = "", expected: int = 0
) -> Batch:
    """A new batch; `expected` is how many files will be handed in, 0 when that is not known yet.

    The label is shown as it is, at most 200 characters of it.
    """
    return Batch.objects.create(
        source=source, created_by=user, label=label[:200], expected=expected
    )


def expect_another(batch: Batch) -> None:
    """Count one more file, before it is handed in: also one that can't be stored is counted."""
    Batch.objects.filter(pk=batch.pk).update(expected=F("expected") + 1)


def expect_at_least(batch: Batch, number: int) -> None:
    """So many files have been announced so far; said again, or late, it changes nothing."""
    Batch.objects.filter(pk=batch.pk, expected__lt=number).update(expected=number)


def expect_one_less(batch: Batch) -> None:
    """One of the announced files has no row here: it is another's twin, or came again elsewhere."""
    Batch.objects.filter(pk=batch.pk, expected__gt=0).update(expected=F("expected") - 1)
