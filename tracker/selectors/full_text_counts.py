"""How common words are, as PostgreSQL has counted them, and which way to them is sooner."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from django.db import connection

# A text that the index names costs as much as so many that are read in the order of their keys.
DEAR: Final = 12


@dataclass(frozen=True, slots=True)
class Counted:
    """What ANALYZE last counted: by table, its rows, and the share of them that has a pair."""

    rows: Mapping[str, float]
    shares: Mapping[tuple[str, str], float]

    def likely(self, table: str, words: Sequence[str]) -> float:
        """How many texts have all the words; 0 for what is too rare to have been counted.

        At most as many have a word as its rarest pair; words are taken for independent.
        """
        pairs = [pairs_of(word) for word in words if len(word) > 1]
        shares = (min(self.shares.get((table, pair), 0.0) for pair in word) for word in pairs)
        return self.rows.get(table, 0.0) * math.prod(shares)

    def index_is_sooner(self, table: str, words: Sequence[str], *, most: int) -> bool:
        """Whether to ask the index for all texts with all words, or to read the newest for some."""
        found, rows = self.likely(table, words), self.rows.get(table, 0.0)
        return found <= most or DEAR * found < most / found * rows

    def naming(self, table: str, words: Sequence[str], *, most: int) -> float:
        """What it costs to find the newest so many, in texts read in the order of their keys."""
        found, rows = self.likely(table, words), self.rows.get(table, 0.0)
        by_index = self.index_is_sooner(table, words, most=most)
        return DEAR * found if by_index else most / found * rows


def counted(words: Sequence[str], *, tables: Sequence[str]) -> Counted:
    """What is known of the pairs of these words; one query."""
    pairs = list(dict.fromkeys(pair for word in words for pair in pairs_of(word)))
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, [list(tables), pairs, list(tables)])
        rows = cursor.fetchall()
    return Counted(
        rows={table: number for table, pair, number in rows if not pair},
        shares={(table, pair): share for table, pair, share in rows if pair},
    )


_COUNTED: Final = """
    SELECT counted.name, pair, share
    FROM unnest(%s::text[]) AS counted(name)
    JOIN pg_stats ON schemaname = current_schema() AND tablename = counted.name || '_grams',
    unnest(most_common_elems::text::text[], most_common_elem_freqs) AS common(pair, share)
    WHERE pair = ANY(%s)
    UNION ALL
    SELECT relname, '', reltuples FROM pg_class
    WHERE relnamespace = current_schema()::regnamespace AND relname = ANY(%s)
"""


def pairs_of(word: str) -> list[str]:
    """Its pairs of neighbouring characters, each once: what PostgreSQL's index holds."""
    return list(dict.fromkeys(a + b for a, b in pairwise(word)))
