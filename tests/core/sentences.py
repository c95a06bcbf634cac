"""Sentences for tests of the core."""

from tracker.core.types import SectionKind, Sentence, Span


def sentence(text: str, index: int = 0, kind: SectionKind = SectionKind.ACHIEVEMENTS) -> Sentence:
    return Sentence(index, text, Span(0, len(text)), kind, "")


def sentences(*texts: str) -> tuple[Sentence, ...]:
    return tuple(sentence(text, index) for index, text in enumerate(texts))
