"""Who gets the weekly digest (周报), and what became of each mail."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.models.reports import Agency, Region


class DigestPart(models.TextChoices):
    """What a digest may be made of (周报内容); a subscriber may leave parts out."""

    CHANGES = "changes", _("本期变化")
    FILED = "filed", _("新收报告")
    ALARMS = "alarms", _("系统建议")
    LONGEST = "longest", _("未兑现最久")
    AGENCIES = "agencies", _("各单位")


def all_parts() -> list[str]:
    """What a new subscription gets: everything."""
    return [part.value for part in DigestPart]


class Subscription(models.Model):
    """A wish for a weekly digest: a person's, or that of an address without an account.

    A person's scope is their own, narrowed by the wishes; that of a bare address is what it was
    given by name. One row per person and per address: overlapping wishes make one mail a week.
    """

    class Weekday(models.IntegerChoices):
        MONDAY = 1, _("星期一")
        TUESDAY = 2, _("星期二")
        WEDNESDAY = 3, _("星期三")
        THURSDAY = 4, _("星期四")
        FRIDAY = 5, _("星期五")
        SATURDAY = 6, _("星期六")
        SUNDAY = 7, _("星期日")

    class WhenEmpty(models.TextChoices):
        LINE = "line", _("发一句话")
        NOTHING = "nothing", _("不发")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("用户"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="subscription",
    )
    address = models.EmailField(_("邮箱（无账号）"), blank=True)
    # An address without an account gets nothing before its owner has clicked the link that was
    # sent there at `asked_at`; a later link replaces an earlier one.
    asked_at = models.DateTimeField(_("确认邮件发送时间"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("本人确认时间"), null=True, blank=True)
    # Ended by its reader (退订); `active` is the administrator's switch. Both must allow a mail.
    ended_at = models.DateTimeField(_("退订时间"), null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("登记人"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    sections = models.JSONField(_("内容"), default=all_parts, blank=True)
    when_empty = models.CharField(
        _("没有内容时"), max_length=10, choices=WhenEmpty.choices, default=WhenEmpty.LINE
    )
    regions: models.ManyToManyField[Region, Any] = models.ManyToManyField(
        Region, verbose_name=_("地区"), blank=True
    )
    agencies: models.ManyToManyField[Agency, Any] = models.ManyToManyField(
        Agency, verbose_name=_("单位"), blank=True
    )
    weekday = models.PositiveSmallIntegerField(
        _("发送日"), choices=Weekday.choices, default=Weekday.MONDAY
    )
    hour = models.PositiveSmallIntegerField(
        _("发送时点"), default=9, validators=[MaxValueValidator(23)]
    )
    timezone = models.CharField(_("时区"), max_length=40, default="Asia/Shanghai")
    active = models.BooleanField(_("启用"), default=True)
    created_at = models.DateTimeField(_("订阅时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("周报订阅")
        verbose_name_plural = _("周报订阅")
        constraints = [
            models.CheckConstraint(
                name="subscription_weekday", condition=Q(weekday__gte=1, weekday__lte=7)
            ),
            models.CheckConstraint(name="subscription_hour", condition=Q(hour__lte=23)),
            models.CheckConstraint(
                name="subscription_person_or_address",
                condition=Q(user__isnull=False, address="")
                | (Q(user__isnull=True) & ~Q(address="")),
                violation_error_message=_("用户和邮箱须填且只填一项。"),
            ),
            models.UniqueConstraint(
                fields=["address"], condition=~Q(address=""), name="subscription_once_address"
            ),
        ]

    def __str__(self) -> str:
        return str(self.user or self.address)

    @property
    def recipient(self) -> str:
        """Where its mails go; lower case, since two spellings of a mailbox must not get two."""
        return (self.user.email if self.user else self.address).strip().lower()


class DigestDelivery(models.Model):
    """One digest for one recipient and ISO week (%G-W%V): at most one row, at most one mail."""

    class State(models.TextChoices):
        PENDING = "pending", _("待发送")
        CLAIMED = "claimed", _("处理中")
        DATA = "data", _("正在投递")
        SENT = "sent", _("已发送")
        FAILED = "failed", _("失败")
        UNCLEAR = "unclear", _("是否送达不明")
        QUIET = "quiet", _("无新情况，未发")  # as the subscriber wished; no mail was made

    subscription = models.ForeignKey(
        Subscription, on_delete=models.SET_NULL, null=True, related_name="deliveries"
    )
    recipient = models.EmailField(_("收件地址"))
    week = models.CharField(_("周次"), max_length=8)
    state = models.CharField(
        _("状态"), max_length=10, choices=State.choices, default=State.PENDING, db_index=True
    )
    message_id = models.CharField(_("邮件标识"), max_length=200, blank=True)
    error = models.TextField(_("失败原因"), blank=True)
    attempts = models.PositiveSmallIntegerField(_("尝试次数"), default=0)
    lease_until = models.DateTimeField(_("占用至"), null=True, blank=True)
    created_at = models.DateTimeField(_("建立时间"), auto_now_add=True)
    sent_at = models.DateTimeField(_("发送时间"), null=True, blank=True)
    # Who said of an unclear one that it arrived, or had it sent again.
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("认定人"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    settled_at = models.DateTimeField(_("认定时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("周报投递")
        verbose_name_plural = _("周报投递")
        ordering = ["-week", "recipient"]
        permissions = [("settle_digestdelivery", _("认定周报是否送达，重新发送"))]
        constraints = [
            models.UniqueConstraint(fields=["recipient", "week"], name="digest_once"),
        ]

    def __str__(self) -> str:
        return f"{self.week} {self.recipient}"
