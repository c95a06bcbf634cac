"""seeds/: the fictional regions, agencies and reports, handed in as a user's upload would be."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.utils.translation import gettext as _

from tracker.models import Agency, Batch, Region, Upload, User
from tracker.services.batches import open_batch
from tracker.services.uploads import receive_upload
from tracker.tasks import enqueue_uploads


@dataclass(frozen=True, slots=True)
class Corpus:
    """What seeds/manifest.json says."""

    folder: Path
    regions: tuple[dict[str, Any], ...]
    agencies: tuple[dict[str, Any], ...]
    reports: tuple[dict[str, Any], ...]


def read_corpus(folder: Path) -> Corpus:
    """Read the manifest. Raises OSError or ValueError when it is missing or malformed."""
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    return Corpus(folder, *(tuple(manifest[key]) for key in ("regions", "agencies", "reports")))


def ensure_places(corpus: Corpus) -> Region:
    """Regions (parents stand before children) and agencies; returns the topmost region."""
    regions: dict[str, Region] = {}
    for row in corpus.regions:
        regions[row["code"]], _made = Region.objects.get_or_create(
            code=row["code"],
            defaults={
                "name": row["name"],
                "level": row["level"],
                "parent": regions.get(row["parent"]),
            },
        )
    for row in corpus.agencies:
        Agency.objects.get_or_create(
            name=row["name"],
            defaults={"region": regions[row["region"]], "aliases": row["aliases"]},
        )
    return regions[corpus.regions[0]["code"]]


def hand_in(corpus: Corpus, *, user: User) -> Batch:
    """Hand every report in and wake a worker for each that is not done; the batch they are in.

    A second run of the demo goes on with the batch of the first.
    """
    label, number = _("演示语料"), len(corpus.reports)
    batch = Batch.objects.filter(created_by=user, label=label).first() or open_batch(
        Batch.Source.COMMAND, user=user, label=label, expected=number
    )
    uploads = []
    for row in corpus.reports:
        path = corpus.folder / row["file"]
        with path.open("rb") as handle:
            upload = receive_upload(File(handle), filename=path.name, user=user, batch=batch)
            uploads.append(upload)
    enqueue_uploads(upload.pk for upload in uploads if upload.state == Upload.State.WAITING)
    return batch
