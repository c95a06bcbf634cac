import pytest

from tracker.core.readers import read_bytes
from tracker.core.readers.plain import read_plain
from tracker.core.types import UnreadableReport

TEXT = "望川县教育局坚持依法行政，全年组织学法四次，办理各类事项一千余件，群众总体满意。"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "gb18030", "gbk"])
@pytest.mark.parametrize(
    "text", [TEXT, "甲" + TEXT, TEXT + "\r\n一、𠮷", f"{TEXT[:9]}", "2024 " + TEXT]
)
def test_any_encoding(encoding: str, text: str) -> None:
    if encoding == "gbk":
        text = text.replace("𠮷", "")
    assert read_plain(text.encode(encoding)) == text


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xfe\xff"])
def test_both_orders_of_utf_16(mark: bytes) -> None:
    codec = "utf-16-le" if mark == b"\xff\xfe" else "utf-16-be"
    assert read_plain(mark + TEXT.encode(codec)) == TEXT


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\xef\xbb\xbf\n", "empty"),
        (bytes(range(256)) * 20, "binary"),
        (TEXT.encode()[:50] + b"\xe4" + TEXT.encode()[50:], "encoding"),
        (b"\xff\xfe\x00\xd8\x41", "encoding"),
        (b"\x81\xff\xfe\xa1", "encoding"),
    ],
)
def test_refusals(data: bytes, code: str) -> None:
    with pytest.raises(UnreadableReport) as refusal:
        read_bytes(data, filename="a.txt")
    assert refusal.value.code == code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
def test_nul_is_dropped(encoding: str) -> None:
    data = TEXT * 2 + "\x00" + TEXT * 3  # one such byte does not make it binary
    assert read_bytes(data.encode(encoding), filename="a.txt") == TEXT * 5
