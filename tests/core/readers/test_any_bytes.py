"""No bytes raise anything but UnreadableReport, whatever the file calls itself."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.samples.pages import PAGES
from tests.samples.pdfs import printed
from tests.samples.report import report_paragraphs, report_text
from tests.samples.words import docx, levels, numbered
from tests.timing import fastest
from tracker.core.pipeline import read_file
from tracker.core.types import UnreadableReport

LONGEST = 5.0  # seconds for one small file
NAMES = st.sampled_from(
    ["a.txt", "a.docx", "a.html", "a.pdf", "a.doc", "a", ".", "", "../x\x00.md", "a.mht"]
)
HEADS = st.sampled_from(
    [
        *(b"", b"PK\x03\x04", b"<html>", b"<html><![", b"\xff\xfe", b"%PDF-1.7\n"),
        *("各位代表：政府\n".encode(), b"{\\rtf", b"<!DOCTYPE html><table>"),
    ]
)
WHOLE = [
    report_text().encode(),
    printed(report_paragraphs()[:6]),
    docx(numbered("甲") * 3, numbering=levels(("chineseCounting", "%1、"))),
    PAGES["form"].encode(),
]


def read(data: bytes, name: str) -> None:
    def work() -> None:
        try:
            reading = read_file(data, filename=name)
        except UnreadableReport as refusal:
            assert refusal.code  # noqa: PT017 - whether it raises depends on the bytes
        else:
            assert reading.sections

    assert fastest(work, enough=LONGEST) <= LONGEST


@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode), NAMES, HEADS)
def test_any_bytes(data: bytes, name: str, head: bytes) -> None:
    read(head + data, name)


@settings(max_examples=150)
@given(st.data(), st.sampled_from(WHOLE), NAMES)
def test_documents_cut_and_patched(data: st.DataObject, whole: bytes, name: str) -> None:
    changed = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(changed)))
        end = min(len(changed), at + data.draw(st.integers(0, 60)))
        changed[at:end] = data.draw(st.binary(max_size=30))
    read(bytes(changed), name)


@pytest.mark.parametrize("whole", WHOLE, ids=["txt", "pdf", "docx", "html"])
@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.99])
def test_truncated_files(whole: bytes, part: float) -> None:
    read(whole[: int(len(whole) * part)], "报告.pdf")
