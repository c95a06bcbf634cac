"""Setting what was extracted now against what is stored: decisions on unchanged promises stay.

A report may be read again, corrected by its agency, by a better extractor, or by hand. A
commitment whose text is the same keeps its row, and with it its reviews. One whose text changed
keeps its row and goes back to review. One that is gone is deleted, unless a person has reviewed
it; if its words come back, so does the row with what was decided.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import F, Q
from rapidfuzz import fuzz, process

from tracker.core import types
from tracker.core.types import ReturnReason
from tracker.models import Commitment, Measure, Report, Review, Target
from tracker.models.commitments import UNKNOWN_CONFIDENCE
from tracker.selectors.commitments import LEFT_PLAN
from tracker.services.readings import commitment_value
from tracker.services.returning import (
    UNDECIDED,
    WITHDRAWN,
    note_return,
    note_withdrawals,
    withdraw,
)

# Per cent of the same characters in order. Two different promises of one plan share boilerplate
# but seldom half their text; a corrected one keeps far more.
REWORDED = 70

ASIDE = 10_000  # positions are unique per report: rows step aside before they are renumbered

WRITTEN = (
    "position",
    "ordinal",
    "heading",
    "text",
    "start",
    "end",
    "verifiability",
    "verifiability_reasons",
    "topic",
    "documents",
    "partners",
)
RETIRED = ("position", "start", "end", "returned_reason", "suggestion", "doubt", "version")


@dataclass(slots=True)
class _Plan:
    """What is to be done with each row."""

    keep: list[tuple[Commitment, types.Commitment]] = field(default_factory=list)
    change: list[tuple[Commitment, types.Commitment]] = field(default_factory=list)
    insert: list[types.Commitment] = field(default_factory=list)
    gone: list[Commitment] = field(default_factory=list)


def store_commitments(
    report: Report, extracted: Sequence[types.Commitment], *, by_hand: bool = False
) -> None:
    """Make the stored commitments of a report those extracted now. Needs a transaction.

    `by_hand` says why decisions are withdrawn: a person mended how the text was cut.
    """
    changed = ReturnReason.HAND_CHANGED if by_hand else ReturnReason.TEXT_CHANGED
    gone = ReturnReason.SET_ASIDE if by_hand else ReturnReason.TEXT_GONE
    # Locked before they are read, so that a decision made meanwhile is not written over; on
    # SQLite the transaction itself (BEGIN IMMEDIATE) keeps others from writing.
    stored = list(
        report.commitments.select_for_update()
        .order_by("position")
        .prefetch_related("measures__targets")
    )
    report.commitments.update(position=F("position") + ASIDE)
    plan = _plan(stored, extracted)
    positions = {id(item): number for number, item in enumerate(extracted)}
    _retire(plan.gone, first_position=len(extracted), reason=gone)
    recut = [(row, item) for row, item in plan.keep if not _has_measures(row, item)] + plan.change
    for row, item in plan.keep + plan.change:
        _write(row, item, position=positions[id(item)])
    back = [r for r, _item in plan.keep + plan.change if r.returned_reason in LEFT_PLAN]
    for row in back:  # its words are back
        row.returned_reason, row.version = "", row.version + 1
    note_return(back)
    decided = [row for row, _item in plan.change if row.review_state not in UNDECIDED]
    for row, _item in plan.change:
        withdraw(row, reason=changed)
    rows = [row for row, _item in plan.keep + plan.change]
    Commitment.objects.bulk_update(rows, [*WRITTEN, *WITHDRAWN])
    note_withdrawals(decided)
    # The machine's view of measures that are the same stays until the pair is matched again.
    Measure.objects.filter(commitment__in=[row for row, _item in recut]).delete()
    new = [
        _write(
            Commitment(report=report, plan_year=report.plan_year),
            item,
            position=positions[id(item)],
        )
        for item in plan.insert
    ]
    Commitment.objects.bulk_create(new)
    _store_measures(recut + list(zip(new, plan.insert, strict=True)))


def _plan(stored: Sequence[Commitment], extracted: Sequence[types.Commitment]) -> _Plan:
    """Same text first; of what is left, the likest is the same promise reworded.

    Of twins, the one that stands where it stood keeps its row.
    """
    plan = _Plan()
    in_place = {(row.text, row.start): row for row in stored}
    moved = []
    for item in extracted:
        here = in_place.pop((item.text, item.span.start), None)
        if here is None:
            moved.append(item)
        else:
            plan.keep.append((here, item))
    in_place_ids = {row.pk for row, _item in plan.keep}
    by_text: dict[str, deque[Commitment]] = defaultdict(deque)
    for row in stored:
        if row.pk not in in_place_ids:
            by_text[row.text].append(row)
    left = []
    for item in moved:
        if by_text[item.text]:
            plan.keep.append((by_text[item.text].popleft(), item))
        else:
            left.append(item)
    kept = {row.pk for row, _item in plan.keep}
    open_rows = [row for row in stored if row.pk not in kept]
    for item in left:
        reworded = _likest(item, open_rows)
        if reworded is None:
            plan.insert.append(item)
        else:
            open_rows.remove(reworded)
            plan.change.append((reworded, item))
    used = kept | {row.pk for row, _item in plan.change}
    plan.gone = [row for row in stored if row.pk not in used]
    return plan


def _likest(item: types.Commitment, rows: Sequence[Commitment]) -> Commitment | None:
    """The row that this text is a new wording of: the same heading, or most of the same words.

    A heading that several rows share (加强组织领导) says nothing.
    """
    same_heading = [row for row in rows if row.heading == item.heading]
    if len(same_heading) == 1:
        return same_heading[0]
    found = process.extractOne(
        item.text, [row.text for row in rows], scorer=fuzz.ratio, score_cutoff=REWORDED
    )
    return None if found is None else rows[found[2]]


def _write(row: Commitment, item: types.Commitment, *, position: int) -> Commitment:
    row.position = position
    row.ordinal, row.heading, row.text = item.ordinal, item.heading, item.text
    row.start, row.end = item.span.start, item.span.end
    row.verifiability = item.verifiability
    row.verifiability_reasons = list(item.verifiability_reasons)
    row.topic = item.topic.value if item.topic else ""
    row.documents, row.partners = list(item.documents), list(item.partners)
    return row


def _retire(gone: Sequence[Commitment], *, first_position: int, reason: ReturnReason) -> None:
    """Delete what is gone; keep what a person reviewed or named as a successor, out of the plan.

    What had left the plan before stays as it is, with the reason of then.
    """
    ids = [row.pk for row in gone]
    held = Q(reviews__isnull=False) | Q(replaces__isnull=False)
    kept_ids = set(Commitment.objects.filter(held, pk__in=ids).values_list("pk", flat=True))
    kept_ids |= set(Review.objects.filter(successor__in=ids).values_list("successor_id", flat=True))
    Commitment.objects.filter(pk__in=set(ids) - kept_ids).delete()
    kept = [row for row in gone if row.pk in kept_ids]
    leaving = [row for row in kept if row.returned_reason not in LEFT_PLAN]
    for offset, row in enumerate(kept):
        row.position = first_position + offset
    for row in leaving:
        row.start = row.end = 0  # it has no place in the plan any more
        row.returned_reason = reason.value
        row.suggestion, row.doubt = None, UNKNOWN_CONFIDENCE
        row.version += 1
    Commitment.objects.bulk_update(kept, RETIRED)
    note_withdrawals(leaving)
    Measure.objects.filter(commitment__in=kept).update(start=0, end=0)
    Target.objects.filter(measure__commitment__in=kept).update(start=0, end=0)


def _has_measures(row: Commitment, item: types.Commitment) -> bool:
    """Whether the stored measures are these already; the row came with them (prefetched)."""
    return commitment_value(row).measures == item.measures


def _store_measures(pairs: Sequence[tuple[Commitment, types.Commitment]]) -> None:
    rows: list[tuple[Measure, types.Measure]] = [
        (
            Measure(
                commitment=commitment,
                position=number,
                kind=measure.kind.value,
                text=measure.text,
                start=measure.span.start,
                end=measure.span.end,
            ),
            measure,
        )
        for commitment, item in pairs
        for number, measure in enumerate(item.measures)
    ]
    Measure.objects.bulk_create(row for row, _measure in rows)
    Target.objects.bulk_create(
        Target(
            measure=row,
            text=target.text,
            start=target.span.start,
            end=target.span.end,
            value=target.value,
            unit=target.unit,
            comparator=target.comparator.value,
            object=target.object[:200],
            deadline=target.deadline,
            other_end=target.other_end,
            basis=target.basis.value if target.basis else "",
            every=target.every.value if target.every else "",
            stretch=target.stretch,
        )
        for row, measure in rows
        for target in measure.targets
    )
