"""Which part of the rule-of-law programme a commitment belongs to (主题).

The closed list is that of 《法治政府建设实施纲要（2021-2025年）》: eight systems, and the Party's
leadership. The words are lists of ours (core/data/topic_*.txt).
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from tracker.core.lexicon import alternatives
from tracker.core.types import Topic

# A heading says what an item is about; its text names much else in passing.
_IN_HEADING: Final = 3


def topic_of(heading: str, text: str) -> Topic | None:
    """The topic whose words weigh most; of a tie the one named first; None without any.

    A word in the heading (the beginning of `text`) counts four times; longer words say more
    than short ones, so each counts by its length.
    """
    weights = {
        topic: _weight(topic, text) + _IN_HEADING * _weight(topic, heading) for topic in Topic
    }
    best = max(weights.values())
    if not best:
        return None
    tied = [topic for topic in Topic if weights[topic] == best]
    return min(tied, key=lambda topic: _first(topic, text))


def _weight(topic: Topic, text: str) -> int:
    return sum(len(match[0]) for match in _words(topic).finditer(text))


def _first(topic: Topic, text: str) -> int:
    match = _words(topic).search(text)
    return match.start() if match else len(text)


@cache
def _words(topic: Topic) -> re.Pattern[str]:
    return re.compile(alternatives(f"topic_{topic.value}"))
