"""Words that stand around articles on government pages (网页上的非正文)."""

from __future__ import annotations

import re
from typing import Final

_TAGS: Final = frozenset({"nav", "footer", "aside"})
_NAMES: Final = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|menu|crumbs?|breadcrumbs?|foot|footer|copyright|share|bdshare"
    r"|related?|recommend|sidebar|comments?|toolbar|qrcode|erweima|ewm|header|login|search)"
    r"(?:$|[\s_-])"
)
# What a line of the disclosure catalogue (信息公开目录) begins with; compared without blanks.
LABEL: Final = re.compile(
    r"[\[【]?(?:索引号|信息索引|主题分类|信息分类|组配分类|体裁分类|发布机构|发文机[关构]|发文单位"
    r"|公开主体|成文日期|发文日期|发布日期|公开日期|生成日期|生效日期|废止日期|有效性|时效性|公开方式"
    r"|公开形式|公开范围|文号|发文字号|主题词|关键词|内容概述|信息名称|文件名称|名称|标题|效力状态"
    r"|统一编号)[\]】]?(?:[:：]|$)"
)
_BAR: Final = re.compile(
    r"(?:发布时间|发表时间|更新时间|日期|时间|来源|信息来源|文章来源|稿件来源|作者|编辑|责任编辑|审核"
    r"|录入|浏览次数|浏览量|访问量|点击数?|点击率|阅读次数?|字号|字体|视力保护色)[:：\[【(（]"
    r"|(?:[【\[]?(?:打印|关闭|收藏|分享|纠错|我要纠错|打印本页|关闭窗口|返回顶部|保存|默认)[】\]]?){1,8}$"
    r"|(?:相关(?:链接|附件|文章|阅读|新闻|信息|稿件|解读)|附件下载|推荐阅读|热门文章)(?:[:：]|$)"
    r"|\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?\d{1,2}:\d{2}"  # a date with its hour
    r"|分享到|分享至|扫一扫|[上下]一[篇条][:：]|您?(?:现在)?(?:的|所在的?)?(?:当前)?位置[:：]"
)
_FOOT: Final = re.compile(
    r"版权所有|ICP备|公网安备|公安备案|网站标识码|政府网站找错|(?:主办|承办)(?:单位)?[:：]"
)
_LONGEST: Final = 160  # characters of a line about the page
_LONGEST_SENTENCE: Final = 60


def is_furniture_name(tag: str, names: str) -> bool:
    """Whether a tag, an id or a class says: no article (`names`: in lower case)."""
    return tag in _TAGS or bool(_NAMES.search(names))


def is_foot(text: str) -> bool:
    """Whether a line says who keeps the site (版权所有, ICP备)."""
    return len(text) <= _LONGEST and bool(_FOOT.search("".join(text.split())))


def is_about_the_page(text: str) -> bool:
    """Whether a line is about the page and not in its article: 索引号, 打印, 上一篇, 版权所有."""
    if len(text) > (_LONGEST_SENTENCE if "。" in text else _LONGEST):
        return False
    bare = "".join(text.split())
    return bool(LABEL.match(bare) or _BAR.match(bare)) or is_foot(text)
