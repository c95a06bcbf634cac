"""Which numbers were drawn for labelling: by a fixed seed, by no extractor of ours.

    python -m tests.quality.draw numbers|ledger FILE

writes what a reader needs in order to label them (file, offset, the words around), for reading
only: the texts stay beside the checkout. The labels are in drawn_numbers.json and
drawn_ledger.json, by file name and offset.
"""

from __future__ import annotations

import csv
import random
import re
import sys
from pathlib import Path
from typing import Final, NamedTuple

REPORTS = Path(__file__).resolve().parents[3] / "shared" / "reports"
# A run of digits that is no year or day, or of Chinese numerals before a word that counts.
_NUMBER = re.compile(
    r"(?<![\d.])\d+(?:\.\d+)?(?![\d.]|年|月|日)"
    r"|[一二三四五六七八九十百千万两]+(?=[个项次场件家人名批期类处条所座件份部篇户吨亩公万亿成])"
)
DRAWS: Final = {"numbers": (200, 20261121), "ledger": (220, 20261122)}  # size, seed
AROUND: Final = 70  # characters shown on each side


class Drawn(NamedTuple):
    """A number in a plan: its place in the file as stored."""

    file: str  # below reports/local
    start: int
    end: int


def draw(name: str) -> list[Drawn]:
    """The numbers of one draw; those of "ledger" have a report of the following year."""
    size, seed = DRAWS[name]
    found = [
        Drawn(file, *match.span())
        for file, start in plans(paired=name == "ledger")
        for match in _NUMBER.finditer((REPORTS / "local" / file).read_text("utf-8"), start)
    ]
    chosen = random.Random(seed).sample(found, size)
    return sorted(chosen) if name == "numbers" else chosen


def plans(*, paired: bool) -> list[tuple[str, int]]:
    """The files with a plan, and where it begins: at the heading that the list of pairs names."""
    with (REPORTS / "PAIRS.tsv").open(encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle, delimiter="\t"))
    headings = {(row["body"], row["year_plan"]): row["plan_heading"] for row in rows}
    if not paired:
        headings |= {(row["body"], row["year_result"]): row["next_plan_heading"] for row in rows}
    plans = []
    for (body, year), heading in sorted(headings.items()):
        file = f"{body}/{year}.txt"
        start = (REPORTS / "local" / file).read_text("utf-8").find(heading) if heading else -1
        if start >= 0:
            plans.append((file, start))
    return plans


def main() -> None:
    """Write the sheet for one draw."""
    name, target = sys.argv[1:]
    lines = []
    for number, (file, start, end) in enumerate(draw(name), start=1):
        text = (REPORTS / "local" / file).read_text("utf-8")
        before = text[max(0, start - AROUND) : start].replace("\n", "⏎")
        after = text[end : end + AROUND].replace("\n", "⏎")
        lines.append(f"{number}\t{file}\t{start}\t{before}【{text[start:end]}】{after}")
    Path(target).write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
