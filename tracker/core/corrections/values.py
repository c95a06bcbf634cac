"""What people mended, as values (人工更正): each names what it is about by its words."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.core.types import SectionKind


@dataclass(frozen=True, slots=True)
class Anchor:
    """A commitment by its words: the `nth` (from 0) of those that have the same."""

    text: str
    nth: int = 0


@dataclass(frozen=True, slots=True)
class PartFrom:
    """From this line on the report is of this kind, until the next part begins (改部分).

    No kind: no part begins here, and what follows belongs to the part before.
    """

    line: str
    nth: int
    kind: SectionKind | None


@dataclass(frozen=True, slots=True)
class Retitle:
    """A commitment is called otherwise (改标题); its words stay."""

    item: Anchor
    heading: str


@dataclass(frozen=True, slots=True)
class Split:
    """A commitment is several (拆分事项), which begin at these characters of its words."""

    item: Anchor
    at: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Merge:
    """A commitment and the one right behind it are one (合并事项)."""

    item: Anchor
    following: str  # the words of that one


@dataclass(frozen=True, slots=True)
class SetAside:
    """A commitment is none (不是承诺)."""

    item: Anchor


Correction = PartFrom | Retitle | Split | Merge | SetAside
