"""The numbers ledger (数字核对): what was aimed at, what is reported, and whether it reconciles.

A target is held against the reported number for the same object in the same kind of unit. A
contradicted number blocks "fulfilled"; a number that nothing answers is an answer of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from tracker.core.outcomes.actions import acts_in
from tracker.core.outcomes.amounts import reaches
from tracker.core.outcomes.each import EVERYTHING, spread
from tracker.core.outcomes.likeness import (
    NEVER,
    Aim,
    aim_of,
    least_likeness,
    likeness_of,
    of_a_part,
    same_measure,
)
from tracker.core.outcomes.reported import Numbered, Source, Told, told_in
from tracker.core.outcomes.units import SHARE, kind_of, size_of
from tracker.core.types import LedgerEntry, Sentence, Span, Target, Verdict

WHOLLY: Final = 1.0  # likeness: every word of the object stands at the number


@dataclass(frozen=True, slots=True)
class _Answer:
    """A reported number that may answer a target, and how near its object is."""

    likeness: float
    told: Told
    met: bool
    start: int  # where its sentence begins in the report's text


def reconcile(
    targets: Sequence[Target],
    passages: Sequence[Sentence],
    *,
    promise: str = "",
    source: Source | None = None,
) -> tuple[LedgerEntry, ...]:
    """One entry for each target, in order, from the numbers in `passages` (best first).

    `promise` is the text that the targets stand in, where there is one. 进企业、进校园各20场 gives
    two entries: the number is a target for each of the things listed. What stands elsewhere in
    `source` counts where the object is named as good as whole, and what it admits to have
    missed counts before what it boasts of.
    """
    source = source or Source()
    entries = (
        _entry(aim_of(target, place, promise, listed=listed), passages, source)
        for target, place, listed in spread(targets, promise)
    )
    return tuple(_once(entries, {target.span: target for target in targets}))


def _once(entries: Iterable[LedgerEntry], named: Mapping[Span, Target]) -> list[LedgerEntry]:
    """Each entry; one, under the target's own name, where listed things have the same answer."""
    held: list[LedgerEntry] = []
    for entry in entries:
        same = (entry.target.span, entry.reported, entry.verdict)
        twins = [n for n, e in enumerate(held) if (e.target.span, e.reported, e.verdict) == same]
        if entry.reported and twins:
            held[twins[0]] = replace(entry, target=named[entry.target.span])
        else:
            held.append(entry)
    return held


def _entry(aim: Aim, passages: Sequence[Sentence], source: Source) -> LedgerEntry:
    """The reported number whose object and act are nearest; the earlier passage wins a tie."""
    near = _of_the_act(aim, list(_answers(aim, passages, source)))
    best = max(near, key=lambda answer: answer.likeness, default=None)
    best = _nearest(aim, source.results, source, best=best, besides=passages)
    if missed := _nearest(aim, source.gaps, source, lacking=True):
        best = missed
    elif best and kind_of(aim.target) == SHARE and aim.target.value == EVERYTHING:
        best = _lowest_beside(best, near, aim)
    if best is None:
        return LedgerEntry(aim.target, None, Verdict.UNREPORTED)
    reported = best.told.placed(best.start)
    gap = (best.told.base - aim.base) / size_of(aim.target)
    verdict = Verdict.MET if best.met else Verdict.MISSED
    return LedgerEntry(aim.target, reported, verdict, gap, best.likeness)


def _of_the_act(aim: Aim, near: list[_Answer]) -> list[_Answer]:
    """Without the numbers of another act, where the same sentence tells one of the promised act.

    取消不少于30项: of 梳理86项，取消19项 only the second answers.
    """
    if len(near) < 2:
        return near
    acts = frozenset(acts_in(aim.act))
    own = [a for a in near if acts & frozenset(acts_in(a.told.figure.item))]
    told = {answer.told.figure.passage for answer in own}
    return [
        answer
        for answer in near
        if answer in own
        or answer.told.figure.passage not in told
        or not acts_in(answer.told.figure.item)
    ]


def _lowest_beside(best: _Answer, near: Sequence[_Answer], aim: Aim) -> _Answer:
    """Where all of something is aimed at (100%), a lower share of it beside the best counts."""
    passage = best.told.figure.passage
    beside = [a for a in near if a.told.figure.passage == passage and not aim.listed]
    return min([best, *beside], key=lambda answer: answer.told.figure.target.value)


def _answers(aim: Aim, passages: Sequence[Sentence], source: Source) -> Iterator[_Answer]:
    """The numbers of the best passages that may answer the target."""
    for sentence in passages:
        for told in told_in(sentence, source, promise=aim.promise, family=aim.family):
            if answer := _answer(aim, told, sentence.span.start, alone=False):
                yield answer


def _nearest(
    aim: Aim,
    numbered: Numbered,
    source: Source,
    *,
    best: _Answer | None = None,
    besides: Sequence[Sentence] = (),
    lacking: bool = False,
) -> _Answer | None:
    """The number whose own words are nearer than those of `best`, the nearest of all; else `best`.

    `besides` are sentences that were looked at already; `lacking` asks only for what falls short.
    """
    if (best and best.likeness >= WHOLLY) or not aim.words:
        return best
    known = {sentence.index for sentence in besides}
    for sentence in numbered.holding(aim.words):
        if sentence.index in known:
            continue
        for told in told_in(sentence, source, promise=aim.promise, family=aim.family):
            above = best.likeness if best else 0.0
            answer = _answer(aim, told, sentence.span.start, alone=True, above=above)
            if answer and not (lacking and answer.met):
                best = answer
                if best.likeness >= WHOLLY:
                    return best
    return best


def _answer(aim: Aim, told: Told, start: int, *, alone: bool, above: float = 0.0) -> _Answer | None:
    """A number as an answer to the target, if it is one, and nearer than `above`.

    `alone`: only its own words speak for it. The cheapest question comes first: most numbers
    are of something else.
    """
    least = least_likeness(aim, told, alone=alone)
    if least == NEVER:
        return None
    likeness = likeness_of(aim, told, alone=alone)
    if likeness < least or likeness <= above:
        return None
    leads = (aim.lead, told.figure.lead)
    if not same_measure(aim, told, leads):
        return None
    met = reaches(aim.target, told.figure.target, leads=leads)
    return _Answer(likeness, told, met, start) if met or not of_a_part(aim, told) else None
