"""Taking turns (逐一办理): where there is no row yet that two could wait at."""

from __future__ import annotations

from django.db import connection


def one_at_a_time(wish: str) -> None:
    """Until the transaction ends, whoever asks for the same waits here.

    On SQLite one transaction writes at a time anyway (BEGIN IMMEDIATE).
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [wish])
