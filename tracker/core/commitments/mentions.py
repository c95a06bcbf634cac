"""What a commitment names: papers (引用文件) and the bodies that do it, too (协同单位)."""

from __future__ import annotations

import re
from typing import Final

from tracker.core.lexicon import alternatives

_DOCUMENT = re.compile(r"《([^《》\n]{2,120})》")
# 创新中心, 新格局 and 同城通办 are no bodies: only endings that name one.
_BODY: Final = (
    r"(?:[\u4e00-\u9fff]{1,16}?"
    r"(?:人民政府|委员会|办公室|常委会|(?:交易|服务|指挥|仲裁)中心|管委会|街道办|[委编信融]办|(?:司法|派出)所|法院|检察院|研究院|"
    r"学院|大学|医院|(?<![的新格布全大时结变])局|(?<![客餐])厅|(?:党|工|纪|改|健|建|政法)委|总队|支队|大队|"
    r"协会|商会|银行|集团|公司))"
)
_LIST: Final = rf"{_BODY}(?:(?:、|和|及|与|以及){_BODY})*"
_TOGETHER = re.compile(
    rf"(?:会同|联合|协同|配合|联动|商请|提请|依托(?=[市省县区])|(?<![参给])与)(?P<before>{_LIST})"
    rf"|(?<![\u4e00-\u9fff])由(?P<owner>{_LIST})(?=牵头|负责|承办|主办|组织)"
)
# 联合市场监管、公安等部门: named by what they are in charge of.
_FIELDS = re.compile(
    r"(?:会同|联合|联动|协同|配合|(?<![参给])与(?=[\u4e00-\u9fff]{2,8}、))"
    r"(?P<fields>[\u4e00-\u9fff]{2,8}?(?:、[\u4e00-\u9fff]{2,8}?){0,9})"
    r"(?:等(?:多?[个家])?)?(?:部门|单位|机关)"
)
_NO_FIELD = re.compile(r"(?:执法|行政执法|主管|行政主管|监管|属地|行业|行政|政府)$|开展|组织|推动")
_SPLIT = re.compile(r"、|以及|及|(?<=[局厅委办署院队心会学校行团司府所])[和与]")
_NOT_A_BODY = re.compile(rf"^(?:{alternatives('vague_bodies')})")


def cited_documents(text: str) -> tuple[str, ...]:
    """The names between 《 and 》, each once, in the order they appear."""
    return tuple(dict.fromkeys(match[1].strip() for match in _DOCUMENT.finditer(text)))


def named_partners(text: str) -> tuple[str, ...]:
    """Bodies that the words say do it, too: 会同市公安局、市司法局, 由县司法局牵头.

    联合公安、教育等部门 names them by their field. 有关部门 and the like name nobody and are
    left out.
    """
    found = [
        name
        for match in _TOGETHER.finditer(text)
        for name in _SPLIT.split(match["before"] or match["owner"])
        if len(name) >= 2 and not _NOT_A_BODY.match(name)
    ]
    found += [
        name
        for match in _FIELDS.finditer(text)
        for name in match["fields"].split("、")
        if not _NOT_A_BODY.match(name) and not _NO_FIELD.match(name)
    ]
    return tuple(dict.fromkeys(found))
