"""How far the work has come (处理进度): of one batch, or of everything that a person may see.

Counts are of rows and of nothing else, so that what is shown is what is stored.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Count, F, Max, Min, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest

from tracker.models import Batch, MatchJob, Upload, User
from tracker.selectors import records

WINDOW: Final = dt.timedelta(minutes=5)  # what the rate is measured over
_SHORTEST: Final = dt.timedelta(seconds=5)  # a rate over less than this is chance
VARIOUS: Final = "…"  # stands for a detail in which the failures of one reason differ


@dataclass(frozen=True, slots=True)
class Files:
    """Files by state; `missing` were announced, but are not stored (or not yet)."""

    waiting: int = 0
    running: int = 0
    asked: int = 0
    insert: int = 0
    update: int = 0
    noop: int = 0
    failed: int = 0
    missing: int = 0

    @property
    def done(self) -> int:
        """Read and stored, or found to be nothing new."""
        return self.insert + self.update + self.noop

    @property
    def left(self) -> int:
        """What a worker still has to look at."""
        return self.waiting + self.running

    @property
    def over(self) -> int:
        """What the machine is through with, well or ill."""
        return self.done + self.asked + self.failed

    @property
    def total(self) -> int:
        """All that are stored."""
        return self.over + self.left


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of reports (比对) by state. They come to light as the files are read."""

    waiting: int = 0
    running: int = 0
    done: int = 0
    failed: int = 0

    @property
    def left(self) -> int:
        """What a worker still has to match."""
        return self.waiting + self.running

    @property
    def over(self) -> int:
        """What the machine is through with, well or ill."""
        return self.done + self.failed

    @property
    def total(self) -> int:
        """All that there are so far."""
        return self.over + self.left


@dataclass(frozen=True, slots=True)
class Failure:
    """All files (`kind` upload) or pairs (`kind` job) that failed for one reason."""

    kind: str
    code: str
    params: Mapping[str, object]
    number: int


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the work stands. Rates are files and pairs together, a minute."""

    files: Files
    pairs: Pairs
    failures: Sequence[Failure] = field(default=())
    rate: float | None = None  # None: nothing has been finished lately
    left: dt.timedelta | None = None  # None: nobody can say
    took: dt.timedelta | None = None  # of a batch that is through
    queue_age: dt.timedelta | None = None  # how long the oldest waits; None: nothing does

    @property
    def is_busy(self) -> bool:
        """Whether anything will still change by itself."""
        return self.files.left + self.pairs.left > 0


def progress_of(user: User | None, *, batch: Batch | None = None, now: dt.datetime) -> Progress:
    """One batch, or everything; of it what the person may see. None sees all: the operator.

    One query for the files and one for the pairs, beside those of the person's scope.
    """
    uploads = Upload.objects.all() if user is None else records.visible_uploads(user)
    jobs = MatchJob.objects.all() if user is None else records.visible_jobs(user)
    since = now - WINDOW
    if batch is not None:
        uploads, jobs = uploads.filter(batch=batch), jobs.filter(of_batch(batch.pk))
        since = max(since, batch.created_at)
    read, matched = _groups(uploads, now, since), _groups(jobs, now, since)
    files = _files(read, expected=batch.expected if batch else 0)
    pairs = Pairs(**_by_state(matched))
    left = files.left + pairs.left
    recent = sum(group["recent"] for group in [*read, *matched])
    rate = recent / (max(now - since, _SHORTEST) / dt.timedelta(minutes=1)) if recent else None
    waiting = [group["since"] for group in [*read, *matched] if group["state"] == "waiting"]
    ends = [group["last"] for group in [*read, *matched]]
    return Progress(
        files=files,
        pairs=pairs,
        failures=[*_failures("upload", read), *_failures("job", matched)],
        rate=rate if left else None,
        left=dt.timedelta(minutes=left / rate) if left and rate else None,
        took=_took(batch, ends) if batch and not left else None,
        queue_age=max(now - min(waiting), dt.timedelta()) if waiting else None,
    )


def newest_batches(user: User, *, limit: int) -> list[tuple[Batch, Files]]:
    """The newest batches with the states of those of their files that the person may see."""
    batches = list(records.visible_batches(user).select_related("created_by")[:limit])
    rows = records.visible_uploads(user).filter(batch__in=[batch.pk for batch in batches])
    groups: dict[int, list[dict[str, Any]]] = {batch.pk: [] for batch in batches}
    counted = rows.order_by().values("batch", "state", "result").annotate(number=Count("pk"))
    for group in counted:
        groups[group["batch"]].append(group)
    return [(batch, _files(groups[batch.pk], expected=batch.expected)) for batch in batches]


def of_batch(batch_id: int) -> Q:
    """Pairs in which a report of the batch takes part, on either side."""
    reports = Upload.objects.filter(batch=batch_id, report__isnull=False).values("report")
    return Q(plan_report__in=reports) | Q(result_report__in=reports)


def _groups(rows: QuerySet[Any], now: dt.datetime, since: dt.datetime) -> list[dict[str, Any]]:
    """Rows alike in state and reason: how many, how many of them finished lately, since when.

    What was put off has waited since its time came.
    """
    names: list[str] = ["state", "error_code", "error_params"]
    begun: Any = F("requested_at")
    if rows.model is Upload:
        names.append("result")
        begun = F("handed_in_at")
    counted = (
        rows.order_by()
        .values(*names)
        .annotate(
            number=Count("pk"),
            recent=Count("pk", filter=Q(finished_at__gte=since, finished_at__lte=now)),
            last=Max("finished_at"),
            since=Min(Greatest(begun, Coalesce("lease_until", begun))),
        )
    )
    return list(counted)


def _by_state(groups: Iterable[Mapping[str, Any]]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for group in groups:
        counts[group["state"]] += group["number"]
    return counts


def _files(groups: Sequence[Mapping[str, Any]], *, expected: int) -> Files:
    counts = _by_state(groups)
    counts.pop(Upload.State.DONE, None)
    for group in groups:
        if group["state"] == Upload.State.DONE:
            stored = group["result"] in (Upload.Result.INSERT, Upload.Result.UPDATE)
            counts[group["result"] if stored else Upload.Result.NOOP] += group["number"]
    return Files(**counts, missing=max(0, expected - counts.total()))


def _took(batch: Batch, ends: Iterable[dt.datetime | None]) -> dt.timedelta | None:
    """From the opening to the last row; None where nothing was done since then."""
    later = [end for end in ends if end is not None and end > batch.created_at]
    return max(later) - batch.created_at if later else None


def _failures(kind: str, groups: Iterable[Mapping[str, Any]]) -> list[Failure]:
    """One for each reason, the most frequent first; details in which its rows differ left open."""
    found: dict[str, Failure] = {}
    for group in groups:
        if group["state"] == "failed":
            code, params = group["error_code"], group["error_params"]
            known = found.get(code) or Failure(kind, code, params, 0)
            shared = _common(known.params, params)
            found[code] = Failure(kind, code, shared, known.number + group["number"])
    return sorted(found.values(), key=lambda failure: (-failure.number, failure.code))


def _common(one: Mapping[str, object], other: Mapping[str, object]) -> dict[str, object]:
    return {key: value if other.get(key) == value else VARIOUS for key, value in one.items()}
