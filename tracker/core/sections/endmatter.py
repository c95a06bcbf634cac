"""Where the text of a report ends and signature, attachments and notes begin (落款、附件)."""

from __future__ import annotations

import re
from typing import Final

from tracker.core.types import Span

_DATE_LINE = re.compile(r"[（(]?(?:20\d\d|二[〇○零]..)年.{1,3}月.{1,3}日[）)]?")
_BODY_LINE = re.compile(
    r"[\u4e00-\u9fff、()（）]{2,40}(?:政府|局|厅|委|委员会|办|办公室|处|院|中心|司|街道|管委会|办事处|党组|党委)"
)
_FILE_LINE = re.compile(r".{0,120}\.(?:pdf|docx?|wps|ofd|txt)", re.I)
_ATTACHMENT = re.compile(r"附件?[：:].{0,100}|附件\d?|[（(]此件.{0,20}[）)]")
_PAGE_LINE = re.compile(
    r"(?:分享|打印|关闭|上一篇|下一篇|来源|责任编辑|编辑|扫一扫|返回顶部|主办单位|版权所有|发布时间|相关).{0,60}"
)
_NOTES = re.compile(
    r"(?m)^[※＊* ]*(?:《?政府工作报告》?)?[（(]?(?:有关)?"
    r"(?:注释|名词解释|名词注释|名词术语)[^\n]{0,20}$"
)
_LINE: Final = re.compile(r"[^\n]+")
_SIGNATURE_LINES: Final = (_DATE_LINE, _BODY_LINE, _FILE_LINE, _ATTACHMENT, _PAGE_LINE)


def end_of_body(text: str) -> int:
    """Where the body ends: before notes, signature, date and what a web page left after them."""
    end = len(text)
    if notes := next((m for m in _NOTES.finditer(text) if m.start() > len(text) // 3), None):
        end = notes.start()
    while end > 0:
        line = _last_line(text, end)
        if not any(pattern.fullmatch(line.of(text).strip()) for pattern in _SIGNATURE_LINES):
            break
        end = line.start
    return end if end > 0 else len(text)


def _last_line(text: str, end: int) -> Span:
    stop = len(text[:end].rstrip("\n"))
    return Span(text.rfind("\n", 0, stop) + 1, stop)
