"""XML that strangers wrote, as a stream of events: no tree, no entities, no DTD."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn
from xml.parsers import expat

from tracker.core.types import UnreadableReport

Start = Callable[[str, dict[str, str]], None]

_WORD = frozenset(
    (
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",  # the strict variant
    )
)


def parse_xml(
    content: bytes,
    *,
    start: Start,
    end: Callable[[str], None] = lambda tag: None,
    text: Callable[[str], None] = lambda text: None,
) -> None:
    """Send the events of a document; elements and attributes of Word by their bare names.

    Raises UnreadableReport: "damaged" (not well-formed, or with a DTD, which no office
    program writes and which entity bombs need).
    """
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartElementHandler = lambda tag, attributes: start(
        _bare(tag), {_bare(name): value for name, value in attributes.items()}
    )
    parser.EndElementHandler = lambda tag: end(_bare(tag))
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise UnreadableReport("damaged") from error


def _bare(name: str) -> str:
    space, _, local = name.rpartition("}")
    return local if space in _WORD or not space else name


def _refuse(*_declaration: object) -> NoReturn:
    raise UnreadableReport("damaged")
