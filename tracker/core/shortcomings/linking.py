"""Where a shortcoming comes up again: in the same report's plan, and in the next one's problems.

The words that only admit (不足, 有待加强) are left out of the comparison: all shortcomings share
them. What the marks are worth is measured in docs/matching.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple

import numpy as np

from tracker.core.comparisons import NAMES, Compared, compare
from tracker.core.lexicon import alternatives
from tracker.core.sentences import sentence_spans
from tracker.core.tokens import Floats, encode
from tracker.core.types import Commitment

POSSIBLE: Final = 0.35  # below it, nothing of the plan has to do with the shortcoming
ANSWERED: Final = 0.5  # from here on, a commitment takes the shortcoming up
HEADED: Final = 0.36  # of a heading's words, from which its commitment may have to do with it
RETURNED: Final = 0.45  # from here on, next year's shortcoming is the same
MOST_REMEDIES: Final = 3  # for one shortcoming, best first

_ADMITTING = re.compile(alternatives("admitting_words"))
_LONGEST: Final = 300  # characters of a shortcoming that are compared
_LONGEST_ALL: Final = 6_000  # of all shortcomings of a report
_LONGEST_HEADING: Final = 60
_MOST_PARTS: Final = 6  # sentences of it that are also compared alone
_MOST_SENTENCES: Final = 2000  # of a plan
_LONGEST_PLAN: Final = 30_000  # characters of it: all words of both sides are compared at once
_TELLING: Final = 12.0  # idf of a clause or sentence, below which it tells less the less it weighs


class Tie(NamedTuple):
    """A shortcoming, by its place in the list, and what it is tied to, by the place in the other.

    `score` is 0..1.
    """

    shortcoming: int
    other: int
    score: float


def find_remedies(shortcomings: Sequence[str], plan: Sequence[Commitment]) -> tuple[Tie, ...]:
    """The commitments of a plan that take up a shortcoming of the same report, best first.

    From POSSIBLE on they may have to do with it, from ANSWERED on they do.
    """
    shortcomings = _shortened(shortcomings)
    sentences = list(islice(_sentences(plan), _MOST_SENTENCES))
    if not shortcomings or not sentences:
        return ()
    units = [(number, part) for number, text in enumerate(shortcomings) for part in _parts(text)]
    ours = encode(_ADMITTING.sub("", part) for _number, part in units)
    scores = _scores(compare(ours, encode(text for _number, text in sentences)))
    by_shortcoming = np.maximum.reduceat(scores, _starts([n for n, _part in units]), axis=0)
    owners = [number for number, _text in sentences]
    by_commitment = np.maximum.reduceat(by_shortcoming, _starts(owners), axis=1)
    places = list(dict.fromkeys(owners))
    headed = _headed(shortcomings, [plan[place].heading for place in places]) >= HEADED
    by_commitment = np.maximum(by_commitment, np.where(headed, POSSIBLE, 0.0))
    return tuple(
        Tie(number, places[column], round(float(row[column]), 3))
        for number, row in enumerate(by_commitment)
        for column in np.argsort(-row, kind="stable")[:MOST_REMEDIES]
        if row[column] >= POSSIBLE
    )


def find_recurrences(shortcomings: Sequence[str], following: Sequence[str]) -> tuple[Tie, ...]:
    """The shortcomings of the next report that are those of this one again, best first."""
    if not shortcomings or not following:
        return ()
    before, after = (
        encode(_ADMITTING.sub("", text) for text in _shortened(side))
        for side in (shortcomings, following)
    )
    there, back = compare(before, after), compare(after, before)
    both = (_value(there, "words") + _value(back, "words").T) / 2
    characters = np.sqrt(np.maximum(_value(there, "characters"), 0.0))
    scores = (characters + both + _value(there, "topic")) / 3
    return tuple(
        Tie(number, int(column), round(float(min(row[column], 1.0)), 3))
        for number, row in enumerate(scores)
        for column in np.argsort(-row, kind="stable")
        if row[column] >= RETURNED
    )


def _shortened(shortcomings: Sequence[str]) -> list[str]:
    """As much of each as is compared: no honest report comes near the whole."""
    longest = min(_LONGEST, _LONGEST_ALL // max(1, len(shortcomings)))
    return [text[:longest] for text in shortcomings]


def _sentences(plan: Sequence[Commitment]) -> Iterator[tuple[int, str]]:
    """Every sentence of a plan with the place of its commitment."""
    left = _LONGEST_PLAN
    for number, commitment in enumerate(plan):
        for span in sentence_spans(commitment.text[:left]):
            yield number, span.of(commitment.text)
        left = max(0, left - len(commitment.text))


def _parts(text: str) -> list[str]:
    """A shortcoming as a whole and, where it has several sentences, each of them."""
    parts = [span.of(text) for span in islice(sentence_spans(text), _MOST_PARTS)]
    return [text, *parts] if len(parts) > 1 else [text]


def _starts(owners: Sequence[int]) -> list[int]:
    """Where the runs of equal numbers begin."""
    return [at for at, owner in enumerate(owners) if at == 0 or owner != owners[at - 1]]


def _scores(compared: Compared) -> Floats:
    """The mean of nearest clause, shared words and subject; less where there is little to share."""
    nearest = (compared.parts + compared.wordings) / 2
    nearest *= np.minimum(1.0, compared.part_weights / _TELLING)[:, None]
    clause = np.maximum.reduceat(nearest, compared.first_part, axis=0)
    weights = np.add.reduceat(compared.part_weights, compared.first_part)
    whole = clause + _value(compared, "words") + _value(compared, "topic")
    return np.asarray(whole / 3 * np.minimum(1.0, weights / _TELLING)[:, None])


def _headed(shortcomings: Sequence[str], headings: Sequence[str]) -> Floats:
    """How much of each heading's words each shortcoming holds: a plan may say it in other words."""
    said = encode(_ADMITTING.sub("", text) for text in shortcomings)
    compared = compare(encode(text[:_LONGEST_HEADING] for text in headings), said)
    weights = np.add.reduceat(compared.part_weights, compared.first_part)
    return np.asarray((_value(compared, "words") * np.minimum(1.0, weights / _TELLING)[:, None]).T)


def _value(compared: Compared, name: str) -> Floats:
    return np.asarray(compared.values[NAMES.index(name)])
