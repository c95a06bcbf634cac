"""Word documents written out by hand: what Word and WPS write, and zip files that do harm."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"


def part(root: str, content: str) -> str:
    return f'<w:{root} xmlns:w="{WORD}" xmlns:mc="{COMPATIBILITY}">{content}</w:{root}>'


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return buffer.getvalue()


def docx(body: str, *, head: str = "", **parts: str) -> bytes:
    """A document; `parts` are the contents of other parts: numbering="<w:num …>"."""
    document = head + part("document", f"<w:body>{body}</w:body>")
    others = {f"word/{name}.xml": part(name, content) for name, content in parts.items()}
    return zipped({"word/document.xml": document, **others})


def paragraph(text: str, *, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def numbered(text: str, *, level: int = 0, list_id: int = 1) -> str:
    return paragraph(
        text,
        properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>',
    )


def levels(*formats: tuple[str, str], definition: int = 0, more: str = "") -> str:
    """A definition of a list: (numFmt, lvlText) for every level, and the list with id 1."""
    inside = "".join(
        f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for index, (kind, text) in enumerate(formats)
    )
    return (
        f'<w:abstractNum w:abstractNumId="{definition}">{inside}</w:abstractNum>'
        f'<w:num w:numId="{definition + 1}"><w:abstractNumId w:val="{definition}"/></w:num>{more}'
    )


def text_box(text: str) -> str:
    """A box as Word writes it: once for itself and once for older programs."""
    content = f"<w:txbxContent>{paragraph(text)}</w:txbxContent>"
    return (
        f"<w:r><mc:AlternateContent><mc:Choice>{content}</mc:Choice>"
        f"<mc:Fallback>{content}</mc:Fallback></mc:AlternateContent></w:r>"
    )
