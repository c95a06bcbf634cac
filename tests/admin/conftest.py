"""Who hands files in, and what a worker hears of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from tests.admin.asking import NAME
from tests.admin.dashboard import TODAY, make_city
from tests.admin.pages import logged_in
from tests.factories import make_agency, make_inspector
from tests.services.correcting import Desk, matched_pair
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


@pytest.fixture
def jobs(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The pairs that a worker was told of; no broker is needed here."""
    woken: list[int] = []

    def enqueue(ids: Iterable[int]) -> bool:
        woken.extend(ids)
        return True

    monkeypatch.setattr(tasks, "enqueue_jobs", enqueue)
    return woken


@pytest.fixture
def desk(db: None, tmp_path: Path, settings: Settings, jobs: list[int]) -> Desk:
    """A plan, the report that answers it, and an inspector of both."""
    settings.MEDIA_ROOT = tmp_path
    return matched_pair()


@pytest.fixture
def city(db: None) -> Iterator[Agency]:
    """An agency whose figures can be counted by hand, on a day of its own."""
    with time_machine.travel(TODAY, tick=False):
        yield make_city()


@pytest.fixture
def counting(city: Agency) -> Client:
    """Who looks at the dashboard: the inspector of the city."""
    assert city.region
    return logged_in(make_inspector(city.region, username="inspector"))
