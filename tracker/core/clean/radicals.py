"""Radicals (部首) that are words of their own, and the word: what PDF fonts put in its place.

Of the block U+2E80.. Unicode normalises two only (U+2E9F, U+2EF3); these follow its table
EquivalentUnifiedIdeograph, with the simplified form where that is what the radical shows.
"""

from __future__ import annotations

from typing import Final

# fmt: off
RADICALS: Final = {
    "\u2e81": "厂",
    "\u2e87": "几",
    "\u2e88": "刀",
    "\u2e8a": "卜",
    "\u2e8d": "小",
    "\u2e8e": "兀",
    "\u2e90": "尢",
    "\u2e92": "巳",
    "\u2e93": "幺",
    "\u2e95": "彐",
    "\u2e9b": "旡",
    "\u2e9c": "日",
    "\u2e9d": "月",
    "\u2ea0": "民",
    "\u2ea6": "丬",
    "\u2ea7": "牛",
    "\u2ea9": "王",
    "\u2eaa": "疋",
    "\u2eab": "目",
    "\u2eac": "示",
    "\u2eae": "竹",
    "\u2eb0": "纟",
    "\u2eb6": "羊",
    "\u2eb9": "耂",
    "\u2ebb": "聿",
    "\u2ebc": "肉",
    "\u2ebd": "臼",
    "\u2ec1": "虎",
    "\u2ec4": "西",
    "\u2ec5": "见",
    "\u2ec6": "角",
    "\u2ec8": "讠",
    "\u2ec9": "贝",
    "\u2ecb": "车",
    "\u2ed1": "长",
    "\u2ed3": "长",
    "\u2ed4": "门",
    "\u2ed7": "雨",
    "\u2ed8": "青",
    "\u2ed9": "韦",
    "\u2eda": "页",
    "\u2edb": "风",
    "\u2edc": "飞",
    "\u2edd": "食",
    "\u2ee2": "马",
    "\u2ee3": "骨",
    "\u2ee4": "鬼",
    "\u2ee5": "鱼",
    "\u2ee6": "鸟",
    "\u2ee7": "卤",
    "\u2ee8": "麦",
    "\u2ee9": "黄",
    "\u2eea": "黾",
    "\u2eec": "齐",
    "\u2eee": "齿",
    "\u2ef0": "龙",
    "\u2ef1": "龟",
    "\u2ef3": "龟",
}
# fmt: on
