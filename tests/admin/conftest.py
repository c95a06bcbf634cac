"""A pair of reports and the person who reviews it."""

from __future__ import annotations

import pytest

from tests.factories import (
    Pair,
    make_inspector,
    make_pair,
)
from tracker.models import User


@pytest.fixture
def pair() -> Pair:
    return make_pair()


@pytest.fixture
def inspector(pair: Pair) -> User:
    return make_inspector(pair.agency, username="inspector")
