"""What a row of a table that comes in would do (Step), or why it can't."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from tracker.papers.sheets import SheetRow


class Change(StrEnum):
    """What a row comes to."""

    NEW = "new"  # 新增
    CHANGED = "changed"  # 修改
    SAME = "same"  # 无变化
    REFUSED = "refused"  # 有误
    EMPTY = "empty"  # 未填写


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row can't be imported. `code` has its sentence in wording.IMPORT_ERRORS or REFUSALS."""

    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)


class RowRefused(Exception):  # noqa: N818 - a rule's answer, not a program error
    """A rule says no to a row; `problem` says which."""

    def __init__(self, code: str, /, **params: str | int) -> None:
        super().__init__(code, params)
        self.problem = Problem(code, params)


class ImportRefused(Exception):  # noqa: N818 - a rule's answer, not a program error
    """Nothing was imported. `code` has its sentence in wording.IMPORT_ERRORS."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Detail:
    """A field that a row sets: its heading in the table, the value before and after."""

    heading: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Step:
    """One row: its number in the spreadsheet, what it is about, what it does."""

    number: int
    subject: str
    change: Change
    details: tuple[Detail, ...] = ()
    problem: Problem | None = None


def refused(row: SheetRow, subject: str, problem: Problem) -> Step:
    """The step of a row that can't be imported."""
    return Step(row.number, subject, Change.REFUSED, problem=problem)


def require_readable(row: SheetRow) -> None:
    """A row that the person could see whole. Raises RowRefused: hidden, or a cell without value."""
    if row.hidden:
        raise RowRefused("row_hidden")
    for heading, code in row.errors.items():
        raise RowRefused("cell_unreadable", heading=heading, code=code)


def fingerprint(steps: Iterable[Step]) -> str:
    """The same for two dry runs that would do the same."""
    told = "\n".join(repr(step) for step in steps)
    return hashlib.sha256(told.encode()).hexdigest()


def imported_whole(steps: Iterable[Step], *, shown: str) -> None:
    """Nothing is wrong with any row, and all is as it was shown. Raises ImportRefused."""
    steps = list(steps)
    if any(step.change is Change.REFUSED for step in steps):
        raise ImportRefused("import_has_errors")
    if fingerprint(steps) != shown:
        raise ImportRefused("import_changed")
