"""What is said of a number by the words around it: at least, about, down by (比较词)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from tracker.core.lexicon import alternatives
from tracker.core.types import Comparator

BEFORE: Final = {
    **dict.fromkeys(
        ("不少于", "不低于", "不小于", "不得少于", "不得低于", "不能少于", "不能低于"),
        Comparator.GE,
    ),
    **dict.fromkeys(("至少", "最少", "最低"), Comparator.GE),
    **dict.fromkeys(("超过", "超", "突破", "多于", "高于", "大于", "逾"), Comparator.GT),
    **dict.fromkeys(
        ("不超过", "不高于", "不多于", "不大于", "不得超过", "不得高于", "不得多于", "不突破"),
        Comparator.LE,
    ),
    **dict.fromkeys(("至多", "最多", "控制在", "控制到", "压缩至", "压缩到"), Comparator.LE),
    **dict.fromkeys(("压减至", "压减到", "缩短至", "缩短到", "缩减至", "缩减到"), Comparator.LE),
    **dict.fromkeys(("降至", "降到", "降低至", "降低到", "下降至", "下降到"), Comparator.LE),
    **dict.fromkeys(("减少至", "减少到", "减至", "减到"), Comparator.LE),
    **dict.fromkeys(("低于", "少于", "小于"), Comparator.LT),
    **dict.fromkeys(("约", "大约", "接近", "将近", "近"), Comparator.ABOUT),
    **dict.fromkeys(("达到", "达", "提高到", "提升到", "增加到", "扩大到"), Comparator.EQ),
    **dict.fromkeys(("提高至", "提升至", "增加至", "扩大至", "增至", "增长到"), Comparator.EQ),
    **dict.fromkeys(("增长至", "升至", "升到", "恢复到", "发展到", "发展至"), Comparator.EQ),
    **dict.fromkeys(("保持在", "稳定在", "保持", "为"), Comparator.EQ),
}
AFTER: Final = {
    **dict.fromkeys(("以上", "及以上", "或以上", "之上"), Comparator.GE),
    **dict.fromkeys(("以下", "及以下", "或以下", "以内", "之内", "内"), Comparator.LE),
    **dict.fromkeys(("左右", "上下"), Comparator.ABOUT),
}
# These say that the number is a state and no span of time that something takes (为5天).
REACHES: Final = frozenset(BEFORE) - {"为", "保持", "近", "约", "大约"}


def longest_first(entries: Iterable[str]) -> str:
    """The inside of a regular expression group that matches any entry, longest first."""
    return "|".join(sorted(entries, key=len, reverse=True))


# 至少2次, and with a verb between: 至少开展2次.
BEFORE_END: Final = re.compile(
    rf"(?P<before>{longest_first(BEFORE)})"
    rf"(?P<verb>(?<=至少){alternatives('light_verbs', 'making_verbs')})?$"
)
# 至少开展普法活动5场: the thing stands between as well.
AT_LEAST: Final = re.compile(r"(?:至少|最少)[\u4e00-\u9fff“”]{1,14}$")
CHANGE_END: Final = re.compile(
    r"(?P<change>(?:同比|比上年|较上年|平均)*"
    r"(?:下降|增长|减少|增加|提高|压减|压缩|提升|降低|缩短|提速|压降))$"
)
SHARE_END: Final = re.compile(r"(?:[占率]|占?比[例重]?|份额)$")
