"""The word lists of tracker/core/data, loaded once (词表).

One entry a line; what follows # is a comment. The lists are ours, written from the
genre's conventions, and open to be added to without touching code.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files


@cache
def words(name: str) -> tuple[str, ...]:
    """The entries of data/<name>.txt in the order they stand in, without repeats.

    Raises FileNotFoundError for a list that does not exist: a mistake in the program.
    """
    text = (files("tracker.core") / "data" / f"{name}.txt").read_text(encoding="utf-8")
    lines = (line.split("#", 1)[0].strip() for line in text.splitlines())
    return tuple(dict.fromkeys(line for line in lines if line))


@cache
def alternatives(*names: str) -> str:
    """A regular expression group that matches any entry of the lists, longest first."""
    entries = {word for name in names for word in words(name)}
    ordered = sorted(entries, key=lambda word: (-len(word), word))
    return "(?:" + "|".join(re.escape(word) for word in ordered) + ")"
