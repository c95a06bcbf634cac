"""Lists written to files by a worker (导出任务): asked for, claimed, written, dropped in a week.

What a list is, with its filters, search and order, is the admin's to know: it offers its lists
here when it is loaded (`offer`), because no service may import a face. The scope and the right to
see a list are those that its person has when the file is written.
"""

from __future__ import annotations

import datetime as dt
import logging
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, Final

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import InterfaceError, OperationalError
from django.db.models import QuerySet

from tracker.models import Export, User
from tracker.papers.tables import TABLES, Value
from tracker.papers.xlsx import Fact, write_xlsx
from tracker.services import work
from tracker.services.storing import NotStored, storage_code, stored_file

logger = logging.getLogger(__name__)

KEPT: Final = dt.timedelta(days=7)
QUERY_LIMIT: Final = 4000  # characters
_FOLDER: Final = "exports"


class ExportRefused(Exception):  # noqa: N818 - tells what happened, like UnreadableReport
    """The list is not written. `code` has its sentence in wording.EXPORT_ERRORS."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Listed:
    """A list as one person filtered it, in their scope: scoped, ordered rows, and their number.

    `facts` say what the list was: its filters, whose scope, when.
    """

    table: str
    rows: QuerySet[Any]
    number: int
    facts: Sequence[Fact]


Reader = Callable[[User, str], Listed]  # raises ExportRefused

_READERS: dict[str, Reader] = {}


def offer(table: str, read: Reader) -> None:
    """Say how the list of a table is read for a person from its query string."""
    _READERS[table] = read


def request_export(user: User, *, table: str, query: str) -> Export:
    """A row that waits for a worker; the caller wakes one. Raises ExportRefused."""
    if len(query) > QUERY_LIMIT:
        raise ExportRefused("export_query_too_long")
    return Export.objects.create(table=table, query=query, requested_by=user)


def write_list(listed: Listed, *, keep: Callable[[], None] | None = None) -> tuple[IO[bytes], int]:
    """A list as a workbook, in a nameless file that the caller closes, and how many rows it has.

    `keep` is called often meanwhile. Raises ExportRefused when the disk doesn't take it, and what
    `keep` raises.
    """
    table = TABLES[listed.table]
    rows: Iterable[tuple[Value, ...]] = table.rows(listed.rows)
    with ExitStack() as stack:
        try:
            scratch = Path(default_storage.path(_FOLDER))
            scratch.mkdir(parents=True, exist_ok=True)
            file = stack.enter_context(TemporaryFile(dir=scratch))
            number = write_xlsx(file, table, _kept(rows, keep), facts=listed.facts, scratch=scratch)
            file.seek(0)
        except OSError as error:
            logger.error("export of %s not written: %s", listed.table, storage_code(error))
            raise ExportRefused("export_not_stored") from error
        stack.pop_all()
    return file, number


def write_export(export_id: int) -> str | None:
    """Write one export; its state then, None when there is nothing to do or the claim is lost.

    A fault of ours lets the row wait for another try, and in the end fail. Only a database that
    is away is raised, and the lease then runs out. A file whose row is not done is nobody's, and
    goes with the others of its age.
    """
    held = work.claim(Export.objects.filter(pk=export_id).select_related("requested_by"))
    if not held:
        return None
    export = held[0]
    try:
        _write(export)
    except work.ClaimLost:
        return None
    except (OperationalError, InterfaceError):
        raise
    except ExportRefused as refused:
        work.finish(export, state=Export.State.FAILED, error_code=refused.code)
    except Exception:
        logger.exception("export %s failed", export.pk)
        again = work.put_back(export, error_code="export_failed")
        return Export.State.WAITING.value if again else Export.State.FAILED.value
    return str(export.state)


def exports_left_behind(*, now: dt.datetime, most: int) -> list[int]:
    """Rows that were tried and are due again, at most so many."""
    return work.left_behind(Export.objects.all(), now=now, most=most)


def exports_unheard(*, before: dt.datetime, most: int) -> list[int]:
    """Rows that nobody has tried since before then, at most so many: their message was lost."""
    return work.unheard(Export.objects.filter(created_at__lt=before), most=most)


def drop_old(*, now: dt.datetime) -> int:
    """Delete the files older than a week, whether or not a row names them; how many rows lost one.

    The rows stay: who took which list out of the system is to be found later, too.
    """
    before = now - KEPT
    old = Export.objects.filter(state=Export.State.DONE, finished_at__lt=before).exclude(file="")
    number = old.update(file="")
    for path in Path(default_storage.path(_FOLDER)).glob("*/*"):
        try:
            if path.stat().st_mtime < before.timestamp():
                path.unlink()
        except OSError as error:  # another sweep was quicker, or a disk that can't be written
            logger.warning("export file %s not deleted: %s", path.name, error)
    for folder in Path(default_storage.path(_FOLDER)).glob("tmp*"):  # of who was killed meanwhile
        with suppress(OSError):  # not empty yet
            folder.rmdir()
    return number


def _write(export: Export) -> None:
    """Raises ClaimLost, ExportRefused."""
    keep = work.keeper([export])
    read = _READERS.get(export.table)
    if read is None:
        raise ExportRefused("export_list_gone")
    listed = read(export.requested_by, export.query)
    file, rows = write_list(listed, keep=keep)
    with file:
        try:
            with stored_file(export, File(file), name=f"{export.pk}-{secrets.token_hex(8)}.xlsx"):
                name = export.file.name
                if not work.finish(export, state=Export.State.DONE, rows=rows, file=name):
                    raise work.ClaimLost
        except NotStored as error:
            raise ExportRefused("export_not_stored") from error


def _kept(
    rows: Iterable[tuple[Value, ...]], keep: Callable[[], None] | None
) -> Iterator[tuple[Value, ...]]:
    for row in rows:
        if keep is not None:
            keep()
        yield row
