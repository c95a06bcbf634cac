"""Hand labels: plan sentences, next year's review, and what two annotators say (人工标注)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from tracker.core.types import Outcome, SectionKind, Sentence, Span

STATUSES: Final = ("fulfilled", "partial", "not_reported")
_PARTIAL: Final = frozenset({Outcome.PARTIAL, Outcome.IN_PROGRESS, Outcome.NOT_FULFILLED})


class WrongFile(ValueError):  # noqa: N818 - a verdict on a file, not a program error
    """A file that holds no labels, or no predictions of them: why, as a code.

    `code` names a sentence in tracker.management.files; `params` fill it.
    """

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params


def as_status(outcome: Outcome) -> str:
    """An outcome of the product as a status of the labels (the one mapping of gold/README.md)."""
    if outcome is Outcome.FULFILLED:
        return "fulfilled"
    return "partial" if outcome in _PARTIAL else "not_reported"


@dataclass(frozen=True, slots=True)
class GoldItem:
    """One plan sentence. `status` is None where the annotators differ."""

    id: str
    text: str
    statuses: tuple[str, str]
    direct: frozenset[str]
    direct_one: frozenset[str]

    @property
    def status(self) -> str | None:
        """What both annotators say, or None."""
        return self.statuses[0] if self.statuses[0] == self.statuses[1] else None

    def matches(self, outcome: Outcome) -> bool:
        """Whether a suggested outcome is what both annotators say."""
        return as_status(outcome) == self.status


@dataclass(frozen=True, slots=True)
class GoldPair:
    """One labelled pair; `sentences` are the review's, in order of `ids`."""

    name: str
    items: tuple[GoldItem, ...]
    ids: tuple[str, ...]
    sentences: tuple[Sentence, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """The plan sentences."""
        return tuple(item.text for item in self.items)

    def marks(self, item: GoldItem) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """By review sentence: named by both annotators; by one only (neither right nor wrong)."""
        direct = np.array([name in item.direct for name in self.ids], dtype=bool)
        doubtful = np.array([name in item.direct_one for name in self.ids], dtype=bool)
        return direct, doubtful & ~direct

    def silenced(self, item: GoldItem) -> tuple[Sentence, ...]:
        """The review as if it said nothing of an item: without what either annotator named.

        What is left are honest distractors.
        """
        named = item.direct | item.direct_one
        return tuple(
            sentence
            for sentence, name in zip(self.sentences, self.ids, strict=True)
            if name not in named
        )


def load(path: Path) -> GoldPair:
    """One gold file. Raises OSError, or WrongFile for anything but a labelled pair."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise WrongFile("not_json") from error
    try:
        pair = _parsed(data)
    except KeyError as error:
        raise WrongFile("lacks", key=str(error.args[0])) from error
    except (TypeError, AttributeError, IndexError, ValueError) as error:
        raise WrongFile("form") from error
    if not pair.items or not pair.ids:
        raise WrongFile("empty")
    return pair


def _parsed(data: dict[str, Any]) -> GoldPair:
    ids = tuple(sorted(data["review"]))
    return GoldPair(
        name=str(data["pair"]),
        items=tuple(
            GoldItem(
                id=item["id"],
                text=item["text"],
                statuses=(item["status"][0], item["status"][1]),
                direct=frozenset(item["direct"]),
                direct_one=frozenset(item["direct_one"]),
            )
            for item in data["items"]
        ),
        ids=ids,
        sentences=_sentences([data["review"][name] for name in ids]),
    )


def _sentences(texts: Sequence[str]) -> tuple[Sentence, ...]:
    sentences, start = [], 0
    for index, text in enumerate(texts):
        span = Span(start, start + len(text))
        sentences.append(Sentence(index, text, span, SectionKind.ACHIEVEMENTS, ""))
        start = span.end + 1
    return tuple(sentences)
