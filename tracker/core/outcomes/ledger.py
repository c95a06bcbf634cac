"""The numbers ledger (数字台账): what was aimed at, what is reported, and whether it reconciles.

A target is held against the reported number for the same object in the same kind of unit. A
contradicted number blocks "fulfilled"; a number that nothing answers is an answer of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from tracker.core.outcomes.actions import same_act
from tracker.core.outcomes.each import spread
from tracker.core.outcomes.figures import Figure, clause_at, figures_in, lead_of, pairs_of
from tracker.core.types import Comparator, Target


class Verdict(StrEnum):
    """How a target came out."""

    MET = "met"
    MISSED = "missed"
    UNREPORTED = "unreported"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger. `gap` is reported minus aimed at, in the target's base unit."""

    target: Target
    reported: Target | None
    verdict: Verdict
    gap: float | None = None


# Measure words that count the same things: 34场次 answers 不少于30场.
_KINDS: Final = (
    ("次", "场", "场次", "期", "轮", "轮次", "批", "批次", "次数"),
    ("个", "项", "条", "件", "套", "类", "种", "份", "篇", "部", "起", "宗", "例"),
    ("人", "名", "位"),
    ("家", "户"),
    ("所", "处", "座", "间", "栋", "幢"),
    ("堂", "节", "课"),
    ("公里", "千米"),
    ("天", "日", "个工作日", "工作日"),
)
_KIND_OF: Final = {unit: kinds[0] for kinds in _KINDS for unit in kinds}
_SHARES: Final = frozenset({"%", "％", "个百分点"})
_SCALE: Final = {"万": 1e4, "亿": 1e8}
_CUMULATIVE = re.compile(r"累计|总量|总数|共有")
_YEARLY = re.compile(r"新增|新建|净增|新培育|新认定")
_CHANGE = re.compile(r"同比|增长|下降|减少|压减|降低|提高|增幅|增速|压缩|缩短")
_LEVEL = re.compile(r"(?:提高|提升|增加|压缩|降低|缩短|下降|减少)[到至]|达到?")
_CHANGE_NOTE = re.compile(r"\([^)]*\)$")
_ABOUT: Final = 0.1  # "about" allows a tenth either way
SAME_OBJECT: Final = 0.5  # share of the character pairs of the object's name
ELSEWHERE: Final = 0.8  # pairs in the same sentence, but at another number, count for less
FEW: Final = 2  # so few character pairs name nothing in particular
FAMILIAR: Final = 0.2  # share of the promise's other pairs that the passage must then hold
EVERYTHING: Final = 100.0
ROUNDING: Final = 1e-6


def reconcile(
    targets: Sequence[Target], passages: Sequence[str], *, promise: str = ""
) -> tuple[Entry, ...]:
    """One entry for each target, in order, from the numbers in `passages` (best first).

    `promise` is the text that the targets stand in, where there is one. 进企业、进校园各20场 gives
    two entries: the number is a target for each of the things listed.
    """
    if not targets:
        return ()
    figures = [figure for text in passages for figure in figures_in(text)]
    return tuple(
        _entry(
            target,
            figures,
            lead=lead_of(place, promise),
            act=clause_at(place + len(target.text), promise) if place >= 0 else "",
            listed=listed,
        )
        for target, place, listed in spread(targets, promise)
    )


def _entry(
    target: Target, figures: Sequence[Figure], *, lead: str, act: str, listed: bool
) -> Entry:
    """The reported figure whose object and act are nearest; the earlier passage wins a tie.

    Where all of something is aimed at (100%), a lower share beside it in the same passage counts.
    """
    best, nearest = None, SAME_OBJECT - ROUNDING
    wanted = pairs_of(_CHANGE_NOTE.sub("", target.object))
    of_the_thing = []
    for figure in figures:
        if not comparable(target, figure.target, leads=(lead, figure.lead)):
            continue
        likeness = _same_object(wanted, figure, listed=listed)
        likeness = likeness if _same_deed(act, wanted, figure) else 0.0
        if likeness > nearest:
            best, nearest = figure, likeness
        if likeness >= SAME_OBJECT - ROUNDING:
            of_the_thing.append(figure)
    if best is None:
        return Entry(target, None, Verdict.UNREPORTED)
    if kind_of(target) == "%" and target.value == EVERYTHING:
        beside = [f for f in of_the_thing if f.around == best.around and not listed]
        best = min([best, *beside], key=lambda f: f.target.value)
    reported, aimed = _value(best.target), _value(target)
    met = holds(reported, target.comparator, aimed)
    verdict = Verdict.MET if met else Verdict.MISSED
    return Entry(target, best.target, verdict, reported - aimed)


def comparable(target: Target, figure: Target, *, leads: tuple[str, str] = ("", "")) -> bool:
    """Whether two numbers measure the same kind of thing.

    A rate is not a count, a change (增长8%) not a level (提高到98%), a running total (累计)
    not what one year added (新增). `leads` are the words in front of each.
    """
    if kind_of(target) != kind_of(figure):
        return False
    ours = leads[0] + target.text + target.object
    theirs = leads[1] + figure.text + figure.object
    if kind_of(target) == "%" and _is_change(ours) != _is_change(theirs):
        return False
    return not (_YEARLY.search(ours) and _CUMULATIVE.search(theirs) and not _YEARLY.search(theirs))


def _is_change(text: str) -> bool:
    return bool(_CHANGE.search(_LEVEL.sub("", text)))


def kind_of(target: Target) -> str:
    """The unit as a kind: measure words for the same things are one kind."""
    unit = target.unit.lstrip("万亿") or target.unit
    return "%" if unit in _SHARES else _KIND_OF.get(unit, unit)


def _value(target: Target) -> float:
    scale = 1.0
    for char in target.unit:
        if char not in _SCALE:
            break
        scale *= _SCALE[char]
    return target.value * scale


def _same_deed(act: str, wanted: frozenset[str], figure: Figure) -> bool:
    """Whether the figure is of the act promised; a bare 乡镇 or 单位 needs more words in common."""
    others = pairs_of(act) - wanted
    if len(wanted) <= FEW and others and len(others & figure.around) < FAMILIAR * len(others):
        return False
    return same_act(act, figure.item)


def _same_object(wanted: frozenset[str], figure: Figure, *, listed: bool) -> float:
    """How much of the counted thing's name stands at the figure, 0..1.

    One of several listed things has to stand right at it: its neighbours look alike.
    """
    if not wanted:
        return 0.0
    if listed:
        return len(wanted & pairs_of(figure.item)) / len(wanted)
    here = len(wanted & figure.near) / len(wanted)
    around = len(wanted & figure.around) / len(wanted)
    return max(here, ELSEWHERE * around)


def holds(reported: float, comparator: Comparator, aimed: float) -> bool:
    """Whether a reported number reaches the one aimed at. A plain number is a minimum (举办2期)."""
    slack = ROUNDING * max(abs(aimed), 1.0)
    if comparator is Comparator.ABOUT:
        return abs(reported - aimed) <= _ABOUT * abs(aimed) + slack
    if comparator is Comparator.LE:
        return reported <= aimed + slack
    if comparator is Comparator.LT:
        return reported < aimed
    if comparator is Comparator.GT:
        return reported > aimed
    return reported >= aimed - slack
