"""The state of the database without keys, times and claims: what two runs have in common.

Rows are named by what they are (an agency and a year, a place in a plan), so that the same
files make the same state whatever died meanwhile.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import Any, Final

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import models
from django.utils import timezone

from tracker.models import (
    Change,
    Pulse,
    ReviewChainHead,
    TallyByMonth,
    TallyByReader,
    TallyByReaderSince,
    TallyByTopic,
    TallyByYear,
    TallyMark,
    TallyOfFollowing,
    TallyOfFollowingThen,
    TallyOfKind,
    TallyOfPairs,
    TallyRun,
    TallyShare,
    TallyThen,
    Upload,
)

State = dict[str, "Counter[str]"]

# What a row is called where another points to it; others are called by all that is in them.
NAMES: Final = {
    "region": ("code",),
    "agency": ("name",),
    "user": ("username",),
    "subscription": ("user",),
    "report": ("agency", "report_year"),
    "commitment": ("report", "position"),
    "measure": ("commitment", "position"),
    "matchrun": ("plan_report", "result_report"),
    "shortcoming": ("report", "position"),
    "suggestion": ("run", "commitment", "measure"),
    "upload": ("sha256", "agency_name", "report_year", "uploaded_by"),
}
# How the work went, not what came of it; a run's fingerprint covers keys.
PASSING: Final = {"attempts", "claim", "fingerprint", "password"}
# Days that are counted from the day on which another row came in (either run may pass midnight).
COUNTED: Final = {"due_on": "result_report"}

# Signs of life; the row that a migration makes and emptying the tables takes away (the first
# review makes it anew); what tells of other rows by their keys, in the order of the work; and what
# is counted again and again (tests/selectors/test_tallies.py holds it against the rows).
APART: Final = (
    *(Pulse, ReviewChainHead, Change),
    *(TallyByYear, TallyByTopic, TallyByMonth, TallyMark, TallyRun),
    *(TallyOfFollowing, TallyByReader, TallyOfPairs),
    *(TallyThen, TallyOfKind, TallyShare, TallyOfFollowingThen, TallyByReaderSince),
)


def state() -> State:
    """Every table of ours: how often each row is there."""
    tables = [m for m in apps.get_app_config("tracker").get_models() if m not in APART]
    named = _Names()
    return {
        model._meta.model_name or "": Counter(_told(row, named) for row in model.objects.all())  # type: ignore[attr-defined]
        for model in tables
    }


def counts(found: State) -> dict[str, int]:
    """How many rows there are in each table."""
    return {table: rows.total() for table, rows in found.items()}


def differences(one: State, other: State) -> list[str]:
    """What is in one and not in the other; empty when they are the same."""
    return [
        f"{sign} {table}: {row} ({number})"
        for table in one.keys() | other.keys()
        for sign, left, right in (("-", one, other), ("+", other, one))
        for row, number in (left[table] - right[table]).items()
    ]


def files_are_whole() -> bool:
    """Whether each upload's file is there with its bytes, and no other file is."""
    kept = {upload.file.name: upload.sha256 for upload in Upload.objects.exclude(file="")}
    return kept == {name: sha256_of(name) for name in stored_files()}


def stored_files(folder: str = "") -> list[str]:
    """The names of all files in the storage."""
    if not default_storage.exists(folder or "."):
        return []
    folders, names = default_storage.listdir(folder)
    inside = [name for deeper in folders for name in stored_files(f"{folder}{deeper}/")]
    return [*(folder + name for name in names), *inside]


def sha256_of(name: str) -> str:
    """The fingerprint of a stored file."""
    with default_storage.open(name) as handle:
        return hashlib.sha256(handle.read()).hexdigest()


def _told(row: models.Model, named: _Names) -> str:
    fields = [
        field
        for field in row._meta.concrete_fields
        if not (field.primary_key or isinstance(field, models.DateTimeField | models.FileField))
        and field.name not in PASSING
    ]
    return "; ".join(f"{field.name}={named.value(row, field)}" for field in fields)


class _Names:
    """The names of rows: each is worked out once, each table read once."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, Any], str] = {}
        self.tables: dict[str, dict[Any, models.Model]] = {}

    def value(self, row: models.Model, field: models.Field[Any, Any]) -> str:
        key = getattr(row, field.attname)
        if key is not None and field.name in COUNTED:
            return self._days(row, field)
        if not isinstance(field, models.ForeignKey):
            return repr(key)
        if key is None:
            return "None"
        target = _target(field)
        place = (target._meta.model_name or "", key)
        if place not in self.known:
            pointed_at = self._row(target, key)
            fields = {field.name: field for field in target._meta.concrete_fields}
            parts = [fields[name] for name in NAMES[place[0]]]
            self.known[place] = "/".join(self.value(pointed_at, part) for part in parts)
        return self.known[place]

    def _days(self, row: models.Model, field: models.Field[Any, Any]) -> str:
        since = row._meta.get_field(COUNTED[field.name])
        assert isinstance(since, models.ForeignKey)
        came: Any = self._row(_target(since), getattr(row, since.attname))
        days = getattr(row, field.attname) - timezone.localdate(came.created_at)
        return f"{days.days} days after {since.name}"

    def _row(self, target: type[models.Model], key: Any) -> models.Model:
        name = target._meta.model_name or ""
        if name not in self.tables:
            self.tables[name] = target._default_manager.in_bulk()
        return self.tables[name][key]


def _target(field: models.ForeignKey[Any, Any]) -> type[models.Model]:
    target = field.related_model
    assert not isinstance(target, str)
    return target
