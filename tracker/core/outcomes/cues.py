"""What a promise and its best passage show, as named values (线索).

The logistic models of matcher.json weigh these; the rules and the reasons name them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from tracker.core.comparisons import named_things
from tracker.core.lexicon import alternatives
from tracker.core.matching import COVERING, Ranking
from tracker.core.outcomes.actions import is_completed
from tracker.core.outcomes.actors import own_words
from tracker.core.outcomes.denials import undenied
from tracker.core.outcomes.ledger import reconcile
from tracker.core.outcomes.reported import Source
from tracker.core.tokens import background, clauses, content_words
from tracker.core.types import LedgerEntry, Target, Verdict

EVIDENCE_CUES: Final = ("strength", "topic", "slogan", "part", "wording", "clauses")
COMPLETION_CUES: Final = (
    "covered",
    "wording",
    "apart_topic",
    "length",
    "told",
    "underway",
    "numbers_missed",
    "numbers_open",
)
_PARTS = re.compile(r"[。；;！？]")
_FIGURE = re.compile(r"\d")
_NOTE = re.compile(r"\([^()]{0,20}\)$")
_ADDRESSEES = re.compile(
    r"^(?:[\u4e00-\u9fff]{0,4})(?:单位|部门|乡镇|街道|镇街|科室|县区|县市区|成员单位)$"
)
_MOST_WORDS: Final = 3  # more words of a kind say nothing more


@cache
def pattern(name: str) -> re.Pattern[str]:
    """The word list data/<name>.txt as one compiled pattern."""
    return re.compile(alternatives(name))


@dataclass(frozen=True, slots=True)
class Cues:
    """The named values of one promise against one report, and the facts behind them."""

    values: Mapping[str, float]
    passage: str  # the part of the best passage that answers the promise, own acts only
    told: tuple[str, ...]  # the best passages, own acts only
    near: tuple[str, ...]  # all passages put forward
    actor: str  # the other body (市局) whose act the best passage reports instead of ours, or ""
    ledger: tuple[LedgerEntry, ...]
    done: tuple[str, ...]
    underway: tuple[str, ...]
    new_fact: bool

    @property
    def all_met(self) -> bool:
        """Whether numbers were aimed at and every one is reported as reached.

        How many bodies (5个单位, 16个乡镇) something is meant for says nothing of its being done.
        """
        met = self.entries(Verdict.MET)
        counts = any(not _ADDRESSEES.search(_NOTE.sub("", e.target.object)) for e in met)
        return counts and len(met) == len(self.ledger)

    def entries(self, verdict: Verdict) -> tuple[LedgerEntry, ...]:
        """The ledger's lines with this verdict."""
        return tuple(entry for entry in self.ledger if entry.verdict is verdict)


def gather(
    promise: str,
    ranking: Ranking,
    *,
    targets: Sequence[Target],
    agency: str = "",
    source: Source | None = None,
    ledger: Sequence[LedgerEntry] | None = None,
) -> Cues:
    """Read all cues off a promise and its ranking. Without passages all are zero.

    `agency` is who reports: what others did is left out. `ledger` is one already drawn up (a
    commitment's is that of its measures); else `targets` are held against the best passages,
    and against the whole report where `source` is given.
    """
    best = [
        own_words(candidate.sentence.text, agency=agency, promise=promise)
        for candidate in ranking.candidates[:COVERING]
    ]
    told = [words for words, _ in best]
    passage = answering_part(promise, told[0]) if told else ""
    actor = best[0][1] if best and not is_completed(promise, told[0]) else ""
    if ledger is None:
        passages = [candidate.sentence for candidate in ranking.candidates[:COVERING]]
        source = source or Source(agency=agency)
        ledger = reconcile(targets, passages, promise=promise, source=source)
    said = undenied(passage, promise)
    done = tuple(pattern("done_words").findall(said))
    underway = tuple(pattern("underway_words").findall(passage))
    came_out = [entry.verdict for entry in ledger]
    new_fact = Verdict.MET in came_out or brings_new_fact(promise, passage)
    results = pattern("result_words").findall(said)
    values = {
        "strength": max(ranking.strength, -20.0),
        "topic": ranking.values["topic"],
        "slogan": float(bool(pattern("slogan_words").search(promise))),
        "part": ranking.part,
        "wording": ranking.wording,
        "clauses": math.log(len(clauses(promise))),
        "covered": ranking.covered,
        "apart_topic": ranking.apart,
        "length": math.log(max(len(promise), 1)),
        "told": float(min(len(done) + len(results), _MOST_WORDS)),
        "underway": float(min(len(underway), _MOST_WORDS)),
        "numbers_missed": float(Verdict.MISSED in came_out),
        "numbers_open": came_out.count(Verdict.UNREPORTED) / max(len(came_out), 1),
    }
    near = tuple(candidate.sentence.text for candidate in ranking.candidates)
    return Cues(values, passage, tuple(told), near, actor, tuple(ledger), done, underway, new_fact)


def answering_part(promise: str, passage: str) -> str:
    """The part of a long passage (between 。 and ；) that shares most with the promise."""
    parts = [part for part in _PARTS.split(passage) if part.strip()]
    if len(parts) < 2:
        return passage
    wanted, table = set(content_words(promise)), background()
    return max(parts, key=lambda p: sum(table.weight(w) for w in wanted & set(content_words(p))))


def brings_new_fact(promise: str, passage: str) -> bool:
    """Whether a passage states something that the promise did not: a number, date or document."""
    if _FIGURE.search(passage):
        return True
    return any(thing not in promise for thing in named_things(passage))
