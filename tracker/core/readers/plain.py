"""Plain text of any encoding -> str (.txt, .md, no suffix)."""

from __future__ import annotations

import codecs
import itertools
import re
from typing import Final

from tracker.core.types import UnreadableReport

BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# C0 controls that no text file holds; tab, line ends, form feed and escape are left out.
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_HAN = re.compile("[\u4e00-\u9fff]")
_SAMPLE: Final = 4000  # Chinese characters looked at to tell a right decoding from a wrong one
_LEAST_COMMON: Final = 0.55  # simplified 0.99, traditional 0.65; UTF-8 or Big5 misread 0.14-0.47


def read_plain(data: bytes) -> str:
    """Decode a text: byte order mark, else UTF-8, else GB18030.

    Raises UnreadableReport: "empty", "binary" (control bytes), "encoding" (none fits).
    """
    text = _decode(data)
    if not text.strip():
        raise UnreadableReport("empty")
    return text


def _decode(data: bytes) -> str:
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return _strict(data, encoding)
    if len(_BINARY.findall(data)) * 200 > len(data):
        raise UnreadableReport("binary")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        text = _strict(data, "gb18030")
    if not _looks_chinese(text):
        raise UnreadableReport("encoding")
    return text


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeError as error:
        raise UnreadableReport("encoding") from error


def _looks_chinese(text: str) -> bool:
    """Whether the characters are the everyday ones (GB 2312 level 1, by its layout).

    A wrong decoding is full of rare characters: the code points of another encoding fall
    anywhere in GB18030.
    """
    sample = "".join(match[0] for match in itertools.islice(_HAN.finditer(text), _SAMPLE))
    encoded = sample.encode("gb2312", errors="replace")
    common = sum(0xB0 <= lead <= 0xD7 for lead in _leads(encoded))
    return bool(sample) and common >= _LEAST_COMMON * len(sample)


def _leads(encoded: bytes) -> list[int]:
    """The first bytes of the two-byte characters; a replaced character is one "?"."""
    leads, position = [], 0
    while position < len(encoded):
        leads.append(encoded[position])
        position += 2 if encoded[position] > 0x7F else 1
    return leads
