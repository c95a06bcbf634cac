"""Which promises of one plan the next plan makes again (再次承诺), and what became of them.

Two plans of one body resemble one another throughout, so a measure counts as made again only
where each is the other's best match and most of its weighted words return (docs/matching.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from rapidfuzz import fuzz

from tracker.core.comparisons import alike
from tracker.core.quantities import EVENTS, find_deadlines
from tracker.core.tokens import encode
from tracker.core.types import Commitment, Comparator, Measure, Reason, Renewal, Target

# Of 21 mutual best matches read above the mark (twelve real pairs) 19 were the same promise or
# its next stage; of 21 read just below it, about half shared a subject only.
_ALIKE: Final = 0.45  # cosine of character n-grams
_COVERED: Final = 0.6  # of the weighted words of either measure
_SHARE: Final = 0.3  # of a commitment's words, from which it is the same commitment
_SAME_OBJECT: Final = 60.0  # per cent of the shorter name
_DEALT_OUT = re.compile(r"各|分别|每[个名村镇乡所家户]")
_UPPER: Final = (Comparator.LE, Comparator.LT)


class _Again(NamedTuple):
    """A measure of the earlier plan and the one that repeats it, each with its commitment."""

    earlier: int
    before: Measure
    later: int
    after: Measure


def find_renewals(
    plan: Sequence[Commitment], following: Sequence[Commitment]
) -> tuple[Renewal, ...]:
    """The commitments of `plan` that `following` makes again, at most one successor each.

    Likeness, 0..1: the share of the earlier commitment's words whose measures return in the
    later one.
    """
    again: dict[int, list[_Again]] = {}
    for pair in _measures_again(plan, following):
        again.setdefault(pair.earlier, []).append(pair)
    found = []
    for earlier, pairs in sorted(again.items()):
        whole = sum(len(measure.text) for measure in plan[earlier].measures)
        shares: dict[int, float] = {}
        for pair in pairs:
            shares[pair.later] = shares.get(pair.later, 0.0) + len(pair.before.text) / whole
        later, likeness = max(shares.items(), key=lambda item: (item[1], -item[0]))
        if likeness >= _SHARE:
            same = [pair for pair in pairs if pair.later == later]
            told = tuple(r for pair in same for r in _differences(pair, following[later]))
            found.append(Renewal(earlier, later, min(likeness, 1.0), tuple(dict.fromkeys(told))))
    return tuple(found)


def _measures_again(
    plan: Sequence[Commitment], following: Sequence[Commitment]
) -> Iterator[_Again]:
    old = [(number, measure) for number, item in enumerate(plan) for measure in item.measures]
    new = [(number, measure) for number, item in enumerate(following) for measure in item.measures]
    if not old or not new:
        return
    before, after = (encode(measure.text for _, measure in side) for side in (old, new))
    likeness, covered = alike(before, after)
    best, best_back = likeness.argmax(axis=1), likeness.argmax(axis=0)
    for row, column in enumerate(best):
        mutual = best_back[column] == row
        if mutual and likeness[row, column] >= _ALIKE and covered[row, column] >= _COVERED:
            yield _Again(*old[row], *new[column])


def _differences(pair: _Again, renewed: Commitment) -> Iterator[Reason]:
    """What differs between two wordings; a number or a deadline may stand elsewhere in the new one.

    Nothing is said of numbers that 各 or 分别 multiplies or deals out: they don't compare.
    """
    both = pair.before.text + pair.after.text
    for target in () if _DEALT_OUT.search(both) else pair.before.targets:
        yield from _target_now(target, pair.after, renewed)
    had = find_deadlines(pair.before.text, plan_year=2000)
    if had and not find_deadlines(renewed.text, plan_year=2000):
        yield Reason("deadline_gone", (("before", had[0].span.of(pair.before.text)),))


def _target_now(target: Target, after: Measure, renewed: Commitment) -> Iterator[Reason]:
    """What became of a number: gone, or easier or harder to reach than before."""
    elsewhere = [t for measure in renewed.measures for t in measure.targets]
    same = [other for other in after.targets if _same_kind(other, target)] or [
        other
        for other in elsewhere
        if _same_kind(other, target) and _same_thing(other.object, target.object)
    ]
    if not same:
        yield Reason("target_gone", (("before", target.text),))
        return
    other = max(same, key=lambda one: fuzz.ratio(one.object, target.object))
    if other.value == target.value or not _same_thing(other.object, target.object):
        return
    lowered = (other.value < target.value) is (target.comparator not in _UPPER)
    code = "target_lowered" if lowered else "target_raised"
    yield Reason(code, (("before", target.text), ("after", other.text)))


def _same_kind(one: Target, other: Target) -> bool:
    return one.unit == other.unit or {one.unit, other.unit} <= EVENTS


def _same_thing(one: str, other: str) -> bool:
    """Whether two objects name the same thing; one that is not named may be anything."""
    return not one or not other or fuzz.partial_ratio(one, other) >= _SAME_OBJECT
