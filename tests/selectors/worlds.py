"""An installation in which rows change in SQL as well as by the doors that people use."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from tests import factories
from tests.selectors.lives import Life
from tracker.api.parameters import ScopeFilters
from tracker.core.types import Outcome, ReviewState, Topic
from tracker.models import Agency, Commitment, Region, Report, Suggestion, User
from tracker.selectors.extent import Extent
from tracker.selectors.narrowing import Narrowing
from tracker.services.reviews import ReviewRefused
from tracker.services.tallying import sweep_tallies

AWAITS = Outcome.AWAITING_REPORT


class OneLife(Life):
    """Beside other agencies, whose reports have none of its words."""

    def one(self, *states: ReviewState) -> Commitment:
        rows = Commitment.objects.filter(report__agency=self.agency, review_state__in=states)
        found = list(rows.filter(result_report__isnull=False).order_by("pk"))
        if not found:
            raise ReviewRefused("none")
        return self.dice.choice(found)


@dataclass
class World:
    """Regions, agencies and promises, to which anything may happen, in SQL and by the doors."""

    dice: random.Random
    root: User = field(init=False)
    inspector: User = field(init=False)
    life: OneLife = field(init=False)

    def begin(self) -> None:
        city = factories.make_region("云汀市")
        self.root = factories.make_user(is_superuser=True)
        self.inspector = factories.make_inspector(city)
        for number in range(2):
            county = factories.make_region(f"第{number}汀县", parent=city)
            for other in range(2):
                self.file(factories.make_agency(f"第{number}{other}局", region=county))
        self.life = OneLife(self.dice)
        self.life.begin()

    def file(self, agency: Agency) -> None:
        plan, result = (factories.make_report(agency, report_year=year) for year in (2014, 2015))
        for report, answer in ((plan, result), (plan, result), (plan, result), (result, None)):
            self.promise(report, answer)

    def promise(self, report: Report, answer: Report | None) -> None:
        row = factories.make_commitment(
            report,
            result_report=answer,
            position=Commitment.objects.count(),
            topic=self.dice.choice(["", *Topic]),
            verifiability=self.dice.randrange(5),
            due_on=timezone.localdate() + dt.timedelta(days=self.dice.randrange(-9, 9)),
        )
        if answer and self.dice.random() < 0.6:
            factories.make_suggestion(row, outcome=self.dice.choice(list(Outcome)))

    def others(self) -> Any:
        """Promises that nothing but SQL ever touches."""
        return Commitment.objects.filter(report__report_year__lt=2020)

    def pick(self, rows: Any) -> Any:
        return self.dice.choice(list(rows.order_by("pk")) or [None])

    def happens(self) -> None:
        acts: list[Callable[[], object]] = [
            *(sweep_tallies, sweep_tallies, sweep_tallies),
            *(self.live, self.live, self.live),
            *(self.conclude, self.take_back, self.say_otherwise, self.leave, self.answer),
            *(self.move_report, self.move_agency, self.hide, self.drop_report, self.arrive),
            *(self.drop_agency, self.move_promise),
        ]
        self.dice.choice(acts)()

    def live(self) -> None:
        with transaction.atomic():
            self.life.happens()

    def conclude(self) -> None:
        outcome = self.dice.choice([o for o in Outcome if o.status == "pending" and o != AWAITS])
        changes = {"outcome": outcome, "review_state": "confirmed", "reviewed_at": self.long_ago()}
        rows = self.others().filter(result_report__isnull=False, pk__gt=self.any_key())
        rows.update(**changes)

    def take_back(self) -> None:
        state = self.dice.choice([s for s in ReviewState if s is not ReviewState.CONFIRMED])
        self.others().filter(pk__gt=self.any_key()).update(
            outcome="", review_state=state, status="pending"
        )

    def say_otherwise(self) -> None:
        Suggestion.objects.filter(commitment__in=self.others()).update(
            outcome=self.dice.choice(list(Outcome)), numbers_missed=self.dice.randrange(2)
        )

    def leave(self) -> None:
        reason = self.dice.choice(["", "text_gone", "set_aside", "text_changed"])
        self.others().filter(pk__gt=self.any_key()).update(returned_reason=reason)

    def answer(self) -> None:
        self.others().filter(pk__gt=self.any_key()).update(
            due_on=self.long_ago().date(), topic=self.dice.choice(["", *Topic])
        )

    def move_report(self) -> None:
        agency = self.pick(Agency.objects.exclude(pk=self.life.agency.pk))
        report = self.pick(Report.objects.filter(report_year__lt=2020))
        taken = Report.objects.filter(agency=agency, report_year=report and report.report_year)
        if report and agency and not taken.exists():
            Report.objects.filter(pk=report.pk).update(agency=agency)

    def move_promise(self) -> None:
        row, report = self.pick(self.others()), self.pick(Report.objects.all())
        if row and report and report.report_year < 2020:
            Commitment.objects.filter(pk=row.pk).update(report=report)

    def move_agency(self) -> None:
        agency = self.pick(Agency.objects.all())
        Agency.objects.filter(pk=agency.pk).update(region=self.pick(Region.objects.all()))

    def hide(self) -> None:
        agency = self.pick(Agency.objects.all())
        Agency.objects.filter(pk=agency.pk).update(is_hidden=not agency.is_hidden)

    def drop_report(self) -> None:
        report = self.pick(Report.objects.filter(report_year__lt=2020))
        if report:
            Commitment.objects.filter(result_report=report).update(result_report=None)
            report.commitments.all().delete()
            report.delete()

    def drop_agency(self) -> None:
        agency = self.pick(Agency.objects.exclude(pk=self.life.agency.pk))
        if agency and not agency.reports.exists():
            agency.delete()

    def arrive(self) -> None:
        name = f"新来{Agency.objects.count()}{self.dice.random()}"
        self.file(factories.make_agency(name, region=self.pick(Region.objects.all())))

    def any_key(self) -> int:
        return int(getattr(self.pick(Commitment.objects.all()), "pk", 0))

    def long_ago(self) -> dt.datetime:
        return timezone.now() - dt.timedelta(days=self.dice.randrange(200))

    def extent(self, user: User) -> Extent:
        """As the dashboard or the API would ask: mostly of everything, or narrowed by anything."""

        def perhaps(value: Any) -> Any:
            return value if self.dice.random() < 0.3 else None

        if self.dice.random() < 0.5:
            return ScopeFilters(
                region=perhaps(self.pick(Region.objects.all()).code),
                agency=perhaps(getattr(self.pick(Agency.objects.all()), "pk", None)),
                report_year=perhaps(self.dice.choice([2014, 2015, 2024])),
                plan_year=perhaps(self.dice.choice([2015, 2016, 2025])),
            ).extent(user)
        return Narrowing(
            region=perhaps(self.pick(Region.objects.all()).pk),
            agency=perhaps(getattr(self.pick(Agency.objects.all()), "pk", None)),
            year=perhaps(self.dice.choice([2015, 2016, 2025])),
            topic=perhaps(self.dice.choice(["", "rules"])),
        ).extent(user)
