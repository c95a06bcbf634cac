"""One labelled reason for a score each, over all promises x passages at once (比对项).

Every comparison is a matrix of values (promises down, passages across), most of them in 0..1.
The weights live in matching; what helps and what does not is measured in docs/matching.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from scipy import sparse

from tracker.core.tokens import Background, Encoded, Floats, Ints, background

NAMES: Final = ("characters", "clause", "words", "topic", "context", "names", "numbers")

BLOCK: Final = 256  # passages at a time: a very long report must not fill the memory
_NAMED = re.compile(r"《([^《》]{2,40})》|“([^“”]{2,20})”|「([^「」]{2,20})」|『([^『』]{2,20})』")
_NUMBER_WITH_UNIT = re.compile(r"\d[\d,.]*\s*[万亿千百]*(?:个?百分点|[%％‰]|[\u4e00-\u9fff])")


@dataclass(frozen=True, slots=True)
class Compared:
    """The comparisons of one list of promises with one list of passages.

    `values[k]` is the matrix of NAMES[k]. `parts` has a row for each clause of each promise
    (they start at `first_part`): how much of that clause's words a passage covers, 0..1, and
    `part_weights` what the clause's words weigh together.
    """

    values: Floats
    parts: Floats
    part_weights: Floats
    first_part: Ints


def named_things(text: str) -> tuple[str, ...]:
    """Documents in 《》 and quoted names in “”, in order, without the marks or repeats."""
    found = ("".join(groups) for groups in _NAMED.findall(text))
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=4096)
def number_units(text: str) -> tuple[str, ...]:
    """The units that numbers in `text` carry, each once: %, 人, 项 ... (years are left out)."""
    units = (match[0][-1].replace("％", "%") for match in _NUMBER_WITH_UNIT.finditer(text))
    return tuple(dict.fromkeys(unit for unit in units if unit not in "年月日"))


def compare(promises: Encoded, passages: Encoded) -> Compared:
    """All comparisons of every promise with every passage.

    Passages are taken to be in the order of their report: `context` looks at neighbours.
    """
    table = background()
    characters = _product(promises.grams, passages.grams)
    words, topic, parts, weights = _words(promises, passages, table)
    values = (
        characters,
        _best_clause(promises, passages),
        words,
        topic,
        _neighbours(characters),
        _shared(promises.texts, passages.texts, found=named_things, inside=True),
        _shared(promises.texts, passages.texts, found=number_units, inside=False),
    )
    return Compared(np.stack(values), parts, weights, promises.first_clause)


def _product(left: sparse.csr_matrix, right: sparse.csr_matrix) -> Floats:
    return np.asarray((left @ right.T).toarray(), dtype=np.float32)


def _best_clause(promises: Encoded, passages: Encoded) -> Floats:
    """The cosine with the clause of the passage that resembles the promise most.

    Passages report many things in one sentence; the whole sentence's cosine hides that.
    """
    if not len(passages):
        return np.zeros((len(promises), 0), np.float32)
    by_clause = _product(promises.grams, passages.clause_grams)
    return np.asarray(np.maximum.reduceat(by_clause, passages.first_clause, axis=1))


def _neighbours(characters: Floats) -> Floats:
    """The mean of the values left and right: evidence stands among sentences on its subject."""
    padded = np.pad(characters, ((0, 0), (1, 1)))
    return np.asarray((padded[:, :-2] + padded[:, 2:]) / 2)


def _words(
    promises: Encoded, passages: Encoded, table: Background
) -> tuple[Floats, Floats, Floats, Floats]:
    """Coverage of promises' words, likeness of subjects, coverage by clause, clause weights."""
    ours = _Vocabulary(promises.words, table)
    theirs = _Vocabulary(passages.words, table)
    near = np.maximum(ours.vectors @ theirs.vectors.T, 0.0) ** 2
    shared = [(row, theirs.rows[word]) for word, row in ours.rows.items() if word in theirs.rows]
    if shared:
        near[tuple(np.array(shared).T)] = 1.0
    best = _best_by_passage(near, theirs, passages.words)
    clause_weights = ours.weights(promises.clause_words)
    text_weights = ours.weights(promises.words)
    part_weights = _sums(clause_weights)
    covered = _per_weight(text_weights @ best, _sums(text_weights))
    parts = _per_weight(clause_weights @ best, part_weights)
    topic = (
        _unit(text_weights @ ours.vectors)
        @ _unit(theirs.weights(passages.words) @ theirs.vectors).T
    )
    return covered, topic, parts, part_weights


class _Vocabulary:
    """The distinct words of some texts, with weights and vectors."""

    def __init__(self, texts: Sequence[Sequence[str]], table: Background) -> None:
        distinct = dict.fromkeys(word for text in texts for word in text)
        self.rows: dict[str, int] = {word: row for row, word in enumerate(distinct)}
        self.idf = np.array([table.weight(word) for word in self.rows], dtype=np.float32)
        self.vectors = np.zeros((len(self.rows), table.vectors.shape[1]), dtype=np.float32)
        known = [(row, table.vector_rows.get(word, -1)) for word, row in self.rows.items()]
        here = [(row, there) for row, there in known if there >= 0]
        if here:
            own, other = np.array(here).T
            self.vectors[own] = table.vectors[other]

    def weights(self, texts: Sequence[Sequence[str]]) -> sparse.csr_matrix:
        """One row a text: the weight of each word in it, once however often it stands there."""
        columns, ends = list[int](), [0]
        for text in texts:
            columns.extend({self.rows[word] for word in text})
            ends.append(len(columns))
        shape = (len(texts), len(self.rows))
        return sparse.csr_matrix((self.idf[columns], columns, ends), shape=shape)


def _best_by_passage(near: Floats, theirs: _Vocabulary, texts: Sequence[Sequence[str]]) -> Floats:
    """For each of our words (rows) the nearest word in each passage (columns)."""
    if not texts:
        return np.zeros((len(near), 0), np.float32)
    nothing = near.shape[1]  # a row of zeros first in every passage keeps reduceat honest
    upright = np.vstack([near.T, np.zeros((1, len(near)), np.float32)])
    blocks = []
    for first in range(0, len(texts), BLOCK):
        columns, starts = list[int](), list[int]()
        for text in texts[first : first + BLOCK]:
            starts.append(len(columns))
            columns.append(nothing)
            columns.extend({theirs.rows[word] for word in text})
        blocks.append(np.maximum.reduceat(upright[columns], starts, axis=0))
    return np.asarray(np.concatenate(blocks).T)


def _per_weight(total: Floats, weights: Floats) -> Floats:
    return np.asarray(total / np.maximum(weights[:, None], 1e-9))


def _sums(weights: sparse.csr_matrix) -> Floats:
    return np.asarray(weights.sum(axis=1), dtype=np.float32).ravel()


def _unit(rows: Floats) -> Floats:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9))


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
