"""The key of an installation without one is made once, and kept to itself."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from config import env, secret

KEY = "k" * 40


def test_a_key_is_taken_or_made_once_and_kept_private(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SECRET_KEY", KEY)
    assert secret.secret_key() == KEY
    monkeypatch.setenv("SECRET_KEY", "")
    monkeypatch.setenv("DATABASE_URL", "")
    monkeypatch.setattr(env, "DATA_DIR", tmp_path / "var")
    made = secret.secret_key()
    assert len(made) >= 32
    assert secret.secret_key() == made
    assert stat.S_IMODE((tmp_path / "var" / "secret-key").stat().st_mode) == 0o600
