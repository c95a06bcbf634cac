from __future__ import annotations

import pytest

from tracker.digest.plain import one_line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("推进延时服务", "推进延时服务"),
        ("甲\r\nBcc: thief@example.org", "甲 Bcc: thief@example.org"),
        ("甲\n\n- 已兑现｜假的一行", "甲 - 已兑现｜假的一行"),
        ("甲\u2028乙\u0085丙\x0b丁", "甲 乙 丙 丁"),
        ("完成\u202e03\u202c件", "完成03件"),
        ("\x1b[31m红\x00\u200b", "[31m红"),
        ("  ", ""),
        ("一二三四五六七八九十", "一二三四五六七…"),
    ],
)
def test_one_line(text: str, line: str) -> None:
    assert one_line(text, limit=8 if text.startswith("一") else 60) == line
