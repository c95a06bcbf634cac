"""Whose act a passage reports (行为主体): what another body did is not what we promised.

市局建成全市平台 keeps no promise of a county bureau. A body counts as another's only where it is
the subject of its clause, and stands above the reporting one or beside it.
"""

from __future__ import annotations

import re
from typing import Final

from tracker.core.outcomes.memos import remembered
from tracker.core.types import Span

_CLAUSE = re.compile(r"[^,，；;。！？]+[,，；;。！？]*")
_LEAD: Final = (
    r"^\s*(?:(?:\d{1,4}年)?(?:\d{1,2}月)?(?:份|底|初|中旬|下旬|\d{1,2}日)?|年内|目前)[,，]?(?:由)?"
)
_OURS = re.compile(_LEAD + r"(?:我[局厅委县区市镇乡州旗]|我街道|我们|本[局厅委县区市]|全[局厅])")
_OTHER = re.compile(
    _LEAD + r"(?P<body>上级(?:部门|机关|单位)?|国家[\u4e00-\u9fff]{0,8}?(?:总局|局|部|委)"
    r"|(?:(?![在向对与经按以将把为到因据由从和被是获争创通过受等列入评的])[\u4e00-\u9fff]){0,4}?(?:省|市(?![场民容政域])|区(?!域)|县(?!域))"
    r"[\u4e00-\u9fff]{0,10}?(?:局|厅|委员会|政府)|总局)"
)
# Those below a bureau: 各县（区）水务部门, 区县司法局. A government's own parts act for it.
_BELOW = re.compile(
    _LEAD + r"(?P<body>各(?:县[(（]?市?、?区[)）]?|区县|市县|县市区?|镇街|街镇|乡镇)"
    r"(?:[\u4e00-\u9fff]{0,6}?(?:局|部门))?"
    r"|(?:县[(（]区[)）]|区县|县区|市县|县市区?)[\u4e00-\u9fff]{0,6}?(?:局|部门|政府))"
)
_RANKS: Final = {"国": 4, "省": 3, "市": 2, "州": 2, "区": 1, "县": 1, "旗": 1}
_WHOLE: Final = ("人民政府", "政府", "街道办事处", "管理委员会", "管委会")
_ABOVE: Final = frozenset({"上级", "上级部门", "上级机关", "上级单位", "总局"})
_SHORT: Final = frozenset({"市局", "省局", "省厅"})
_NO_LEVEL = re.compile("市场|市容|市政|区域|地区|社区|自治区")


def other_body(clause: str, *, agency: str = "") -> str:
    """The other body that is the subject of this clause, or "".

    `agency` is who reports; without it only 上级, 市局 and the like are known to be others.
    """
    found = _OTHER.match(clause)
    return found["body"] if found and _is_other(found["body"], agency) else ""


def own_words(text: str, *, agency: str = "", promise: str = "") -> tuple[str, str]:
    """The passage without the clauses of other bodies, and the first of these bodies ("").

    A body that the promise itself names is meant.
    """
    kept, first = [], ""
    for clause, body in subjects(text, agency):
        if body and body not in promise:
            first = first or body
        else:
            kept.append(clause.of(text))
    return "".join(kept), first


@remembered
def subjects(text: str, agency: str) -> tuple[tuple[Span, str], ...]:
    """Every clause, and the other body that is its subject ("" for our own).

    A clause without a subject has that of the clause before it, up to the full stop or ；.
    """
    found, current = [], ""
    contrasted = bool(re.search(r"我[局厅委县区市镇乡]", text))
    for match in _CLAUSE.finditer(text):
        clause = match[0]
        if _OURS.match(clause):
            current = ""
        elif below := _BELOW.match(clause):
            current = below["body"] if agency and not agency.endswith(_WHOLE) else ""
        elif named := _OTHER.match(clause):
            body = named["body"]
            others = _is_other(body, agency) or (not agency and contrasted)
            current = body if others else ""
        found.append((Span(*match.span()), current))
        if clause.endswith(("。", "；", ";", "！", "？")):
            current = ""
    return tuple(found)


def _is_other(body: str, agency: str) -> bool:
    if body in _ABOVE or body.startswith("国家"):
        return True
    if not agency:
        return body in _SHORT
    if agency.endswith(body):
        return False
    ours, theirs = _rank(agency), _rank(body)
    if agency.endswith(_WHOLE):
        return theirs > ours  # the bureaus of a government act for it
    return theirs >= ours


def _rank(body: str) -> int:
    """The lowest level that a name holds: 砚川市临河区水务局 is of a district."""
    levels = [_RANKS[char] for char in _NO_LEVEL.sub("", body) if char in _RANKS]
    return levels[-1] if levels else 0
