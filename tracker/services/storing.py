"""Putting a file into the storage (保存文件): whole and on the disk, or not at all."""

from __future__ import annotations

import errno
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

from django.core.files.base import File

from tracker.models import Export, Upload

logger = logging.getLogger(__name__)

_CODES: Final = {
    errno.ENOSPC: "disk_full",
    errno.EDQUOT: "over_quota",
    errno.EFBIG: "file_limit",
    errno.EROFS: "read_only",
}


class NotStored(Exception):  # noqa: N818 - tells what happened, like UnreadableReport
    """The storage did not take a file, and nothing of it is left there.

    `code` has its sentence in wording.STORAGE_ERRORS.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def storage_code(error: OSError) -> str:
    """Which of the sentences fits; storage_failed where none does."""
    return _CODES.get(error.errno or 0, "storage_failed")


@contextmanager
def stored_file(row: Upload | Export, content: File[bytes], *, name: str) -> Iterator[None]:
    """Give the row its file, and take it away again if the row can't be saved inside.

    The name must be nobody else's: what is removed can then only be our own half of a file.
    Raises NotStored. The row is to be saved inside; that it is committed is not waited for,
    because after a failing COMMIT nobody knows whether the row is there.
    """
    storage = row.file.storage
    place = row.file.field.generate_filename(row, name)
    try:
        try:
            # Wrapped, so that it is written and not moved: Django's move to another disk takes a
            # write that was cut short for a whole one.
            row.file.name = storage.save(place, File(content))
            _to_disk(storage.path(place))
        except OSError as error:
            logger.error("storage: %s not stored: %s", place, error)
            raise NotStored(storage_code(error)) from error
        yield
    except BaseException:
        with suppress(OSError):  # a disk that takes nothing may not give anything up either
            storage.delete(place)
        raise


def _to_disk(path: str) -> None:
    """A row outlives a power cut; so must its file. Some disks say only here that they are full."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
