from __future__ import annotations

import pytest

from tests.samples.pdfs import printed
from tests.samples.words import docx, paragraph, zipped
from tracker.core.readers import document_kind, read_bytes, storable
from tracker.core.readers.docx import read_docx
from tracker.core.types import UnreadableReport

TEXT = "望川县教育局坚持依法行政，全年组织学法四次，办理各类事项一千余件，群众总体满意。"
OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 99


@pytest.mark.parametrize(
    "filename", ["a.txt", "a.md", "a", "2024.01报告", "a.pdf", "a.docx", "a.doc"]
)
def test_a_text_is_a_text_under_any_name(filename: str) -> None:
    assert read_bytes(TEXT.encode(), filename=filename) == TEXT


@pytest.mark.parametrize(
    ("data", "filename", "kind"),
    [
        (docx(paragraph("甲")), "wrong.txt", ".docx"),
        (docx(paragraph("甲")), "wrong.doc", ".docx"),
        (printed(["甲"]), "wrong.docx", ".pdf"),
        (b"\n\n" + printed(["甲"]), "a.txt", ".pdf"),
        (b"<!DOCTYPE html><p>x", "a.doc", ".html"),
        (b'<?xml version="1.0"?><html><p>x', "a.xml", ".html"),
        (b"<p>x</p>", "a.htm", ".htm"),
    ],
)
def test_the_bytes_go_before_the_name(data: bytes, filename: str, kind: str) -> None:
    assert document_kind(data, filename=filename) == kind


@pytest.mark.parametrize(
    ("data", "filename", "code", "suffix"),
    [
        (b"", "a.txt", "empty", None),
        (b" \r\n\t", "a.pdf", "empty", None),
        (OLD_WORD, "a.docx", "old_format", ".doc"),
        (OLD_WORD, "报告.WPS", "old_format", ".wps"),
        (OLD_WORD, "a.xls", "format", ".xls"),
        (b"{\\rtf1 x}", "a.doc", "old_format", ".rtf"),
        (b'<?mso-application progid="Word.Document"?><w:x>', "a.doc", "old_format", ".xml"),
        (zipped({"content.xml": "x", "mimetype": "x"}), "a.odt", "old_format", ".odt"),
        (zipped({"OFD.xml": "x", "Doc_0/Document.xml": "x"}), "a.ofd", "format", ".ofd"),
        (zipped({"xl/workbook.xml": "x"}), "a.xlsx", "format", ".xlsx"),
        (zipped({"报告.docx": docx(paragraph("甲"))}), "a.zip", "archive", ".zip"),
        (b"PK\x03\x04" + b"x" * 99, "a.txt", "archive", ".zip"),
        (b"Rar!\x1a\x07\x00", "a.rar", "archive", ".rar"),
        (b"\x89PNG\r\n\x1a\n", "a.pdf", "image", ".png"),
        (b"\xff\xd8\xff\xe0", "扫描件.jpg", "image", ".jpg"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related;", "a.mht", "web_archive", ".mht"),
        (b"From: <Saved by Blink>\nSubject: x", "a.mhtml", "web_archive", ".mht"),
        (b"\x00\x01\x02" * 50, "a.xyz", "format", ".xyz"),
    ],
)  # fmt: skip
def test_refusals(data: bytes, filename: str, code: str, suffix: str | None) -> None:
    with pytest.raises(UnreadableReport) as refusal:
        read_bytes(data, filename=filename)
    assert (refusal.value.code, refusal.value.params.get("suffix")) == (code, suffix)


def test_a_docx_is_read_as_one() -> None:
    data = docx(paragraph("甲"))
    assert read_bytes(data, filename="a.txt") == read_docx(data)


def test_a_text_without_end_is_refused() -> None:
    with pytest.raises(UnreadableReport, match="too_large"):
        read_bytes(("望川县。" * 800_000).encode(), filename="a.txt")


@pytest.mark.parametrize(
    ("text", "kept"), [("甲\x00乙", "甲乙"), ("甲\ud800乙\udfff", "甲乙"), ("甲\t\n乙", "甲\t\n乙")]
)
def test_storable(text: str, kept: str) -> None:
    assert storable(text) == kept


@pytest.mark.parametrize("page", ["甲&#0;乙", "甲\x00乙", "甲&#xD800;乙"])
def test_pages_hold_nothing_that_cannot_be_stored(page: str) -> None:
    text = read_bytes(f"<html><body><p>{TEXT * 3}</p><p>{page}</p>".encode(), filename="a.html")
    assert "\x00" not in text
    assert text.encode("utf-8").decode("utf-8") == text
