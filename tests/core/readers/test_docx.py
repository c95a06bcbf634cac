from __future__ import annotations

import pytest

from tests.samples.report import report_paragraphs
from tests.samples.words import docx, levels, numbered, paragraph, text_box, zipped
from tracker.core.readers.docx import read_docx
from tracker.core.types import UnreadableReport

CHINESE = levels(("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."))

JOINED = "<w:rPr><w:del/></w:rPr>"  # the end of the paragraph was deleted
BOMB = '<!DOCTYPE d [<!ENTITY x "y">]>'
OFFICE = "http://purl.oclc.org/ooxml/officeDocument"


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def p(content: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p>"


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        (paragraph("首") + paragraph("末"), ["首", "末"]),
        (
            "<w:tbl><w:tr>"
            + "".join(f"<w:tc>{paragraph(text)}</w:tc>" for text in ("格一", "格二"))
            + "</w:tr></w:tbl>",
            ["格一", "格二"],
        ),
        (p("<w:del>" + run("删") + "</w:del><w:ins>" + run("增") + "</w:ins>"), ["增"]),
        (p("<w:moveFrom>" + run("旧") + "</w:moveFrom>" + run("甲")), ["甲"]),
        (p(run("甲"), JOINED) + paragraph("乙") + paragraph("丙"), ["甲乙", "丙"]),
        (p(run("前") + text_box("框") + run("后")), ["框", "前后"]),
        (p(run("甲") + run("藏", "<w:vanish/>") + run("乙", '<w:vanish w:val="0"/>')), ["甲乙"]),
        (p(run("甲"), '<w:tabs><w:tab w:val="left"/></w:tabs>'), ["甲"]),
        (p("<w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t></w:r>"), ["甲", "乙"]),
        (p("<w:r><w:instrText>PAGE</w:instrText></w:r>" + run("甲")), ["甲"]),
        (
            p(
                "<w:r><w:ruby><w:rt>" + run("jiǎ") + "</w:rt><w:rubyBase>" + run("甲")
                + "</w:rubyBase></w:ruby></w:r>"
            ),
            ["甲"],
        ),
    ],
)  # fmt: skip
def test_what_is_text(body: str, lines: list[str]) -> None:
    assert read_docx(docx(body)).split() == lines


def test_automatic_numbers_stand_before_their_paragraphs() -> None:
    body = (
        numbered("制度") + numbered("清理", level=1) + numbered("年底前", level=2)
        + numbered("次年", level=2) + numbered("宣传", level=1) + numbered("一次", level=2)
        + paragraph("无号") + numbered("执法") + numbered("检查", level=1)
    )  # fmt: skip
    assert read_docx(docx(body, numbering=CHINESE)).split() == [
        *("一、制度", "（一）清理", "1.年底前", "2.次年", "（二）宣传", "1.一次"),
        *("无号", "二、执法", "（一）检查"),
    ]


def test_two_lists_of_one_definition_count_on_unless_they_begin_anew() -> None:
    more = (
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="0"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    )
    body = "".join(numbered("项", list_id=n) for n in (1, 2, 3, 3)) + numbered("项", list_id=0)
    numbering = levels(("chineseCounting", "（%1）"), more=more)
    assert read_docx(docx(body, numbering=numbering)).split() == [
        *("（一）项", "（二）项", "（一）项", "（二）项", "项"),
    ]


def test_numbers_may_come_from_the_style() -> None:
    styles = (
        '<w:style w:styleId="H"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="1"/>'
        '</w:numPr></w:pPr></w:style><w:style w:styleId="S"><w:basedOn w:val="H"/></w:style>'
        '<w:style w:styleId="T"><w:name w:val="TOC 1"/></w:style>'
        '<w:style w:styleId="L"><w:basedOn w:val="L"/></w:style>'
    )
    body = "".join(paragraph(f"{s}项", properties=f'<w:pStyle w:val="{s}"/>') for s in "THSLX")
    text = read_docx(docx(body, numbering=CHINESE, styles=styles))
    assert text.split() == ["一、H项", "二、S项", "L项", "X项"]


def test_an_empty_item_is_counted_and_not_shown() -> None:
    body = numbered("甲") + numbered(" ") + numbered("丙")
    assert read_docx(docx(body, numbering=CHINESE)).split() == ["一、甲", "三、丙"]


def test_the_text_may_be_in_another_part_and_of_the_strict_variant() -> None:
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    relations = (
        '<r xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Type="{OFFICE}" Target="/word/main2.xml"/></r>'
    )
    document = f'<w:document xmlns:w="{strict}"><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:document>'
    assert read_docx(zipped({"_rels/.rels": relations, "word/main2.xml": document})) == "甲\n"


def test_heads_and_feet_stay_out() -> None:
    assert (
        read_docx(docx(paragraph("甲"), header1=paragraph("眉"), footer1=paragraph("脚"))) == "甲\n"
    )


def test_a_whole_report() -> None:
    body = "".join(paragraph(text) for text in report_paragraphs())
    assert read_docx(docx(body)).splitlines() == report_paragraphs()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"PK\x03\x04broken", "damaged"),
        (docx(paragraph("甲"))[:-30], "damaged"),
        (docx("<w:p>"), "damaged"),
        (zipped({"word/other.xml": "<a/>"}), "damaged"),
        (docx("&x;", head=BOMB), "damaged"),
        (zipped({"word/document.xml": f"{BOMB}<d>&x;</d>".encode("utf-16")}), "damaged"),
        (docx(paragraph("甲"), numbering="<w:lvl><w:start"), "damaged"),
        (docx("<w:p/>"), "empty"),
        (docx(" " * (51 * 2**20)), "too_large"),
        (docx(paragraph("甲"), styles=" " * (51 * 2**20)), "too_large"),
    ],
)  # fmt: skip
def test_refusals(data: bytes, code: str) -> None:
    with pytest.raises(UnreadableReport) as refusal:
        read_docx(data)
    assert refusal.value.code == code
