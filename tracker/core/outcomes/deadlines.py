"""Whether the act came after the day it was promised for (晚于承诺期限).

Only a date that stands at the act itself counts: 12月召开总结会 says nothing of 6月底前公布.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from tracker.core.lexicon import alternatives
from tracker.core.outcomes.actions import clauses_on, like_acts
from tracker.core.outcomes.memos import remembered

_QUARTERS: Final = {"一": 3, "二": 6, "三": 9, "四": 12}
_BY = re.compile(
    r"(?<!\d)(?P<month>1[0-2]|[1-9])月(?:\d{1,2}日|份|底|末|中旬|上旬|下旬)?(?:之前|以前|前)"
    r"|第?(?P<quarter>[一二三四])季度(?:末|底|结束|内)?(?:之前|以前|前|内)"
    r"|(?P<half>上半年)(?!.{0,6}下半年)"
)
_ON = re.compile(
    r"(?<!\d)(?P<month>1[0-2]|[1-9])月(?!.{0,5}前)|第?(?P<quarter>[一二三四])季度|(?P<half>下半年)|(?P<end>年底|岁末)"
)
_AS_OF = re.compile(r"(?:截至|截止|截至到|从|自|由|到|至|原定|计划)(?:20\d\d年|今年|当年)?$")
_ACT = re.compile(alternatives("making_acts", "making_verbs", "light_verbs", "concrete_verbs"))
_CLAUSE = re.compile(r"[^,，；;。！？]+")
_YEAR_END: Final = 12
READ: Final = 4000  # characters of a promise, and of what answers it, that are read at all
LONGEST: Final = 400  # characters of a clause in which dates are looked for


def late(promise: str, passage: str) -> tuple[str, str] | None:
    """The day promised and the later date of the act, as both are written; None if not later.

    Where the same act is told more than once, the first date counts.
    """
    passage = passage[:READ]
    for due, words, acts in _deadlines(promise[:READ]):
        dates = [
            date
            for clause in clauses_on(promise, passage)
            for date in _dates(clause[:LONGEST], acts)
        ]
        if dates and min(dates)[0] > due:
            return words, min(dates)[1]
    return None


@remembered
def _deadlines(promise: str) -> tuple[tuple[int, str, str], ...]:
    """Every deadline before the end of the year: month, its words, and the words of its act."""
    found = []
    clauses = [m[0] for m in _CLAUSE.finditer(promise)]
    for place, clause in enumerate(clauses):
        for by in _BY.finditer(clause[:LONGEST]):
            month = int(by["month"] or 0) or (6 if by["half"] else _QUARTERS[by["quarter"]])
            acts = clause[by.end() : by.end() + LONGEST] or "".join(clauses[place + 1 : place + 2])
            if month < _YEAR_END and _ACT.search(acts):
                found.append((month, by[0], acts))
    return tuple(found)


def _dates(clause: str, acts: str) -> Iterator[tuple[int, str]]:
    """The dates in front of the promised act, as the first month that they can mean."""
    for on in _ON.finditer(clause):
        if _AS_OF.search(clause[: on.start()]) or not like_acts(acts, clause[on.end() :]):
            continue
        month = int(on["month"] or 0) or (7 if on["half"] else 12 if on["end"] else 0)
        yield month or _QUARTERS[on["quarter"]] - 2, on[0]
