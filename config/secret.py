"""SECRET_KEY, and METRICS_TOKEN: words that others must not guess."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Final

from config import env

LEAST_KEY: Final = 32
LEAST_TOKEN: Final = 16


def secret_key() -> str:
    """SECRET_KEY, or for the embedded SQLite demo a key made once and kept in DATA_DIR.

    Raises ImproperlyConfigured when it is short, or a real database is set without a key.
    """
    key = env.text("SECRET_KEY")
    if key:
        if len(key) < LEAST_KEY:
            raise env.refusal("SECRET_KEY", f"too short, give at least {LEAST_KEY} characters")
        return key
    if env.text("DATABASE_URL"):
        raise env.refusal("SECRET_KEY", "it is not set although DATABASE_URL is, give one")
    path = env.DATA_DIR / "secret-key"
    if not path.exists():
        try:
            _write_once(path, secrets.token_urlsafe(48))
        except OSError:
            # A read-only disk: no database can be kept there either, and the commands that
            # need none (comparereports) need no lasting key.
            return secrets.token_urlsafe(48)
    return path.read_text().strip()


def metrics_token() -> str:
    """METRICS_TOKEN, or nothing. Raises ImproperlyConfigured for one that could be guessed."""
    token = env.text("METRICS_TOKEN")
    if token and (len(token) < LEAST_TOKEN or not token.isascii() or not token.isprintable()):
        raise env.refusal(
            "METRICS_TOKEN", f"give at least {LEAST_TOKEN} characters, letters and digits"
        )
    return token


def _write_once(path: Path, text: str) -> None:
    """Make a private file that is whole from its first moment; an existing one stays as it is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as handle:
        handle.write(text)
    try:
        with suppress(FileExistsError):  # another process was faster
            os.link(draft, path)
    finally:
        draft.unlink()
