"""Taking the sample data away (移除示例数据): what nobody reviewed goes, the rest out of sight."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from tracker.models import (
    Agency,
    AgencySuccession,
    Batch,
    Commitment,
    Correction,
    Region,
    Report,
    Review,
    Upload,
    User,
)
from tracker.services.samples import (
    MAY_REMOVE,
    TURN,
    SamplesRefused,
    read_corpus,
    sample_agencies,
)
from tracker.services.turns import one_at_a_time
from tracker.services.years import lock_agencies


@dataclass(frozen=True, slots=True)
class Removal:
    """What taking the sample away does, or has done."""

    deleted: tuple[str, ...]  # agencies, by name
    hidden: tuple[str, ...]  # agencies with reviews, and those whose reports answer these
    yours: tuple[str, ...]  # agencies with reports of a person's own, samples no more
    reports: int  # that are deleted
    commitments: int
    reviews: int  # that are kept

    @property
    def token(self) -> str:
        """The same as long as the same agencies would go, and the same stay."""
        return "|".join(["-", *self.deleted, "+", *self.hidden, "=", *self.yours])


def planned_removal() -> Removal:
    """What would be done now; writes nothing."""
    ids, yours = _own_apart([agency.pk for agency in sample_agencies()])
    return _described(*_parted(ids), yours)


@transaction.atomic
def remove_samples(*, user: User, shown: str) -> Removal:
    """Take the sample away, if it is still as the person was shown (Removal.token).

    A review that is being written meanwhile waits, and then finds its record gone; a worker
    that has a file or a pair stores nothing. Raises SamplesRefused; then nothing is changed.
    """
    if not user.has_perms(MAY_REMOVE):
        raise SamplesRefused("samples_not_permitted")
    one_at_a_time(TURN)
    every = [agency.pk for agency in sample_agencies()]
    lock_agencies(every)
    ids, yours = _own_apart(every)
    rows = Commitment.objects.filter(report__agency__in=ids).order_by("pk")
    list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))
    gone, kept = _parted(ids)
    removal = _described(gone, kept, yours)
    if removal.token != shown:
        raise SamplesRefused("samples_changed")
    _refuse_ties(ids)
    Agency.objects.filter(pk__in=yours).update(is_sample=False)
    Upload.objects.filter(
        Q(batch__source=Batch.Source.SAMPLE, report=None)
        | Q(batch__source=Batch.Source.SAMPLE, report__agency__in=kept)
        | Q(report__agency__in=gone)
    ).delete()
    Batch.objects.filter(source=Batch.Source.SAMPLE).delete()
    _delete(gone)
    Agency.objects.filter(pk__in=kept).update(is_hidden=True, region=None)
    _delete_regions()
    return removal


def _refuse_ties(ids: Collection[int]) -> None:
    """A person's own agency may follow one of the sample, or its promise be replaced by one."""
    tied = Q(result_report__agency__in=ids) | Q(successor__report__agency__in=ids)
    outside = Commitment.objects.exclude(report__agency__in=ids).filter(tied)
    if (row := outside.select_related("report__agency").first()) is not None:
        raise SamplesRefused("samples_tied", agency=row.report.agency.name)


def _own_apart(ids: Collection[int]) -> tuple[list[int], list[int]]:
    """Agencies that hold nothing but the sample, and those for which a person filed a report.

    The latter become agencies like others: what people brought stays, and stays in sight.
    """
    brought = Upload.objects.filter(report=OuterRef("pk"), batch__source=Batch.Source.SAMPLE)
    strange = Report.objects.filter(~Exists(brought), agency__in=ids)
    foreign = strange.exclude(sha256__in=_fingerprints())
    own = set(foreign.order_by().values_list("agency", flat=True))
    return [pk for pk in ids if pk not in own], [pk for pk in ids if pk in own]


def _fingerprints() -> list[str]:
    """Of the sample's files; none where seeds/ is missing, and then nothing is taken for it."""
    try:
        corpus = read_corpus()
        files = [corpus.folder / row["file"] for row in corpus.reports]
        return [hashlib.sha256(path.read_bytes()).hexdigest() for path in files]
    except (OSError, ValueError):
        return []


def _parted(ids: Collection[int]) -> tuple[list[int], list[int]]:
    """Agencies that can go, and those that a review needs.

    A review is about a commitment and rests on words of the report that answers it, which after
    a succession is another body's; one that was replaced points at what took over.
    """
    reviewed = Review.objects.filter(commitment__report__agency__in=ids)
    kept = set(reviewed.values_list("commitment__report__agency", flat=True))
    while True:
        theirs = Commitment.objects.filter(report__agency__in=kept)
        needed = {
            *theirs.values_list("result_report__agency", flat=True),
            *theirs.values_list("successor__report__agency", flat=True),
            *_named_by_reviews(kept),
        } & set(ids)
        if needed <= kept:
            return [pk for pk in ids if pk not in kept], [pk for pk in ids if pk in kept]
        kept |= needed


def _named_by_reviews(agencies: Collection[int]) -> Collection[int]:
    """Whose commitments a person once named as the ones that took over."""
    told = Review.objects.filter(commitment__report__agency__in=agencies, successor__isnull=False)
    return set(told.values_list("successor__report__agency", flat=True))


def _described(gone: Collection[int], kept: Collection[int], yours: Collection[int]) -> Removal:
    every = [*gone, *kept, *yours]
    names = dict(Agency.objects.filter(pk__in=every).values_list("pk", "name"))
    return Removal(
        deleted=tuple(names[pk] for pk in gone),
        hidden=tuple(names[pk] for pk in kept),
        yours=tuple(names[pk] for pk in yours),
        reports=Report.objects.filter(agency__in=gone).count(),
        commitments=Commitment.objects.filter(report__agency__in=gone).count(),
        reviews=Review.objects.filter(commitment__report__agency__in=kept).count(),
    )


def _delete(agencies: Collection[int]) -> None:
    """These agencies with all that hangs on them."""
    AgencySuccession.objects.filter(
        Q(predecessor__in=agencies) | Q(successor__in=agencies)
    ).delete()
    reports = Report.objects.filter(agency__in=agencies)
    Correction.objects.filter(report__in=reports).delete()
    mine = Commitment.objects.filter(report__in=reports)
    # They may point at one another, and at each other's reports.
    mine.update(successor=None, result_report=None)
    mine.delete()
    reports.delete()
    Agency.objects.filter(pk__in=agencies).delete()


def _delete_regions() -> None:
    """The sample's regions, lowest first, as far as nothing else lies in them."""
    for row in reversed(read_corpus().regions):
        Region.objects.filter(
            code=row["code"], name=row["name"], children=None, agencies=None
        ).delete()
