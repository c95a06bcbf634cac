"""Callers of the API."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests import factories
from tracker.models import User


class Caller:
    """One person's browser; answers are decoded."""

    def __init__(self, user: User) -> None:
        self.user = user
        self.client = Client()
        self.client.force_login(user)

    def get(self, path: str, answer: int = 200, /, **params: Any) -> Any:
        response = self.client.get(f"/api/v1{path}", params)
        assert response.status_code == answer, response.content.decode()
        kind = "application/json" if answer == 200 else "application/problem+json"
        assert response["Content-Type"].partition(";")[0] == kind
        return response.json()


@pytest.fixture
def root(db: None) -> Caller:
    """Somebody who sees everything."""
    return Caller(factories.make_user(is_superuser=True))
