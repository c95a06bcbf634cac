"""Extraction against hand labels: agency, years, sections, commitments, targets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tracker.core.types import Commitment, ReportReading, Target, UnreadableReport

Labels = Mapping[str, Any]  # one report of a file in the form of gold/seeds.json


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts for one thing looked for."""

    found: int = 0  # labelled and read the same
    missed: int = 0  # labelled and not read so
    invented: int = 0  # read and not labelled

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.found + other.found,
            self.missed + other.missed,
            self.invented + other.invented,
        )

    @property
    def labelled(self) -> int:
        """How many labels there are."""
        return self.found + self.missed


@dataclass(frozen=True, slots=True)
class ReportScore:
    """One report: a tally per row of the table, and what was not as labelled, in words."""

    file: str
    tallies: Mapping[str, Tally]
    differences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExtractionScore:
    """All reports of a gold file."""

    reports: tuple[ReportScore, ...]

    def total(self, row: str) -> Tally:
        """The sum of one row over all reports."""
        return sum((report.tallies.get(row, Tally()) for report in self.reports), Tally())

    def rows(self) -> tuple[tuple[str, Tally], ...]:
        """The table to print: name of the thing looked for, and its counts."""
        return tuple((row, self.total(row)) for row in ROWS)


ROWS = (
    "agency",
    "report_year",
    "plan_year",
    "dated",
    "sections",
    "commitments",
    "targets",
    "target objects",
)


def score_extraction(gold: Labels, read: Callable[[str], ReportReading]) -> ExtractionScore:
    """Score the reading of every report in `gold`; `read` takes the file's name.

    A commitment counts when ordinal, heading and text are all exact; a target when value,
    unit and comparator are, inside the right commitment. A file that `read` refuses with
    UnreadableReport counts as missed in every row.
    """
    return ExtractionScore(tuple(_report(labels, read) for labels in gold["reports"]))


def _report(labels: Labels, read: Callable[[str], ReportReading]) -> ReportScore:
    try:
        reading = read(labels["file"])
    except UnreadableReport as error:
        tallies = {row: Tally(missed=_labelled(labels, row)) for row in ROWS}
        return ReportScore(labels["file"], tallies, (f"unreadable: {error.code}",))
    identity = reading.identity
    facts = {
        "agency": identity.agency.value if identity.agency else None,
        "report_year": identity.report_year.value if identity.report_year else None,
        "plan_year": identity.plan_year,
        "dated": identity.dated.value.isoformat() if identity.dated else None,
    }
    tallies = {row: _one(labels[row], value) for row, value in facts.items()}
    differences = [
        f"{row}: {labels[row]} != {value}" for row, value in facts.items() if labels[row] != value
    ]
    tallies["sections"] = _sections(labels["sections"], reading, differences)
    tallies["commitments"] = _compare(
        [(c["ordinal"], c["heading"], c["text"]) for c in labels["commitments"]],
        [(c.ordinal, c.heading, c.text) for c in reading.commitments],
        differences,
    )
    tallies["targets"] = _targets(labels["commitments"], reading, _numbers, differences)
    tallies["target objects"] = _targets(labels["commitments"], reading, _objects, [])
    return ReportScore(labels["file"], tallies, tuple(differences))


def _labelled(labels: Labels, row: str) -> int:
    """How many labels of a row there are in one report."""
    if row in ("sections", "commitments"):
        return len(labels[row])
    if row in ("targets", "target objects"):
        return sum(len(commitment["targets"]) for commitment in labels["commitments"])
    return int(labels[row] is not None)


def _one(label: object, value: object) -> Tally:
    if label == value:
        return Tally(found=int(label is not None))
    return Tally(missed=int(label is not None), invented=int(value is not None))


def _sections(labels: Iterable[Labels], reading: ReportReading, differences: list[str]) -> Tally:
    """A labelled section is found when one of a labelled kind begins with the same words."""
    found = missed = 0
    for label in labels:
        kinds = [label["kind"]] if isinstance(label["kind"], str) else label["kind"]
        if any(
            section.kind.value in kinds
            and section.span.of(reading.text.text).startswith(label["begins"])
            for section in reading.sections
        ):
            found += 1
        else:
            missed += 1
            differences.append(f"section missed: {label['begins']}")
    return Tally(found, missed, 0)


def _compare(
    labels: Iterable[tuple[object, ...]],
    values: Iterable[tuple[object, ...]],
    differences: list[str],
) -> Tally:
    wanted, got = Counter(labels), Counter(values)
    missed, invented = wanted - got, got - wanted
    differences.extend(f"missed: {entry}" for entry in missed)
    differences.extend(f"invented: {entry}" for entry in invented)
    return Tally((wanted & got).total(), missed.total(), invented.total())


def _numbers(target: Target) -> tuple[object, ...]:
    return (float(target.value), target.unit, target.comparator.value)


def _objects(target: Target) -> tuple[object, ...]:
    return (*_numbers(target), target.object)


def _targets(
    labels: Iterable[Labels],
    reading: ReportReading,
    key: Callable[[Target], tuple[object, ...]],
    differences: list[str],
) -> Tally:
    """Compare the targets commitment by commitment; commitments are paired by their heading."""
    read_by_heading: dict[str, Commitment] = {c.heading: c for c in reading.commitments}
    with_object = key is _objects
    total = Tally()
    for label in labels:
        wanted = [
            (float(t["value"]), t["unit"], t["comparator"], *([t["object"]] if with_object else []))
            for t in label["targets"]
        ]
        commitment = read_by_heading.pop(label["heading"], None)
        measures = commitment.measures if commitment else ()
        total += _compare(wanted, [key(t) for m in measures for t in m.targets], differences)
    extra = sum(len(m.targets) for c in read_by_heading.values() for m in c.measures)
    return total + Tally(invented=extra)
