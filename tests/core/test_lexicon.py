from __future__ import annotations

import re
from importlib.resources import files

import pytest

from tracker.core.lexicon import alternatives, words

LISTS = [
    path.name.removesuffix(".txt")
    for path in (files("tracker.core") / "data").iterdir()
    if path.name.endswith(".txt")
]


def test_entries_without_comments() -> None:
    assert "次" in words("units")
    assert not any("#" in word for word in words("units"))


def test_unknown_list() -> None:
    with pytest.raises(FileNotFoundError):
        words("no_such_list")


def test_longest_alternative_first() -> None:
    match = re.match(alternatives("units"), "户次")
    assert match is not None
    assert match[0] == "户次"
