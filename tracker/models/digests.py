"""Who gets the weekly digest (周报), and what became of each mail."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.models.reports import Agency, Region


class Subscription(models.Model):
    """One person's wish for a weekly digest. Its scope is the person's own scope, narrowed.

    One row per person: overlapping responsibilities make one mail a week.
    """

    class Weekday(models.IntegerChoices):
        MONDAY = 1, _("星期一")
        TUESDAY = 2, _("星期二")
        WEDNESDAY = 3, _("星期三")
        THURSDAY = 4, _("星期四")
        FRIDAY = 5, _("星期五")
        SATURDAY = 6, _("星期六")
        SUNDAY = 7, _("星期日")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("用户"),
        on_delete=models.CASCADE,
        related_name="subscription",
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
        ]

    def __str__(self) -> str:
        return str(self.user)


class DigestDelivery(models.Model):
    """One digest for one recipient and ISO week (%G-W%V): at most one row, at most one mail."""

    class State(models.TextChoices):
        PENDING = "pending", _("待发送")
        CLAIMED = "claimed", _("处理中")
        DATA = "data", _("正在投递")
        SENT = "sent", _("已发送")
        FAILED = "failed", _("失败")
        UNCLEAR = "unclear", _("是否送达不明")

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

    class Meta:
        verbose_name = _("周报投递")
        verbose_name_plural = _("周报投递")
        ordering = ["-week", "recipient"]
        constraints = [
            models.UniqueConstraint(fields=["recipient", "week"], name="digest_once"),
        ]

    def __str__(self) -> str:
        return f"{self.week} {self.recipient}"
