"""A plain text -> one of the binary files of seeds/ (.docx, .pdf). Not needed to load them.

    python seeds/make.py TEXT OUTPUT

TEXT is UTF-8, one paragraph a line; the first line is the title. Lines with tabs are rows of a
table, and a line that begins with "# " is numbered by the program (（一）、（二）…) instead of by
hand. Both only in a .docx. The same text gives the same bytes.
"""

from __future__ import annotations

import re
import sys
import unicodedata
import zipfile
import zlib
from itertools import groupby
from pathlib import Path
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
NUMBERED = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>'

WIDTH = 28  # full-width characters a line, the layout of an official document (GB/T 9704)
LINES = 22  # a page
SIZE, LEADING, LEFT, TOP = 16, 28, 74, 740  # points
NOT_FIRST = frozenset("，。；：、！？）》”")


def docx(text: str) -> dict[str, str]:
    """The parts of a Word package: paragraphs, one table, and numbering done by the program."""
    lines = text.splitlines()
    body = [_paragraph(lines[0], '<w:pPr><w:jc w:val="center"/></w:pPr>')]
    for tabular, group in groupby(lines[1:], key=lambda line: "\t" in line):
        rows = list(group)
        body.append(_table(rows) if tabular else "".join(map(_numbered, rows)))
    numbering = (
        '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        '<w:numFmt w:val="chineseCounting"/><w:suff w:val="nothing"/><w:lvlText w:val="（%1）"/>'
        '</w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    parts = {"document": ("document.main", f"<w:body>{''.join(body)}</w:body>")}
    parts["numbering"] = ("numbering", numbering)
    types = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{WORD_TYPE}.{kind}+xml"/>'
        for name, (kind, _) in parts.items()
    )
    rels = "application/vnd.openxmlformats-package.relationships+xml"
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="{rels}"/>{types}</Types>',
        "_rels/.rels": _relation("officeDocument", "word/document.xml"),
        "word/_rels/document.xml.rels": _relation("numbering", "numbering.xml"),
        **{
            f"word/{name}.xml": f'<w:{name} xmlns:w="{MAIN}">{xml}</w:{name}>'
            for name, (_, xml) in parts.items()
        },
    }


def _relation(kind: str, target: str) -> str:
    return (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{OFFICE}/{kind}" Target="{target}"/></Relationships>'
    )


def _paragraph(text: str, properties: str = "") -> str:
    run = f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
    return f"<w:p>{properties}{run}</w:p>"


def _numbered(line: str) -> str:
    return _paragraph(line[2:], NUMBERED) if line.startswith("# ") else _paragraph(line)


def _table(rows: list[str]) -> str:
    cells = (
        "".join(f"<w:tc>{_paragraph(cell)}</w:tc>" for cell in row.split("\t")) for row in rows
    )
    columns = "<w:gridCol/>" * len(rows[0].split("\t"))
    inner = "".join(f"<w:tr>{row}</w:tr>" for row in cells)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{columns}</w:tblGrid>{inner}</w:tbl>"


def pdf(text: str) -> bytes:
    """A PDF with a text layer: hard-wrapped lines, a running head, numbered pages.

    The font is the reader's own (STSong-Light with the Unicode map of Adobe-GB1, not embedded);
    a ToUnicode table lets every program get the characters out.
    """
    lines = [line for paragraph in text.splitlines() for line in _wrap(paragraph)]
    pages = [lines[at : at + LINES] for at in range(0, len(lines), LINES)]
    head = text.splitlines()[0]
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", *_font(sorted({*text, *"0123456789- "}))]
    kids = []
    for number, page in enumerate(pages, 1):
        body = [_show(head, LEFT, 800, 9), _show(f"- {number} -", 280, 60, 12)]
        for row, (indent, line) in enumerate(page):
            body.append(_show(line, LEFT + indent * SIZE, TOP - row * LEADING, SIZE))
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {len(objects) + 2} 0 R >>"
        )
        objects.append(_stream("\n".join(body)))
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    return _file(objects)


def _wrap(paragraph: str) -> list[tuple[int, str]]:
    """Lines with their indent, in full-width characters; half-width ones count half."""
    lines, line, room = [], "", float(WIDTH - 2)
    for character in paragraph:
        width = 1.0 if unicodedata.east_asian_width(character) in "WFA" else 0.5
        if room < width and character not in NOT_FIRST:
            lines.append(line)
            line, room = "", float(WIDTH)
        line += character
        room -= width
    return [(2 if at == 0 else 0, each) for at, each in enumerate([*lines, line])]


def _show(text: str, x: int, y: int, size: int) -> str:
    return f"BT /F1 {size} Tf {x} {y} Td <{text.encode('utf-16-be').hex()}> Tj ET"


def _font(characters: list[str]) -> list[str]:
    """Objects 3 to 6: the font, its descendant, its descriptor, the way back to Unicode."""
    codes = [f"<{ord(c):04x}> <{ord(c):04x}>" for c in characters if c >= " "]
    blocks = "\n".join(
        f"{len(codes[at : at + 100])} beginbfchar\n{chr(10).join(codes[at : at + 100])}\nendbfchar"
        for at in range(0, len(codes), 100)
    )
    cmap = (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /Own def\n"
        "/CMapType 2 def\n1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n"
        f"{blocks}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    )
    return [
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H "
        "/DescendantFonts [4 0 R] /ToUnicode 6 0 R >>",
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo "
        "<< /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /DW 1000 /W [1 95 500] "
        "/FontDescriptor 5 0 R >>",
        "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] "
        "/ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
        _stream(cmap),
    ]


def _stream(content: str) -> str:
    """A compressed stream, as latin-1 text until the file is put together."""
    data = zlib.compress(content.encode("ascii"), 9).decode("latin-1")
    return f"<< /Length {len(data)} /Filter /FlateDecode >>\nstream\n{data}\nendstream"


def _file(objects: list[str]) -> bytes:
    out, offsets = "%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    end = f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return f"{out}xref\n0 {size}\n0000000000 65535 f \n{table}{end}".encode("latin-1")


def main() -> None:
    """Write OUTPUT from TEXT. Raises OSError, and SystemExit for a suffix it can't make."""
    source, target = map(Path, sys.argv[1:])
    text = re.sub(r"\n{2,}", "\n", source.read_text("utf-8").strip())
    if target.suffix == ".pdf":
        target.write_bytes(pdf(text))
    elif target.suffix == ".docx":
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
            for name, xml in docx(text).items():
                entry = zipfile.ZipInfo(name)  # of 1980: the same bytes every time
                entry.compress_type = zipfile.ZIP_DEFLATED
                package.writestr(entry, f'<?xml version="1.0" encoding="UTF-8"?>\n{xml}')
    else:
        raise SystemExit(f"no maker for {target.suffix}")


if __name__ == "__main__":
    main()
