"""Who hands files in, and what a worker hears of them."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from tests.admin.asking import NAME
from tests.factories import make_agency, make_inspector
from tracker import tasks
from tracker.models import Agency, User


@pytest.fixture
def agency() -> Agency:
    return make_agency(NAME)


@pytest.fixture
def uploader(agency: Agency) -> User:
    """Who answers for the agency; the pages of reviews have an `inspector` of their own."""
    return make_inspector(agency)


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The uploads that a worker was told of; no broker is needed here."""
    ids: list[int] = []

    def enqueue(upload_ids: Iterable[int]) -> bool:
        ids.extend(upload_ids)
        return True

    monkeypatch.setattr(tasks, "enqueue_uploads", enqueue)
    return ids
