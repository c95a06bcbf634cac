"""A full stop typed as a point: 开展培训.全年… (半角句点)."""

from __future__ import annotations

import re

from tracker.core.clean.buffer import Buffer

# After a Chinese character, a closing mark or a per cent sign, and not before a letter,
# another point or (after a numeral) a digit: no decimal, file name, ellipsis or table of contents.
_POINT = re.compile(
    r"(?<=[\u4e00-\u9fff）)》”」】％%])[.．](?![A-Za-z.．…])"
    r"(?!(?<=[〇零一二三四五六七八九十百千万亿][.．])\d)"
)
# 一. and (二). and 第三. and 1). open an item.
_ORDINAL = re.compile(
    r"(?:^|[\s。；;！!？?.．，,：:])(?:[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)]?"
    r"|[第其][一二三四五六七八九十]{1,3})$"
)
_ADDRESS = re.compile(r"(?:://|www\.|@)[^\s，。；,;）)]*$")
_LOOK_BACK = 60  # characters; an address is not longer before its Chinese part


def restore_full_stops(buffer: Buffer) -> Buffer:
    """Turn a point that ends a sentence into 。; ordinals, decimals, addresses keep theirs."""
    text = buffer.text
    at = [match.start() for match in _POINT.finditer(text) if _ends_sentence(text, match.start())]
    if not at:
        return buffer
    chars = list(text)
    for index in at:
        chars[index] = "。"
    return Buffer("".join(chars), buffer.origins)


def _ends_sentence(text: str, point: int) -> bool:
    # Six characters are one more than the longest ordinal, so that ^ is the text's beginning.
    if _ORDINAL.search(text[max(0, point - 6) : point]):
        return False
    return not _ADDRESS.search(text[max(0, point - _LOOK_BACK) : point])
