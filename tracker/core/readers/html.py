"""Web pages (.html, .htm) -> str: the visible text without menus, one block a line."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Final

from tracker.core.readers.plain import read_plain
from tracker.core.types import UnreadableReport

_INVISIBLE: Final = frozenset(
    {"head", "script", "style", "noscript", "template", "nav", "header", "footer", "aside"}
    | {"form", "select", "button", "svg"}
)
_INLINE: Final = frozenset(
    {"a", "b", "big", "em", "font", "i", "mark", "s", "small", "span", "strong", "sub", "sup"}
    | {"u", "label"}
)
_LARGEST_MENU_ITEM: Final = 60  # characters


class _Blocks(HTMLParser):
    """Collects blocks of visible text, each with how much of it is link text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = []
        self._block: list[str] = []
        self._linked = 0
        self._hidden: list[str] = []
        self._in_link = False

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        if tag in _INVISIBLE:
            self.flush()
            self._hidden.append(tag)
        elif tag == "a":
            self._in_link = True
        elif tag not in _INLINE:
            self.flush()

    def handle_endtag(self, tag: str) -> None:
        if tag in self._hidden:
            while self._hidden and self._hidden.pop() != tag:
                pass
        elif tag == "a":
            self._in_link = False
        elif tag not in _INLINE:
            self.flush()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _INLINE and tag not in _INVISIBLE:
            self.flush()

    def handle_data(self, data: str) -> None:
        if self._hidden:
            return
        self._block.append(data)
        if self._in_link:
            self._linked += len(data.strip())

    def flush(self) -> None:
        """End the block; a short one that is mostly links is a menu and is dropped."""
        text = " ".join("".join(self._block).split())
        menu = self._linked * 2 > len(text) and len(text) <= _LARGEST_MENU_ITEM
        if text and not menu:
            self.blocks.append(text)
        self._block, self._linked = [], 0


def read_html(data: bytes) -> str:
    """The visible text of a page. The page's own word on its encoding is not believed.

    Raises UnreadableReport: as read_plain, "damaged" (no parser gets through it).
    """
    parser = _Blocks()
    try:
        parser.feed(read_plain(data))
        parser.close()
    except (AssertionError, ValueError) as error:  # what html.parser raises on odd declarations
        raise UnreadableReport("damaged") from error
    parser.flush()
    text = "\n".join(parser.blocks)
    if not text:
        raise UnreadableReport("empty")
    return text
