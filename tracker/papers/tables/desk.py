"""人工更正, 周报订阅, 周报投递, 接口密钥 and 导出任务 as tables."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tracker.models import (
    Correction,
    DigestDelivery,
    Export,
    Subscription,
)
from tracker.models.digests import DigestPart
from tracker.papers.tables.columns import (
    Record,
    Table,
    label,
    made,
    moment,
    number,
    plain,
    yes_no,
)

CORRECTIONS = Table(
    name="correction",
    title=_("人工更正"),
    columns=(
        plain("agency", _("单位"), "report__agency__name", 24),
        number("report_year", _("报告年度"), "report__report_year"),
        label("kind", _("更正内容"), "kind", Correction.Kind.choices),
        plain("note", _("说明"), "note", 30),
        plain("made_by", _("更正人"), "made_by__username"),
        moment("made_at", _("更正时间"), "made_at"),
        plain("undone_by", _("撤回人"), "undone_by__username"),
        moment("undone_at", _("撤回时间"), "undone_at"),
        yes_no("stale", _("未能套用"), "stale"),
    ),
)


def _parts(record: Record) -> str:
    words = dict(DigestPart.choices)
    return "、".join(str(words.get(part, part)) for part in record["sections"])


def _clock(record: Record) -> str:
    return f"{record['hour']:02}:00"


SUBSCRIPTIONS = Table(
    name="subscription",
    title=_("周报订阅"),
    columns=(
        plain("user", _("用户"), "user__username"),
        plain("address", _("邮箱（无账号）"), "address", 30),
        label("weekday", _("发送日"), "weekday", Subscription.Weekday.choices),
        made("hour", _("发送时点"), _clock, "hour"),
        plain("timezone", _("时区"), "timezone", 16),
        made("sections", _("内容"), _parts, "sections", width=30),
        label("when_empty", _("没有内容时"), "when_empty", Subscription.WhenEmpty.choices),
        yes_no("active", _("启用"), "active"),
        moment("confirmed_at", _("本人确认时间"), "confirmed_at"),
        moment("ended_at", _("退订时间"), "ended_at"),
    ),
)

DELIVERIES = Table(
    name="digestdelivery",
    title=_("周报投递"),
    columns=(
        plain("week", _("周次"), "week"),
        plain("recipient", _("收件地址"), "recipient", 30),
        label("state", _("状态"), "state", DigestDelivery.State.choices),
        number("attempts", _("尝试次数"), "attempts"),
        moment("sent_at", _("发送时间"), "sent_at"),
        plain("error", _("失败原因"), "error", 40),
        plain("settled_by", _("认定人"), "settled_by__username"),
        moment("settled_at", _("认定时间"), "settled_at"),
    ),
)

KEYS = Table(
    name="apikey",
    title=_("接口密钥"),
    columns=(
        plain("name", _("用途"), "name", 24),
        plain("prefix", _("前缀"), "prefix"),
        plain("owner", _("所有者"), "owner__username"),
        yes_no("may_read", _("可读取"), "may_read"),
        yes_no("may_upload", _("可上传报告"), "may_upload"),
        plain("created_by", _("签发人"), "created_by__username"),
        moment("created_at", _("签发时间"), "created_at"),
        moment("expires_at", _("失效时间"), "expires_at"),
        moment("revoked_at", _("停用时间"), "revoked_at"),
        moment("last_used_at", _("最近使用"), "last_used_at"),
    ),
)

EXPORTS = Table(
    name="export",
    title=_("导出任务"),
    columns=(
        plain("table", _("列表"), "table", 20),
        plain("requested_by", _("申请人"), "requested_by__username"),
        moment("created_at", _("申请时间"), "created_at"),
        label("state", _("状态"), "state", Export.State.choices),
        number("rows", _("行数"), "rows"),
        moment("finished_at", _("完成时间"), "finished_at"),
    ),
)
