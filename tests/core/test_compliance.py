from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from tracker.core.compliance import check_compliance, copied_share
from tracker.core.types import (
    BodyKind,
    Commitment,
    Found,
    Identity,
    Measure,
    RegionLevel,
    ReportKind,
    Section,
    SectionKind,
    Span,
)

A, P, L, N = (
    SectionKind.ACHIEVEMENTS,
    SectionKind.PROBLEMS,
    SectionKind.LEADERSHIP,
    SectionKind.PLAN,
)


def identity(
    *,
    kind: ReportKind = ReportKind.RULE_OF_LAW,
    body: BodyKind | None = BodyKind.DEPARTMENT,
    year: float = 0.9,
    dated: dt.date | None = None,
) -> Identity:
    return Identity(
        kind=kind,
        title=None,
        agency=None,
        report_year=Found(2024, "", year),
        dated=Found(dated, "", 0.9) if dated else None,
        body=Found(body, "", 0.9) if body else None,
    )


def sections(*kinds: SectionKind) -> list[Section]:
    return [Section(kind, "", Span(0, 0)) for kind in kinds]


@pytest.mark.parametrize(
    ("kinds", "present", "missing"),
    [
        ((A, P, L, N), (A, P, L, N), ()),
        ((SectionKind.OTHER, N, A), (A, N), (P, L)),
        ((), (), (A, P, L, N)),
    ],
)
def test_parts(
    kinds: tuple[SectionKind, ...],
    present: tuple[SectionKind, ...],
    missing: tuple[SectionKind, ...],
) -> None:
    found = check_compliance(identity(), sections(*kinds))
    assert found is not None
    assert (found.present, found.missing) == (present, missing)


@pytest.mark.parametrize(
    ("body", "dated", "due", "on_time"),
    [
        (BodyKind.DEPARTMENT, dt.date(2025, 3, 1), dt.date(2025, 3, 1), True),
        (BodyKind.DEPARTMENT, dt.date(2025, 3, 2), dt.date(2025, 3, 1), False),
        (BodyKind.GOVERNMENT, dt.date(2025, 3, 2), dt.date(2025, 4, 1), True),
        (BodyKind.GOVERNMENT, None, dt.date(2025, 4, 1), None),
        (None, dt.date(2025, 3, 2), None, None),
    ],
)
def test_days(
    body: BodyKind | None, dated: dt.date | None, due: dt.date | None, on_time: bool | None
) -> None:
    found = check_compliance(identity(body=body, dated=dated), [])
    assert found is not None
    assert (found.due, found.filed, found.on_time) == (due, dated, on_time)


def test_an_uncertain_year_gives_no_day() -> None:
    found = check_compliance(identity(year=0.3), [])
    assert found is not None
    assert found.due is None


def test_the_rule_names_no_day_for_townships() -> None:
    town = replace(identity(body=BodyKind.GOVERNMENT), level=Found(RegionLevel.TOWNSHIP, "", 0.9))
    found = check_compliance(town, [])
    assert found is not None
    assert found.due is None


def test_a_work_report_has_other_rules() -> None:
    assert check_compliance(identity(kind=ReportKind.GOVERNMENT_WORK), []) is None


def plan(*texts: str) -> list[Commitment]:
    measures = tuple(Measure(text, Span(0, len(text))) for text in texts)
    return [Commitment("", "", "", Span(0, 0), measures)]


@pytest.mark.parametrize(
    ("now", "before", "share"),
    [
        (("开展案卷评查2次",), ("开展案卷评查2次",), 1.0),
        (("2025年开展案卷评查2次",), ("2024年开展案卷评查2次",), 1.0),
        (("开展案卷评查", "修订应急预案"), ("开展案卷评查", "公布目录清单"), 0.5),
        (("修订应急预案",), ("公布目录清单",), 0.0),
        ((), ("公布目录清单",), None),
        (("修订应急预案",), (), None),
    ],
)
def test_copied_share(now: tuple[str, ...], before: tuple[str, ...], share: float | None) -> None:
    assert copied_share(plan(*now), plan(*before)) == share
