"""What a correction by hand would do (更正预览), from doing it and rolling it back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from tracker.core.types import ReturnReason
from tracker.models import Commitment, Correction, Report, Withdrawal
from tracker.selectors.commitments import IN_PLAN
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


def foresee(report: Report, act: Callable[[], Corrected]) -> Foreseen:
    """What `act`, a correction of this report, would do now; nothing is written.

    Raises as it does.
    """
    with transaction.atomic():
        before, newest = _items(report), _newest_withdrawal()
        bodies = forebears(report.agency_id)
        done = act()
        after = _items(report)
        # These agencies are locked by now: nobody else withdraws anything of theirs.
        bodies |= forebears(Report.objects.values_list("agency", flat=True).get(pk=report.pk))
        rows = Withdrawal.objects.filter(pk__gt=newest, commitment__report__agency__in=bodies)
        taken = list(rows.order_by("pk").values_list("reason", "commitment__heading"))
        transaction.set_rollback(True)
    return Foreseen(
        corrections=done.corrections,
        gone=tuple(words[1] for key, words in before.items() if after.get(key) != words),
        new=tuple(words[1] for key, words in after.items() if before.get(key) != words),
        items=(len(before), len(after)),
        withdrawn=tuple(h for reason, h in taken if reason != ReturnReason.SET_ASIDE),
        kept_aside=tuple(h for reason, h in taken if reason == ReturnReason.SET_ASIDE),
    )


def _items(report: Report) -> dict[int, tuple[str, str]]:
    rows = Commitment.objects.filter(IN_PLAN, report=report).order_by("position")
    return {pk: (text, heading) for pk, text, heading in rows.values_list("pk", "text", "heading")}


def _newest_withdrawal() -> int:
    return Withdrawal.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
