"""With the optional extra `ocr`: scans are really recognised."""

from __future__ import annotations

import pytest
from rapidfuzz.distance import Levenshtein

from tests.samples.pdfs import mixed, picture_pages, printed, scanned
from tests.samples.report import report_paragraphs
from tracker.core.pipeline import read_text
from tracker.core.readers.pdf import read_pdf

pytest.importorskip("rapidocr", reason="the optional extra ocr is not installed")

REPORT = report_paragraphs()


def recognised(data: bytes) -> tuple[str, list[int]]:
    from tracker.core.readers.ocr import recogniser

    pages: list[int] = []
    return read_pdf(data, recognise=recogniser(on_page=pages.append)), pages


def test_a_scan_a_little_askew_has_the_commitments_of_the_report() -> None:
    text, pages = recognised(scanned(REPORT))
    assert pages == [1, 2]
    wrong = Levenshtein.normalized_distance(text, "\n".join(REPORT))
    assert wrong < 0.02
    assert text.count("\n") == len(REPORT) - 1  # paragraphs, and no page number
    found, real = read_text(text).commitments, read_text("\n".join(REPORT)).commitments
    assert [c.heading for c in found] == [c.heading for c in real]
    assert [
        [target.value for measure in c.measures for target in measure.targets] for c in found
    ] == [[target.value for measure in c.measures for target in measure.targets] for c in real]


def test_a_page_with_nothing_to_recognise() -> None:
    text, pages = recognised(mixed(printed(REPORT), picture_pages(box=14_000, side=4000)))
    assert (text.split("\n"), pages) == (REPORT, [1])
