"""What was read off a report, as it is stored: each fact with its words and how sure it is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields
from typing import TypedDict

from tracker.core.types import Found, Identity

# Below this a fact was guessed rather than read: a person is asked.
SURE_ENOUGH = 0.5
# Longest value and evidence that are kept, in characters.
_LIMIT = 300


class Fact(TypedDict):
    """One fact of Report.facts and Upload.found."""

    value: str  # a year, an ISO date, a code, or words
    evidence: str  # as it stands in the report or the file name
    confidence: float  # 0..1
    given: bool  # said by a person, not read


def facts_of(identity: Identity, *, given: Collection[str] = ()) -> dict[str, Fact]:
    """Every fact that was found, by its name in Identity; `given` names those a person said."""
    found = ((field.name, getattr(identity, field.name)) for field in fields(identity))
    return {
        name: Fact(
            value=str(fact.value)[:_LIMIT],
            evidence=fact.evidence[:_LIMIT],
            confidence=fact.confidence,
            given=name in given,
        )
        for name, fact in found
        if isinstance(fact, Found)
    }
