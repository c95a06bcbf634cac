"""Derives core/data/background.npz from a corpus of reports (背景语料的权重表).

Only numbers leave the corpus: document frequencies by hashed n-gram and by word, and word
vectors (positive pointwise mutual information, reduced by SVD). Documents are sentences.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import svds

from tracker.core.tokens import GRAM_BITS, content_words, gram_buckets

RAREST = 3  # a word in fewer sentences is left out, and then counts as unseen
RAREST_VECTOR = 5
DIMENSIONS = 128
WINDOW = 10  # words to the right
CONTEXT_POWER = 0.75  # smooths context frequencies (Levy, Goldberg and Dagan 2015)
SINGULAR_POWER = 0.25  # how far singular values weigh (same source: below 1 is better)
_SENTENCE = re.compile(r"(?<=[。！？；;\n])")


def read_sentences(folder: Path, *, leave_out: Iterable[str] = ()) -> list[str]:
    """The sentences of every report under `folder`, a subfolder for each body.

    Bodies named in `leave_out` are skipped: those whose pairs are used for measuring.
    """
    skipped = set(leave_out)
    found = []
    for path in sorted(folder.glob("*/*.txt")):
        if path.parent.name not in skipped:
            text = path.read_text(encoding="utf-8")
            found += [s for s in _SENTENCE.split(text) if len(s.strip()) > 5]
    return found


def gram_idf(sentences: Sequence[str]) -> np.ndarray:
    """Natural-log inverse document frequency of each n-gram bucket."""
    owner, bucket = gram_buckets(sentences)
    once = np.unique((owner << GRAM_BITS) | bucket) & ((1 << GRAM_BITS) - 1)
    frequency = np.bincount(once, minlength=1 << GRAM_BITS)
    return np.asarray(np.log((len(sentences) + 1) / (frequency + 1)))


def word_vectors(sentences: Sequence[Sequence[str]], vocabulary: Sequence[str]) -> np.ndarray:
    """One row of DIMENSIONS numbers a word, from PPMI of co-occurrence within WINDOW."""
    index = {word: row for row, word in enumerate(vocabulary)}
    left, right, near = [], [], []
    for sentence in sentences:
        ids = [index.get(word, -1) for word in sentence]
        for at, one in enumerate(ids):
            for distance, other in enumerate(ids[at + 1 : at + 1 + WINDOW], start=1):
                if one >= 0 and other >= 0 and one != other:
                    left.append(one)
                    right.append(other)
                    near.append(1 / distance)
    size = len(vocabulary)
    upper = sparse.csr_matrix((near, (left, right)), shape=(size, size))
    pairs = sparse.coo_matrix(upper + upper.T)
    total = np.bincount(pairs.row, weights=pairs.data, minlength=size)
    context = total**CONTEXT_POWER
    context /= context.sum()
    information = np.log(pairs.data / (total[pairs.row] * context[pairs.col]))
    positive = sparse.csr_matrix(
        (np.maximum(information, 0), (pairs.row, pairs.col)), shape=(size, size)
    )
    left_vectors, singular, _ = svds(positive, k=DIMENSIONS, random_state=0)
    return np.asarray(left_vectors * singular**SINGULAR_POWER)


def build_tables(sentences: Sequence[str], target: Path) -> dict[str, int]:
    """Write the tables to `target` and return counts for the person who ran this."""
    cut = [content_words(sentence) for sentence in sentences]
    frequency = Counter(word for sentence in cut for word in set(sentence))
    kept = sorted(
        (w for w, n in frequency.items() if n >= RAREST), key=lambda w: (-frequency[w], w)
    )
    with_vectors = [word for word in kept if frequency[word] >= RAREST_VECTOR]
    vectors = word_vectors(cut, with_vectors)
    vectors /= np.abs(vectors).max(axis=1, keepdims=True) + 1e-12
    grams = gram_idf(sentences)
    idf = np.array([math.log((len(sentences) + 1) / (frequency[word] + 1)) for word in kept])
    gram_step, word_step = grams.max() / 255, idf.max() / 65535
    np.savez_compressed(
        target,
        words=np.frombuffer("\n".join(kept).encode("utf-8"), dtype=np.uint8),
        word_idf=np.round(idf / word_step).astype(np.uint16),
        word_step=np.float64(word_step),
        gram_idf=np.round(grams / gram_step).astype(np.uint8),
        gram_step=np.float64(gram_step),
        vectors=np.round(vectors * 127).astype(np.int8),
    )
    return {
        "sentences": len(sentences),
        "words": len(kept),
        "vectors": len(with_vectors),
        "bytes": target.stat().st_size,
    }
