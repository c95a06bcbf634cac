"""PDF files -> str: the text layer page by page, put together again by `layout`.

PDFium (the parser of Chromium) opens the file; pages that show something but say nothing are
scans, and are either recognised or named in the verdict: a page is never lost in silence.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from tracker.core.readers.layout import paragraphs, rows
from tracker.core.readers.margins import Line, Page
from tracker.core.types import UnreadableReport

if TYPE_CHECKING:
    import pypdfium2

MOST_PAGES: Final = 1000
Recognise = Callable[["pypdfium2.PdfPage"], Page]

_LEAST_TEXT: Final = 30  # characters; a page that says less may be a picture of a page
_PICTURE: Final = 0.25  # of the page: what is smaller is a seal or an emblem
_OUTLINES: Final = 150  # drawn shapes; a page with so many and no text has its letters drawn
_MOST_OBJECTS: Final = 20_000
_READABLE: Final = re.compile(
    "[\x20-\x7e\u00a0-\u024f\u2000-\u27bf\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef]"
)
_ODD: Final = re.compile("[\x00-\x08\x0e-\x1f\ufffe\uffff\u00ad\u200b]")


def read_pdf(data: bytes, *, recognise: Recognise | None = None) -> str:
    """The text of a PDF, one paragraph a line.

    `recognise` (OCR) reads the pages that are pictures. Raises UnreadableReport: "encrypted",
    "damaged", "too_large" (more than MOST_PAGES pages), "empty", and without `recognise`
    "needs_ocr" (with `pages`, "1-3、7", and their `count`).
    """
    # Imported where it is used: the parent process knows this module and never opens a PDF.
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        # Both: PDFium's error code may be left over from the document before.
        locked = error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD and b"/Encrypt" in data
        raise UnreadableReport("encrypted" if locked else "damaged") from error
    try:
        return _text(document, recognise)
    finally:
        document.close()


def _text(document: pypdfium2.PdfDocument, recognise: Recognise | None) -> str:
    if len(document) > MOST_PAGES:
        raise UnreadableReport("too_large")
    pages, scanned = [], []
    for index in range(len(document)):
        page, picture = _read_page(document, index)
        if picture is not None:
            if recognise is None:
                scanned.append(index + 1)
            else:
                page = recognise(picture)
        pages.append(page)
    if scanned:
        raise UnreadableReport("needs_ocr", pages=page_ranges(scanned), count=len(scanned))
    text = paragraphs(pages)
    if not text.strip():
        raise UnreadableReport("damaged" if not pages else "empty")
    return text


def page_ranges(numbers: list[int]) -> str:
    """Page numbers for people: "1-3、7"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    shown = [str(a) if a == b else f"{a}-{b}" for a, b in runs[:20]]
    return "、".join(shown) + ("…" if len(runs) > 20 else "")


def _read_page(
    document: pypdfium2.PdfDocument, index: int
) -> tuple[Page, pypdfium2.PdfPage | None]:
    """The page, and its picture too where its words can't be read but seen."""
    import pypdfium2

    try:
        page = document[index]
        characters = list(_characters(page))
    except pypdfium2.PdfiumError as error:
        raise UnreadableReport("damaged") from error
    lines = rows(_pieces(characters))
    text = "".join(line.text for line in lines)
    unseen = len("".join(text.split())) < _LEAST_TEXT and _shows_something(page)
    return Page(page.get_height(), lines), page if unseen or _is_garbled(text) else None


def _is_garbled(text: str) -> bool:
    """Whether the font does not tell which characters it shows (no ToUnicode table)."""
    return len(text) >= _LEAST_TEXT and len(_READABLE.findall(text)) < 0.7 * len(text)


def _shows_something(page: pypdfium2.PdfPage) -> bool:
    """Whether pictures or drawn letters cover a part of the page that could be text."""
    import pypdfium2

    area = page.get_width() * page.get_height()
    covered, drawn = 0.0, 0
    for number, item in enumerate(page.get_objects(max_depth=5)):
        if item.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = item.get_bounds()
            covered += max(0.0, right - left) * max(0.0, top - bottom)
        elif item.type == pypdfium2.raw.FPDF_PAGEOBJ_PATH:
            drawn += 1
        if covered > _PICTURE * area or drawn > _OUTLINES:
            return True
        if number > _MOST_OBJECTS:
            break
    return False


def _characters(page: pypdfium2.PdfPage) -> Iterator[Line]:
    """Every character with its box; a line end is an empty text."""
    import pypdfium2.raw as pdfium

    textpage = page.get_textpage()
    box = pdfium.FS_RECTF()
    turn = _Turn(page)
    for index in range(textpage.count_chars()):
        text = chr(pdfium.FPDFText_GetUnicode(textpage, index) & 0x1FFFFF or 0x20)
        generated = pdfium.FPDFText_IsGenerated(textpage, index) == 1
        if text in "\r\n" or (generated and not text.strip()):
            yield Line("" if text in "\r\n" else " ", 0, 0, 0, 0)
        elif pdfium.FPDFText_GetLooseCharBox(textpage, index, ctypes.byref(box)):
            yield turn.line(_ODD.sub("", text), box)
    textpage.close()


class _Turn:
    """From the page as it is written to the page as it is shown: turned, and from the top."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        self.angle = page.get_rotation()
        left, bottom, right, top = page.get_mediabox()
        self.left, self.bottom, self.right, self.top = left, bottom, right, top

    def line(self, text: str, box: ctypes.Structure) -> Line:
        """A character in its box, lengths from the upper left corner."""
        x0, x1 = box.left - self.left, box.right - self.left
        y0, y1 = self.top - box.top, self.top - box.bottom
        width, height = self.right - self.left, self.top - self.bottom
        if self.angle == 90:
            x0, x1, y0, y1 = height - y1, height - y0, x0, x1
        elif self.angle == 180:
            x0, x1, y0, y1 = width - x1, width - x0, height - y1, height - y0
        elif self.angle == 270:
            x0, x1, y0, y1 = y0, y1, width - x1, width - x0
        return Line(text, x0, x1, y0, y1)


def _pieces(characters: list[Line]) -> Iterator[Line]:
    """Runs of characters that stand one after another."""
    run: list[Line] = []
    for character in characters:
        if not character.text:
            breaks = True
        elif not run or character.right == 0:
            breaks = False
        else:
            last = next((c for c in reversed(run) if c.right), character)
            size = max(last.height, character.height)
            breaks = (
                abs(character.middle - last.middle) > 0.6 * size
                or character.left < last.left - 0.5 * size
                or character.left > last.right + 1.5 * size
            )
        if breaks:
            yield from _piece(run)
            run = []
        if character.text:
            run.append(character)
    yield from _piece(run)


def _piece(run: list[Line]) -> Iterator[Line]:
    boxes = [character for character in run if character.right]
    text = "".join(character.text for character in _without_made_up_spaces(run)).strip()
    if not text or not boxes:
        return
    inked = [box for box in boxes if box.text.strip()] or boxes
    yield Line(
        text,
        min(box.left for box in inked),
        max(box.right for box in inked),
        min(box.top for box in inked),
        max(box.bottom for box in inked),
    )


def _without_made_up_spaces(run: list[Line]) -> Iterator[Line]:
    """Spaces that PDFium made of wide letter spacing are kept between letters and digits only."""
    for index, character in enumerate(run):
        if character.right or character.text != " ":
            yield character
        elif 0 < index < len(run) - 1:
            before, after = run[index - 1].text, run[index + 1].text
            if before.isascii() and after.isascii():
                yield character
