"""The clauses of a sentence and what each of them does (分句中的小句)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from tracker.core.lexicon import alternatives
from tracker.core.quantities import find_deadlines, find_targets
from tracker.core.types import Span

# 2025年，我局将…, 各验收部门要…: who acts, and that it is to come. 主要, 重要 hold no 要.
_SUBJECT = (
    r"(?:(?:20\d\d年|明年|下一步|今后|接下来)?"
    r"(?:我[局县市区镇乡办厅委院旗州省]|我们|[\u4e00-\u9fff]{2,12}?(?<![主重需只首即])(?=[将要]))?"
    r"(?:将|要|拟|计划)(?:[,，])?)?"
)
_ADVERBS = rf"(?:{alternatives('action_adverbs')}|\d+月(?:底|份|\d+日)?前)*"
_ACTION = re.compile(rf"{_SUBJECT}{_ADVERBS}{alternatives('action_verbs')}")
# 对首次轻微违法实行首违不罚, 将…纳入…, 与…签订…: to what it is done stands before the act.
_PREPOSED = re.compile(
    rf"{_SUBJECT}{_ADVERBS}(?:将|把|对|与|向|会同|联合)[^,，。；;]{{2,40}}?"
    r"(?:纳入|实行|推行|实施|进行|开展|建立|签订|设立|设置|制定|组织|公开|公布|公示|通报|移送|列入)"
    r"[^,，。；;]{2}"
)
_BROAD = re.compile(rf"{_SUBJECT}{_ADVERBS}{alternatives('broad_verbs')}")
# 组织各部门依托省平台: what they do follows in the next clause.
_DELEGATING = re.compile(
    rf"{_SUBJECT}{_ADVERBS}(?:组织|指导|督促|引导|会同|联合)"
    r"[^,，]{0,60}?(?:依托|通过|按照|围绕|利用|借助|结合)(?P<with>[^,，]{0,90})$"
)
_VERB = re.compile(alternatives("action_verbs"))
_AIM = re.compile(alternatives("aim_words"))
_PREFIX = re.compile(alternatives("prefix_words"))
_FILLERS = re.compile(
    r"[\s。；;，,、.]|全年|每年|每季度?|每半年|每月|年内|当年|原则上|力争|争取|确保|累计|总计|合计|达到?|共|均|各"
)
_MARKS = re.compile(r"(?<!\d),|,(?!\d{3})|[，《》“”()（）]")  # no comma within 3,000份
_REMEMBERED: Final = 200  # characters of a clause at most, so that a hostile text fills no memory


def clause_spans(text: str, sentence: Span) -> Iterator[Span]:
    """Pieces between commas that stand outside quotation marks and brackets."""
    depth, start = 0, sentence.start
    for match in _MARKS.finditer(text, sentence.start, sentence.end):
        if match[0] in "《“(（":
            depth += 1
        elif match[0] in "》”)）":
            depth = max(0, depth - 1)
        elif not depth:
            yield Span(start, match.start())
            start = match.end()
    yield Span(start, sentence.end)


def is_measured(clause: str) -> bool:
    """Whether a clause names a number aimed at or a deadline.

    Asked of each clause about four times: for its name, its acts, its kind, its measures.
    """
    look = _is_measured if len(clause) <= _REMEMBERED else _is_measured.__wrapped__
    return look(clause)


@lru_cache(maxsize=1024)
def _is_measured(clause: str) -> bool:
    return bool(find_targets(clause) or find_deadlines(clause, plan_year=2000))


def only_counts(clause: str) -> bool:
    """Whether a clause says how often or by when, of the act before it: 全年不少于4次."""
    left = clause
    targets = find_targets(clause)
    if any(target.object for target in targets):
        return False
    for target in reversed(targets):
        left = left[: target.span.start] + left[target.span.end :]
    for deadline in reversed(find_deadlines(left, plan_year=2000)):
        left = left[: deadline.span.start] + left[deadline.span.end :]
    return left != clause and not _FILLERS.sub("", left)


def acts(clause: str) -> bool:
    """Whether a clause promises an action of its own."""
    acting = _ACTION.match(clause) or _PREPOSED.match(clause)
    return bool(acting and not _delegates(clause)) or is_measured(clause)


def _delegates(clause: str) -> bool:
    match = _DELEGATING.match(clause)
    return match is not None and not _VERB.search(match["with"])


def broad(clause: str) -> bool:
    """Whether a clause begins with a verb that names a field of work, not an act: 推进…, 抓好…."""
    return bool(_BROAD.match(clause))


def leads_in(clause: str) -> bool:
    """Whether a clause only leads in the action behind it: 按照…, 通过…."""
    led = _PREFIX.match(clause.removeprefix("并")) or _delegates(clause)
    return bool(led) and not acts(clause)


def aims(clause: str) -> bool:
    """Whether a clause says what an action is for: 实现…, 确保…."""
    return bool(_AIM.match(clause)) and not is_measured(clause)
