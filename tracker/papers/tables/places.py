"""地区, 单位, 机构沿革 and 用户 as tables."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tracker.models import AgencySuccession
from tracker.papers.tables.columns import (
    Table,
    joined,
    label,
    moment,
    number,
    plain,
    yes_no,
)
from tracker.wording import REGION_LEVELS

REGIONS = Table(
    name="region",
    title=_("地区"),
    columns=(
        plain("code", _("区划代码"), "code", 14),
        plain("name", _("名称"), "name", 24),
        label("level", _("层级"), "level", REGION_LEVELS.items()),
        plain("parent_code", _("上级区划代码"), "parent__code", 14),
        plain("parent", _("上级地区"), "parent__name", 24),
    ),
)

AGENCIES = Table(
    name="agency",
    title=_("单位"),
    columns=(
        plain("name", _("全称"), "name", 30),
        plain("region_code", _("区划代码"), "region__code", 14),
        plain("region", _("地区"), "region__name", 20),
        joined("aliases", _("别称"), "aliases"),
        yes_no("is_sample", _("示例单位"), "is_sample"),
    ),
)

SUCCESSIONS = Table(
    name="agencysuccession",
    title=_("机构沿革"),
    columns=(
        plain("predecessor", _("原单位"), "predecessor__name", 30),
        plain("successor", _("承接单位"), "successor__name", 30),
        number("since_year", _("起始报告年度"), "since_year"),
        label("kind", _("沿革方式"), "kind", AgencySuccession.Kind.choices),
        plain("confirmed_by", _("确认人"), "confirmed_by__username"),
        moment("confirmed_at", _("确认时间"), "confirmed_at"),
        moment("declined_at", _("否定时间"), "declined_at"),
    ),
)

USERS = Table(
    name="user",
    title=_("用户"),
    columns=(
        plain("username", _("用户名"), "username", 20),
        plain("last_name", _("姓"), "last_name"),
        plain("first_name", _("名"), "first_name"),
        plain("email", _("邮箱"), "email", 30),
        yes_no("is_staff", _("可登录工作台"), "is_staff"),
        yes_no("is_active", _("启用"), "is_active"),
        moment("last_login", _("上次登录"), "last_login"),
    ),
)
