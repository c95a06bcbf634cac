"""A disk that is full while a file is stored: said in a sentence, nothing half there, all kept."""

from __future__ import annotations

import errno
import os
import subprocess
from pathlib import Path
from typing import IO, Any

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.test import override_settings

from tests.factories import make_user
from tests.faults.handing import clean_state, hand_in
from tests.faults.reports import report
from tests.faults.stage import Stage
from tests.faults.state import differences, files_are_whole, state
from tests.faults.visitor import Visitor
from tracker.models import Upload
from tracker.services.storing import NotStored
from tracker.wording import STORAGE_ERRORS

pytestmark = [pytest.mark.heavy, pytest.mark.timeout(600)]

LIMIT = 1_048_576  # bytes that the disk, or one file, may have
ORIGINAL = report(0, 2021)
CORRECTED = report(0, 2021, longer=14_000)  # 1.3 MB: still in the web server's memory
LARGER = report(1, 2021, longer=30_000)  # 2.8 MB: in a temporary file of the web server's
SMALL = report(2, 2021)
# A disk of its own, which only this process and its children see.
SMALL_DISK = 'mount -t tmpfs -o size=$1 tmpfs "$2" && shift 2 && exec "$@"'
SMALL_FILES = 'ulimit -f $(($1 / 512)) && shift && exec "$@"'  # blocks of 512 bytes
UNSHARE = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--user", "--map-root-user"])]


class FullDisk(FileSystemStorage):
    """Takes half of a file, and then no more."""

    def save(self, name: str | None, content: IO[Any], max_length: int | None = None) -> str:
        half = ContentFile(content.read(LIMIT // 2))
        super().save(name, half, max_length=max_length)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def may_mount() -> bool:
    """Whether this machine lets us have a disk of our own."""
    command = [*UNSHARE, "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def kept(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# A file that the web server itself can't keep until it is looked at never gets to the list.
@pytest.mark.parametrize(
    ("within", "code", "larger"),
    [("small disk", "disk_full", 200), ("small files", "file_limit", 507)],
)
def test_an_upload_that_does_not_fit(stage: Stage, within: str, code: str, larger: int) -> None:
    stage.files.mkdir(parents=True)
    prefix = {
        "small disk": [*UNSHARE, "sh", "-c", SMALL_DISK, "sh", str(LIMIT), str(stage.files)],
        "small files": ["sh", "-c", SMALL_FILES, "sh", str(LIMIT)],
    }[within]
    if within == "small disk" and not may_mount():
        print("no disk of our own to be had here: the storage below has to do")
        return
    make_user("inspector", is_superuser=True)
    visitor = Visitor(stage.web(within=prefix))
    folder = Path(f"/proc/{stage.children[-1].pid}/root") / stage.files.relative_to("/")
    visitor.log_in("inspector")
    assert visitor.upload([ORIGINAL])[1] == ["已收到 1 个文件。"]
    before = kept(folder)
    assert list(before.values()) == [ORIGINAL.content]

    for file, expected in ((CORRECTED, 200), (LARGER, larger)):
        status, said = visitor.upload([file])
        assert status == expected
        assert any(str(STORAGE_ERRORS[code]) in line for line in said)
        assert kept(folder) == before
        assert Upload.objects.count() == 1

    # One that fits goes in beside one that doesn't.
    status, said = visitor.upload([CORRECTED, SMALL])
    assert "已收到 1 个文件。" in said
    assert sorted(kept(folder).values()) == sorted([ORIGINAL.content, SMALL.content])
    assert Upload.objects.count() == 2


def test_a_storage_that_is_full_in_the_middle_of_a_file(stage: Stage) -> None:
    before = clean_state([ORIGINAL])
    full = {"BACKEND": f"{FullDisk.__module__}.{FullDisk.__name__}"}
    with (
        override_settings(STORAGES=settings.STORAGES | {"default": full}),
        pytest.raises(NotStored) as refused,
    ):
        hand_in([CORRECTED])
    assert refused.value.code == "disk_full"
    assert not differences(before, state())
    assert files_are_whole()
    hand_in([CORRECTED])
    assert Upload.objects.count() == 2
