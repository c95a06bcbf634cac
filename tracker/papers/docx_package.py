"""A paper as a .docx file: the parts of the package, and the page of GB/T 9704-2012.

Written part by part instead of out of a library's template, which brings another office's
styles, a thumbnail and a stranger's name. What never changes lies in layout/*.xml.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Final
from xml.sax.saxutils import quoteattr
from zipfile import ZIP_DEFLATED, ZipFile

from tracker.papers.blocks import Bars, Block, Grid, Heading, Paper, Paragraph
from tracker.papers.docx_chart import chart_paragraph, chart_part
from tracker.papers.docx_table import table
from tracker.papers.docx_text import content, lines, paragraph

MIME: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_LAYOUT: Final = Path(__file__).parent / "layout"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_FORMATS: Final = "http://schemas.openxmlformats.org"
_OFFICE: Final = f"{_FORMATS}/officeDocument/2006/relationships"
_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_FIXED: Final = {  # part -> the type of its relation and of its content
    "styles.xml": ("styles", f"{_WORD}.styles+xml"),
    "settings.xml": ("settings", f"{_WORD}.settings+xml"),
    "fontTable.xml": ("fontTable", f"{_WORD}.fontTable+xml"),
    "footer1.xml": ("footer", f"{_WORD}.footer+xml"),
    "footer2.xml": ("footer", f"{_WORD}.footer+xml"),
}
_CHART_TYPE: Final = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"

# A4; margins 37, 35, 28 and 26 mm. The page number's line, 16 pt high, begins 7 mm below the
# text: 35 - 7 - 5.6 mm from the edge. 22 lines of 28 pt fit between the margins.
_PAGE: Final = (
    '<w:sectPr><w:footerReference w:type="default" r:id="footer1"/>'
    '<w:footerReference w:type="even" r:id="footer2"/>'
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" '
    'w:left="1588" w:header="851" w:footer="1270" w:gutter="0"/><w:pgNumType w:start="1"/>'
    '<w:docGrid w:type="lines" w:linePitch="579"/></w:sectPr>'
)
_STYLES: Final = {
    "body": "BodyText",
    "item": "Item",
    "notice": "Notice",
    "attached": "Attached",
    "dated": "Dated",
    "annex": "Annex",
}


def docx_of(paper: Paper) -> bytes:
    """The file. Its properties name the title, who made it and when, and nobody else."""
    charts = [block for block in paper.blocks if isinstance(block, Bars)]
    parts = {
        "[Content_Types].xml": _content_types(len(charts)),
        "_rels/.rels": _package_relations(),
        "docProps/core.xml": _properties(paper),
        "word/document.xml": _document(paper),
        "word/_rels/document.xml.rels": _document_relations(len(charts)),
    }
    for name in _FIXED:
        parts[f"word/{name}"] = (_LAYOUT / name).read_text("utf-8")
    for number, chart in enumerate(charts, start=1):
        parts[f"word/charts/chart{number}.xml"] = chart_part(chart)
    made = io.BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as package:
        for name, xml in parts.items():
            package.writestr(name, xml)
    return made.getvalue()


def _document(paper: Paper) -> str:
    spaces = {
        "w": f"{_FORMATS}/wordprocessingml/2006/main",
        "r": _OFFICE,
        "wp": f"{_FORMATS}/drawingml/2006/wordprocessingDrawing",
        "a": f"{_FORMATS}/drawingml/2006/main",
        "c": f"{_FORMATS}/drawingml/2006/chart",
    }
    named = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in spaces.items())
    body = "".join([lines(paper.title, "Title"), *_blocks(paper.blocks)])
    return f"{_HEAD}<w:document {named}><w:body>{body}{_PAGE}</w:body></w:document>"


def _blocks(blocks: Sequence[Block]) -> list[str]:
    written, charts = [], 0
    for block in blocks:
        match block:
            case Heading(text=text, level=level):
                written.append(paragraph(text, f"Heading{level}"))
            case Paragraph(text=text, style=style):
                written.append(paragraph(text, _STYLES[style]))
            case Grid():
                written.append(table(block))
            case Bars():
                charts += 1
                written.append(chart_paragraph(block, number=charts, relation=f"chart{charts}"))
    return written


def _content_types(charts: int) -> str:
    types = {f"/word/{name}": kind for name, (_relation, kind) in _FIXED.items()}
    types["/word/document.xml"] = f"{_WORD}.document.main+xml"
    types["/docProps/core.xml"] = "application/vnd.openxmlformats-package.core-properties+xml"
    types |= {f"/word/charts/chart{i}.xml": _CHART_TYPE for i in range(1, charts + 1)}
    overrides = "".join(
        f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in types.items()
    )
    return (
        f'{_HEAD}<Types xmlns="{_FORMATS}/package/2006/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _package_relations() -> str:
    core = f"{_FORMATS}/package/2006/relationships/metadata/core-properties"
    return _relations(
        [
            ("document", f"{_OFFICE}/officeDocument", "word/document.xml"),
            ("core", core, "docProps/core.xml"),
        ]
    )


def _document_relations(charts: int) -> str:
    fixed = [
        (name.removesuffix(".xml"), f"{_OFFICE}/{relation}", name)
        for name, (relation, _kind) in _FIXED.items()
    ]
    drawn = [
        (f"chart{i}", f"{_OFFICE}/chart", f"charts/chart{i}.xml") for i in range(1, charts + 1)
    ]
    return _relations(fixed + drawn)


def _relations(rows: Sequence[tuple[str, str, str]]) -> str:
    written = "".join(
        f'<Relationship Id="{name}" Type={quoteattr(kind)} Target="{target}"/>'
        for name, kind, target in rows
    )
    return (
        f'{_HEAD}<Relationships xmlns="{_FORMATS}/package/2006/relationships">'
        f"{written}</Relationships>"
    )


def _properties(paper: Paper) -> str:
    made_at = paper.made_at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    author = content(paper.author)
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="{_FORMATS}/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{content(''.join(paper.title))}</dc:title><dc:creator>{author}</dc:creator>"
        f"<cp:lastModifiedBy>{author}</cp:lastModifiedBy>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{made_at}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{made_at}</dcterms:modified>'
        "<dc:language>zh-CN</dc:language></cp:coreProperties>"
    )
