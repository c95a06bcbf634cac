"""The English catalogue is whole, current and fits its Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterable

from babel.messages.catalog import Message
from django.utils import translation
from django.utils.translation import gettext

from tests.messages import PO, compiled, found, stored, translated

PLACEHOLDER = re.compile(r"%\(\w+\)(?:\.\d+)?[sdf]|%[sd]|\{\w*\}")


def ids(messages: Iterable[Message]) -> set[tuple[str, str]]:
    return {(str(message.id), message.context or "") for message in messages if message.id}


def test_every_phrase_has_a_translation_and_none_is_left_over() -> None:
    kept = ids(message for message in stored() if translated(message) and not message.fuzzy)
    assert ids(found()) - kept == set(), "run `make messages` and translate"
    assert kept - ids(found()) == set(), "run `make messages`"


def test_placeholders_are_the_same() -> None:
    wrong = [
        message.id
        for message in stored()
        if sorted(PLACEHOLDER.findall(str(message.id)))
        != sorted(PLACEHOLDER.findall(str(message.string)))
    ]
    assert wrong == []


def test_the_compiled_catalogue_is_current() -> None:
    assert PO.with_suffix(".mo").read_bytes() == compiled(stored())


def test_django_finds_it() -> None:
    with translation.override("en"):
        assert gettext("承诺事项") == "Commitment"
    with translation.override("zh-hans"):
        assert gettext("承诺事项") == "承诺事项"
