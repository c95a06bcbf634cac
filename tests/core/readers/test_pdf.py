from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.samples import pdfs
from tests.samples.report import report_paragraphs
from tracker.core.readers.margins import Line, Page
from tracker.core.readers.pdf import page_ranges, read_pdf
from tracker.core.types import UnreadableReport

REPORT = report_paragraphs()
NONE = ""


@pytest.mark.parametrize(
    ("head", "foot"),
    [
        (lambda n, of: NONE, lambda n, of: NONE),
        (lambda n, of: NONE, lambda n, of: f"- {n} -"),
        (lambda n, of: NONE, lambda n, of: f"—{n}—"),
        (lambda n, of: NONE, lambda n, of: str(n)),
        (lambda n, of: "望川县交通运输局文件", lambda n, of: f"第{n}页 共{of}页"),
        (lambda n, of: f"法治政府建设年度报告　{n}/{of}", lambda n, of: f"第 {n} 页"),
        (lambda n, of: NONE, lambda n, of: f"Page {n} of {of}"),
    ],
)
@pytest.mark.parametrize("rows", [22, 9])
def test_a_printed_report(
    head: Callable[[int, int], str], foot: Callable[[int, int], str], rows: int
) -> None:
    data = pdfs.printed(REPORT, head=head, foot=foot, rows=rows)
    assert read_pdf(data).split("\n") == REPORT


def test_left_and_right_pages_may_have_their_own_heads() -> None:
    data = pdfs.printed(REPORT, head=lambda n, of: "望川县" if n % 2 else "年度报告汇编", rows=9)
    assert read_pdf(data).split("\n") == REPORT


@pytest.mark.parametrize("indent", [0, 2])
def test_paragraphs_with_and_without_indents(indent: int) -> None:
    data = pdfs.printed(REPORT, indent=indent)
    assert read_pdf(data).split("\n") == REPORT


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_turned_pages(angle: int) -> None:
    assert read_pdf(pdfs.turned(pdfs.printed(REPORT), angle)).split("\n") == REPORT


def test_numbers_inside_the_text_are_no_page_numbers() -> None:
    lines = ["望川县统计表", "1", "2", "- 3 -", "第4页"]
    text = read_pdf(pdfs.printed(lines, rows=5, foot=lambda n, of: NONE))
    assert text.split("\n") == lines


def test_a_number_at_the_edge_of_one_page_stays() -> None:
    data = pdfs.printed(REPORT, foot=lambda n, of: "128" if n == 1 else NONE)
    assert "128" in read_pdf(data)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (pdfs.looping(), "damaged"),
        (pdfs.printed(REPORT, password="x"), "encrypted"),
        (pdfs.printed(REPORT)[:2000], "damaged"),
        (b"%PDF-1.7", "damaged"),
        (pdfs.by_hand([b"<</Type/Catalog/Pages 2 0 R>>"]), "damaged"),
        (pdfs.blank(3), "empty"),
        (pdfs.blank(1001), "too_large"),
    ],
)
def test_refusals(data: bytes, code: str) -> None:
    with pytest.raises(UnreadableReport) as refusal:
        read_pdf(data)
    assert refusal.value.code == code


def test_a_broken_table_of_places_is_mended() -> None:
    data = pdfs.printed(REPORT)
    at = data.rindex(b"startxref")
    assert read_pdf(data[:at] + b"startxref\n7\n%%EOF").split("\n") == REPORT


@pytest.mark.parametrize(
    ("data", "pages"),
    [
        (pdfs.picture_pages(), "1"),
        (pdfs.picture_pages(number=3), "1-3"),
        (pdfs.mixed(pdfs.printed(REPORT), pdfs.picture_pages(number=2)), "3-4"),
        (pdfs.mixed(pdfs.picture_pages(), pdfs.printed(REPORT)), "1"),
        (pdfs.drawn_letters(), "1"),
    ],
)
def test_pages_that_are_pictures_are_named(data: bytes, pages: str) -> None:
    with pytest.raises(UnreadableReport) as refusal:
        read_pdf(data)
    assert (refusal.value.code, refusal.value.params["pages"]) == ("needs_ocr", pages)


def test_a_seal_is_no_scan() -> None:
    data = pdfs.mixed(pdfs.printed(REPORT), pdfs.picture_pages(box=600, shown=90))
    assert read_pdf(data).split("\n") == REPORT


def test_only_the_pictures_are_recognised() -> None:
    asked = []

    def recognise(page: object) -> Page:
        asked.append(page)
        return Page(842, (Line("识别出的文字", 80, 180, 100, 116),))

    data = pdfs.mixed(pdfs.printed(REPORT), pdfs.picture_pages())
    assert read_pdf(data, recognise=recognise).split("\n") == [*REPORT, "识别出的文字"]
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("numbers", "text"),
    [([1], "1"), ([1, 2, 3, 7], "1-3、7"), (list(range(1, 99, 2)), "…")],
)
def test_page_ranges(numbers: list[int], text: str) -> None:
    assert page_ranges(numbers).endswith(text)
