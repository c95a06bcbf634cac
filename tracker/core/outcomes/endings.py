"""Promises that a report gives up or replaces in so many words (不再推进、已被替代)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from tracker.core.matching import Ranking
from tracker.core.outcomes.actions import clauses_on
from tracker.core.outcomes.cues import pattern
from tracker.core.outcomes.denials import given_up, may_deny
from tracker.core.outcomes.memos import remembered
from tracker.core.outcomes.obstacles import LOOKED_AT, ON_SUBJECT, quoting
from tracker.core.types import EvidenceCandidate, Outcome, Suggestion

EXPLICIT_CONFIDENCE: Final = 0.85  # explicit words still have to be on this very promise
# What says that the sentence is about a promise made before.
_ANCHOR = re.compile(
    r"原计划|原定|(?:上年|去年|年初|此前)(?:度)?(?:提出|承诺|计划|确定|安排)|不再|由.{2,30}(?:替代|取代)"
)


def ending(rankings: Iterable[Ranking], *, promise: str) -> Suggestion | None:
    """Dropped or superseded: only on explicit words, dropped only with a reason beside them."""
    for ranking in rankings:
        for candidate in ranking.candidates[:LOOKED_AT]:
            text = candidate.sentence.text
            if candidate.score < ON_SUBJECT:
                continue
            instead, reason = _signs(text)
            if instead and instead not in promise:
                return _explicit(Outcome.SUPERSEDED, "superseded", instead, candidate)
            ended = reason and _ended(promise, text)
            if ended:
                return _explicit(Outcome.DROPPED, "dropped", ended, candidate)
    return None


@remembered
def _signs(text: str) -> tuple[str, bool]:
    """The word by which a passage says that something stands for what was promised, or "".

    And whether it gives a reason for anything.
    """
    instead = pattern("superseded_words").search(text)
    anchored = instead is not None and _ANCHOR.search(text) is not None
    reason = pattern("reason_words").search(text) is not None
    return instead[0] if instead and anchored else "", reason


def _ended(promise: str, text: str) -> str:
    """The explicit words (不再实施) by which a passage gives the promise up, or ""."""
    ended = pattern("dropped_words").search(text)
    if ended and ended[0] not in promise:
        return ended[0]
    if not may_deny(text):
        return ""
    return next(filter(None, (given_up(c, promise) for c in clauses_on(promise, text))), "")


def _explicit(outcome: Outcome, code: str, word: str, candidate: EvidenceCandidate) -> Suggestion:
    confidence = EXPLICIT_CONFIDENCE * (0.5 + candidate.score / 2)
    return Suggestion(outcome, confidence, (quoting(code, candidate, word=word),))
