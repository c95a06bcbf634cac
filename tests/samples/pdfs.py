"""PDFs made with reportlab: as a word processor prints them, and as they should not be."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterable, Sequence

import pypdfium2
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"
SIZE, LEADING, LEFT, WIDTH = 16.0, 28.0, 80.0, 27 * 16.0  # points
NOT_AT_START = "，。；：、）！？”》"

Furniture = Callable[[int, int], str]  # (page, pages) -> text


def wrapped(paragraph: str, *, indent: int = 2) -> list[str]:
    """The lines of a paragraph, broken as Word breaks Chinese: no stop begins a line."""
    lines, rest, room = [], paragraph, WIDTH - indent * SIZE
    while rest:
        end, width = 0, 0.0
        while end < len(rest) and width <= room:
            width += pdfmetrics.stringWidth(rest[end], FONT, SIZE)
            end += 1
        end -= width > room
        while end < len(rest) and rest[end] in NOT_AT_START:
            end -= 1  # takes the character before along to the next line
        lines.append(rest[:end])
        rest, room = rest[end:], WIDTH
    return lines


def printed(
    paragraphs: Sequence[str],
    *,
    head: Furniture = lambda page, pages: "",
    foot: Furniture = lambda page, pages: f"- {page} -",
    rows: int = 22,
    indent: int = 2,
    password: str = "",
) -> bytes:
    """A report as an office prints it: centred title, indented paragraphs, heads and feet."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    lines: list[tuple[float, str]] = []
    for index, paragraph in enumerate(paragraphs):
        if index == 0:
            lines.append((A4[0] / 2 - len(paragraph) * SIZE / 2, paragraph))
            continue
        for number, line in enumerate(wrapped(paragraph, indent=indent)):
            lines.append((LEFT + (indent * SIZE if number == 0 else 0), line))
    pages = [lines[start : start + rows] for start in range(0, len(lines), rows)]
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, encrypt=_locked(password))
    for number, page in enumerate(pages, 1):
        for text, height, size in (
            (head(number, len(pages)), A4[1] - 50, 10),
            (foot(number, len(pages)), 45, 12),
        ):
            canvas.setFont(FONT, size)
            canvas.drawCentredString(A4[0] / 2, height, text)
        canvas.setFont(FONT, SIZE)
        for row, (left, line) in enumerate(page):
            canvas.drawString(left, A4[1] - 100 - row * LEADING, line)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _locked(password: str) -> object:
    if not password:
        return None
    from reportlab.lib.pdfencrypt import StandardEncryption

    return StandardEncryption(password, canPrint=0, strength=40)


def by_hand(objects: Iterable[bytes]) -> bytes:
    """A PDF of these objects (the first is the catalogue), with a right table of places."""
    body, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return body + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R>>\n"
        b"startxref\n%d\n%%%%EOF" % (len(places) + 1, table, len(places) + 1, len(body))
    )


def looping() -> bytes:
    """A page tree whose node is its own child."""
    return by_hand(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count 3/Kids[2 0 R 2 0 R 2 0 R]/Parent 2 0 R>>",
        ]
    )


def blank(number: int) -> bytes:
    """So many pages with nothing on them."""
    kids = b" ".join([b"3 0 R"] * number)
    return by_hand(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count %d/Kids[%s]>>" % (number, kids),
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]>>",
        ]
    )


def drawn_letters() -> bytes:
    """A page whose letters are shapes, as a program draws them that takes no fonts along."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    for number in range(400):
        canvas.circle(80 + number % 20 * 20, 700 - number // 20 * 20, 5)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def mixed(*documents: bytes) -> bytes:
    """The pages of several documents, one after another."""
    whole = pypdfium2.PdfDocument.new()
    for data in documents:
        whole.import_pages(pypdfium2.PdfDocument(data))
    return _saved(whole)


def turned(data: bytes, angle: int) -> bytes:
    """Pages that lie on their side in the file and are shown upright."""
    document = pypdfium2.PdfDocument(data)
    for page in document:
        width, height = page.get_size()
        matrix = pypdfium2.PdfMatrix().rotate(angle, ccw=True)
        shift = {90: (height, 0), 180: (width, height), 270: (0, width)}[angle]
        matrix = matrix.translate(*shift)
        for item in page.get_objects(max_depth=1):
            item.transform(matrix)
        if angle != 180:
            page.set_mediabox(0, 0, height, width)
        page.set_rotation(angle)
        page.gen_content()
    return _saved(document)


def _saved(document: pypdfium2.PdfDocument) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def scanned(paragraphs: Sequence[str], *, askew: float = 0.4) -> bytes:
    """The printed report as pictures, a little askew, as a scanner gives it."""
    document = pypdfium2.PdfDocument(printed(paragraphs))
    pictures = [
        page.render(scale=150 / 72).to_pil().convert("L").rotate(askew, fillcolor=255)
        for page in document
    ]
    buffer = io.BytesIO()
    pictures[0].save(buffer, "PDF", save_all=True, append_images=pictures[1:], resolution=150)
    return buffer.getvalue()


def picture_pages(*, number: int = 1, box: int = 600, side: int = 2000, shown: int = 0) -> bytes:
    """Pages `box` points wide with one grey picture each: `side` pixels, `shown` points."""
    grey = zlib.compress(b"\x80" * side * side)
    draw = b"q %d 0 0 %d 0 0 cm /I Do Q" % (shown or box, shown or box)
    kids = b" ".join(b"%d 0 R" % (5 + index) for index in range(number))
    page = (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Contents 4 0 R"
        b"/Resources<</XObject<</I 3 0 R>>>>>>" % (box, box)
    )
    return by_hand(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count %d/Kids[%s]>>" % (number, kids),
            b"<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray"
            b"/BitsPerComponent 8/Filter/FlateDecode/Length %d>>stream\n%s\nendstream"
            % (side, side, len(grey), grey),
            b"<</Length %d>>stream\n%s\nendstream" % (len(draw), draw),
            *[page] * number,
        ]
    )
