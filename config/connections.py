"""The three servers behind the site: database, broker and mail, each given as one URL.

URLs hold passwords: what is wrong with one is said without quoting it.
"""

from __future__ import annotations

from contextlib import suppress
from email.utils import parseaddr
from typing import Final
from urllib.parse import SplitResult, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email

from config import env

ENCODE: Final = "special characters of the password percent-encoded"
# PostgreSQL (libpq): a server that is gone without a word is given up in seconds, not in minutes.
POSTGRES: Final = {
    "connect_timeout": 3,
    "keepalives_idle": 30,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,  # milliseconds
}


def database() -> dict[str, object]:
    """DATABASE_URL, or SQLite under DATA_DIR.

    Raises ImproperlyConfigured for any other database or a malformed URL.
    SQLite is set for several writing processes: WAL, BEGIN IMMEDIATE (a read that turns into
    a write can't wait otherwise) and a long wait. PostgreSQL connections are checked before use.
    """
    url = env.text("DATABASE_URL") or f"sqlite:///{env.DATA_DIR / 'tracker.sqlite3'}"
    config: dict[str, object] = {}
    with suppress(ValueError, ImproperlyConfigured):
        if url.startswith(("postgres://", "postgresql://", "sqlite:///")) and not _broken(url):
            config = environ.Env.db_url_config(url)
    if not config.get("NAME"):
        raise env.refusal(
            "DATABASE_URL",
            f"give postgres://user:password@host:5432/name, {ENCODE}, or sqlite:////path/to/file",
        )
    given = config.get("OPTIONS")
    options: dict[str, object] = given if isinstance(given, dict) else {}
    if config["ENGINE"] == "django.db.backends.sqlite3":
        with suppress(OSError):  # SQLite says it when it is asked to open the file
            env.DATA_DIR.mkdir(parents=True, exist_ok=True)
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        }
    else:
        config |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, "OPTIONS": POSTGRES | options}
    return config


def broker() -> str:
    """REDIS_URL. Raises ImproperlyConfigured for another kind of broker or a malformed URL."""
    url = env.text("REDIS_URL")
    wanted = f"give redis://:password@host:6379/0 (or rediss:// for TLS), {ENCODE}"
    if not url.startswith(("redis://", "rediss://")) or _broken(url):
        raise env.refusal("REDIS_URL", wanted)
    parts = urlsplit(url)
    number = parts.path.strip("/")
    if not parts.hostname or not (number == "" or number.isdecimal()):
        raise env.refusal("REDIS_URL", wanted)
    return url


def caches() -> dict[str, object]:
    """Where requests are counted: in the broker's server, and in the process while it is away."""
    patience = {"socket_connect_timeout": 1, "socket_timeout": 1}
    return {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": broker(),
            "KEY_PREFIX": "tracker",
            "OPTIONS": patience,
        },
        "local": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    }


def email() -> dict[str, object]:
    """EMAIL_URL as Django settings, or files under DATA_DIR/mail.

    Raises ImproperlyConfigured for a URL that names no mail server.
    """
    url = env.text("EMAIL_URL")
    if not url:
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": str(env.DATA_DIR / "mail"),
        }
    settings: dict[str, object] = {}
    with suppress(ValueError, ImproperlyConfigured):
        if not _broken(url):
            settings = environ.Env.email_url_config(url)
    if not settings or (url.startswith("smtp") and not settings["EMAIL_HOST"]):
        raise env.refusal(
            "EMAIL_URL",
            "give smtp+tls://user:password@host:587, smtp+ssl://user:password@host:465 or "
            f"smtp://host:25, {ENCODE}",
        )
    return settings | {"EMAIL_TIMEOUT": 15}


def sender() -> str:
    """DEFAULT_FROM_EMAIL. Raises ImproperlyConfigured when it holds no address."""
    given = env.text("DEFAULT_FROM_EMAIL")
    try:
        if not given.isprintable():
            raise ValidationError("control characters")
        validate_email(parseaddr(given)[1])
    except ValidationError as error:
        raise env.refusal(
            "DEFAULT_FROM_EMAIL", "give an address, or a name and <address>"
        ) from error
    return given


def _broken(url: str) -> bool:
    """A port that is no number, brackets that don't close; a # or a space cuts a URL in two."""
    try:
        parts: SplitResult = urlsplit(url)
        return parts.port == 0 or "#" in url or any(char.isspace() for char in url)
    except ValueError:
        return True
