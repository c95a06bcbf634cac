"""Short forms written out (简称还原), so that 规上企业 is known as 规模以上企业."""

from __future__ import annotations

import re
from typing import Final

from tracker.core.lexicon import words
from tracker.core.outcomes.memos import remembered

_FULL: Final = dict(entry.split("=") for entry in words("short_names"))
_SHORT = re.compile("|".join(map(re.escape, sorted(_FULL, key=len, reverse=True))))


@remembered
def written_out(text: str) -> str:
    """A text with the short forms of data/short_names.txt in full; a full one stays as it is."""
    return _SHORT.sub(lambda short: _FULL[short[0]], text)
