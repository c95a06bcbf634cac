"""Papers as .docx: opened again, the page of GB/T 9704-2012, and text that means harm."""

from __future__ import annotations

import datetime as dt
import io
import shutil
import subprocess
import zipfile
from itertools import pairwise
from pathlib import Path
from typing import get_args
from xml.etree import ElementTree

import docx
import pypdfium2
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from tests.papers.inspected import MADE_AT, make_inspected
from tests.timing import grows_linearly
from tracker.papers.blocks import Bars, Block, Grid, Heading, Paper, Paragraph, Style
from tracker.papers.docx_package import docx_of
from tracker.papers.docx_text import printable

HOSTILE = "甲\x00\x08<w:p/>&amp;\ud800\ufffe乙\u202e“丙”]]>\n丁\x85戊"
HARMLESS = "甲<w:p/>&amp;乙“丙”]]> 丁 戊"

# ECMA-376 part 1, 17.3.1.26 pPr, 17.3.2.28 rPr, 17.6.17 sectPr, 17.4.60 tblPr, 17.15.1.78
# settings: the elements used here, in the order that the schema wants and Word insists on.
ORDERS = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore widowControl pBdr snapToGrid spacing ind jc "
    "outlineLvl",
    "rPr": "rFonts kern spacing sz szCs lang",
    "sectPr": "footerReference pgSz pgMar pgNumType docGrid",
    "tblPr": "tblW jc tblBorders tblLayout tblCellMar",
    "tcPr": "tcW vAlign",
    "trPr": "cantSplit tblHeader",
    "settings": "zoom defaultTabStop evenAndOddHeaders characterSpacingControl compat "
    "themeFontLang",
    "style": "name basedOn next qFormat pPr rPr",
    "font": "altName charset family pitch",
}


def paper(*blocks: Block, title: tuple[str, ...] = ("云岫市", "督察报告")) -> Paper:
    return Paper(title, "督察员甲", MADE_AT, blocks)


def opened(made: Paper) -> Document:
    return docx.Document(io.BytesIO(docx_of(made)))


def every_kind(text: str = "文字") -> list[Block]:
    return [
        Heading(text),
        Heading(text, level=2),
        *(Paragraph(text, style) for style in get_args(Style)),
        Grid(text, ["甲", text], [[text, "1"], ["乙", "2"]], (70, 30), frozenset({1})),
        Bars(text, [text, "乙"], [(text, [0.5, None]), ("丁", [1.0, 0.0])], alt=text, percent=True),
        Bars("数", ["甲"], [("丙", [3.0])], alt="一项"),
    ]


def test_the_page_is_the_standards() -> None:
    section = opened(paper(*every_kind())).sections[0]
    edges = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    for edge, wanted in zip(edges, (37, 35, 28, 26), strict=True):
        assert edge is not None
        assert abs(edge - Mm(wanted)) < Mm(0.05)
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)  # type: ignore[union-attr]  # set
    # The number's line ends so far from the edge that it begins 7 mm below the text.
    assert abs(section.footer_distance + Pt(16) + Mm(7) - Mm(35)) < Mm(0.1)  # type: ignore[operator]  # set


@pytest.mark.parametrize(
    ("style", "font", "points"),
    [
        ("Body Text", "仿宋_GB2312", 16),
        ("Title", "方正小标宋简体", 22),
        ("Heading 1", "黑体", 16),
        ("Heading 2", "楷体_GB2312", 16),
        ("Footer Odd", "宋体", 14),
    ],
)
def test_fonts_and_sizes(style: str, font: str, points: int) -> None:
    styles = opened(paper()).styles
    found = styles[style].element
    default = styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    fonts = found.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
    size = found.find(f"{qn('w:rPr')}/{qn('w:sz')}")
    fonts = default.find(qn("w:rFonts")) if fonts is None else fonts
    size = default.find(qn("w:sz")) if size is None else size
    assert fonts.get(qn("w:eastAsia")) == font
    assert int(size.get(qn("w:val"))) == 2 * points


def test_lines_indents_and_what_stays_together() -> None:
    made = opened(paper(*every_kind()))
    default = made.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:pPrDefault')}/{qn('w:pPr')}")
    spacing = default.find(qn("w:spacing"))
    assert (spacing.get(qn("w:line")), spacing.get(qn("w:lineRule"))) == ("560", "exact")
    for name in ("Body Text", "Heading 1", "Heading 2"):
        indent = made.styles[name].element.find(f"{qn('w:pPr')}/{qn('w:ind')}")
        assert indent.get(qn("w:firstLineChars")) == "200"
    day = made.styles["Dated"].element.find(f"{qn('w:pPr')}/{qn('w:ind')}")
    assert day.get(qn("w:rightChars")) == "400"  # 成文日期 stands four characters from the right
    for name in ("Heading 1", "Heading 2", "Caption", "Item"):  # python-docx capitalises these
        assert made.styles[name].paragraph_format.keep_with_next


def test_page_numbers_stand_outside() -> None:
    made = opened(paper())
    assert made.settings.odd_and_even_pages_header_footer
    odd, even = made.sections[0].footer, made.sections[0].even_page_footer
    for footer, side in ((odd, "right"), (even, "left")):
        (line,) = footer.paragraphs
        assert line.text == "— 1 —"
        assert line._p.xpath(".//w:instrText")[0].text.strip() == "PAGE"
        look = line.style.element.pPr
        assert look.find(qn("w:jc")).get(qn("w:val")) == side
        assert look.find(qn("w:ind")).get(qn(f"w:{side}Chars")) == "100"


def test_headings_tables_and_charts_are_there_again() -> None:
    made = opened(paper(*every_kind()))
    styles = [p.style.name for p in made.paragraphs if p.style is not None]
    assert styles[:3] == ["Title", "Heading 1", "Heading 2"]
    (table,) = made.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["甲", "文字"],
        ["文字", "1"],
        ["乙", "2"],
    ]
    assert len(table._tbl.xpath(".//w:tblHeader")) == 1
    assert len(table._tbl.xpath(".//w:cantSplit")) == 3
    shown = made.element.xpath(".//wp:docPr/@descr")
    assert shown == ["文字", "一项"]
    package = zipfile.ZipFile(io.BytesIO(docx_of(paper(*every_kind()))))
    chart = ElementTree.fromstring(package.read("word/charts/chart1.xml"))
    space = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
    values = [v.text for v in chart.iterfind(f".//{space}val//{space}v")]
    assert values == ["0.5", "1", "0"]


def test_the_properties_name_the_title_and_who_made_it_alone() -> None:
    made = opened(paper()).core_properties
    assert (made.title, made.author, made.last_modified_by) == (
        "云岫市督察报告",
        "督察员甲",
        "督察员甲",
    )
    assert made.created == made.modified == MADE_AT.replace(tzinfo=dt.UTC)
    assert (made.comments, made.keywords, made.category) == ("", "", "")


def test_hostile_text_is_text() -> None:
    made = opened(paper(*every_kind(HOSTILE), title=(HOSTILE,)))
    assert made.paragraphs[0].text == HARMLESS
    assert made.tables[0].cell(1, 0).text == HARMLESS
    assert made.core_properties.title == HARMLESS
    assert {p.text for p in made.paragraphs[1:8]} == {HARMLESS}
    assert made.element.xpath(".//wp:docPr/@descr")[0] == HARMLESS


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("\x00\x1b", ""),
        ("甲\r\n\t乙", "甲 乙"),
        ("=SUM(A1)", "=SUM(A1)"),
        ("文\u2028字", "文 字"),
        ("\u2066文\u2069", "文"),
        ("\U00020bb7野家", "\U00020bb7野家"),
    ],
)
def test_what_is_left_of_a_text(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_the_order_of_elements_is_the_schemas() -> None:
    package = zipfile.ZipFile(io.BytesIO(docx_of(paper(*every_kind()))))
    seen = set()
    for name in package.namelist():
        for element in ElementTree.fromstring(package.read(name)).iter():
            tag = element.tag.rpartition("}")[2]
            if "wordprocessingml" not in element.tag or tag not in ORDERS:
                continue
            order = ORDERS[tag].split()
            children = [order.index(child.tag.rpartition("}")[2]) for child in element]
            assert all(one <= other for one, other in pairwise(children)), (name, tag)
            seen.add(tag)
    assert seen == set(ORDERS)


def test_every_relation_leads_to_a_part_with_a_type() -> None:
    package = zipfile.ZipFile(io.BytesIO(docx_of(paper(*every_kind()))))
    names = set(package.namelist())
    relations = ElementTree.fromstring(package.read("word/_rels/document.xml.rels"))
    targets = {f"word/{relation.get('Target')}" for relation in relations}
    assert targets <= names
    types = ElementTree.fromstring(package.read("[Content_Types].xml"))
    typed = {kind.get("PartName") for kind in types} - {None}
    assert typed == {f"/{name}" for name in names if not name.endswith(".rels")} - {
        "/[Content_Types].xml"
    }


def test_a_long_table_takes_time_in_proportion() -> None:
    def write(rows: int) -> None:
        cells = [[str(number), "云岫市" * 20, "文字"] for number in range(rows)]
        docx_of(paper(Grid("长表", ["甲", "乙", "丙"], cells, (10, 60, 30))))

    assert grows_linearly(write, small=1000)


@pytest.mark.django_db
def test_a_whole_paper_is_laid_out_by_an_office_program(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed (Debian package libreoffice-writer-nogui)")
    made = tmp_path / "paper.docx"
    made.write_bytes(docx_of(make_inspected().paper()))
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    command = [office, home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(made)], check=True, capture_output=True, timeout=120)
    pages = pypdfium2.PdfDocument(tmp_path / "paper.pdf")
    first = pages[0].get_textpage().get_text_range()
    assert "2025 年度承诺兑现情况督察报告".replace(" ", "") in first.replace(" ", "")
    assert 4 <= len(pages) <= 9
    assert "— 2 —" in pages[1].get_textpage().get_text_range()
