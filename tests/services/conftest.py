"""A pair of reports and the two people who decide on it."""

from __future__ import annotations

import pytest

from tests.factories import (
    Pair,
    make_approver,
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


@pytest.fixture
def approver(pair: Pair) -> User:
    return make_approver(pair.agency, username="approver")
