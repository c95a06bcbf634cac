"""Figures counted beforehand (计数): what the statistics of a million commitments are read from.

Nothing here is a fact of its own: every number can be counted again from the commitments, and is
whenever one changed (services/tallying.py). Rows belong to one agency. Names, regions and
whether an agency is hidden are looked up when a figure is read. No key is enforced: counting
must never stand in the way of somebody who deletes or moves an agency.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tracker.models.reports import Agency


class OfAgency(models.Model):
    """Of one agency."""

    agency = models.ForeignKey(
        Agency, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )

    class Meta:
        abstract = True


class OfAgencyOrAll(models.Model):
    """Of one agency, or without one the sum of the rows of all agencies."""

    agency = models.ForeignKey(
        Agency, on_delete=models.DO_NOTHING, db_constraint=False, null=True, related_name="+"
    )

    class Meta:
        abstract = True


class Tally(models.Model):
    """The figures of selectors.tallies.TALLIED over some commitments of one plan year."""

    plan_year = models.PositiveSmallIntegerField(_("计划年度"))
    all = models.IntegerField()
    verifiable = models.IntegerField()
    fulfilled = models.IntegerField()
    fulfilled_verifiable = models.IntegerField()
    dropped = models.IntegerField()
    unfulfilled = models.IntegerField()
    reviewed = models.IntegerField()
    reviewed_verifiable = models.IntegerField()
    awaiting = models.IntegerField()
    silent = models.IntegerField()
    silent_verifiable = models.IntegerField()
    silent_suggested = models.IntegerField()
    missed = models.IntegerField()
    missed_suggested = models.IntegerField()
    unfulfilled_verifiable = models.IntegerField()
    short = models.IntegerField()
    moving = models.IntegerField()
    vague = models.IntegerField()
    unconfirmed = models.IntegerField()
    waiting = models.IntegerField()
    second = models.IntegerField()
    disputed = models.IntegerField()
    approval = models.IntegerField()
    suggested_awaiting_report = models.IntegerField()
    suggested_no_evidence = models.IntegerField()
    suggested_in_progress = models.IntegerField()
    suggested_partial = models.IntegerField()
    suggested_not_fulfilled = models.IntegerField()
    suggested_fulfilled = models.IntegerField()
    suggested_dropped = models.IntegerField()
    suggested_superseded = models.IntegerField()
    suggested_not_assessable = models.IntegerField()

    class Meta:
        abstract = True


class TallyByYear(OfAgency, Tally):
    """By plan year and deadline: what is overdue (逾期) follows from the day that asks."""

    due_on = models.DateField(_("复核期限"), null=True)

    class Meta:
        verbose_name = _("分年度计数")
        verbose_name_plural = _("分年度计数")

    def __str__(self) -> str:
        return f"{self.agency_id} {self.plan_year} {self.due_on}"


class TallyByTopic(OfAgencyOrAll, Tally):
    """By plan year, topic and deadline."""

    topic = models.CharField(_("主题"), max_length=16, blank=True)
    due_on = models.DateField(_("复核期限"), null=True)

    class Meta:
        verbose_name = _("分主题计数")
        verbose_name_plural = _("分主题计数")

    def __str__(self) -> str:
        return f"{self.agency_id} {self.plan_year} {self.topic} {self.due_on}"


class TallyByMonth(OfAgency):
    """How many commitments of a plan year were confirmed in a month (local time)."""

    plan_year = models.PositiveSmallIntegerField(_("计划年度"))
    month = models.DateField(_("月份"))
    confirmed = models.IntegerField()

    class Meta:
        verbose_name = _("分月计数")
        verbose_name_plural = _("分月计数")

    def __str__(self) -> str:
        return f"{self.agency_id} {self.plan_year} {self.month}"


class TallyRun(models.Model):
    """One row once all agencies have been marked; before that nothing is read from tallies."""

    at = models.DateTimeField(_("计数时间"))

    class Meta:
        verbose_name = _("计数状态")
        verbose_name_plural = _("计数状态")

    def __str__(self) -> str:
        return str(self.at)


class TallyMark(models.Model):
    """A change since the last count, noted by a trigger in the transaction that made it.

    Of a commitment by its report, whose agency is looked up when the mark is read: a report that
    is given to another agency meanwhile takes the mark along. Of a report by its agencies.
    """

    report_id = models.BigIntegerField(_("报告编号"), null=True)
    agency_id = models.BigIntegerField(_("单位编号"), null=True)
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("待重新计数")
        verbose_name_plural = _("待重新计数")
        constraints = [
            models.CheckConstraint(
                name="tally_mark_of_one",
                condition=models.Q(report_id__isnull=True, agency_id__isnull=False)
                | models.Q(report_id__isnull=False, agency_id__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.report_id} {self.agency_id}"
