"""Words and character n-grams of texts, weighted by a background corpus (分词与权重).

The reference for words is jieba without its hidden Markov model; rjieba gives the same
cuts fifty times faster (tests/core/test_tokens.py holds the two against each other).
With the model on, the two differ around digits and hyphens, and unknown names fall
apart differently in plan and result: without it, equal text is always cut equally.

The weights (data/background.npz) are derived from a corpus by `manage.py buildtables`;
docs/matching.md says how to rebuild them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import Final

import numpy as np
import rjieba
from numpy.typing import NDArray
from scipy import sparse

from tracker.core.types import Span

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

HMM: Final = False
GRAM_BITS: Final = 19  # n-grams are hashed into 2**19 buckets
SHORTEST_CLAUSE: Final = 4  # Han characters and letters; shorter ones say nothing alone

_WORD = re.compile(r"[\u3400-\u9fff]+|[A-Za-z]+")
_CLAUSE = re.compile(r"[^。！？!?；;，,：:\n]+")
_MULTIPLIERS: Final = (
    (0x9E3779B1,),
    (0x1F123BB5, 0x9E3779B1),
    (0x7FEB352D, 0x2C1B3C6D, 0x297A2D39),
)
# Openers that half of all plan items begin with weigh a fifth (继续, 持续, 进一步 ...).
GENERIC_WEIGHT: Final = 0.2


def words(text: str) -> tuple[str, ...]:
    """Every piece of `text` in order, punctuation and spaces included: joined, they are `text`."""
    return tuple(rjieba.cut(text, HMM))


def content_words(text: str) -> tuple[str, ...]:
    """The words of `text` that are made of Han characters or letters, in order, repeats kept."""
    return tuple(word for word in words(text) if _WORD.fullmatch(word))


def word_spans(text: str) -> tuple[tuple[str, Span], ...]:
    """The content words of `text` with their places in it."""
    found, at = [], 0
    for piece in words(text):
        if _WORD.fullmatch(piece):
            found.append((piece, Span(at, at + len(piece))))
        at += len(piece)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Background:
    """What a corpus says about how telling an n-gram or a word is.

    `gram_idf` by bucket, natural log; `word_idf` by word; `vectors` one unit row for each
    entry of `vector_rows`, so that a dot product is a cosine.
    """

    gram_idf: Floats
    word_idf: dict[str, float]
    unseen_idf: float
    vector_rows: dict[str, int]
    vectors: Floats

    def weight(self, word: str) -> float:
        """The idf of a word, natural log; an unseen word weighs as much as the rarest."""
        return self.word_idf.get(word, self.unseen_idf)


@cache
def background() -> Background:
    """The tables that are shipped, loaded once."""
    from tracker.core.lexicon import words as entries

    with (files("tracker.core") / "data" / "background.npz").open("rb") as handle:
        tables = np.load(handle, allow_pickle=False)
        names = bytes(tables["words"]).decode("utf-8").split("\n")
        idf = tables["word_idf"].astype(np.float32) * float(tables["word_step"])
        vectors = tables["vectors"].astype(np.float32)
        gram_idf = tables["gram_idf"].astype(np.float32) * float(tables["gram_step"])
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9
    word_idf = {word: float(value) for word, value in zip(names, idf, strict=True)}
    unseen = max(word_idf.values())
    for word in entries("generic_words"):
        word_idf[word] = GENERIC_WEIGHT * word_idf.get(word, unseen)
    # The words are stored most frequent first, and only the first have vectors.
    rows = {word: row for row, word in enumerate(names[: len(vectors)])}
    return Background(gram_idf, word_idf, unseen, rows, vectors)


def clauses(text: str) -> tuple[Span, ...]:
    """The clauses of `text` (分句): runs between 。；，： and the like, in order, none empty."""
    found = tuple(Span(*match.span()) for match in _CLAUSE.finditer(text))
    return found or (Span(0, len(text)),)


def gram_buckets(texts: Sequence[str]) -> tuple[Ints, Ints]:
    """The character 1-, 2- and 3-grams of all texts: (number of the text, bucket) of each.

    Only Han characters and letters count; a gram never spans anything else.
    """
    codes = np.frombuffer("\0".join(texts).encode("utf-32-le"), dtype=np.uint32)
    owner = np.cumsum(codes == 0)
    letter = (codes >= 0x3400) & (codes <= 0x9FFF)
    lower = codes | 0x20
    letter |= (lower >= 0x61) & (lower <= 0x7A)
    wide = codes.astype(np.uint64)
    owners, buckets = [], []
    for multipliers in _MULTIPLIERS:
        size = len(multipliers)
        count = max(len(codes) - size + 1, 0)
        whole = np.ones(count, dtype=bool)
        mixed = np.full(count, 7 * size, dtype=np.uint64)
        for shift, multiplier in enumerate(multipliers):
            whole &= letter[shift : shift + count]
            mixed += wide[shift : shift + count] * np.uint64(multiplier)
        mixed = (mixed ^ (mixed >> np.uint64(17))) * np.uint64(0x45D9F3B) >> np.uint64(5)
        owners.append(owner[:count][whole])
        buckets.append((mixed[whole] % np.uint64(1 << GRAM_BITS)).astype(np.int64))
    return np.concatenate(owners).astype(np.int64), np.concatenate(buckets)


def weighted_rows(matrix: sparse.csr_matrix, idf: Floats) -> sparse.csr_matrix:
    """Counts to unit rows of (1 + log count) * idf."""
    data = (1 + np.log(matrix.data)) * idf[matrix.indices]
    row = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    squares = np.bincount(row, weights=data * data, minlength=matrix.shape[0])
    data /= np.sqrt(np.maximum(squares, 1e-9))[row].astype(np.float32)
    return sparse.csr_matrix((data, matrix.indices, matrix.indptr), shape=matrix.shape)


@dataclass(frozen=True, slots=True)
class Encoded:
    """A list of texts, cut and weighted once, ready to be compared with another list.

    `first_clause[i]` is the first clause of text i; clauses of one text stand together.
    `same_clause[k]` is the first clause that reads like clause k: a commitment and its measures
    hold the same ones.
    """

    texts: tuple[str, ...]
    words: tuple[tuple[str, ...], ...]
    clause_words: tuple[tuple[str, ...], ...]
    first_clause: Ints
    same_clause: Ints
    grams: sparse.csr_matrix
    clause_grams: sparse.csr_matrix

    def __len__(self) -> int:
        return len(self.texts)


def encode(texts: Iterable[str]) -> Encoded:
    """Cut and weigh every text. Empty texts are allowed and resemble nothing."""
    texts = tuple(texts)
    parts: list[str] = []
    first = []
    for text in texts:
        first.append(len(parts))
        parts.extend(_CLAUSE.findall(text) or [text])
    first_clause = np.array(first, dtype=np.int64)
    owner = np.repeat(np.arange(len(texts)), np.diff(np.append(first_clause, len(parts))))
    places: dict[str, int] = {}
    for place, part in enumerate(parts):
        places.setdefault(part, place)
    cut = _cut(places)
    clause_words = tuple(cut[part] for part in parts)
    ends = [*first, len(parts)][1:]
    joined = tuple(
        tuple(chain.from_iterable(clause_words[start:end]))
        for start, end in zip(first, ends, strict=True)
    )
    rows, buckets = gram_buckets(parts) if parts else (np.zeros(0, int), np.zeros(0, int))
    idf = background().gram_idf
    clause_grams = weighted_rows(_counts(rows, buckets, len(parts)), idf)
    lengths = np.array([sum(map(len, clause)) for clause in clause_words], dtype=np.int64)
    telling = np.repeat(lengths >= SHORTEST_CLAUSE, np.diff(clause_grams.indptr))
    clause_grams.data *= telling
    return Encoded(
        texts=texts,
        words=joined,
        clause_words=clause_words,
        first_clause=first_clause,
        same_clause=np.array([places[part] for part in parts], dtype=np.int64),
        grams=weighted_rows(_counts(owner[rows], buckets, len(texts)), idf),
        clause_grams=clause_grams,
    )


def _cut(parts: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The content words of each part; every word is looked at once."""
    pieces = {part: words(part) for part in parts}
    distinct = set(chain.from_iterable(pieces.values()))
    content = {word for word in distinct if _WORD.fullmatch(word)}
    return {part: tuple(w for w in cut if w in content) for part, cut in pieces.items()}


def _counts(rows: Ints, buckets: Ints, size: int) -> sparse.csr_matrix:
    """How often each bucket stands in each row."""
    cells, number = np.unique((rows << GRAM_BITS) | buckets, return_counts=True)
    ends = np.searchsorted(cells, np.arange(size + 1) << GRAM_BITS)
    columns = (cells & ((1 << GRAM_BITS) - 1)).astype(np.int32)
    shape = (size, 1 << GRAM_BITS)
    return sparse.csr_matrix((number.astype(np.float32), columns, ends), shape=shape)
