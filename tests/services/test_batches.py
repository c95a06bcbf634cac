"""Files handed in together belong together; a file taken in again belongs to the newest batch."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from pytest_django import Settings

from tests.factories import make_user
from tracker.models import Batch, Upload
from tracker.services.batches import expect_another, open_batch
from tracker.services.uploads import receive_upload

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.usefixtures("storage")]


def hand_in(batch: Batch | None, **hints: object) -> Upload:
    file = ContentFile(b"words")
    return receive_upload(file, filename="a.txt", batch=batch, **hints)  # type: ignore[arg-type]  # the table below gives each hint its type


def test_a_batch_says_whose_it_is_and_how_many_are_coming() -> None:
    user = make_user()
    batch = open_batch(Batch.Source.API, user=user, label="局" * 300, expected=2)
    expect_another(batch)
    batch.refresh_from_db()
    assert (batch.source, batch.created_by, batch.expected) == ("api", user, 3)
    assert batch.label == "局" * 200


def test_a_file_that_goes_to_another_batch_is_not_missing_in_the_first() -> None:
    first, second = (open_batch(Batch.Source.ADMIN, expected=number) for number in (2, 1))
    hand_in(first)
    for _ in range(2):  # handed in once more to the same batch, it stays announced there
        hand_in(second)
    expected = dict(Batch.objects.values_list("pk", "expected"))
    assert expected == {first.pk: 1, second.pk: 1}


@pytest.mark.parametrize("state", ["waiting", "running", "done", "failed", "asked"])
def test_a_file_taken_in_again_goes_to_the_newest_batch(state: str) -> None:
    first, second = (open_batch(Batch.Source.COMMAND) for _ in range(2))
    upload = hand_in(first)
    assert upload.batch == first
    Upload.objects.filter(pk=upload.pk).update(state=state, error_code="empty", report=None)
    assert hand_in(second).pk == upload.pk
    upload.refresh_from_db()
    assert upload.batch == second
    hand_in(None)
    upload.refresh_from_db()
    assert upload.batch == second


def test_an_answer_by_hints_and_a_file_over_the_limit_change_the_batch_too(
    settings: Settings,
) -> None:
    first, second = (open_batch(Batch.Source.COMMAND) for _ in range(2))
    asked = hand_in(first)
    Upload.objects.filter(pk=asked.pk).update(state="asked")
    assert hand_in(second, report_year=2024).pk == asked.pk
    asked.refresh_from_db()
    assert (asked.batch, asked.state) == (second, "waiting")
    settings.DOCUMENT_MEGABYTES = 0
    refused = hand_in(first, report_year=2023)
    assert (refused.batch, refused.error_code) == (first, "oversize")
    assert hand_in(second, report_year=2023).batch == second
