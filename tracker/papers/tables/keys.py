"""What programs need beside the words of a table (供程序用): keys, and the API's codes.

With these columns behind its own, a stream can be joined with other lists and with what /changes
names, in whatever language its words are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from operator import itemgetter
from typing import Final

from django.utils.translation import gettext_lazy as _

from tracker.core.types import Outcome, ReviewState, Status
from tracker.papers.tables.columns import Column, Kind, Record, Table, Words

_HEADING: Final = _("供程序用")


def with_keys(table: Table, *, then: bool = False) -> Table:
    """A table named in KEYS, and what programs need; KeyError for another.

    `then`: of commitments as they stood at a moment (selectors.as_of.standing).
    """
    columns = KEYS[table.name]
    if then:
        columns = tuple(_THEN.get(column.name, column) for column in columns)
    return replace(table, columns=(*table.columns, *columns))


def _made(name: str, value: Callable[[Record], Words], *needs: str) -> Column:
    return Column(name, _HEADING, Kind.TEXT, 12, needs, value)


def _field(name: str, path: str) -> Column:
    return _made(name, itemgetter(path), path)


def _code(name: str, path: str) -> Column:
    """A code; None for none, as everywhere in the API."""
    return _made(name, lambda record: record[path] or None, path)


def _found(record: Record) -> str | None:
    if record["outcome"]:
        return str(record["outcome"])
    return None if record["result_report"] else Outcome.AWAITING_REPORT.value


def _found_then(record: Record) -> str | None:
    if record["outcome_then"]:
        return str(record["outcome_then"])
    return None if record["answered_then"] else Outcome.AWAITING_REPORT.value


def _status_then(record: Record) -> str:
    found = record["outcome_then"]
    return (Outcome(found).status if found else Status.PENDING).value


def _answer_then(record: Record) -> int | None:
    """The report that answers it, once it had come in."""
    found: int | None = record["result_report"]
    return found if record["answered_then"] else None


def _read(record: Record) -> str | None:
    blind = record["commitment__review_state"] == ReviewState.SECOND_REVIEW
    return None if blind else record["outcome"] or None


KEYS: Final[Mapping[str, tuple[Column, ...]]] = {
    "commitment": (
        _field("id", "pk"),
        _field("agency_id", "report__agency_id"),
        _field("region_code", "report__agency__region__code"),
        _field("report_id", "report_id"),
        _field("result_report_id", "result_report"),
        _code("topic_code", "topic"),
        _field("status_code", "status"),
        _made("outcome_code", _found, "outcome", "result_report"),
        _field("review_state_code", "review_state"),
    ),
    "report": (
        _field("id", "pk"),
        _field("agency_id", "agency_id"),
        _field("region_code", "agency__region__code"),
        _field("kind_code", "kind"),
    ),
    "agency": (_field("id", "pk"),),
    "region": (_field("level_code", "level"),),
    "review": (
        _field("id", "pk"),
        _field("commitment_id", "commitment_id"),
        _field("agency_id", "commitment__report__agency_id"),
        _field("act_code", "act"),
        _made("outcome_code", _read, "outcome", "commitment__review_state"),
    ),
    "upload": (
        _field("id", "pk"),
        _field("report_id", "report_id"),
        _field("state_code", "state"),
        _code("result_code", "result"),
    ),
}
_THEN: Final = {
    column.name: column
    for column in (
        _made("result_report_id", _answer_then, "result_report", "answered_then"),
        _made("status_code", _status_then, "outcome_then"),
        _made("outcome_code", _found_then, "outcome_then", "answered_then"),
        _field("review_state_code", "review_state_then"),
    )
}
