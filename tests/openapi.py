"""The description of the API as it is kept in docs/: `python -m tests.openapi` writes it anew."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

SNAPSHOT: Final = Path(__file__).resolve().parents[1] / "docs" / "openapi.json"


def described() -> dict[str, Any]:
    """What /api/v1/openapi.json answers."""
    from tracker.api import api

    found: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(), default=str))
    return found


def written(schema: dict[str, Any]) -> str:
    """One line for each fact, in the order of the addresses, so that changes are seen."""
    return json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def lost(before: Any, now: Any, *, at: str = "") -> list[str]:
    """What callers could rely on and no longer can: paths, fields, allowed values, types.

    Words for people (summaries, descriptions, examples) may change.
    """
    if at.endswith((".description", ".summary", ".examples", ".example", ".title")):
        return []
    if isinstance(before, dict) and isinstance(now, dict):
        gone = [f"{at}.{key}" for key in before if key not in now]
        inside = (lost(before[k], now[k], at=f"{at}.{k}") for k in before if k in now)
        return gone + [line for lines in inside for line in lines]
    if isinstance(before, list) and isinstance(now, list):
        return [f"{at}: {item}" for item in before if item not in now and _matters(at)]
    if at.endswith((".maxLength", ".maximum")) and now > before:
        return []  # more is taken than before
    return [] if before == now else [f"{at}: {before} is now {now}"]


def _matters(at: str) -> bool:
    """Of lists: a value that is gone breaks a caller, a parameter's words don't."""
    return at.endswith((".enum", ".required", ".tags")) or ".responses." in at


def main(arguments: Sequence[str]) -> int:
    """Write the snapshot; not one that takes something from callers, unless told --breaking."""
    before, now = json.loads(SNAPSHOT.read_text("utf-8")), described()
    gone = lost(before, now)
    if gone and "--breaking" not in arguments:
        print("callers would lose:", *gone, sep="\n")
        return 1
    SNAPSHOT.write_text(written(now), "utf-8")
    return 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    sys.exit(main(sys.argv[1:]))
