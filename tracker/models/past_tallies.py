"""Figures of the past counted beforehand (往日计数): what statistics as of a day are read from.

As the tallies of the present (models/tallies.py) these hold nothing of their own, and are counted
again with them (services/past_tallying.py). What holds at the end of a day (local time) is told,
and rows are written only for days on which something changed.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from tracker.models.reports import Agency
from tracker.models.tallies import OfAgency

# In place of no date, so that a day can be compared with it: never due, in no month, to this day.
NEVER: Final = dt.date.max
NO_MONTH: Final = dt.date.min


class FiguresThen(models.Model):
    """The figures of selectors.figures that people's decisions alone tell."""

    all = models.IntegerField()
    verifiable = models.IntegerField()
    fulfilled = models.IntegerField()
    fulfilled_verifiable = models.IntegerField()
    dropped = models.IntegerField()
    unfulfilled = models.IntegerField()
    unfulfilled_verifiable = models.IntegerField()
    reviewed = models.IntegerField()
    reviewed_verifiable = models.IntegerField()
    awaiting = models.IntegerField()
    silent = models.IntegerField()
    silent_verifiable = models.IntegerField()
    short = models.IntegerField()
    moving = models.IntegerField()
    vague = models.IntegerField()
    unconfirmed = models.IntegerField()
    waiting = models.IntegerField()
    second = models.IntegerField()
    disputed = models.IntegerField()
    approval = models.IntegerField()

    class Meta:
        abstract = True


PAST: Final = tuple(field.name for field in FiguresThen._meta.local_fields)


class TallyThen(OfAgency, FiguresThen):
    """The figures of one agency's plan from the end of one day on, up to another day.

    By deadline, too: what was overdue (逾期) follows from the day that is asked for.
    """

    plan_year = models.PositiveSmallIntegerField(_("计划年度"))
    due_on = models.DateField(_("复核期限"))
    since = models.DateField(_("起始日"))
    until = models.DateField(_("终止日"))

    class Meta:
        verbose_name = _("往日计数")
        verbose_name_plural = _("往日计数")

    def __str__(self) -> str:
        return f"{self.agency_id} {self.plan_year} {self.since}"


class TallyOfKind(models.Model):
    """How many more or fewer commitments of a kind there are since a day, of all agencies.

    The kind is what a person had decided of it then (selectors.as_of.Then), with the month of the
    decision. What there was at the end of a day are the changes up to it, added up.
    """

    plan_year = models.PositiveSmallIntegerField(_("计划年度"))
    topic = models.CharField(_("主题"), max_length=16, blank=True)
    due_on = models.DateField(_("复核期限"))
    since = models.DateField(_("起始日"))
    answered = models.BooleanField(_("下一年度报告已提交"))
    is_clear = models.BooleanField(_("可核查"))
    outcome = models.CharField(_("兑现情况"), max_length=20, blank=True)
    review_state = models.CharField(_("复核状态"), max_length=16)
    month = models.DateField(_("确认月份"))
    change = models.IntegerField(_("增减"))

    class Meta:
        verbose_name = _("往日分类计数")
        verbose_name_plural = _("往日分类计数")
        constraints = [
            models.UniqueConstraint(
                name="tally_of_kind_once",
                fields=[
                    *("plan_year", "topic", "due_on", "since"),
                    *("answered", "is_clear", "outcome", "review_state", "month"),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_year} {self.topic} {self.since} {self.change:+}"


class TallyShare(models.Model):
    """What one agency has in the rows of all (TallyOfKind), to be taken off when it changes.

    A list for each row: its columns in their order, days as ISO dates.
    """

    agency = models.OneToOneField(
        Agency,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
        primary_key=True,
    )
    changes = models.JSONField(default=list)

    class Meta:
        verbose_name = _("单位往日计数")
        verbose_name_plural = _("单位往日计数")

    def __str__(self) -> str:
        return str(self.agency_id)
