"""How far two people who read the same agree (一致性), and how often the machine is followed.

A pair is a conclusion and the blind second reading (盲审) of the same commitment; what was
undone or decided anew since belongs to no pair. Machine and person: what was on the screen
beside what was concluded, one by one (bulk acts are left out: they agree by construction).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from tracker.selectors.extent import Counted
from tracker.selectors.readings import READERS, followed, pairs_read
from tracker.selectors.statistics import By, in_order, name_of, share
from tracker.selectors.tallies import named

Pairs = Mapping[tuple[str, str], int]  # outcomes of the first and the second reader -> how many

# What a tally is grouped by.
_COLUMNS: Final[dict[By, str]] = {
    "agency": "agency_id",
    "region": "agency__region_id",
    "year": "plan_year",
    "topic": "topic",
}


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement of some pairs. `kappa` is Cohen's; None without pairs or without variety."""

    key: str  # "" for all, an outcome, or a reviewer's key
    pairs: int
    agreed: int
    kappa: float | None


@dataclass(frozen=True, slots=True)
class Following:
    """How often one reviewer's single conclusions are the machine's suggestion."""

    reviewer_id: int
    decided: int
    followed: int


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """Both of one agency, region, plan year or topic."""

    key: str | None
    label: str
    pairs: int
    agreed: int
    kappa: float | None
    decided: int
    followed: int

    @property
    def followed_share(self) -> float | None:
        """Followed over decided, 0..1."""
        return share(self.followed, self.decided)


def agreement(asked: Counted, *, until: dt.datetime | None = None) -> list[Agreement]:
    """All pairs, then by outcome (that one against all others), then by reviewer (either seat).

    `until`: as it was at that moment, which counts itself; the acts tell all of it.
    """
    whole, mine = Counter[tuple[str, str]](), dict[int, Counter[tuple[str, str]]]()
    for (first, outcome, second, other), [number] in pairs_read(
        asked, READERS, until=until
    ).items():
        whole[outcome, other] += number
        for who in {first, second}:
            mine.setdefault(who, Counter())[outcome, other] += number
    outcomes = sorted({outcome for pair in whole for outcome in pair})
    return [
        Agreement("", *_measured(whole)),
        *(Agreement(name, *_measured(_one_against_all(whole, name))) for name in outcomes),
        *(Agreement(str(who), *_measured(mine[who])) for who in sorted(mine)),
    ]


def following(asked: Counted, *, until: dt.datetime | None = None) -> list[Following]:
    """By reviewer: single first conclusions that had a suggestion, and those that are the same.

    Without what waits for its blind second reading, and at a moment in the past waited then.
    """
    found = followed(asked, "reviewer_id", until=until)
    return [Following(key, *counts) for (key,), counts in sorted(found.items()) if counts[0]]


def agreement_by(asked: Counted, *, by: By, until: dt.datetime | None = None) -> list[AgreementRow]:
    """A row for each group of a scoped set in which anything was read, by name.

    Of a pair nothing before both have read, as in `agreement` and `following`.
    """
    column = _COLUMNS[by]
    pairs: dict[Any, dict[tuple[str, str], int]] = {}
    heads = [column, "first_outcome", "second_outcome"]
    for (key, first, second), [number] in pairs_read(asked, heads, until=until).items():
        pairs.setdefault(key, {})[first, second] = number
    counts = {key: numbers for (key,), numbers in followed(asked, column, until=until).items()}
    found = {
        key: (pairs.get(key, {}), counts.get(key, [0, 0])) for key in pairs.keys() | counts.keys()
    }
    return [
        _row(name_of(by, key, label), read, decided, same)
        for key, label, (read, (decided, same)) in in_order(named(column, found))
        if read or decided
    ]


def cohens_kappa(pairs: Pairs) -> float | None:
    """Cohen's kappa (Cohen 1960): agreement beyond what the two marginals give by chance.

    None without pairs, and where chance alone agrees always (both say one and the same).
    """
    return _measured(pairs)[2]


def _measured(pairs: Pairs) -> tuple[int, int, float | None]:
    """How many there are, how many agree, and kappa."""
    if len(pairs) == 1:  # as in most of ten thousand agencies: all say the same, or none agrees
        [((first, second), number)] = pairs.items()
        return (number, number, None) if first == second else (number, 0, 0.0)
    number = agreed = 0
    firsts: dict[str, int] = {}
    seconds: dict[str, int] = {}
    for (first, second), count in pairs.items():
        number += count
        agreed += count if first == second else 0
        firsts[first] = firsts.get(first, 0) + count
        seconds[second] = seconds.get(second, 0) + count
    by_chance = sum([count * seconds.get(name, 0) for name, count in firsts.items()])
    if by_chance == number**2:  # or there are none
        return number, agreed, None
    chance = by_chance / number**2
    return number, agreed, (agreed / number - chance) / (1 - chance)


def _row(name: tuple[str | None, str], read: Pairs, decided: int, same: int) -> AgreementRow:
    pairs, agreed, kappa = _measured(read)
    return AgreementRow(*name, pairs, agreed, kappa, decided, same)


def _one_against_all(pairs: Pairs, outcome: str) -> Pairs:
    found = Counter[tuple[str, str]]()
    for (first, second), count in pairs.items():
        found[first if first == outcome else "", second if second == outcome else ""] += count
    return found
