"""Text inside WordprocessingML: escaped, and free of what XML or a reader's eye can't bear."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final
from xml.sax.saxutils import escape, quoteattr

# What XML 1.0 has no place for (section 2.2), and marks that turn the direction of reading.
_BREAKING: Final = re.compile(r"[\s\x85\u2028\u2029]+")
_BARRED: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069"
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


def printable(text: str) -> str:
    """One line of text: white space as single spaces, barred characters left out."""
    return _BARRED.sub("", _BREAKING.sub(" ", text)).strip()


def content(text: str) -> str:
    """Text for between two tags."""
    return escape(printable(text))


def attribute(text: str) -> str:
    """A quoted attribute value."""
    return quoteattr(printable(text))


def run(text: str) -> str:
    """A run. The hint has quotation marks and dashes set in the Chinese font, not the Latin."""
    return (
        '<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr>'
        f'<w:t xml:space="preserve">{content(text)}</w:t></w:r>'
    )


def paragraph(text: str, style: str) -> str:
    """A paragraph in a style of layout/styles.xml."""
    return lines([text], style)


def lines(texts: Iterable[str], style: str) -> str:
    """A paragraph of lines that are broken here and nowhere else."""
    runs = "<w:r><w:br/></w:r>".join(run(text) for text in texts)
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{runs}</w:p>'
