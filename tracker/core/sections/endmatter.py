"""Where the body of a report ends (文末): before closing, signature, attachments and notes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from tracker.core.sections.ordinals import read_ordinal
from tracker.core.types import Span

_DATE_LINE = re.compile(r"[（(]?(?:20\d\d|二[〇○零]..)年.{1,3}月.{1,3}日[）)]?")
_BODY_LINE = re.compile(
    r"[\u4e00-\u9fff、()（）]{2,40}(?:政府|局|厅|委|委员会|办|办公室|处|院|中心|司|街道|管委会|办事处|党组|党委)"
    r"(?: ?[（(][盖公印]?章[)）])?"
)
_SIGNED_LINE = re.compile(
    r"[\u4e00-\u9fff（）]{4,40} *(?:20\d\d|二[〇○零][〇○零一二三四五六七八九]{2})年.{1,3}月.{1,3}日"
)
_FILE_LINE = re.compile(r".{0,120}\.(?:pdf|docx?|wps|ofd|txt)", re.I)
_ATTACHMENT = re.compile(r"附件?[：:].{0,100}|附件\d?|[（(]此件.{0,20}[）)]")
_PAGE_LINE = re.compile(
    r"(?:分享|打印|关闭|上一篇|下一篇|来源|责任编辑|编辑|扫一扫|返回顶部|主办单位|版权所有|发布时间|相关).{0,60}"
)
_CONTACT = re.compile(
    r"[（(]?(?:联系人(?:及(?:联系)?电话)?|联系电话|联系方式|公开方式|抄送|主送)[：:].{0,80}"
)
_NOTES = re.compile(
    r"(?m)^[※＊*【 ]*(?:《?政府工作报告》?)?[（(]?(?:有关)?"
    r"(?:注 ?释|名 ?词 ?解 ?释|名 ?词 ?注 ?释|名词术语)[^\n]{0,20}$"
)
# 附件1, alone on its line, or a list of them: what follows is no text of the report.
_ATTACHED = re.compile(r"(?m)^附件(?: ?[\d一二三四五]?[：:]?$| ?\d?[：:](?=[^。！？\n]{0,100}$))")
# Notes that stand there without a heading: [4]“…”：…
_NOTE_LINE = re.compile(r"[\[〔【［]\d{1,3}[\]〕】］]")
_LINE: Final = re.compile(r"[^\n]+")
_SIGNATURE_LINES: Final = (
    _DATE_LINE,
    _BODY_LINE,
    _SIGNED_LINE,
    _FILE_LINE,
    _ATTACHMENT,
    _PAGE_LINE,
    _CONTACT,
)
_FORMULA = re.compile(
    r"(?:以上(?:报告|汇报|情况|是|为).{0,40}|[特现]?此(?:报告|汇报)(?:如上)?.{0,10}|专此(?:报告|汇报).{0,10}|专此[。.]?"
    r"|(?:请|妥否).{0,12}(?:审阅|审议|批示|指示|指正).{0,6}|报告完毕.{0,6}|谢谢.{0,6})"
)
_SALUTATION = re.compile(r"(?:各位代表|同志们)")
# 奋力谱写…篇章！ and the like, behind no action: what the report leaves its reader with.
_CALL_END = re.compile(r"(?:努力奋斗|不懈奋斗|团结奋斗|篇章|贡献|新局面|献礼|召开|实现)[！!]$")
_MOST_BEHIND_CALL: Final = 3  # short lines that may follow the call: mottos
_LONGEST_MOTTO: Final = 60


def end_of_body(text: str) -> int:
    """Where the body ends: before a closing paragraph, notes, signature, date, what a page adds."""
    end = _without_notes(text)
    while end > 0:
        line = _last_line(text, end)
        words = line.of(text).strip()
        if not any(p.fullmatch(words) for p in _SIGNATURE_LINES) and not _FORMULA.fullmatch(words):
            break
        end = line.start
    end = _without_call(text, end)
    return end if end > 0 else len(text)


def _without_notes(text: str) -> int:
    """Where notes or attachments begin: under their heading, or as numbered notes at the end."""
    third = len(text) // 3
    found = [m for p in (_NOTES, _ATTACHED) for m in islice(p.finditer(text, third), 1)]
    if found:
        return min(m.start() for m in found)
    end = len(text)
    while end > 0 and _NOTE_LINE.match(text, (line := _last_line(text, end)).start):
        end = line.start
    return end if end > 0 else len(text)


def _without_call(text: str, end: int) -> int:
    """Where a closing call begins (让我们…努力奋斗！), with the mottos that may follow it.

    A paragraph that opens with 各位代表 is a closing as a whole; in another one, a plan in one
    paragraph say, only the sentence that calls is.
    """
    last = True
    for line in islice(_lines_backwards(text, end), _MOST_BEHIND_CALL + 1):
        words = line.of(text)
        if (call := words.find("让我们")) >= 0:
            opened = 0 if _SALUTATION.match(words) else _sentence_start(words, call)
            return line.start + opened or end
        if last and _is_exhortation(words):
            return line.start
        if len(words) > _LONGEST_MOTTO:
            break
        last = False
    return end


def _sentence_start(words: str, at: int) -> int:
    return max(words.rfind(mark, 0, at) for mark in "。！；!;") + 1


def _is_exhortation(words: str) -> bool:
    """Whether a last paragraph of one sentence only calls on people, without 让我们."""
    called = _CALL_END.search(words) and "。" not in words
    return bool(called) and read_ordinal(words) is None


def _lines_backwards(text: str, end: int) -> Iterator[Span]:
    while end > 0:
        line = _last_line(text, end)
        yield line
        end = line.start


def _last_line(text: str, end: int) -> Span:
    stop = end
    while stop > 0 and text[stop - 1] == "\n":
        stop -= 1
    return Span(text.rfind("\n", 0, stop) + 1, stop)
