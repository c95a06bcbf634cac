"""What a correction by hand would do (更正预览), from doing it and rolling it back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max, QuerySet

from tracker.core.types import ReturnReason
from tracker.models import Agency, Commitment, Correction, Report, User, Withdrawal
from tracker.selectors.commitments import IN_PLAN
from tracker.selectors.scope import visible_agencies
from tracker.selectors.successors import forebears
from tracker.services.corrections import Corrected


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What would change. Conclusions are counted and never told: one may await a blind reading."""

    corrections: tuple[Correction, ...]  # as they would be written
    gone: tuple[str, ...]  # the headings of items that would be no more, or be cut otherwise
    new: tuple[str, ...]  # of those in their place
    items: tuple[int, int]  # how many the plan has, before and after
    withdrawn: tuple[str, ...]  # of those whose conclusions would be withdrawn, of all reports
    kept_aside: tuple[str, ...]  # of those reviewed and kept outside the plan
    elsewhere: int  # conclusions that would be withdrawn where the person sees nothing
    lapsed: tuple[Correction, ...]  # other corrections that would no longer find their place
    founded: str  # the agency that there would be only from then on; "" for none


def foresee(report: Report, act: Callable[[], Corrected], *, user: User) -> Foreseen:
    """What `act`, a correction of this report, would do now; nothing is written.

    Raises as it does.
    """
    with transaction.atomic():
        before, applied = _items(report), _applied(report)
        newest, last_agency = _newest(Withdrawal), _newest(Agency)
        bodies = forebears(report.agency_id)
        done = act()
        after = _items(report)
        lapsed = report.corrections.filter(pk__in=applied, stale=True, undone_at=None)
        lapsed_rows = tuple(lapsed.order_by("pk"))
        now = Agency.objects.get(reports=report.pk)
        # These agencies are locked by now: nobody else withdraws anything of theirs.
        bodies |= forebears(now.pk)
        rows = Withdrawal.objects.filter(pk__gt=newest, commitment__report__agency__in=bodies)
        taken, elsewhere = _in_sight(rows, user)
        transaction.set_rollback(True)
    return Foreseen(
        corrections=done.corrections,
        gone=tuple(words[1] for key, words in before.items() if after.get(key) != words),
        new=tuple(words[1] for key, words in after.items() if before.get(key) != words),
        items=(len(before), len(after)),
        withdrawn=tuple(h for reason, h in taken if reason != ReturnReason.SET_ASIDE),
        kept_aside=tuple(h for reason, h in taken if reason == ReturnReason.SET_ASIDE),
        elsewhere=elsewhere,
        lapsed=lapsed_rows,
        founded=now.name if now.pk > last_agency else "",
    )


def _in_sight(rows: QuerySet[Withdrawal], user: User) -> tuple[list[tuple[str, str]], int]:
    """Reason and heading of those that the person may see, and how many others there are."""
    seen = rows.filter(commitment__report__agency__in=visible_agencies(user)).order_by("pk")
    taken = list(seen.values_list("reason", "commitment__heading"))
    return taken, rows.count() - len(taken)


def _items(report: Report) -> dict[int, tuple[str, str]]:
    rows = Commitment.objects.filter(IN_PLAN, report=report).order_by("position")
    return {pk: (text, heading) for pk, text, heading in rows.values_list("pk", "text", "heading")}


def _applied(report: Report) -> list[int]:
    """The corrections that are in force and found their place."""
    rows = report.corrections.filter(stale=False, undone_at=None)
    return list(rows.values_list("pk", flat=True))


def _newest(rows: type[Withdrawal] | type[Agency]) -> int:
    newest = rows.objects.aggregate(newest=Max("pk"))["newest"]
    return int(newest or 0)
