"""Where matched words and numbers stand in a promise and in a passage (标出对应文字).

For highlighting beside each other on the review page; nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from tracker.core.outcomes.amounts import comparable
from tracker.core.quantities import find_figures, find_targets
from tracker.core.tokens import background, word_spans
from tracker.core.types import Span

WORDS: Final = "words"
NUMBERS: Final = "numbers"
TELLING: Final = 3.0  # idf, natural log; words in more than one sentence of twenty are not marked


@dataclass(frozen=True, slots=True, order=True)
class Mark(Span):
    """A place to mark, and why: `words` or `numbers`."""

    kind: str = WORDS


def matched_spans(
    promise_text: str, passage_text: str
) -> tuple[tuple[Mark, ...], tuple[Mark, ...]]:
    """The marks in the promise and in the passage, in order and without overlap.

    Words that both hold and that are telling, neighbours joined; numbers of both that measure
    the same kind of thing, whether they agree or not.
    """
    ours, theirs = find_targets(promise_text), find_figures(passage_text)
    our_numbers = [o.span for o in ours if any(comparable(o, t) for t in theirs)]
    their_numbers = [t.span for t in theirs if any(comparable(o, t) for o in ours)]
    our_words, their_words = word_spans(promise_text), word_spans(passage_text)
    weight = background().weight
    shared = {
        word
        for word in {w for w, _ in our_words} & {w for w, _ in their_words}
        if len(word) > 1 and weight(word) >= TELLING
    }
    return (
        _marks([span for word, span in our_words if word in shared], our_numbers),
        _marks([span for word, span in their_words if word in shared], their_numbers),
    )


def _marks(words: Sequence[Span], numbers: Iterable[Span]) -> tuple[Mark, ...]:
    """Numbers win where both stand; words that touch become one mark."""
    taken = _joined(numbers)
    free = [w for w in words if not any(w.start < n.end and n.start < w.end for n in taken)]
    return tuple(
        sorted(
            [Mark(n.start, n.end, NUMBERS) for n in taken]
            + [Mark(w.start, w.end, WORDS) for w in _joined(free)]
        )
    )


def _joined(spans: Iterable[Span]) -> list[Span]:
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined
