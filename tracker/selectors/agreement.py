"""How far two people who read the same agree (一致性), and how often the machine is followed.

A pair is a conclusion and the blind second reading (盲审) of the same commitment; what was
undone or decided anew since belongs to no pair. Machine and person: what was on the screen
beside what was concluded, one by one (bulk acts are left out: they agree by construction).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KT

from tracker.models import Commitment, Review

Pair = tuple[str, str]  # outcomes: first reader, second reader


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


def agreement(
    commitments: QuerySet[Commitment], *, until: dt.datetime | None = None
) -> list[Agreement]:
    """All pairs, then by outcome (that one against all others), then by reviewer (either seat).

    `until`: as it was at that moment, which counts itself; the acts tell all of it.
    """
    rows = _readings(commitments, until=until)
    pairs = [(first, second) for _first_by, first, _second_by, second in rows]
    outcomes = sorted({outcome for pair in pairs for outcome in pair})
    people = sorted({person for row in rows for person in (row[0], row[2])})
    mine = {who: [p for p, row in zip(pairs, rows, strict=True) if who in row] for who in people}
    return [
        _agreement("", pairs),
        *(_agreement(name, _one_against_all(pairs, name)) for name in outcomes),
        *(_agreement(str(who), mine[who]) for who in people),
    ]


def following(
    commitments: QuerySet[Commitment], *, until: dt.datetime | None = None
) -> list[Following]:
    """By reviewer: single first conclusions that had a suggestion, and those that are the same."""
    acts = (
        _acts(commitments, until=until)
        .filter(act=Review.Act.DECIDE, in_bulk=False)
        .exclude(shown={})
    )
    rows = (
        acts.annotate(suggested=KT("shown__outcome"))
        .order_by()
        .values("reviewer")
        .annotate(decided=Count("pk"), followed=Count("pk", filter=Q(outcome=F("suggested"))))
    )
    return [
        Following(row["reviewer"], row["decided"], row["followed"])
        for row in rows.order_by("reviewer")
    ]


def cohens_kappa(pairs: Sequence[Pair]) -> float | None:
    """Cohen's kappa (Cohen 1960): agreement beyond what the two marginals give by chance.

    None without pairs, and where chance alone agrees always (both say one and the same).
    """
    if not pairs:
        return None
    number = len(pairs)
    observed = sum(first == second for first, second in pairs) / number
    firsts, seconds = Counter(p[0] for p in pairs), Counter(p[1] for p in pairs)
    chance = sum(firsts[name] * seconds[name] for name in firsts) / number**2
    return None if chance == 1 else (observed - chance) / (1 - chance)


def _acts(commitments: QuerySet[Commitment], *, until: dt.datetime | None) -> QuerySet[Review]:
    acts = Review.objects.filter(commitment__in=commitments)
    return acts if until is None else acts.filter(created_at__lte=until)


def _readings(
    commitments: QuerySet[Commitment], *, until: dt.datetime | None
) -> list[tuple[int, str, int, str]]:
    """(first reader, outcome, second reader, outcome) of every blind second reading."""
    before = Review.objects.filter(
        commitment=OuterRef("commitment"),
        commitment_version=OuterRef("commitment_version") - 1,
        act=Review.Act.DECIDE,
    )
    seconds = (
        _acts(commitments, until=until)
        .filter(act=Review.Act.SECOND)
        .annotate(
            first_by=Subquery(before.values("reviewer")[:1]),
            first_outcome=Subquery(before.values("outcome")[:1]),
        )
        .exclude(first_by=None)
        .order_by("seq")
    )
    return list(seconds.values_list("first_by", "first_outcome", "reviewer_id", "outcome"))


def _agreement(key: str, pairs: Sequence[Pair]) -> Agreement:
    agreed = sum(first == second for first, second in pairs)
    return Agreement(key, len(pairs), agreed, cohens_kappa(pairs))


def _one_against_all(pairs: Sequence[Pair], outcome: str) -> list[Pair]:
    return [
        (outcome if first == outcome else "", outcome if second == outcome else "")
        for first, second in pairs
    ]
