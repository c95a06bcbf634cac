"""Counted beforehand (计数): how readers agree with one another and with the machine.

As in models/tallies.py. An act has no place among the figures of a commitment: one promise may
have been decided twice. The present, and how every past day (local time) ended.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.models.tallies import OfAgency, OfAgencyOrAll


class Followed(models.Model):
    """Single conclusions that had a suggestion, and those that are the same."""

    plan_year = models.PositiveSmallIntegerField(_("计划年度"))
    decided = models.IntegerField()
    followed = models.IntegerField()

    class Meta:
        abstract = True


class TallyOfFollowing(OfAgency, Followed):
    """By plan year."""

    class Meta:
        verbose_name = _("与系统建议相同的计数")
        verbose_name_plural = _("与系统建议相同的计数")

    def __str__(self) -> str:
        return f"{self.agency_id} {self.plan_year}"


class TallyByReader(OfAgencyOrAll, Followed):
    """By plan year, topic and reviewer."""

    topic = models.CharField(_("主题"), max_length=16, blank=True)
    reviewer_id = models.BigIntegerField(_("复核人编号"))

    class Meta:
        verbose_name = _("分复核人计数")
        verbose_name_plural = _("分复核人计数")

    def __str__(self) -> str:
        return f"{self.agency_id} {self.plan_year} {self.topic} {self.reviewer_id}"


class TallyOfFollowingThen(OfAgency, Followed):
    """By plan year from the end of one day on, up to another day."""

    since = models.DateField(_("起始日"))
    until = models.DateField(_("终止日"))

    class Meta:
        verbose_name = _("往日与系统建议相同的计数")
        verbose_name_plural = _("往日与系统建议相同的计数")

    def __str__(self) -> str:
        return f"{self.agency_id} {self.plan_year} {self.since}"


class TallyByReaderSince(OfAgencyOrAll, Followed):
    """By plan year, topic and reviewer: how many more or fewer there are since a day.

    Fewer where a promise decided before waits for its second reading (盲审): nothing of it counts.
    """

    topic = models.CharField(_("主题"), max_length=16, blank=True)
    reviewer_id = models.BigIntegerField(_("复核人编号"))
    since = models.DateField(_("起始日"))

    class Meta:
        verbose_name = _("往日分复核人计数")
        verbose_name_plural = _("往日分复核人计数")
        constraints = [
            models.UniqueConstraint(
                name="tally_by_reader_of_all_once",
                fields=["plan_year", "topic", "reviewer_id", "since"],
                condition=Q(agency__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.plan_year} {self.topic} {self.reviewer_id} {self.since}"


class TallyOfPairs(OfAgency):
    """Conclusions and their blind second readings (盲审): who read, and what each concluded.

    By the day of the second reading: what was read once stays a pair.
    """

    plan_year = models.PositiveSmallIntegerField(_("计划年度"))
    topic = models.CharField(_("主题"), max_length=16, blank=True)
    first_id = models.BigIntegerField(_("初审人编号"))
    first_outcome = models.CharField(_("初审结论"), max_length=20)
    second_id = models.BigIntegerField(_("盲审人编号"))
    second_outcome = models.CharField(_("盲审结论"), max_length=20)
    since = models.DateField(_("起始日"))
    pairs = models.IntegerField()

    class Meta:
        verbose_name = _("盲审对计数")
        verbose_name_plural = _("盲审对计数")

    def __str__(self) -> str:
        return f"{self.agency_id} {self.plan_year} {self.topic} {self.first_id} {self.second_id}"
