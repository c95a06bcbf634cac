"""Whether a reported number is of the thing promised (同一对象): words of the object, and the act.

A number of the report counts only for the same object in the same kind of unit; how near it has
to be depends on what else speaks for it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tracker.core.lexicon import words as entries
from tracker.core.outcomes.actions import same_act
from tracker.core.outcomes.amounts import comparable
from tracker.core.outcomes.apart import named_apart
from tracker.core.outcomes.figures import Figure, clause_at, lead_of
from tracker.core.outcomes.heads import other_head
from tracker.core.outcomes.memos import remembered
from tracker.core.outcomes.reported import Told
from tracker.core.outcomes.shortened import written_out
from tracker.core.outcomes.units import base_value, family_of
from tracker.core.tokens import background, words
from tracker.core.types import Basis, Span, Target

# What belongs to the saying, not to the thing: (同比下降), a footnote's mark, 增长8%.
_ASIDE = re.compile(
    r"\([^()]{0,20}\)$|〔[^〔〕]{0,9}〕|\[[^\[\]]{0,9}\]|(?:增长|下降|增幅)[\d.]+[%％].*$|[\d.]+[万亿]*元"
)
_MEASURED_BY = re.compile(
    r"(?<=[\u4e00-\u9fff]{2})(?<!种植)(?<!养殖)(?:(?:种植|养殖|建设|发展)?总?(?:面积|规模)|数量|总数|总量|次数|频次)$"
)
_AND_OTHERS = re.compile(r"^[^,，；;。等]{1,60}、[^,，；;。、等]{1,30}等(?=[\u4e00-\u9fff]{2})")
_ADDS = re.compile(r"新增|新建|新开|新设|增开|增设")
_COMES_TO = re.compile(r"(?:达到?|增至|总数达?到?|共有)\d")
_QUOTED = re.compile(r"“([^“”]{2,20})”")
_RATE = re.compile(r"[\u4e00-\u9fff]{2,8}率")
_LIGHT: Final = frozenset(entries("light_verbs"))
_SAYING: Final = frozenset(entries("saying_words"))
_AMOUNT = re.compile(r"\d[\d.]*[万亿]*(?:个百分点|[\u4e00-\u9fff%％])")
# Words that tell no object: 投资 and 项目 stand at many numbers, 实施 is an act.
_UNTOLD: Final = frozenset(entries("bare_objects")) | _LIGHT
# Such an act in front of the thing is compared as an act: a list tells it once, for all.
_ACT = re.compile(
    r"^(?:新建|改建|扩建|新改建|改扩建|建设|打造|创建|培育|实施|建成)(?=[\u4e00-\u9fff]{3})"
)
IMPLAUSIBLE: Final = 5.0  # so many times more or less is another thing, unless named as a whole
IMPOSSIBLE: Final = 10.0  # and so many times is another thing, whatever it is called
FEW: Final = 5.0  # except of so few: one certificate, and fourteen
WHOLE: Final = 0.95
NEVER: Final = 2.0
_PART = re.compile(r"其中|(?:国家|省|市|县|区)级")
_HAN = re.compile(r"[\u3400-\u9fffA-Za-z]")
SAME_OBJECT: Final = 0.7  # share of the object's words, by weight, that stand at the number
SURE: Final = 0.8  # the same where nothing else says that the sentence is on the promise
HALF: Final = 0.5
ELSEWHERE: Final = 0.75  # words in the same sentence, but at another number, count for less
TELLING: Final = 6.0  # summed idf from which words at a number name a thing of their own
A_WORD: Final = 5.0  # idf from which a single word tells one thing from another
FAMILIAR: Final = 0.4  # share of the promise's other words that must then stand beside it


@dataclass(frozen=True, slots=True)
class Aim:
    """A target with what it is to be recognised by."""

    target: Target
    lead: str  # the few characters in front of it: 新增
    act: str  # the clause it stands in
    listed: bool  # one of several things (进社区、进工地各15场)
    family: str  # of its unit
    words: tuple[str, ...]  # of its object
    weights: tuple[float, ...]  # of these words (idf)
    base: float  # how much it is, in its kind's base unit
    bare: bool  # the object is only a word that stands at many numbers (投资, 项目)
    others: tuple[str, ...]  # where it is: of the rest of its clause, or else of the promise
    promise: str


def aim_of(target: Target, place: int, promise: str, *, listed: bool) -> Aim:
    """A target with what it is to be recognised by; `place` is where it stands in the promise.

    A place below zero means that the promise's words are not known.
    """
    act = clause_at(place + len(target.text), promise) if place >= 0 else ""
    lead, name = lead_of(place, promise), _AND_OTHERS.sub("", _ASIDE.sub("", target.object))
    if place >= 0 and not listed:
        dealt = named_apart(Span(place, place + len(target.text)), promise)
        lead, name = dealt or lead, dealt or name
    words = _words(_MEASURED_BY.sub("", _ACT.sub("", name)))
    bare = _UNTOLD.issuperset(words)
    return Aim(
        target=target,
        lead=lead,
        act=act,
        listed=listed,
        family=family_of(target),
        words=words,
        weights=tuple(map(background().weight, words)),
        base=base_value(target),
        bare=bare,
        others=(_besides(name, act) or _besides(name, promise)) if bare else (),
        promise=promise,
    )


def is_bare(name: str) -> bool:
    """Whether an object is only a word that stands at many numbers (投资, 项目), or none."""
    return _UNTOLD.issuperset(_words(_MEASURED_BY.sub("", _ASIDE.sub("", name))))


def _besides(name: str, text: str) -> tuple[str, ...]:
    """The words of a text that are none of the object's name."""
    told = (word for word in _words(text) if len(word) > 1 and word not in _LIGHT)
    return tuple(word for word in told if word not in name)


@remembered
def _words(name: str) -> tuple[str, ...]:
    """The words that tell one object from another, each once; single characters joined."""
    found: list[str] = []
    single = False
    for word in words(_AMOUNT.sub("，", written_out(name))):
        if len(word) == 1 and single and _HAN.fullmatch(word):
            found[-1] += word
        else:
            found.append(word)
        single = len(word) == 1 and _HAN.fullmatch(word) is not None
    told = (word for word in found if _HAN.search(word) and word not in _SAYING)
    return tuple(dict.fromkeys(told))


def same_measure(aim: Aim, told: Told, leads: tuple[str, str]) -> bool:
    """Whether a reported number measures the same kind of thing, over one year, by the same act."""
    if told.years and aim.target.basis is not Basis.CUMULATIVE:
        return False
    if not comparable(aim.target, told.figure.target, leads=leads):
        return False
    if _ADDS.search(aim.act) and _COMES_TO.search(told.figure.item):
        return False  # 新开通3条线路 is not answered by 线路达到34条
    return same_act(aim.act, told.figure.item)


def likeness_of(aim: Aim, told: Told, *, alone: bool) -> float:
    """How much of the counted thing's name stands at the number, 0..1.

    One of several listed things has to stand right at it: its neighbours look alike. A bare
    乡镇 or 项目 needs more words of the promise beside it.
    """
    figure = told.figure
    if not aim.words:
        return 0.0
    if aim.bare and _bare_of_another(aim, figure, alone=alone):
        return 0.0
    here = max(_named(aim, figure.near), _by_quoted(aim, figure.near), _by_addressee(aim, figure))
    if aim.listed:
        return max(here, _named(aim, figure.item))
    elsewhere = 0.0 if alone else ELSEWHERE * _named(aim, figure.passage)
    if elsewhere >= HALF and _short_rate(aim, figure):
        return max(here, SAME_OBJECT)
    if elsewhere <= here or _names_another(aim, figure, here):
        return here
    return elsewhere


def _by_quoted(aim: Aim, near: str) -> float:
    """Wholly the same where the name in quotes and the last word of the object stand there."""
    quoted = _QUOTED.search(aim.target.object) if "“" in near else None
    same = quoted and quoted[0] in near and aim.words[-1] in near.replace(quoted[0], "")
    return WHOLE if same else 0.0


def _by_addressee(aim: Aim, figure: Figure) -> float:
    """Sure where 检查 of the same bodies stands for 执法检查 of them, in the very same unit."""
    if aim.bare or len(aim.words) > 1 or aim.target.unit != figure.target.unit:
        return 0.0
    before = aim.act.split(aim.words[0])[0].lstrip("对向")
    whom = [word for word in _besides(aim.words[0], before) if word not in _LIGHT]
    near = aim.words[0][-2:] in figure.near and _weight(whom) >= TELLING
    return SURE if near and _share(whom, figure.near) >= SAME_OBJECT else 0.0


def _short_rate(aim: Aim, figure: Figure) -> bool:
    """Whether a number stands at a short form of the promised rate: 出庭率 of 出庭应诉率."""
    ours, theirs = _RATE.search(aim.target.object), _RATE.search(figure.near)
    if not ours or not theirs:
        return False
    short = theirs[0][:-1]
    opposite = any(f"{no}{short}" in aim.target.object for no in "不未无")
    return short in aim.words and not opposite and len(theirs[0]) < len(ours[0])


def _names_another(aim: Aim, figure: Figure, here: float) -> bool:
    """Whether a number has words of its own that name something else."""
    if other_head(aim.words, figure.near, figure.target.object):
        return True
    if here >= HALF:
        return False
    own = (*aim.words, aim.act)
    others = [word for word in _words(figure.near) if not any(word in said for said in own)]
    return _weight(others) >= TELLING


def _bare_of_another(aim: Aim, figure: Figure, *, alone: bool) -> bool:
    """Whether too little of the promise stands beside a bare object for the two to be the same."""
    if aim.others or alone:
        return _share(aim.others, figure.clause if alone else figure.passage) < FAMILIAR
    # 固定资产投资 is named, and the promise is of some 投资 else.
    promise = written_out(aim.promise)
    return _weight([w for w in _words(figure.near) if w not in promise]) >= A_WORD


def least_likeness(aim: Aim, told: Told, *, alone: bool) -> float:
    """How near the object has to be for the number to count.

    15家 and 4000家 are hardly of the same thing.
    """
    ours, theirs = aim.base, told.base
    ratio = max(theirs, ours) / max(min(theirs, ours), 1e-9)
    if ratio > IMPOSSIBLE and min(aim.target.value, told.figure.target.value) > FEW:
        return NEVER
    if ratio > IMPLAUSIBLE:
        return NEVER if aim.bare else WHOLE
    return SURE if alone else SAME_OBJECT


def of_a_part(aim: Aim, told: Told) -> bool:
    """Whether a number is only of some of the things: 其中3个, 省级示范村4个."""
    found = _PART.search(told.figure.near)
    return found is not None and found[0] not in aim.promise


def _named(aim: Aim, text: str) -> float:
    """The part of the object's words, by weight, that stands in a text."""
    text = written_out(text)
    there = [w for word, w in zip(aim.words, aim.weights, strict=True) if word in text]
    return sum(there) / max(sum(aim.weights), 1e-9) if there else 0.0


def _share(wanted: Sequence[str], text: str) -> float:
    """The part of the words' weight (idf) that stands in a text."""
    return _weight([word for word in wanted if word in text]) / max(_weight(wanted), 1e-9)


def _weight(wanted: Sequence[str]) -> float:
    return sum(map(background().weight, wanted))
