"""What a web page puts around an article, copied along with it (网页残留)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from tracker.core.clean.buffer import Buffer, Kept, cut
from tracker.core.lexicon import alternatives, words

_LONGEST: Final = 40  # characters between the brackets
_ASIDE: Final = r"(?:本文|文章|本篇)(?:来自|來自|来源|來源|转自|轉自|摘自|源自|由)"
_MEDIA: Final = r"(?:网|網|网站|網站|日报|晚报|时报|公众号|客户端|微信|在线|[A-Za-z]{2,5})"
_BUTTONS: Final = alternatives("page_buttons")
# The atomic groups keep what can be read in two ways (打印|打印本页) from being tried in both.
_BUTTON_ROW = re.compile(rf"(?>{_BUTTONS}|[大中小]|[ |｜/／·:：\-—【】\[\]〔〕()（）<>《》×+])++")
_IN_BRACKETS = re.compile(
    rf"(?>{_BUTTONS}|[大中小]|[ |｜/·:：\-+])++|{_ASIDE}.*|(?:来源|來源)[:：].*{_MEDIA}"
)
_LABELLED: Final = rf"{alternatives('page_labels')} ?[:：][^。，；]{{0,60}}"
_NOTICED: Final = rf"{alternatives('page_notices')}.{{0,120}}"
_LABEL_LINE = re.compile(
    rf"(?:{_LABELLED}|{_NOTICED}|[【\[(（](?:{_LABELLED}|{_NOTICED})(?<=[】\])）]))"
)
_STRONG = re.compile(_BUTTONS)
_ONLY_CLOSERS = re.compile(r"[】\]〕)）| ]+")
_GAP = re.compile(r" {4,}[ ?\ufffd]*")
_LINE = re.compile(r"[^\n]+")
_FIRST: Final = "".join(
    {word[0] for word in (*words("page_buttons"), "本文", "文章", "来源", "來源", "大")}
)
_BRACKET_WITH_BUTTON = re.compile(rf"[\[【〔(（] *[{re.escape(_FIRST)}]")


def may_have_furniture(text: str) -> bool:
    """Whether some bracket in this text begins as a button does."""
    return bool(_BRACKET_WITH_BUTTON.search(text))


def bracketed_furniture(kept: Kept, opener: int, *, after: str) -> int:
    """How many kept characters, from the bracket at `opener` on, are a button; 0 for none.

    `after` is the character behind the closing bracket. Between two letters nothing is taken
    out: the halves would make one word.
    """
    length = len(kept) - opener
    if not 2 <= length <= _LONGEST + 1:
        return 0
    inside = "".join(char for char, _ in kept[opener + 1 :])
    if not (_IN_BRACKETS.fullmatch(inside) and (_STRONG.search(inside) or len(inside) > 4)):
        return 0
    before = kept[opener - 1][0] if opener else ""
    return 0 if _is_latin(before) and _is_latin(after) else length


def _is_latin(char: str) -> bool:
    return char.isalnum() and char < "\u3000"


def drop_furniture_lines(buffer: Buffer) -> Buffer:
    """Remove lines of buttons (打印 关闭), of labels (来源：…) and of notices (转载请注明…)."""
    found = list(_furniture(buffer.text))
    return cut(buffer, found) if found else buffer


def _furniture(text: str) -> Iterator[tuple[int, int]]:
    for match in _LINE.finditer(text):
        line = match[0].strip(" ")
        if len(line) <= _LONGEST and _is_buttons(line):
            yield match.span()
        elif _LABEL_LINE.fullmatch(line):
            yield match.start(), match.start() + _label_length(match[0])


def _is_buttons(line: str) -> bool:
    if _ONLY_CLOSERS.fullmatch(line):
        return True
    return bool(_BUTTON_ROW.fullmatch(line) and _STRONG.search(line))


def _label_length(line: str) -> int:
    """Where a label ends: at the line's end, or before a title that was put behind it."""
    gaps = list(_GAP.finditer(line.rstrip(" "), len(line) - len(line.lstrip(" "))))
    if not gaps:
        return len(line)
    behind = line[gaps[-1].end() :].strip(" ")
    kept = not re.search(r"[:：?？|]|\d{4}-\d", behind) and len(behind) >= 4
    kept = kept and not _is_buttons(behind) and not _LABEL_LINE.fullmatch(behind)
    return gaps[-1].end() if kept else len(line)
