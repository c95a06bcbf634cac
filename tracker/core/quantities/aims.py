"""Which numbers are aimed at, and which only name, order, describe or tell of the past."""

from __future__ import annotations

import re
from typing import Final

from tracker.core.lexicon import alternatives
from tracker.core.quantities.comparators import BEFORE_END

# Behind a Chinese numeral these make a name of it: 七个一体化, 两个维护, 三次产业, 五类水质.
_NAMED = re.compile(r"个(?:一|不|百|千|万|全|最|自信|意识|维护|确立|必须|坚持|责任|关系)|次产业")
_POINTS = re.compile(r"[个大](?:方面|层面|维度|着力点|关键词|环节|阶段|时期)")
_RANK = re.compile(r"(?<![底末日月年之以])前$")
_PARTED = re.compile("[之别类级期批组工布散]")
_NAMING: Final = {"元": "级", "项": "目"}  # 千亿元级产业, 百亿项目; but 3项目标
_CLASSES: Final = frozenset({"类", "种"})
_TOLD = re.compile(
    r"了$|(?:现有|原有|现存|既有)的?$|已经?[\u4e00-\u9fff]{1,10}$"
    r"|(?<![比较与在同])(?:去年|上年度?|前年)(?!同期|的?基础)[\u4e00-\u9fff、]{0,40}$"
)
_ATTRIBUTE = re.compile(
    r"(?:投资|库容|占地|占地面积|建筑面积|总面积|装机|装机容量|产值|收入|资产|注册资本|产能"
    r"|规模|年产|日产|日处理|年处理|加工能力)(?:达到|达|为|约|近|超过|超)?$"
)
# Where no verb stands before it, 700万吨露天矿 tells a size; so does 6万平方米的主力店.
_SIZES: Final = frozenset({"吨", "蒸吨", "千瓦", "兆瓦", "吉瓦", "千伏安", "兆伏安"})
_DOES = re.compile(rf"(?:{alternatives('action_verbs', 'light_verbs', 'making_verbs')}了?|各)$")
# A thing follows, and no list mark or further verb: 千万元以上|项目, 100亿元以上|并力争.
RUNS_ON: Final = re.compile(r"(?![和及与并或力争确])[\u4e00-\u9fff“《]")
# 在全省32个县中, 从500名学员中
_AMONG = re.compile(r"[\u4e00-\u9fff“”]{1,14}[中里]$")
_WITHIN = re.compile(r"[在从][\u4e00-\u9fff]{0,6}$")
_AREAS: Final = frozenset({"平方米", "平米", "平方公里"})
_LEADS_IN = re.compile(r"依托|围绕|聚焦|立足|依靠|借助|针对|面向")
# 围绕宪法日开展活动4场: the number is what is done, not what it is done around.
_ACTS = re.compile(rf"{alternatives('light_verbs', 'making_verbs')}[\u4e00-\u9fff“”]{{2,20}}$")
_MONEY = re.compile(r"(?:投资|产值|[税营]?收|税|贷款|信贷|资金|融资|订单|交易|授信|销售|补贴)")
_HOLDS = re.compile(r"(?:开展|组织|举办|举行|进行|参加|安排|接受|完成|建立|建设|建成|召开|设立)$")
_LOOK_BACK: Final = 60  # characters


def is_part_of_a_name(clause: str, *, start: int, match_end: int, unit: str, chinese: bool) -> bool:
    """Whether a number orders or names (前十名, 七个一体化, 五个方面, 国家四类标准)."""
    rest = clause[match_end - len(unit) : match_end + 4]
    bare = unit in ("个", "大", "次")  # not in 一个百分点
    if (bare and _POINTS.match(rest)) or _RANK.search(clause, max(0, start - 2), start):
        return True
    if clause.startswith(_NAMING.get(unit, "\n"), match_end):
        return not clause.startswith("目标", match_end)
    if unit == "分":  # 95分 is a mark; 十分, 3分之2 and 2分类 are none
        return chinese or _PARTED.match(clause, match_end) is not None
    if not chinese:
        return False
    return (bare and _NAMED.match(rest) is not None) or (
        unit in _CLASSES and clause[match_end : match_end + 2] in ("以上", "标准", "水质", "水体")
    )


def is_a_condition(clause: str, *, start: int, end: int, unit: str) -> bool:
    """Whether a compared number picks out what is spoken of: 优秀率低于40%的部门.

    开展不少于60学时的培训 does not: the verb before it says what is done.
    """
    if unit == "次" or not clause.startswith("的", end):
        return False
    low = max(0, start - 20)
    before = BEFORE_END.search(clause[low:start])
    if before is None:
        return False
    return not _HOLDS.search(clause, max(0, low + before.start() - 4), low + before.start())


def describes(clause: str, *, start: int, end: int, unit: str, compared: bool) -> bool:
    """Whether a number in a plan describes a thing or tells of the past.

    总投资5亿元的项目, 千万元以上项目, 日处理6万吨的污水处理厂, 谋划了12件, 现有3条线路,
    依托50家企业. Reports of what was done use the same words for their figures: there this is
    not asked.
    """
    head = clause[max(0, start - _LOOK_BACK) : start]
    if _TOLD.search(head):
        return True
    if clause[end : end + 1] == "的" and _ATTRIBUTE.search(head):
        return True
    among = _WITHIN.search(head) and _AMONG.match(clause, end)
    around = not compared and _LEADS_IN.match(clause)
    if among or (around and not (_DOES.search(head) or _ACTS.search(head))):
        return True
    if not RUNS_ON.match(clause, end):
        return False
    if unit == "元":
        return compared and not _MONEY.match(clause, end)
    told = unit in _SIZES or (unit in _AREAS and clause[end : end + 1] == "的")
    return told and not _DOES.search(head)
