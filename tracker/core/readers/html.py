"""Web pages (.html, .htm) -> str: the article of a government page, one block a line.

Around a report stand menus, the table of the disclosure catalogue (索引号), a print bar, a
second copy for phones, related links, a foot. What is certainly one of these goes; what may
be a paragraph of the report stays: a lost paragraph is worse than a kept menu.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final

from tracker.core.readers.blocks import Block, Element, WebPage, parse_page
from tracker.core.readers.furniture import LABEL, is_about_the_page, is_foot, is_furniture_name
from tracker.core.readers.plain import read_plain
from tracker.core.types import UnreadableReport

_PROSE: Final = re.compile("[。；！？]")
_ORDINAL: Final = re.compile(
    r"[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．是]|第[一二三四五六七八九十]{1,3}"
)
_TITLE_WORDS: Final = re.compile("报告|总结|计划|要点|工作情况|方案")
_SITE: Final = re.compile(r"[_|–—-]\s{0,3}[^_|–—-]{2,40}$")  # …_某某县人民政府门户网站
_LEAST_COPY: Final = 30  # characters; a shorter line may well be said twice
_LARGEST_CATALOGUE: Final = 800  # characters


def read_html(data: bytes) -> str:
    """The article of a page. The page's own word on its encoding is not believed.

    Raises UnreadableReport: as read_plain, "damaged" (no parser gets through it).
    """
    try:
        page = parse_page(read_plain(data))
    except (AssertionError, ValueError) as error:  # what html.parser raises on odd declarations
        raise UnreadableReport("damaged") from error
    shown = [block for block in page.blocks if not block.element.is_hidden]
    if _prose_in(page.blocks) > 3 * _prose_in(shown):
        shown = page.blocks  # a script shows the article only later
    blocks = _without_furniture(_without_copies(shown), page)
    text = "\n".join(_with_title(_article(blocks, page), page))
    if not text:
        raise UnreadableReport("empty")
    return text


def _prose(block: Block) -> int:
    """Characters of running text in a block: sentences, and not those of a link."""
    is_prose = len(block.text) >= 40 or _PROSE.search(block.text)
    return len(block.text) if is_prose and not _is_link(block) else 0


def _prose_in(blocks: Iterable[Block]) -> int:
    return sum(map(_prose, blocks))


def _is_link(block: Block) -> bool:
    """Whether it is a link and little else, and no numbered heading that happens to be one."""
    own = len(block.text) - block.linked
    return block.linked > own and own < 20 and not _ORDINAL.match(block.text)


def _bare(text: str) -> str:
    return "".join(text.split())


def _weights(blocks: Iterable[Block], page: WebPage) -> dict[Element, int]:
    """How much running text every element holds, with all that is inside it."""
    weights = dict.fromkeys(page.elements, 0)
    for block in blocks:
        weights[block.element] += _prose(block)
    for element in reversed(page.elements):  # what is inside comes after what it is in
        if element.parent is not None:
            weights[element.parent] += weights[element]
    return weights


def _inside(roots: Iterable[Element], page: WebPage) -> set[Element]:
    """These elements and all that is in them."""
    found = set(roots)
    for element in page.elements:
        if element.parent in found:
            found.add(element)
    return found


def _without_copies(blocks: Iterable[Block]) -> list[Block]:
    """Each paragraph once: pages hold a second copy for phones."""
    seen: set[str] = set()
    first = []
    for block in blocks:
        if len(block.text) < _LEAST_COPY or block.text not in seen:
            first.append(block)
        seen.add(block.text)
    return first


def _without_furniture(blocks: list[Block], page: WebPage) -> list[Block]:
    """Without elements that are named furniture or are a catalogue entry.

    One that holds a fourth of the running text is none, whatever its name.
    """
    weights = _weights(blocks, page)
    most = weights[page.elements[0]] / 4
    named = {e for e in page.elements if is_furniture_name(e.tag, e.names) and weights[e] <= most}
    dropped = _inside(named | _catalogues(blocks), page)
    return [block for block in blocks if block.element not in dropped]


def _catalogues(blocks: Iterable[Block]) -> set[Element]:
    """Tables and lists of 索引号, 发布机构, … : three labels or more, and little else."""
    labels: Counter[Element] = Counter()
    sizes: Counter[Element] = Counter()
    for block in blocks:
        holder = next((e for e in _near(block.element) if e.tag in ("table", "ul", "dl")), None)
        if holder is not None:
            sizes[holder] += len(block.text)
            labels[holder] += bool(LABEL.match(_bare(block.text)))
    return {
        holder
        for holder, number in labels.items()
        if number >= 3 and sizes[holder] <= _LARGEST_CATALOGUE
    }


def _near(element: Element | None) -> Iterator[Element]:
    """An element and what it stands in, a few steps up: pages may be nested without end."""
    for _ in range(12):
        if element is None:
            return
        yield element
        element = element.parent


def _article(blocks: Sequence[Block], page: WebPage) -> list[Block]:
    """From the heading of the article to its signature."""
    inside, prose = _core(blocks, page)
    if not prose:
        return [block for block in blocks if not _is_off(block)]
    titles = {_bare(title) for title in page.titles}
    start, end = prose[0], prose[-1]
    while start > 0:
        above = blocks[start - 1]
        # Between a title and its article may stand where it comes from, and when.
        is_bar = above.element in inside and is_about_the_page(above.text)
        if _is_off(above) and not is_bar:
            break
        start -= 1
        if _bare(blocks[start].text) in titles:
            break
    while end + 1 < len(blocks) and not _is_off(blocks[end + 1]):
        if _bare(blocks[end + 1].text) in titles:  # a second copy begins
            break
        end += 1
    return list(_without_menus(blocks[start : end + 1]))


def _core(blocks: Sequence[Block], page: WebPage) -> tuple[set[Element], list[int]]:
    """The smallest element that holds nearly all of the running text, and where that stands."""
    weights = _weights(blocks, page)
    total = weights[page.elements[0]]
    core = page.elements[0]
    for element in page.elements:
        if weights[element] * 10 >= total * 8 and element.tag not in ("p", "li", "tr"):
            core = element
    inside = _inside([core], page)
    found = [
        place
        for place, block in enumerate(blocks)
        if block.element in inside and _prose(block) and not _is_off(block)
    ]
    return inside, _before_foot(blocks, found)


def _before_foot(blocks: Sequence[Block], places: list[int]) -> list[int]:
    """Without what comes after 版权所有, where most of the running text stands before it."""
    written = [len(blocks[place].text) for place in places]
    for number, place in enumerate(places):
        since = places[number - 1] if number else 0
        is_late = sum(written[:number]) * 2 > sum(written)
        if is_late and any(is_foot(block.text) for block in blocks[since:place]):
            return places[:number]
    return places


def _is_off(block: Block) -> bool:
    """Whether a block is no part of an article."""
    return _is_link(block) or is_about_the_page(block.text)


def _without_menus(blocks: Iterable[Block]) -> Iterator[Block]:
    """Links in a row are a menu; a link by itself may be a name or an appendix."""
    for is_link, run in groupby(blocks, key=_is_link):
        group = list(run)
        if not is_link or len(group) < 3:
            yield from (block for block in group if not is_about_the_page(block.text))


def _with_title(article: Sequence[Block], page: WebPage) -> list[str]:
    """The lines of the article, with its title before them if it is not among them."""
    lines = [block.text for block in article]
    opening = _bare("".join(lines[:8]))
    named = [_SITE.sub("", title).strip() for title in page.titles]
    wanted = [title for title in named if _TITLE_WORDS.search(title) and len(title) <= 100]
    if not wanted or any(_bare(title) in opening for title in wanted):
        return lines
    return [wanted[0], *lines]
