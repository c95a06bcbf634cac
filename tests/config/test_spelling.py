from __future__ import annotations

import pytest

from config.spelling import misspelt_variables


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("ALOWED_HOSTS", "ALLOWED_HOSTS"),
        ("DATABASE_URI", "DATABASE_URL"),
        ("CANARY_PATIENCE_SECOND", "CANARY_PATIENCE_SECONDS"),
        ("allowed_hosts", None),
        ("XDG_DATA_DIRS", None),
        ("ALLOWED_HOSTS", None),
    ],
)
def test_near_misses(monkeypatch: pytest.MonkeyPatch, name: str, meant: str | None) -> None:
    monkeypatch.setenv(name, "x")
    found = [warning for warning in misspelt_variables() if warning.msg.startswith(f"{name} ")]
    assert [warning.hint for warning in found] == ([f"Is {meant} meant?"] if meant else [])
