"""What a number counts (目标对象): the thing named before or after it, without the verb."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from tracker.core.lexicon import alternatives
from tracker.core.types import Span

_MEASURED: Final = rf"(?!{alternatives('measured_by')})"
_LEADS = re.compile(
    rf"(?:{alternatives('object_leads', 'light_verbs', 'making_verbs')}"
    rf"|{alternatives('object_verbs')}{_MEASURED}"
    # 每个村培育, 各乡镇配备: for each of whom.
    r"|(?:每[个名家]?|各)[\u4e00-\u9fff（）()、]{1,10}?(?=培育|配备|建立|建设|打造|设立|组建|建成|选派)"
    r"|20\d\d年(?:以来|度|底)?|[（(][\u4e00-\u9fff]{1,2}[）)]|[于对将把至、（(）)]|在(?![建册校岗职线编])|各(?![级类地]))"
)
_MARK: Final = r"[\[［〔【（(]\d{1,3}[\]］〕】)）]"  # of a footnote: 众创空间〔23〕
# A predicate: 46项事项|逐项制定…, 8名执法人员|到…学习. A blank parts the cells of a table.
_STOPS = re.compile(rf"{alternatives('object_stops')}|{_MARK}|(?<=[人员部])到(?!位)| ")
_MAKING = re.compile(rf"{alternatives('making_verbs')}(?![前后])")  # 签订前审查 makes nothing
_ANY_VERB = re.compile(alternatives("light_verbs", "making_verbs", "object_verbs"))
LIST_MARKS: Final = ("、", "和", "及", "与", "并")
# 引进和培育人才: another verb beside the one that was taken off
_MORE = re.compile(rf"[和及与并、]{alternatives('light_verbs', 'making_verbs')}")
_RATE = re.compile(r"[\u4e00-\u9fff]{1,4}率")  # 培训合格率: the verb belongs to it
_NOUNS: Final = frozenset({"培训", "发放", "安装", "化解", "走访", "配备"})  # and verbs
_ADDING: Final = "新增"
_SHORTEST: Final = 2  # characters of a thing: 推进会 has no verb to take off
_TRAILING = re.compile(
    rf"(?:{_MAKING.pattern}|{_MARK}|实现|做到|全年|年内|今年|[由从][\d.一二三四五六七八九十两]{{1,6}}"
    rf"(?:个工作日|工作日|个月|小时|分钟|[天日次件项%])|开展|组织|次数|数量|总数|总量|人数|分别|力争|争取|力求|努力|(?<![平人户年亩日月])均|(?:较|比)?(?:20\d\d年|上年|去年)|(?<!比)较|[一二三四]季度|上半年|合计|总计|共计|(?<!普)及|[的各等都、])+$"
)
_EMPTY: Final = (
    "分别",
    "均",
    "各",
    "都",
    "合计",
    "总计",
    "共计",
)  # in front of a number these name no thing
_VARIANT = re.compile(r"[（(][\u4e00-\u9fff]{1,2}[）)]")  # 3000套（间）住房
_BRACKETS: Final = "（()）"
_OPENERS: Final = "“《（("
_CLOSERS: Final = "”》）)"


def object_before(clause: str, *, start: int, end: int) -> Span:
    """The thing named in clause[start:end], in front of a number; may be empty."""
    while start < end and clause[end - 1] == " ":
        end -= 1
    start = max(start, clause.rfind(" ", start, end) + 1)
    while (match := _LEADS.match(clause, start, end)) and _leaves_a_thing(match, end):
        start = match.end()
    for making in _outside_quotes(_MAKING, clause, Span(start, end)):
        if _is_cut_off(making, start=start, end=end):
            start = making.end()
    while (match := _MORE.match(clause, start, end)) and _leaves_a_thing(match, end):
        start = match.end()
    if trailing := _TRAILING.search(clause, start, end):
        kept = trailing.start()
        end = kept if kept > start or trailing[0] in _EMPTY else end
    return Span(start, max(start, end)) if clause[start:end].strip("“”") else Span(start, start)


def _is_cut_off(making: re.Match[str], *, start: int, end: int) -> bool:
    """Whether a verb inside the words stands in front of the thing and is no part of its name.

    城镇新增就业 and 培训合格率 stay as they are.
    """
    left = end - making.end()
    if left < _SHORTEST or _RATE.fullmatch(making.string, making.end(), end):
        return False
    return left > _SHORTEST or making.start() == start or making[0] != _ADDING


def is_verb(words: str) -> bool:
    """Whether the words are one of the verbs that stand before a thing and name none."""
    return _ANY_VERB.fullmatch(words) is not None


def _leaves_a_thing(lead: re.Match[str], end: int) -> bool:
    if lead[0] in _NOUNS and _RATE.fullmatch(lead.string, lead.end(), end):
        return False
    return lead.end() + _SHORTEST <= end or not is_verb(lead[0])


def object_after(clause: str, *, start: int, end: int) -> Span:
    """The thing named in clause[start:end], behind a number; may be empty.

    Ends before the predicate (上线, 实现 …), except inside quotation marks. What follows
    a list mark (2处、法治宣传栏5处) is the next thing and belongs to another number.
    """
    if variant := _VARIANT.match(clause, start, end):
        start = variant.end()
    if clause[start : start + 1] in (*LIST_MARKS, *_BRACKETS):  # 26项（其中省级4项）
        return Span(start, start)
    if clause[start : start + 1] == "的":
        start += 1
    if stop := next(_outside_quotes(_STOPS, clause, Span(start, end)), None):
        end = stop.start()
    if trailing := _TRAILING.search(clause, start, end):
        end = max(start, trailing.start())
    return Span(start, max(start, end))


def _outside_quotes(words: re.Pattern[str], clause: str, place: Span) -> Iterator[re.Match[str]]:
    """The matches in a place that stand outside quotation marks and brackets; linear."""
    depth, seen = 0, place.start
    for match in words.finditer(clause, place.start, place.end):
        between = clause[seen : match.start()]
        depth += sum(map(between.count, _OPENERS)) - sum(map(between.count, _CLOSERS))
        seen = match.start()
        if depth <= 0:
            yield match
