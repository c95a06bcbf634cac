"""Sample data (示例数据): the fictional regions, agencies and reports of seeds/.

Loaded as a person's files would be. Taken away again, all goes that nobody has reviewed; reviews
are never deleted, so the agencies they are about are kept out of everybody's sight (is_hidden).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.core.files.base import File
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from config.env import BASE_DIR
from tracker.models import Agency, Batch, Region, Report, Responsibility, Upload, User
from tracker.selectors.scope import visible_regions
from tracker.services.agencies import agencies_called
from tracker.services.batches import open_batch
from tracker.services.turns import one_at_a_time
from tracker.services.uploads import receive_upload

SEEDS: Final = BASE_DIR / "seeds"
TURN: Final = "sample data"  # loading and removing wait for one another
LABEL: Final = "示例数据"  # a name that is stored, as a person's own would be
MAY_LOAD: Final = ("tracker.add_region", "tracker.add_agency", "tracker.add_upload")
MAY_REMOVE: Final = ("tracker.delete_region", "tracker.delete_agency")


class SamplesRefused(Exception):  # noqa: N818 - a rule's answer, not a program error
    """A rule says no. `code` names a sentence in tracker.wording.REFUSALS; `params` fill it."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params


@dataclass(frozen=True, slots=True)
class Corpus:
    """What seeds/manifest.json says."""

    folder: Path
    regions: tuple[dict[str, Any], ...]
    agencies: tuple[dict[str, Any], ...]
    reports: tuple[dict[str, Any], ...]


def read_corpus(folder: Path = SEEDS) -> Corpus:
    """Read the manifest. Raises OSError or ValueError when it is missing or malformed."""
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    return Corpus(folder, *(tuple(manifest[key]) for key in ("regions", "agencies", "reports")))


def load_samples(*, user: User) -> tuple[Batch, list[Upload]]:
    """Make the sample's places, hand its reports in; the batch, and the files to wake workers for.

    What was taken away and kept out of sight is shown again. A second time goes on with the
    first's batch. Whoever doesn't see the sample's province is made responsible for it.

    Raises SamplesRefused; NotStored when the storage takes no file, OSError without seeds/.
    """
    if not user.has_perms(MAY_LOAD):
        raise SamplesRefused("samples_not_permitted")
    corpus = read_corpus()
    with transaction.atomic():
        one_at_a_time(TURN)
        top = ensure_places(corpus)
        if not visible_regions(user).filter(pk=top.pk).exists():
            Responsibility.objects.create(user=user, region=top)
        batch = _batch(user, expected=len(corpus.reports))
    return batch, hand_in(corpus, user=user, batch=batch)


def ensure_places(corpus: Corpus) -> Region:
    """Regions (parents stand before children) and agencies; returns the topmost region.

    What is there is shown again, and else left as it is: a person may have changed it. Raises
    SamplesRefused where something that is no sample has the same name or code.
    """
    regions: dict[str, Region] = {}
    for row in corpus.regions:
        fields = {"name": row["name"], "level": row["level"], "parent": regions.get(row["parent"])}
        region, _made = Region.objects.get_or_create(code=row["code"], defaults=fields)
        if region.name != row["name"]:
            raise SamplesRefused("samples_code_taken", place=row["code"], name=region.name)
        regions[row["code"]] = region
    for row in corpus.agencies:
        _ensure_agency(row, regions[row["region"]])
    return regions[corpus.regions[0]["code"]]


def adopt_samples(corpus: Corpus) -> int:
    """Mark as samples the agencies that a demo of an earlier version made; how many.

    Such a one has a sample's name, and each of its reports came as a file called as one of the
    sample's. For the demo only, whose database is its own (management.commands.demo).
    """
    files = [row["file"] for row in corpus.reports]
    brought = Upload.objects.filter(report=OuterRef("pk"), filename__in=files)
    return (
        Agency.objects.filter(name__in=[row["name"] for row in corpus.agencies], is_sample=False)
        .exclude(pk__in=Report.objects.filter(~Exists(brought)).order_by().values("agency"))
        .update(is_sample=True)
    )


def hand_in(corpus: Corpus, *, user: User, batch: Batch) -> list[Upload]:
    """Hand every report in; the rows that wait for a worker. Raises NotStored."""
    uploads = []
    for row in corpus.reports:
        path = corpus.folder / row["file"]
        with path.open("rb") as handle:
            upload = receive_upload(File(handle), filename=path.name, user=user, batch=batch)
            uploads.append(upload)
    return [upload for upload in uploads if upload.state == Upload.State.WAITING]


def sample_agencies() -> Sequence[Agency]:
    """Those in sight, by name."""
    return list(Agency.objects.filter(is_sample=True, is_hidden=False))


def _ensure_agency(row: dict[str, Any], region: Region) -> None:
    for name in (row["name"], *row["aliases"]):
        for other in agencies_called(name):
            if not other.is_sample:
                raise SamplesRefused("samples_name_taken", name=name, agency=other.name)
    Agency.objects.get_or_create(
        name=row["name"], defaults={"aliases": row["aliases"], "is_sample": True}
    )
    # The region went with the rest when it was taken away.
    mine = Agency.objects.filter(name=row["name"])
    mine.filter(Q(is_hidden=True) | Q(region=None)).update(region=region, is_hidden=False)


def _batch(user: User, *, expected: int) -> Batch:
    mine = Batch.objects.filter(source=Batch.Source.SAMPLE, created_by=user)
    return mine.first() or open_batch(
        Batch.Source.SAMPLE, user=user, label=LABEL, expected=expected
    )
