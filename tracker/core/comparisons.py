"""One labelled reason for a score each, over all promises x passages at once (比对项).

Every comparison is a matrix of values (promises down, passages across), most of them in 0..1.
The weights live in matching; what helps and what does not is measured in docs/matching.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import numpy as np
from scipy import sparse

from tracker.core.coverage import cover, cover_both_ways
from tracker.core.tokens import Encoded, Floats, Ints

NAMES: Final = ("characters", "clause", "words", "topic", "context", "names", "numbers")

FULL: Final = 40  # cells for each that is not zero, up to which a full matrix is faster
MOST_CELLS: Final = 4_000_000  # of a full matrix, 16 MB
CLAUSES: Final = 4096  # clauses of passages at a time: a very long report must not fill the memory
_NAMED = re.compile(r"《([^《》]{2,40})》|“([^“”]{2,20})”|「([^「」]{2,20})」|『([^『』]{2,20})』")
_NUMBER_WITH_UNIT = re.compile(r"\d[\d,.]*\s*[万亿千百]*(?:个?百分点|[%％‰]|[\u4e00-\u9fff])")


@dataclass(frozen=True, slots=True)
class Compared:
    """The comparisons of one list of promises with one list of passages.

    `values[k]` is the matrix of NAMES[k]. `parts` and `wordings` have a row for each clause of
    each promise (they start at `first_part`): how much of that clause's words a passage covers,
    0..1, and its character cosine with the clause of the passage that is nearest to it;
    `part_weights` is what the clause's words weigh together.
    """

    values: Floats
    parts: Floats
    wordings: Floats
    part_weights: Floats
    first_part: Ints

    def between(self, start: int, end: int) -> Compared:
        """The same of the passages from `start` up to `end`."""
        return replace(
            self,
            values=self.values[:, :, start:end],
            parts=self.parts[:, start:end],
            wordings=self.wordings[:, start:end],
        )


def named_things(text: str) -> tuple[str, ...]:
    """Documents in 《》 and quoted names in “”, in order, without the marks or repeats."""
    found = ("".join(groups) for groups in _NAMED.findall(text))
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=4096)
def number_units(text: str) -> tuple[str, ...]:
    """The units that numbers in `text` carry, each once: %, 人, 项 ... (years are left out)."""
    units = (match[0][-1].replace("％", "%") for match in _NUMBER_WITH_UNIT.finditer(text))
    return tuple(dict.fromkeys(unit for unit in units if unit not in "年月日"))


def compare(promises: Encoded, passages: Encoded, *, starts: Sequence[int] = ()) -> Compared:
    """All comparisons of every promise with every passage.

    Passages are taken to be in the order of their report: `context` looks at neighbours. Several
    lists may stand one behind the other, each but the first beginning at one of the `starts`.
    """
    characters, clause, wordings = _likeness(promises, passages)
    words, topic, parts, weights = cover(promises, passages)
    values = (
        characters,
        clause,
        words,
        topic,
        _neighbours(characters, starts),
        _shared(promises.texts, passages.texts, found=named_things, inside=True),
        _shared(promises.texts, passages.texts, found=number_units, inside=False),
    )
    return Compared(np.stack(values), parts, wordings, weights, promises.first_clause)


def alike(before: Encoded, after: Encoded) -> tuple[Floats, Floats]:
    """Two plans: cosines of character n-grams, and the greater coverage of words either way."""
    return _product(before.grams, after.grams), cover_both_ways(before, after)


def _likeness(promises: Encoded, passages: Encoded) -> tuple[Floats, Floats, Floats]:
    """Character cosines: promise with passage, with its nearest clause, clause with clause.

    Passages report many things in one sentence, and promises name many; the cosine of whole
    sentences hides that.
    """
    distinct, place = np.unique(promises.same_clause, return_inverse=True)
    ours = sparse.vstack([promises.grams, promises.clause_grams[distinct]], format="csr")
    nearest = np.zeros((ours.shape[0], len(passages)), np.float32)
    clauses = passages.clause_grams.shape[0]
    owner = np.repeat(np.arange(len(passages)), np.diff(np.append(passages.first_clause, clauses)))
    for first in range(0, clauses, CLAUSES):
        product = _product(ours, passages.clause_grams[first : first + CLAUSES])
        own = owner[first : first + CLAUSES]
        starts = np.flatnonzero(np.diff(own, prepend=-1))
        best = np.maximum.reduceat(product, starts, axis=1)
        nearest[:, own[starts]] = np.maximum(nearest[:, own[starts]], best)
    whole = _product(promises.grams, passages.grams)
    return whole, nearest[: len(promises)], nearest[len(promises) :][place]


def _product(left: sparse.csr_matrix, right: sparse.csr_matrix) -> Floats:
    """`left` times `right` transposed, over the columns that `left` uses."""
    used, own = np.unique(left.indices, return_inverse=True)
    narrow = sparse.csr_matrix(
        (left.data, own.astype(np.int32), left.indptr), shape=(left.shape[0], len(used))
    )
    places = np.zeros(left.shape[1], dtype=np.int32)
    places[used] = np.arange(1, len(used) + 1)
    columns = places[right.indices]
    kept = columns > 0
    cells, columns = len(used) * right.shape[0], columns[kept] - 1
    if cells <= min(MOST_CELLS, FULL * len(columns)):
        row = np.repeat(np.arange(right.shape[0]), np.diff(right.indptr))[kept]
        full = np.zeros((len(used), right.shape[0]), np.float32)
        full[columns, row] = right.data[kept]
        return np.asarray(narrow @ full)
    ends = np.concatenate([[0], np.cumsum(kept)])[right.indptr]
    other = sparse.csr_matrix((right.data[kept], columns, ends), shape=(right.shape[0], len(used)))
    return np.asarray((narrow @ other.T).toarray(), dtype=np.float32)


def _neighbours(characters: Floats, starts: Sequence[int]) -> Floats:
    """The mean of the values left and right: evidence stands among sentences on its subject.

    What stands before one of the `starts` belongs to another list and is no neighbour.
    """
    padded = np.pad(characters, ((0, 0), (1, 1)))
    before, after = padded[:, :-2].copy(), padded[:, 2:].copy()
    inside = [start for start in starts if 0 < start < characters.shape[1]]
    before[:, inside] = 0.0
    after[:, [start - 1 for start in inside]] = 0.0
    return np.asarray((before + after) / 2)


def _shared(
    promises: Sequence[str],
    passages: Sequence[str],
    *,
    found: Callable[[str], tuple[str, ...]],
    inside: bool,
) -> Floats:
    """The share of what is `found` in a promise that is found in (or stands inside) a passage."""
    wanted = [found(text) for text in promises]
    things = {thing: row for row, thing in enumerate({t: 0 for ts in wanted for t in ts})}
    ours = np.zeros((len(promises), len(things)), dtype=np.float32)
    theirs = np.zeros((len(passages), len(things)), dtype=np.float32)
    for row, own in enumerate(wanted):
        ours[row, [things[thing] for thing in own]] = 1 / max(len(own), 1)
    for row, text in enumerate(passages):
        have = (thing for thing in things if thing in text) if inside else found(text)
        theirs[row, [things[thing] for thing in have if thing in things]] = 1
    return np.asarray(ours @ theirs.T)


def facts_in(name: str, promise: str) -> tuple[str, ...]:
    """What a promise holds that the comparison `name` looks for; nothing for the measured ones."""
    if name == "names":
        return named_things(promise)
    return number_units(promise) if name == "numbers" else ()


def label_of(name: str, facts: Sequence[str], passage: str) -> str:
    """Those of a promise's facts that a passage shares, as a person reads them."""
    if name == "names":
        return "、".join(thing for thing in facts if thing in passage)
    theirs = number_units(passage)
    return "、".join(unit for unit in facts if unit in theirs)
