"""The environment: every variable there is, and how its text becomes a value.

A wrong value is refused at start-up with a sentence that says which variable, what it holds
(never a secret) and what to give instead. Empty means: the default.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.core.exceptions import ImproperlyConfigured

BASE_DIR: Final = Path(__file__).resolve().parent.parent
DAY: Final = 86_400  # seconds
MOST_SHOWN: Final = 80  # characters of a wrong value


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable: its default as it would be written, what it is for, whether to hide it."""

    name: str
    default: str
    about: str
    secret: bool = False


VARIABLES: Final = (
    Variable(
        "SECRET_KEY", "", "signs sessions; at least 32 characters, the same on every host", True
    ),
    Variable("DATABASE_URL", "", "postgres://user:password@host:5432/name; empty: SQLite", True),
    Variable("REDIS_URL", "redis://127.0.0.1:6379/0", "the broker, Valkey or Redis", True),
    Variable("EMAIL_URL", "", "smtp+tls://user:password@host:587; empty: files in DATA_DIR", True),
    Variable(
        "METRICS_TOKEN", "", "the word to read /metrics with; empty: from loopback only", True
    ),
    Variable("DATA_DIR", str(BASE_DIR / "var"), "uploaded files; the same on every host"),
    Variable("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]", "names the site is asked by"),
    Variable("CSRF_TRUSTED_ORIGINS", "", "further origins that may send forms"),
    Variable("SITE_URL", "http://127.0.0.1:8000", "where links in mails lead"),
    Variable("HTTPS", "0", "1 when a proxy serves the site over HTTPS"),
    Variable("DEBUG", "0", "1 shows tracebacks to everyone: for developers alone"),
    Variable("DEFAULT_FROM_EMAIL", "承诺追踪 <noreply@localhost>", "the sender of digests"),
    Variable("DOCUMENT_MEGABYTES", "50", "the largest file that is taken in"),
    Variable("DISK_FREE_MEGABYTES", "500", "with less free space the site is not ready"),
    Variable("LEASE_SECONDS", "300", "how long a worker may be silent about a row it claimed"),
    Variable("SWEEP_SECONDS", "60", "how often rows whose message or worker was lost are sought"),
    Variable("CANARY_SECONDS", "30", "how often a worker is asked for a sign of life"),
    Variable("CANARY_PATIENCE_SECONDS", "150", "without one for so long, the site is not ready"),
    Variable("SECOND_REVIEW_SHARE", "0.05", "the share of conclusions read blind a second time"),
    Variable("REVIEW_DAYS", "30", "days for deciding on a promise once the next report is in"),
    Variable("REVIEW_WARNING_DAYS", "7", "so many days before that, the light turns yellow"),
    Variable("BULK_CONFIDENCE", "0.9", "suggestions below it are confirmed one by one only"),
    Variable("NUM_PROXIES", "0", "proxies of ours that write X-Forwarded-For; 1 behind nginx"),
    Variable("API_REQUESTS_PER_MINUTE", "600", "of one key or one person to the API"),
    Variable("CORS_ALLOWED_ORIGINS", "", "sites whose pages may ask the API, with a key"),
    Variable("LOG_LEVEL", "INFO", "DEBUG, INFO, WARNING, ERROR or CRITICAL"),
    Variable("LOG_FORMAT", "line", "line for people, json for a collector of logs"),
)
CATALOGUE: Final = {variable.name: variable for variable in VARIABLES}


def refusal(name: str, wanted: str) -> ImproperlyConfigured:
    """The error for a variable; `wanted` says what to give. Of a secret, the value is not told."""
    if CATALOGUE[name].secret:
        return ImproperlyConfigured(f"{name} can't be used as it is: {wanted}.")
    given = text(name)
    shown = given if given.isprintable() else given.encode("unicode_escape").decode()
    if len(shown) > MOST_SHOWN:
        shown = f"{shown[:MOST_SHOWN]}..."
    return ImproperlyConfigured(f'{name} is "{shown}": {wanted}.')


def text(name: str) -> str:
    """A variable of the catalogue as it stands, without spaces around it."""
    return os.environ.get(name, "").strip() or CATALOGUE[name].default


def flag(name: str) -> bool:
    """Yes or no. Raises ImproperlyConfigured for any other word."""
    word = text(name).lower()
    if word in ("1", "true", "yes", "on"):
        return True
    if word in ("0", "false", "no", "off"):
        return False
    raise refusal(name, "give 1 or 0")


def whole(name: str, *, most: int, least: int = 1) -> int:
    """A whole number. Raises ImproperlyConfigured for anything else, and outside the bounds."""
    given = text(name)
    if given.isascii() and given.isdigit() and len(given) < 12 and least <= int(given) <= most:
        return int(given)
    raise refusal(name, f"give a whole number from {least} to {most}")


def share(name: str) -> float:
    """A part of a whole, 0 to 1. Raises ImproperlyConfigured for anything else."""
    given = text(name)
    if re.fullmatch(r"0|1|[01]?\.[0-9]{1,6}", given) and float(given) <= 1:
        return float(given)
    raise refusal(name, "give a number from 0 to 1, such as 0.05")


def one_of(name: str, *words: str) -> str:
    """One of these words. Raises ImproperlyConfigured for any other."""
    given = text(name)
    if given not in words:
        raise refusal(name, f"give {', '.join(words[:-1])} or {words[-1]}")
    return given


def names(name: str) -> list[str]:
    """A list with commas; empty entries don't count."""
    return [entry for part in text(name).split(",") if (entry := part.strip())]


def data_dir() -> Path:
    """DATA_DIR, absolute. Whether it can be written is said where something is written.

    Raises ImproperlyConfigured when something else than a folder is there, or out of reach.
    """
    path = Path(text("DATA_DIR")).resolve()
    try:
        there = next(parent for parent in (path, *path.parents) if parent.exists())
    except PermissionError as error:
        raise refusal("DATA_DIR", "this user may not look there, give another folder") from error
    if not there.is_dir():
        raise refusal("DATA_DIR", f"{there} is not a folder, give one that is or can be made")
    return path


def patience() -> tuple[int, int]:
    """CANARY_SECONDS and CANARY_PATIENCE_SECONDS.

    Raises ImproperlyConfigured when the patience is over before a second canary was sent.
    """
    every, limit = whole("CANARY_SECONDS", most=DAY), whole("CANARY_PATIENCE_SECONDS", most=DAY)
    if limit <= every:
        raise refusal("CANARY_PATIENCE_SECONDS", f"give more than CANARY_SECONDS, which is {every}")
    return every, limit


DATA_DIR: Final = data_dir()
