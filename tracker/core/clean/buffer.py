"""A text on its way through the cleaning steps, with where each character came from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

Kept: TypeAlias = list[tuple[str, int]]  # characters kept so far, each with its origin


class Buffer(NamedTuple):
    """Characters, and for each its offset in the raw text."""

    text: str
    origins: list[int]


def rebuild(pieces: Iterable[tuple[str, int]]) -> Buffer:
    """Put a buffer together from characters and their origins."""
    chars: list[str] = []
    origins: list[int] = []
    for char, origin in pieces:
        chars.append(char)
        origins.append(origin)
    return Buffer("".join(chars), origins)


def cut(buffer: Buffer, spans: Iterable[tuple[int, int]]) -> Buffer:
    """The buffer without these places; they may come in any order and overlap."""
    chars: list[str] = []
    origins: list[int] = []
    position = 0
    for start, end in sorted(spans):
        if start > position:
            chars.append(buffer.text[position:start])
            origins.extend(buffer.origins[position:start])
        position = max(position, end)
    chars.append(buffer.text[position:])
    origins.extend(buffer.origins[position:])
    return Buffer("".join(chars), origins)


def is_han(char: str) -> bool:
    """Whether this is a Chinese character."""
    return "\u3400" <= char <= "\u9fff" or "\U00020000" <= char <= "\U0003ffff"
