"""Files that do harm: made when they are asked for, never kept."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

from tests.samples import pdfs
from tests.samples.words import docx, paragraph, part, zipped

_ENTITIES = "".join(
    f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "承诺" * 10}">' for n in range(12)
)


def zip_bomb() -> bytes:
    """600 MB of blanks, packed to half a megabyte."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package,
        package.open("word/document.xml", "w") as member,
    ):
        member.write(b"<a>")
        for _ in range(600):
            member.write(b" " * 2**20)
    return buffer.getvalue()


def nested_bomb() -> bytes:
    """Packages in a package in a package."""
    data = zip_bomb()
    for _ in range(3):
        data = zipped({f"{n}.zip": data for n in range(3)})
    return data


def lying_zip() -> bytes:
    """A package whose list says that a part is small."""
    data = bytearray(docx(" " * (60 * 2**20)))
    place = data.rindex(b"PK\x01\x02")
    data[place + 24 : place + 28] = (1000).to_bytes(4, "little")
    return bytes(data)


def locked_docx() -> bytes:
    """A package whose parts say that they have a password."""
    data = bytearray(docx(paragraph("甲")))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    return bytes(data)


def deep_docx() -> bytes:
    """Elements within elements, three hundred thousand deep."""
    return docx("<w:x>" * 300_000)


def entity_bomb() -> bytes:
    """Entities that become ten to the twelfth characters."""
    return zipped({"word/document.xml": f"<!DOCTYPE d [{_ENTITIES}]>" + part("document", "&e11;")})


def many_parts() -> bytes:
    """A package of thirty thousand parts."""
    return zipped({f"word/{n}.xml": "" for n in range(30_000)})


def page_tree_that_is_deep() -> bytes:
    """Page nodes within page nodes."""
    depth = 5000
    nodes = [
        b"<</Type/Pages/Count 1/Kids[%d 0 R]/Parent %d 0 R>>" % (n + 3, n + 1) for n in range(depth)
    ]
    return pdfs.by_hand([b"<</Type/Catalog/Pages 2 0 R>>", *nodes])


def endless_drawing() -> bytes:
    """A page that draws itself, and that again."""
    draw = b"/F Do " * 50
    form = (
        b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 3 0 R>>>>"
        b"/Length %d>>stream\n%s\nendstream" % (len(draw), draw)
    )
    page = (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 3 0 R"
        b"/Resources<</XObject<</F 3 0 R>>>>>>"
    )
    return pdfs.by_hand(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count 1/Kids[4 0 R]>>",
            form,
            page,
        ]
    )


HTML = "<!DOCTYPE html><html><body>"
# name -> (how to make it, file name, codes that are right)
FILES: dict[str, tuple[Callable[[], bytes], str, tuple[str, ...]]] = {
    "zip bomb": (zip_bomb, "a.docx", ("too_large",)),
    "nested zip bomb": (nested_bomb, "a.docx", ("damaged", "archive")),
    "zip that lies": (lying_zip, "a.docx", ("too_large", "damaged")),
    "docx with a password": (locked_docx, "a.docx", ("encrypted",)),
    "deep docx": (deep_docx, "a.docx", ("damaged",)),
    "entity bomb": (entity_bomb, "a.docx", ("damaged",)),
    "docx of many parts": (many_parts, "a.docx", ("too_large",)),
    "docx without a text": (lambda: zipped({"word/a.xml": "<a/>"}), "a.docx", ("damaged",)),
    "empty docx": (lambda: docx("<w:p/>"), "a.docx", ("empty",)),
    "truncated docx": (lambda: docx(paragraph("甲") * 999)[:-200], "a.docx", ("damaged",)),
    "pdf with a password": (lambda: pdfs.printed(["甲"], password="x"), "a.pdf", ("encrypted",)),
    "looping pdf": (pdfs.looping, "a.pdf", ("damaged",)),
    "deep pdf": (page_tree_that_is_deep, "a.pdf", ("damaged", "empty")),
    "pdf that draws itself": (endless_drawing, "a.pdf", ("too_large", "too_slow")),
    "truncated pdf": (lambda: pdfs.printed(["甲"] * 99)[:2000], "a.pdf", ("damaged",)),
    "pdf of a thousand blank pages": (lambda: pdfs.blank(1000), "a.pdf", ("empty",)),
    "pdf of too many pages": (lambda: pdfs.blank(1001), "a.pdf", ("too_large",)),
    "huge picture": (
        lambda: pdfs.picture_pages(box=14_000, side=12_000),
        "a.pdf",
        ("needs_ocr",),
    ),
    "deep html": ((HTML + "<div>" * 200_000).encode, "a.html", ("empty",)),
    "html of unclosed comments": (
        (HTML + "<!--" * 200_000).encode,
        "a.html",
        ("empty", "too_slow"),
    ),
    "html of open brackets": (
        (HTML + "<" * 500_000).encode,
        "a.html",
        ("empty", "too_slow", "not_a_report"),
    ),
    "junk": (lambda: bytes(range(256)) * 4000, "a.txt", ("binary",)),
    "junk that says html": (
        lambda: HTML.encode() + bytes(range(256)) * 4000,
        "a.html",
        ("binary",),
    ),
    "junk that says pdf": (lambda: b"%PDF-1.4\n" + bytes(range(256)) * 4000, "a", ("damaged",)),
    "nothing": (lambda: b"", "a.pdf", ("empty",)),
    "blanks": (lambda: b" \r\n\t" * 500, "a.docx", ("empty",)),
}
