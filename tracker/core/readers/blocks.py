"""A web page -> its blocks of text, each with the element that it stands in (网页)."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

_DROPPED: Final = frozenset(
    {"script", "style", "noscript", "template", "select", "button", "svg", "iframe", "object"}
    | {"textarea", "option", "audio", "video", "canvas", "map"}
)
_INLINE: Final = frozenset(
    {"a", "abbr", "b", "bdo", "big", "cite", "code", "em", "font", "i", "ins", "label", "mark"}
    | {"o:p", "q", "s", "small", "span", "st1:chsdate", "strike", "strong", "sub", "sup", "u"}
)
_VOID: Final = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source"}
    | {"track", "wbr", "frame"}
)
# An opening tag ends an element of its kind that stands open right above it.
_ENDED_BY: Final = {
    "p": frozenset({"p", "div", "table", "ul", "ol", "h1", "h2", "h3", "h4", "section"}),
    "li": frozenset({"li"}),
    "td": frozenset({"td", "th", "tr"}),
    "th": frozenset({"td", "th", "tr"}),
    "tr": frozenset({"tr"}),
    "option": frozenset({"option"}),
}
_HIDDEN: Final = re.compile(r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden", re.I)


@dataclass(slots=True, eq=False)
class Element:
    """An element of the page; what is inside knows it as its `parent`."""

    tag: str
    parent: Element | None
    names: str = ""  # id and classes
    is_hidden: bool = False
    is_link: bool = False
    is_dropped: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading or cell: text without line ends, how much of it is links, and where."""

    text: str
    linked: int  # characters
    element: Element


@dataclass(slots=True)
class WebPage:
    """The blocks of a page in their order, and its own words on what it is called."""

    blocks: list[Block] = field(default_factory=list)
    elements: list[Element] = field(default_factory=list)  # parents before what is in them
    titles: list[str] = field(default_factory=list)  # the most reliable first


def parse_page(source: str) -> WebPage:
    """Cut a page into blocks. Raises AssertionError or ValueError where html.parser gives up."""
    parser = _Blocks()
    parser.feed(source)
    parser.close()
    parser.flush()
    titles = [*parser.named, *parser.headings, parser.title]
    parser.page.titles = [" ".join(title.split()) for title in titles if title.strip()]
    return parser.page


class _Blocks(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = WebPage()
        self.named: list[str] = []
        self.headings: list[str] = []
        self.title = ""
        self._top = Element("", None)
        self._holders = [self._top]  # the open elements that are not inside a line
        self.page.elements.append(self._top)
        self._open: Counter[str] = Counter()
        self._block: list[str] = []
        self._linked = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "meta":
            self._name(dict(attrs))
        if tag not in _INLINE:
            self.flush()
            if tag in _ENDED_BY.get(self._top.tag, ()):
                self._pop()
        if tag not in _VOID:
            self._push(tag, dict(attrs))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            self.handle_starttag(tag, attrs)
        elif tag not in _INLINE:
            self.flush()

    def handle_endtag(self, tag: str) -> None:
        if tag not in _INLINE:
            self.flush()
        if not self._open[tag]:
            return
        while self._top.tag != tag:
            self._pop()
        self._pop()

    def handle_data(self, data: str) -> None:
        top = self._top
        if top.tag == "title":
            self.title += data[:300]
        elif top.is_dropped or top.is_hidden > self._holders[-1].is_hidden:
            return  # a few hidden words within a line are never its text
        elif top.tag == "pre" and "\n" in data:
            for line in data.split("\n"):
                self._block.append(line)
                self.flush()
        else:
            self._block.append(data)
            if top.is_link:
                self._linked += len("".join(data.split()))

    def unknown_decl(self, data: str) -> None:
        """What Word leaves behind (<![if …]>) says nothing."""

    def flush(self) -> None:
        """End the block."""
        text = " ".join("".join(self._block).split())
        if text:
            element = self._holders[-1]
            self.page.blocks.append(Block(text, self._linked, element))
            if element.tag in ("h1", "h2", "h3"):
                self.headings.append(text)
        self._block, self._linked = [], 0

    def _push(self, tag: str, attributes: dict[str, str | None]) -> None:
        above = self._top
        style = attributes.get("style") or ""
        self._top = Element(
            tag,
            above,
            names=f"{attributes.get('id') or ''} {attributes.get('class') or ''}"[:200].lower(),
            is_hidden=above.is_hidden or "hidden" in attributes or bool(_HIDDEN.search(style)),
            is_link=above.is_link or tag == "a",
            is_dropped=above.is_dropped or tag in _DROPPED or tag == "head",
        )
        self._open[tag] += 1
        self.page.elements.append(self._top)
        if tag not in _INLINE:
            self._holders.append(self._top)

    def _pop(self) -> None:
        self._open[self._top.tag] -= 1
        if self._top is self._holders[-1]:
            self._holders.pop()
        self._top = self._top.parent or self._top

    def _name(self, attributes: dict[str, str | None]) -> None:
        if (attributes.get("name") or "").lower() in ("articletitle", "article_title"):
            self.named.append((attributes.get("content") or "")[:300])
