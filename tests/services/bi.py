"""The roles that read the views for BI tools, for tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection

ROLE, OTHER = "bi_test_reader", "bi_test_other"
Ask = Callable[..., list[dict[str, Any]]]


def execute(statement: str) -> None:
    """As the owner of the tables."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
