"""What changed last, for those who keep a copy (变更记录): one row for each record."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Change(models.Model):
    """The newest change of one region, agency, report or commitment; written by triggers alone.

    `seq` grows with every change of anything (models/change_triggers.py). A reader passes over
    what was noted beside a transaction that is still open, because that may yet commit a lower
    `seq` (selectors/changes.py). `writer` is PostgreSQL's number of the writer, for tracing.

    `agency_id` is 0 for a region. `region_id` and `former_agency_id` are whose readers are told,
    too: a region's own, and those of where a record was before it moved or went.
    """

    class Kind(models.TextChoices):
        REGION = "region", _("地区")
        AGENCY = "agency", _("单位")
        REPORT = "report", _("年度报告")
        COMMITMENT = "commitment", _("承诺事项")

    kind = models.CharField(_("种类"), max_length=10, choices=Kind.choices)
    object_id = models.BigIntegerField(_("编号"))
    agency_id = models.BigIntegerField(_("单位编号"), db_index=True)
    region_id = models.BigIntegerField(_("地区编号"), null=True)
    former_agency_id = models.BigIntegerField(_("原单位编号"), null=True)
    deleted = models.BooleanField(_("已删除"), default=False)
    seq = models.BigIntegerField(_("序号"), unique=True)
    writer = models.BigIntegerField(default=0)
    at = models.DateTimeField(_("时间"), db_index=True)

    class Meta:
        verbose_name = _("变更记录")
        verbose_name_plural = _("变更记录")
        ordering = ["seq"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="change_once"),
        ]
        # Few rows have them. With that of `agency_id` they find what a small scope is told.
        indexes = [
            models.Index(fields=[column], name=name, condition=Q((f"{column}__isnull", False)))
            for column, name in (
                ("region_id", "change_by_region"),
                ("former_agency_id", "change_by_former_agency"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.kind} {self.object_id}"
