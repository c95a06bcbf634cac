from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.core.pipeline import read_file
from tracker.core.readers import read_bytes, storable
from tracker.core.readers.docx import read_docx
from tracker.core.readers.html import read_html
from tracker.core.readers.plain import read_plain
from tracker.core.types import UnreadableReport

TEXT = "望川县教育局坚持依法行政，全年组织学法四次，办理各类事项一千余件，群众总体满意。"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(body: str, *, head: str = "") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        xml = f'{head}<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
        package.writestr("word/document.xml", xml)
    return buffer.getvalue()


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "gb18030"])
@pytest.mark.parametrize("filename", ["a.txt", "a.md", "a", "2024.01报告", "a.pdf", "a.docx"])
def test_any_encoding_under_any_name(encoding: str, filename: str) -> None:
    assert read_bytes(TEXT.encode(encoding), filename=filename) == TEXT


@pytest.mark.parametrize(
    ("data", "filename", "code"),
    [
        (b"", "a.txt", "empty"),
        (b" \r\n\t", "a.txt", "empty"),
        (b"\xef\xbb\xbf\n", "a.txt", "empty"),
        (bytes(range(256)) * 20, "a.txt", "binary"),
        (TEXT.encode()[:50] + b"\xe4" + TEXT.encode()[50:], "a.txt", "encoding"),
        (b"\xff\xfe\x00\xd8\x41", "a.txt", "encoding"),
        (b"\x81\xff\xfe\xa1", "a.txt", "encoding"),
        (b"%PDF-1.7\n1 0 obj", "a.txt", "format"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 99, "a.txt", "format"),
        (b"PK\x03\x04" + b"x" * 99, "a.txt", "format"),
        (b"PK\x03\x04" + b"x" * 99, "a.docx", "damaged"),
        (b"\x00\x01\x02" * 50, "a.xyz", "format"),
    ],
)
def test_refusals(data: bytes, filename: str, code: str) -> None:
    with pytest.raises(UnreadableReport) as refusal:
        read_bytes(data, filename=filename)
    assert refusal.value.code == code


def test_format_names_the_suffix() -> None:
    with pytest.raises(UnreadableReport) as refusal:
        read_bytes(b"%PDF-1.7", filename="报告.txt")
    assert refusal.value.params == {"suffix": ".pdf"}


def test_plain() -> None:
    assert read_plain(TEXT.encode()) == TEXT


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
def test_nul_is_dropped(encoding: str) -> None:
    data = TEXT * 2 + "\x00" + TEXT * 3  # one such byte does not make it binary
    assert read_bytes(data.encode(encoding), filename="a.txt") == TEXT * 5


@pytest.mark.parametrize("page", ["甲&#0;乙", "甲\x00乙", "甲&#xD800;乙"])
def test_pages_hold_nothing_that_cannot_be_stored(page: str) -> None:
    text = read_bytes(f"<html><body><p>{TEXT * 3}</p><p>{page}</p>".encode(), filename="a.html")
    assert "\x00" not in text
    assert text.encode("utf-8").decode("utf-8") == text


@pytest.mark.parametrize(
    ("text", "kept"), [("甲\x00乙", "甲乙"), ("甲\ud800乙\udfff", "甲乙"), ("甲\t\n乙", "甲\t\n乙")]
)
def test_storable(text: str, kept: str) -> None:
    assert storable(text) == kept


def test_docx_paragraphs_and_tables_in_order() -> None:
    cells = "".join(f"<w:tc>{paragraph(text)}</w:tc>" for text in ("格一", "格二"))
    table = f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>"
    removed = "<w:p><w:del><w:r><w:t>删去</w:t></w:r></w:del><w:r><w:t>末</w:t><w:br/></w:r></w:p>"
    data = docx(paragraph("首") + table + removed)
    assert read_docx(data).split() == ["首", "格一", "格二", "末"]
    assert read_bytes(data, filename="wrong.txt") == read_docx(data)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"PK\x03\x04broken", "damaged"),
        (docx("<w:p>"), "damaged"),
        (docx("&x;", head='<!DOCTYPE d [<!ENTITY x "y">]>'), "damaged"),
        (docx("<w:p/>"), "empty"),
        (docx(" " * (51 * 2**20)), "too_large"),
    ],
)
def test_docx_refusals(data: bytes, code: str) -> None:
    with pytest.raises(UnreadableReport) as refusal:
        read_docx(data)
    assert refusal.value.code == code


def test_html_main_text() -> None:
    page = (
        "<!DOCTYPE html><html><head><title>站名</title><style>p{}</style></head><body>"
        "<nav><p>导航</p></nav><ul><li><a href=#>首页</a></li></ul><script>var a='甲';</script>"
        "<h1>标题</h1><p>第一段<b>加粗</b>&amp;文字</p><div>第二段<br>第三段</div>"
        "<footer>版权</footer></body></html>"
    )
    expected = ["标题", "第一段加粗&文字", "第二段", "第三段"]
    assert read_html(page.encode()).split("\n") == expected
    assert read_bytes(page.encode("gb18030"), filename="a.txt").split("\n") == expected


@pytest.mark.parametrize("page", ["<html><body><script>x</script></body></html>", "<html></html>"])
def test_html_without_text(page: str) -> None:
    with pytest.raises(UnreadableReport, match="empty"):
        read_html(page.encode())


@given(
    st.binary(max_size=300) | st.text(max_size=200).map(str.encode),
    st.sampled_from(["a.txt", "a.docx", "a.html", "a.pdf", "a", ".", "", "../x\x00.md"]),
    st.sampled_from(
        [b"", b"PK\x03\x04", b"<html>", b"<html><![", b"\xff\xfe", "各位代表：政府\n".encode()]
    ),
)
def test_any_bytes_raise_nothing_but_unreadable_report(data: bytes, name: str, head: bytes) -> None:
    try:
        reading = read_file(head + data, filename=name)
    except UnreadableReport as refusal:
        assert refusal.code  # noqa: PT017 - whether it raises depends on the bytes
    else:
        assert reading.sections
