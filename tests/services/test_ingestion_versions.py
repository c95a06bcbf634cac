"""Two versions of one report: the one handed in last counts, however long each waited."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from tracker.models import Report, Upload
from tracker.services.ingestion import process_upload
from tracker.services.uploads import receive_upload

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.usefixtures("storage")]

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
FIRST = SEEDS / json.loads((SEEDS / "manifest.json").read_text())["reports"][0]["file"]
OLD = FIRST.read_bytes()
NEW = OLD + "\n更正。".encode()


def handed_in(content: bytes, *, again: bool = False) -> Upload:
    return receive_upload(ContentFile(content), filename="报告.txt", again=again)


def result_of(upload: Upload) -> str:
    done = process_upload(upload.pk)
    assert done is not None
    return done.result


@pytest.mark.parametrize(
    ("order", "results"),
    [
        (["old", "new"], {"old": "insert", "new": "update"}),
        (["new", "old"], {"old": "older", "new": "insert"}),  # the old one failed at first
    ],
)
def test_a_version_that_comes_late_does_not_replace_a_newer_one(
    order: list[str], results: dict[str, str]
) -> None:
    uploads = {"old": handed_in(OLD), "new": handed_in(NEW)}
    assert {name: result_of(uploads[name]) for name in order} == results
    assert Report.objects.get().sha256 == uploads["new"].sha256


def test_handed_in_again_it_does() -> None:
    old = handed_in(OLD)
    result_of(old)
    result_of(handed_in(NEW))
    again = handed_in(OLD, again=True)
    assert again.pk == old.pk
    assert result_of(again) == "update"
    assert Report.objects.get().sha256 == old.sha256
