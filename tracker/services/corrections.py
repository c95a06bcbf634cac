"""Mending by hand what the machine read (人工更正): the one door, and the way back.

Whose report it is and on which year may be mended by whoever may hand reports in, as they may
answer the same question of a file (待补充). How it is cut decides what counts as a promise and
takes conclusions off again: that is for whoever may review.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils import timezone

from tracker.core.corrections import apply
from tracker.core.readers import storable
from tracker.core.types import UnreadableReport
from tracker.models import Correction, Report, User
from tracker.selectors.scope import visible_reports
from tracker.selectors.successors import forebears, heirs
from tracker.services.agencies import may_file
from tracker.services.copying import measure_copying
from tracker.services.jobs import due_jobs_of
from tracker.services.mending import CorrectionRefused, Wish, stored_reading
from tracker.services.moving import move
from tracker.services.reconciling import store_commitments
from tracker.services.replaying import WHOSE, value_of
from tracker.services.reports import read_again
from tracker.services.shortcomings import store_shortcomings
from tracker.services.years import lock_agencies, relink_report

_HAND_IN: Final = "tracker.add_upload"
_REVIEW: Final = "tracker.review_commitment"


@dataclass(frozen=True, slots=True)
class Corrected:
    """What was written, and the pairs that wait to be matched for it."""

    corrections: tuple[Correction, ...]
    jobs: tuple[int, ...]


# From the report as it is to what is to be mended; called inside the transaction.
Wanted = Callable[[Report], Sequence[Wish]]


def may_correct(user: User, kind: Correction.Kind | str) -> bool:
    """Whether this person may mend such a thing, of the reports in their scope."""
    return user.has_perm(_HAND_IN if kind in WHOSE else _REVIEW)


def state_of(report: Report) -> str:
    """A token of all that a person saw of a report when they began to mend it.

    Anything that is written to the report, its corrections or the versions of its items gives
    another one.
    """
    row = Report.objects.values_list("agency", "report_year", "sha256", "extractor_version")
    facts = [
        list(row.get(pk=report.pk)),
        list(report.corrections.values_list("pk", "undone_by", "stale").order_by("pk")),
        list(report.commitments.values_list("pk", "version", "position").order_by("pk")),
    ]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


@transaction.atomic
def correct(report_id: int, wanted: Wanted, *, user: User, seen: str, note: str = "") -> Corrected:
    """Mend one thing of a report (of whose and which year: both), and keep who did it and why.

    `seen` is what `state_of` gave when the person looked. Decisions on unchanged words stay.
    The caller wakes workers. Raises CorrectionRefused, and Report.DoesNotExist outside the
    person's scope; nothing is written then.
    """
    report = visible_reports(user).select_related("agency").get(pk=report_id)
    wishes = wanted(report)
    bodies = [report.agency_id]
    report = _held(report, wishes, user=user, seen=seen)
    rows = [
        Correction(
            report=report,
            kind=wish.kind,
            sha256=report.sha256,
            said=wish.said,
            was=wish.was,
            note=storable(note).strip(),
            made_by=user,
        )
        for wish in wishes
    ]
    if all(row.kind in WHOSE for row in rows):
        move(report, wishes)
        Correction.objects.bulk_create(rows)
    else:
        for row in rows:
            _cut(report, row)
    return Corrected(tuple(rows), tuple(due_jobs_of([*bodies, report.agency_id])))


@transaction.atomic
def take_back(correction_id: int, *, user: User, seen: str) -> Corrected:
    """Undo a correction: it stays on record, and the report is read again without it.

    Raises CorrectionRefused, and Correction.DoesNotExist outside the person's scope.
    """
    mine = Correction.objects.filter(report__in=visible_reports(user).values("pk"))
    row = mine.select_related("report__agency").get(pk=correction_id)
    back = Wish(Correction.Kind(row.kind), said=row.was, was=row.said)
    bodies = [row.report.agency_id]
    report = _held(row.report, [back], user=user, seen=seen)
    row.refresh_from_db(fields=["undone_at"])
    if row.undone_at is not None:
        raise CorrectionRefused("correction_undone")
    row.undone_by, row.undone_at = user, timezone.now()
    row.save(update_fields=["undone_by", "undone_at"])
    if row.kind in WHOSE:
        later = report.corrections.filter(kind=row.kind, undone_at__isnull=True, pk__gt=row.pk)
        if later.exists():
            raise CorrectionRefused("correction_not_last")
        if "agency" in row.was and not may_file(user, row.was["agency"]):
            raise CorrectionRefused("agency_not_yours")
        move(report, [back])
    else:
        _read_again(report)
    return Corrected((row,), tuple(due_jobs_of([*bodies, report.agency_id])))


def _held(report: Report, wishes: Sequence[Wish], *, user: User, seen: str) -> Report:
    """The report, locked with the agencies it is tied to and will be: nobody else changes it."""
    if not all(may_correct(user, wish.kind) for wish in wishes):
        raise CorrectionRefused("correction_not_permitted")
    bodies = [report.agency_id]
    bodies += [wish.said["agency_id"] for wish in wishes if "agency_id" in wish.said]
    lock_agencies({pk for body in bodies for pk in heirs(body) | forebears(body)})
    held = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if state_of(held) != seen:
        raise CorrectionRefused("report_changed")
    return held


def _cut(report: Report, row: Correction) -> None:
    """Cut the report as the row says.

    Items are mended where they stand, and no other item changes, whichever version read it.
    Parts decide which items there are: the text is read again.
    """
    row.save()
    if row.kind == Correction.Kind.SECTION:
        _read_again(report)
        row.refresh_from_db(fields=["stale"])
        if row.stale:
            raise CorrectionRefused("correction_not_found")
        return
    reading, missed = apply(stored_reading(report), [value_of(row)])
    if missed:
        is_merge = row.kind == Correction.Kind.MERGE
        raise CorrectionRefused("merge_not_adjacent" if is_merge else "correction_not_found")
    store_commitments(report, reading.commitments, by_hand=True)
    if row.kind != Correction.Kind.HEADING:
        _tie_again(report)


def _read_again(report: Report) -> None:
    try:
        read_again(report)
    except UnreadableReport as verdict:
        raise CorrectionRefused("unreadable_again") from verdict
    _tie_again(report)


def _tie_again(report: Report) -> None:
    relink_report(report)
    store_shortcomings(report)
    measure_copying(report)
