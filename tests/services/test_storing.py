"""A storage that takes nothing more: one clear word for it, nothing half stored, the rest kept."""

from __future__ import annotations

import errno
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db import DatabaseError
from pytest_django import Settings

from tracker.models import Report, Upload
from tracker.services import storing
from tracker.services.ingestion import process_upload
from tracker.services.storing import NotStored
from tracker.services.uploads import receive_upload
from tracker.wording import STORAGE_ERRORS

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
LARGE = 30_000_000  # bytes; everything else that is written meanwhile stays below
SEED = sorted(SEEDS.glob("2024-*.txt"))[0]


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


def kept(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def hand_in(content: bytes = b"words") -> Upload:
    return receive_upload(ContentFile(content), filename="a.txt")


@contextmanager
def files_up_to(size: int) -> Iterator[None]:
    """The limit that an operator sets with LimitFSIZE= or ulimit -f."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "disk_full"),
        (errno.EDQUOT, "over_quota"),
        (errno.EFBIG, "file_limit"),
        (errno.EROFS, "read_only"),
        (errno.EIO, "storage_failed"),
    ],
)
def test_what_the_disk_says_has_a_sentence(
    number: int, code: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_path: str) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(storing, "_to_disk", full)
    with pytest.raises(NotStored) as refused:
        hand_in()
    assert refused.value.code == code
    assert code in STORAGE_ERRORS
    assert kept(folder) == []
    assert not Upload.objects.exists()
    monkeypatch.undo()
    assert hand_in().state == "waiting"


@pytest.mark.parametrize("is_moved", [False, True])
def test_a_file_that_only_half_fits_leaves_nothing(
    is_moved: bool, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content: File[bytes] = ContentFile(bytes(LARGE))
    if is_moved:
        content = TemporaryUploadedFile("a.txt", "text/plain", LARGE, None)
        content.write(bytes(LARGE))

    def elsewhere(*_args: object) -> None:
        raise OSError(errno.EXDEV, "another disk")

    monkeypatch.setattr(os, "rename", elsewhere)  # a large upload is copied over then
    with files_up_to(LARGE - 1), pytest.raises(NotStored) as refused:
        receive_upload(content, filename="a.txt")
    assert refused.value.code == "file_limit"
    assert kept(folder) == []
    assert not Upload.objects.exists()


def test_the_earlier_file_of_the_report_stays(folder: Path) -> None:
    first = receive_upload(ContentFile(SEED.read_bytes()), filename=SEED.name)
    process_upload(first.pk)
    before = Report.objects.values().get()
    changed = SEED.read_bytes() + bytes(LARGE)
    with files_up_to(LARGE), pytest.raises(NotStored):
        receive_upload(ContentFile(changed), filename=SEED.name)
    assert Report.objects.values().get() == before
    assert [path.read_bytes() for path in kept(folder)] == [SEED.read_bytes()]
    assert Upload.objects.get() == first


def test_a_row_that_is_refused_leaves_no_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object, **_kwargs: object) -> None:
        raise DatabaseError("the table is full")

    monkeypatch.setattr(Upload, "save", refuse)
    with pytest.raises(DatabaseError):
        hand_in()
    assert kept(folder) == []


def test_two_rows_never_share_a_file(folder: Path) -> None:
    rows = [hand_in(), receive_upload(ContentFile(b"words"), filename="a.txt", report_year=2024)]
    assert len({row.file.name for row in rows}) == len(kept(folder)) == 2
