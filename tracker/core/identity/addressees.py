"""To whom a report is made (报送对象): the line that ends with a colon before the text."""

from __future__ import annotations

import re
from typing import Final

from tracker.core.types import Found

_LINES: Final = 14
_LONGEST: Final = 60
_ADDRESSEE = re.compile(
    r"(?P<names>(?:中共)?[\u4e00-\u9fff（）()、，,\s]{1,56}"
    r"(?:委|委员会|政府|办公室|办公厅|局|厅|人大常委会|领导小组|办|府办|司|部))[:：]"
)
_SPEECH = re.compile(r"报告|如下|汇报|总结|单位$|来源|机关$|各位|同志")


def find_addressee(text: str) -> Found[str] | None:
    """The first line near the top that names a body and ends with a colon; None without one."""
    for line in text[:1500].split("\n")[:_LINES]:
        words = line.strip()
        if len(words) > _LONGEST:
            continue
        match = _ADDRESSEE.fullmatch(words)
        if match and not _SPEECH.search(match["names"]):
            return Found(match["names"].strip(), line, 0.9)
    return None
