"""How much of a promise's words, weighted by idf, a passage holds; a near word counts in part."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Final

import numpy as np
from scipy import sparse

from tracker.core.tokens import Background, Encoded, Floats, background

BLOCK: Final = 256  # passages at a time: a very long report must not fill the memory


def cover(promises: Encoded, passages: Encoded) -> tuple[Floats, Floats, Floats, Floats]:
    """Coverage of promises' words, likeness of subjects, coverage by clause, clause weights."""
    table = background()
    ours, theirs = _Vocabulary(promises.words, table), _Vocabulary(passages.words, table)
    best = _best_by_passage(_nearness(ours, theirs), theirs, passages.words)
    distinct, place = np.unique(promises.same_clause, return_inverse=True)
    clause_weights = ours.weights([promises.clause_words[row] for row in distinct])
    text_weights = ours.weights(promises.words)
    part_weights = _sums(clause_weights)
    covered = _per_weight(text_weights @ best, _sums(text_weights))
    parts = _per_weight(clause_weights @ best, part_weights)
    topic = (
        _unit(text_weights @ ours.vectors)
        @ _unit(theirs.weights(passages.words) @ theirs.vectors).T
    )
    return covered, topic, parts[place], part_weights[place]


def cover_both_ways(before: Encoded, after: Encoded) -> Floats:
    """How much of the words of either the other covers: the greater share of the two."""
    table = background()
    ours, theirs = _Vocabulary(before.words, table), _Vocabulary(after.words, table)
    near = _nearness(ours, theirs)
    there = _covered(ours, before, _best_by_passage(near, theirs, after.words))
    back = _covered(theirs, after, _best_by_passage(near.T, ours, before.words))
    return np.asarray(np.maximum(there, back.T))


def _covered(ours: _Vocabulary, texts: Encoded, best: Floats) -> Floats:
    weights = ours.weights(texts.words)
    return _per_weight(weights @ best, _sums(weights))


def _nearness(ours: _Vocabulary, theirs: _Vocabulary) -> Floats:
    """How near each of our words (rows) is to each of theirs: 1 for the same word."""
    near = np.maximum(ours.vectors @ theirs.vectors.T, 0.0) ** 2
    shared = [(row, theirs.rows[word]) for word, row in ours.rows.items() if word in theirs.rows]
    if shared:
        near[tuple(np.array(shared).T)] = 1.0
    return np.asarray(near)


class _Vocabulary:
    """The distinct words of some texts, with weights and vectors."""

    def __init__(self, texts: Sequence[Sequence[str]], table: Background) -> None:
        distinct = dict.fromkeys(chain.from_iterable(texts))
        self.rows: dict[str, int] = {word: row for row, word in enumerate(distinct)}
        idf, unseen = table.word_idf, table.unseen_idf
        self.idf = np.array([idf.get(word, unseen) for word in self.rows], dtype=np.float32)
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
