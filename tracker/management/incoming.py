"""Files named on a command line (命令行交来的文件): found, and stored one after the other."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePath
from typing import Any, Final

from django.core.files.base import File
from django.utils.translation import gettext as _

from tracker.models import Batch, Upload
from tracker.services.batches import expect_another, expect_one_less
from tracker.services.storing import NotStored
from tracker.services.uploads import receive_upload
from tracker.wording import storage_error_text

# What an office hands in. In a folder other files (lists, pictures) are passed over and counted;
# one of these that can't be read is a failure, never silence.
DOCUMENTS: Final = frozenset(
    (".txt", ".html", ".htm", ".docx", ".doc", ".wps", ".pdf", ".rtf", ".ofd", ".odt")
)


class NotReceived(Exception):  # noqa: N818 - tells what happened
    """A file that could not be opened or stored; why, in a sentence."""


def documents(paths: Iterable[Path], counts: Counter[str]) -> Iterator[Path]:
    """Every named file, and the documents of every named folder, each folder in a fixed order.

    Files of folders that are passed over are counted as `skipped`.
    """
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        for folder, folders, names in os.walk(path):
            folders.sort()
            for name in sorted(name for name in names if not name.startswith(".")):
                if PurePath(name).suffix.lower() in DOCUMENTS:
                    yield Path(folder, name)
                else:
                    counts["skipped"] += 1


def received(path: Path, *, batch: Batch, hints: dict[str, Any], before: set[int]) -> Upload:
    """Store one file, with receive_upload's hints; `before` are the rows of those before it.

    Raises NotReceived; others go on.
    """
    expect_another(batch)
    name = f"{path.resolve().parent.name}/{path.name}"
    try:
        with path.open("rb") as handle:
            upload = receive_upload(File(handle), filename=name, batch=batch, **hints)
    except NotStored as error:
        raise NotReceived(storage_error_text(error.code)) from error
    except OSError as error:
        raise NotReceived(_("无法打开文件：%(why)s") % {"why": error.strerror}) from error
    if upload.pk in before:
        expect_one_less(batch)
    before.add(upload.pk)
    return upload
