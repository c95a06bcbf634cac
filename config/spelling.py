"""Variables that look like one of ours and aren't: their values would be left unread in silence."""

from __future__ import annotations

import difflib
import os
from typing import Final

from django.core import checks

from config.env import CATALOGUE

LIKE: Final = 0.9  # one letter too many, missing or another in a name of ten


def misspelt_variables(**_rest: object) -> list[checks.CheckMessage]:
    """For `manage.py check`: a warning, since the environment is not ours alone."""
    found: list[checks.CheckMessage] = []
    for name in sorted(os.environ.keys() - CATALOGUE.keys()):
        for meant in difflib.get_close_matches(name, CATALOGUE, n=1, cutoff=LIKE):
            found.append(
                checks.Warning(
                    f"{name} is set but nothing reads it.",
                    hint=f"Is {meant} meant?",
                    id="config.W001",
                )
            )
    return found
