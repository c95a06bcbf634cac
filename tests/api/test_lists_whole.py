"""What lists answer is written without being checked: here it is, against what is described."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from typing import Any

import pytest
from django.utils import timezone
from ninja import Schema

from tests import factories
from tests.api.conftest import Caller
from tests.services.deciding import decide
from tracker.api import history, places, reports, schemas, uploads
from tracker.core.types import Outcome
from tracker.models import AgencySuccession, Commitment
from tracker.papers.cells import guarded
from tracker.papers.tables import TABLES, with_keys
from tracker.selectors.scope import visible_commitments

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
RECORDS: dict[str, type[Schema]] = {
    "/commitments": schemas.Commitment,
    "/commitments?as_of=2026-01-01T00:00:00Z": schemas.Commitment,
    "/reports": reports.ReportRow,
    "/reviews": history.ReviewRow,
    "/regions": places.RegionRow,
    "/agencies": places.AgencyRow,
    "/uploads": uploads.UploadRow,
}
# Texts that a file of lines, commas and quotation marks might trip over.
HOSTILE = ['},{"', '"},{"id":1', "甲\n乙\r\n丙", '"', "\\", '\\","', "=1+1", "，", "\t=2", "'", " "]


@pytest.fixture
def full(db: None) -> None:
    """At least one row of each list, and of each nested object one that is there."""
    pair = factories.make_pair()
    inspector = factories.make_inspector(pair.agency)
    decide(pair.commitments[0], inspector, Outcome.PARTIAL)
    factories.make_upload()
    factories.make_region(parent=pair.agency.region)
    AgencySuccession.objects.create(
        predecessor=factories.make_agency(),
        successor=pair.agency,
        since_year=2024,
        confirmed_at=timezone.now(),
        confirmed_by=inspector,
    )
    long_ago = dt.datetime(2025, 12, 1, tzinfo=dt.UTC)
    Commitment.objects.update(created_at=long_ago)


@pytest.mark.parametrize("path", RECORDS)
def test_every_row_is_as_described(root: Caller, full: None, path: str) -> None:
    record = RECORDS[path]
    response = root.client.get(f"/api/v1{path}")
    assert response["Content-Type"] == "application/json; charset=utf-8"
    rows = response.json()["items"]
    assert rows
    for row in rows:
        assert list(row) == list(record.model_fields)
        # What isn't described is left out of `checked`, at any depth.
        checked = record.model_validate(row).model_dump(mode="json")
        assert _moments(checked) == _moments(row)
    chosen = ",".join(reversed(record.model_fields))
    response = root.client.get(f"/api/v1{path}{'&' if '?' in path else '?'}fields={chosen}")
    assert response.json()["items"] == rows


def _moments(value: Any) -> Any:
    """Moments compared as such: pydantic and Django write them with more or fewer digits."""
    if isinstance(value, dict):
        return {name: _moments(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_moments(inner) for inner in value]
    if isinstance(value, str) and len(value) > 10 and value[4:5] == "-" and value[10:11] == "T":
        return dt.datetime.fromisoformat(value)
    return value


@pytest.mark.parametrize("chunk", [1, 2, 1000])
def test_files_are_written_as_if_row_by_row(
    root: Caller, full: None, chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.api.streams.CHUNK", chunk)
    report = factories.make_commitment().report
    for position, text in enumerate(HOSTILE, start=1):
        Commitment.objects.create(
            report=report, position=position, heading=text, text=text * 3, start=0, end=1
        )
    table = with_keys(TABLES["commitment"])
    names = [column.name for column in table.columns]
    rows = list(table.rows(visible_commitments(root.user).order_by("id", "pk")))
    plain = [[v.isoformat() if isinstance(v, dt.date) else v for v in row] for row in rows]
    said = "".join(
        json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False, separators=(",", ":"))
        + "\n"
        for row in plain
    )
    assert _streamed(root, "ndjson") == said
    page = io.StringIO()
    writer = csv.writer(page, lineterminator="\r\n")
    writer.writerow(names)
    for row in plain:
        writer.writerow([guarded(v) if isinstance(v, str) else v for v in row])
    assert _streamed(root, "csv") == "\ufeff" + page.getvalue()


def _streamed(root: Caller, kind: str) -> str:
    response = root.client.get(f"/api/v1/commitments.{kind}")
    return b"".join(response).decode()
