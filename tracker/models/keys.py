"""Keys to the API for programs (接口密钥)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.models.uploads import Upload


class ApiKey(models.Model):
    """A program's way in: it may what its scopes say, where its owner may look.

    The key itself is shown once and never stored: `digest` is its SHA-256, which is enough for
    256 random bits. `prefix` stands in the key and in lists, so that people can tell keys apart.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("所有者"),
        on_delete=models.CASCADE,
        related_name="api_keys",
    )
    name = models.CharField(_("用途"), max_length=80)
    prefix = models.CharField(_("前缀"), max_length=8, unique=True, editable=False)
    digest = models.CharField(_("密钥摘要"), max_length=64, unique=True, editable=False)
    may_read = models.BooleanField(_("可读取"), default=True)
    may_upload = models.BooleanField(_("可上传报告"), default=False)
    expires_at = models.DateTimeField(_("失效时间"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("停用时间"), null=True, blank=True, editable=False)
    last_used_at = models.DateTimeField(_("最近使用"), null=True, blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("签发人"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    created_at = models.DateTimeField(_("签发时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("接口密钥")
        verbose_name_plural = _("接口密钥")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="api_key_for_something",
                condition=Q(may_read=True) | Q(may_upload=True),
                violation_error_message=_("读取和上传至少选一项。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.prefix}…"


class IdempotencyKey(models.Model):
    """A word under which a program handed a file in (幂等键): again, it is the same call."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="idempotency_keys"
    )
    word = models.CharField(_("幂等键"), max_length=100)
    fingerprint = models.CharField(_("请求指纹"), max_length=64)
    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="idempotency_keys")
    created_at = models.DateTimeField(_("时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("幂等键")
        verbose_name_plural = _("幂等键")
        constraints = [
            models.UniqueConstraint(fields=["owner", "word"], name="idempotency_key_once"),
        ]

    def __str__(self) -> str:
        return self.word
