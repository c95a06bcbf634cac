"""seeds/: the fictional regions, agencies and reports, handed in as a user's upload would be."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.files.base import File

from tracker.models import Agency, Region, Upload, User
from tracker.services.uploads import receive_upload
from tracker.tasks import enqueue_upload


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
        regions[row["code"]], _ = Region.objects.get_or_create(
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


def hand_in(corpus: Corpus, *, user: User) -> list[int]:
    """Hand every report in and wake a worker for each that is not done; the uploads' ids."""
    uploads = []
    for row in corpus.reports:
        path = corpus.folder / row["file"]
        with path.open("rb") as handle:
            uploads.append(receive_upload(File(handle), filename=path.name, user=user))
    for upload in uploads:
        if upload.state == Upload.State.WAITING:
            enqueue_upload(upload.pk)
    return [upload.pk for upload in uploads]
