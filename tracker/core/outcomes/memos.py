"""What is remembered while one pair is compared, and forgotten with it (逐对记忆).

Many promises ask the same of the same sentence. Nothing outlives the pair: the next one has other
sentences, and those of a hostile report would fill the memory.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Final, ParamSpec, TypeVar, cast

_Params = ParamSpec("_Params")
_Result = TypeVar("_Result")

MOST: Final = 4096  # answers that one function remembers
_FORGET: Final[list[Callable[[], None]]] = []


def remembered(function: Callable[_Params, _Result]) -> Callable[_Params, _Result]:
    """A pure function of hashable values that remembers its answers until the pair is done."""
    remembering = lru_cache(maxsize=MOST)(function)
    _FORGET.append(remembering.cache_clear)
    return cast("Callable[_Params, _Result]", remembering)


def forget() -> None:
    """Forget all that was remembered; what is asked again is then found out again."""
    for clear in _FORGET:
        clear()
