"""The environment, read once. Everything that differs between machines is here.

A wrong value is refused at start-up with a sentence that says which variable and why.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env(
    DEBUG=(bool, False),
    DATA_DIR=(str, str(BASE_DIR / "var")),
    ALLOWED_HOSTS=(list, ["127.0.0.1", "localhost", "[::1]"]),
    CSRF_TRUSTED_ORIGINS=(list, []),
    REDIS_URL=(str, "redis://127.0.0.1:6379/0"),
    EMAIL_URL=(str, ""),
    DEFAULT_FROM_EMAIL=(str, "承诺追踪 <noreply@localhost>"),
    SITE_URL=(str, "http://127.0.0.1:8000"),
    DOCUMENT_MEGABYTES=(int, 50),  # the largest file that is taken in
    HTTPS=(bool, False),
    LOG_LEVEL=(str, "INFO"),
)

DATA_DIR = Path(env.str("DATA_DIR")).resolve()


def secret_key() -> str:
    """SECRET_KEY, or for the embedded SQLite demo a key made once and kept in DATA_DIR.

    Raises ImproperlyConfigured when a real database is set without a key.
    """
    key: str = env.str("SECRET_KEY", default="")
    if key:
        if len(key) < 32:
            raise ImproperlyConfigured("SECRET_KEY is too short: give at least 32 characters.")
        return key
    if env.str("DATABASE_URL", default=""):
        raise ImproperlyConfigured("DATABASE_URL is set but SECRET_KEY is not: set SECRET_KEY.")
    path = DATA_DIR / "secret-key"
    if not path.exists():
        try:
            _write_once(path, secrets.token_urlsafe(48))
        except OSError:
            # A read-only disk: no database can be kept there either, and the commands that
            # need none (comparereports) need no lasting key.
            return secrets.token_urlsafe(48)
    return path.read_text().strip()


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


def database() -> dict[str, object]:
    """DATABASE_URL, or SQLite under DATA_DIR.

    Raises ImproperlyConfigured for any other database or a malformed URL.
    SQLite is set for several writing processes: WAL, BEGIN IMMEDIATE (a read that turns into
    a write can't wait otherwise) and a long wait. PostgreSQL connections are checked before use.
    """
    url = env.str("DATABASE_URL", default="") or f"sqlite:///{DATA_DIR / 'tracker.sqlite3'}"
    if not url.startswith(("postgres://", "postgresql://", "sqlite:///")):
        raise ImproperlyConfigured("DATABASE_URL must begin with postgres:// or sqlite:///")
    try:
        config: dict[str, object] = environ.Env.db_url_config(url)
    except ValueError as error:  # a port that is no number, brackets that don't close
        raise ImproperlyConfigured(f"DATABASE_URL can't be read: {error}") from error
    if config["ENGINE"] == "django.db.backends.sqlite3":
        with suppress(OSError):  # SQLite says it when it is asked to open the file
            DATA_DIR.mkdir(parents=True, exist_ok=True)
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        }
    else:
        config |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    return config


def email() -> dict[str, object]:
    """EMAIL_URL as Django settings, or files under DATA_DIR/mail."""
    url: str = env.str("EMAIL_URL")
    if not url:
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": str(DATA_DIR / "mail"),
        }
    settings: dict[str, object] = environ.Env.email_url_config(url)
    return settings | {"EMAIL_TIMEOUT": 15}
