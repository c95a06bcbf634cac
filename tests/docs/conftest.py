"""What the examples of docs/ are asked about."""

from __future__ import annotations

import pytest
from django.core.cache import caches

from tests import factories
from tests.digest.samples import small_world
from tracker.models import Agency


@pytest.fixture
def agency() -> Agency:
    """An agency with promises of every kind; nobody has asked anything in this minute."""
    caches["default"].clear()
    agency = factories.make_agency()
    small_world(agency)
    return agency
