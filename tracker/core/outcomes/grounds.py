"""The reasons that a suggestion rests on, as codes and facts (理由)."""

from __future__ import annotations

from typing import Final

from tracker.core.outcomes.cues import Cues
from tracker.core.outcomes.units import SHARE, kind_of
from tracker.core.types import LedgerEntry, Reason, Verdict

POINTS: Final = "个百分点"  # what two shares differ by


def support(cues: Cues) -> list[Reason]:
    """What speaks for "fulfilled", and the warning when it is only on paper (纸面兑现风险)."""
    told = []
    if cues.done:
        told.append(Reason("done", (("words", "、".join(dict.fromkeys(cues.done))),)))
    if not cues.new_fact:
        told.append(Reason("repeats_plan"))
    return told


def number_reasons(cues: Cues) -> list[Reason]:
    """What the ledger says, number by number: missed, met, not reported."""
    return [
        *(_number("number_missed", entry) for entry in cues.entries(Verdict.MISSED)),
        *(_number("number_met", entry) for entry in cues.entries(Verdict.MET)),
        *(
            Reason("number_open", (("target", entry.target.text),))
            for entry in cues.entries(Verdict.UNREPORTED)
        ),
    ]


def _number(code: str, entry: LedgerEntry) -> Reason:
    reported = entry.reported.text if entry.reported else ""
    unit = POINTS if kind_of(entry.target) == SHARE else entry.target.unit
    gap = f"{round(abs(entry.gap or 0.0), 2):g}{unit}"
    return Reason(code, (("target", entry.target.text), ("reported", reported), ("gap", gap)))


def found(cues: Cues, *, answered: float) -> Reason:
    """That the report answers the promise: how likely (0..1), and how much of its words."""
    covered = percent(cues.values["covered"])
    return Reason("found", (("score", percent(answered)), ("covered", covered)))


def percent(probability: float) -> int:
    """A probability as a whole number of percent."""
    return round(100 * probability)
