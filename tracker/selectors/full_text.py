"""Full-text search (全文检索): who else promised this, and did they keep it.

A text is found that has every word, letter for letter, case aside. What is found for many words
is found through the pairs of their characters (models/search_index.py) and then read; of a word
that thousands of texts have, the CANDIDATES newest are ranked, and it is said so.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Any, Final, Literal, TypeVar

from django.db import connection
from django.db.models import BooleanField, F, Func, Model, Q, QuerySet, TextField, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Lower, StrIndex
from django.db.models.lookups import GreaterThan

from tracker.core.clean import clean
from tracker.models import Commitment, EvidenceCandidate
from tracker.selectors.commitments import in_plan
from tracker.selectors.points import SIGHTED

Kind = Literal["commitment", "evidence"]
KINDS: Final[tuple[Kind, ...]] = ("commitment", "evidence")
MOST_WORDS: Final = 8
CANDIDATES: Final = 500  # of each kind that are read and ranked
# A word that so many texts have is sooner found by reading the newest than by asking the index.
COMMON: Final = 0.02
SHORTEST: Final = 2  # characters of the longest word: a single one is in nearly every text
MOST_PLACES: Final = 50  # in one text
_TRIGRAM: Final = 3  # characters that SQLite's index needs

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Hit:
    """A promise that has the words, or a passage that the machine put beside a promise."""

    kind: Kind
    score: float
    text: str
    commitment: Commitment  # with its report, agency and region
    candidate: EvidenceCandidate | None


@dataclass(frozen=True, slots=True)
class Hits:
    """The best first. `capped`: more was found than was ranked, of which these are the newest."""

    hits: tuple[Hit, ...]
    found: int
    capped: bool


def words_of(query: str) -> tuple[str, ...]:
    """The words of a query, cleaned as the texts are (简体, half width), in small letters.

    None for a query without a word of SHORTEST characters; words beyond MOST_WORDS are left out.
    """
    words = tuple(dict.fromkeys(clean(query).text.lower().split()))[:MOST_WORDS]
    return words if any(len(word) >= SHORTEST for word in words) else ()


def full_text(
    commitments: QuerySet[Commitment],
    words: Sequence[str],
    *,
    kinds: Sequence[Kind] = KINDS,
    limit: int = 20,
) -> Hits:
    """What has all the words (`words_of`) in a scoped set of commitments and their evidence.

    Ranked by where the words stand: in the heading, near the beginning, in a short text; then the
    newest plan. Of commitments that wait for their blind second reading (盲审) no passage is shown,
    and what has left the plan is no promise. Four queries at most, and on
    PostgreSQL two small ones for how common the words are.
    """
    ground = in_plan(commitments)
    found: list[tuple[float, int, Kind]] = []
    capped = False
    for kind in kinds:
        rows = _promises(ground, words) if kind == "commitment" else _passages(ground, words)
        read = list(rows.order_by("-pk")[: CANDIDATES + 1])
        capped |= len(read) > CANDIDATES
        found += [
            (_score(title, body, words), pk, kind)
            for pk, title, body, *_where in _each_once(read[:CANDIDATES])
        ]
    found.sort(key=lambda one: (-one[0], -one[1]))
    return Hits(hits=_shown(found[:limit]), found=len(found), capped=capped)


def places_of(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Where the words stand in a text: half-open, in order, the first MOST_PLACES."""
    small = text.lower()
    if len(small) != len(text):  # a few capitals are two small letters: nothing is where it was
        return []
    longest_first = sorted(words, key=len, reverse=True)
    any_word = re.finditer("|".join(map(re.escape, longest_first)), small)
    return [place.span() for place in islice(any_word, MOST_PLACES)]


def _promises(ground: QuerySet[Commitment], words: Sequence[str]) -> QuerySet[Any, Any]:
    rows = _with_pairs(ground, words, title="heading")
    for word in words:
        rows = rows.filter(_has("heading", word) | _has("text", word))
    return rows.values_list("pk", "heading", "text", Value(0.0), "pk")


def _passages(ground: QuerySet[Commitment], words: Sequence[str]) -> QuerySet[Any, Any]:
    of_newest = ground.filter(SIGHTED, suggestion__isnull=False).values("suggestion_id")
    rows = _with_pairs(EvidenceCandidate.objects.filter(suggestion__in=of_newest), words, title="")
    for word in words:
        rows = rows.filter(_has("text", word))
    return rows.values_list("pk", Value(""), "text", "score", "suggestion__run_id", "start", "end")


def _each_once(rows: Sequence[Any]) -> list[Any]:
    """One row a place: beside several promises a passage stands, it is told of the likeliest."""
    best: dict[Any, Any] = {}
    for row in rows:
        _pk, _title, _body, score, *where = row
        known = best.setdefault(tuple(where), row)
        if score > known[3]:
            best[tuple(where)] = row
    return list(best.values())


def _with_pairs(rows: QuerySet[M], words: Sequence[str], *, title: str) -> QuerySet[M]:
    """What the index finds: each text with the pairs of all words, and by chance some others."""
    table = rows.model._meta.db_table
    if connection.vendor == "postgresql":
        if _share_of(table, words) > COMMON:
            return rows
        pairs = dict.fromkeys(a + b for word in words for a, b in pairwise(word))
        quoted = " & ".join("'" + p.replace("\\", "\\\\").replace("'", "''") + "'" for p in pairs)
        # The expression of the index, letter for letter.
        first = F(title) if title else Value("")
        grams = Func(first, F("text"), function="tracker_grams", output_field=TextField())
        return rows.filter(
            Func(
                *(grams, Value(quoted)),
                template="%(expressions)s::tsquery",
                arg_joiner=" @@ ",
                output_field=BooleanField(),
            )
        )
    long = ['"' + w.replace('"', '""') + '"' for w in words if len(w) >= _TRIGRAM]
    if not long:
        return rows
    table += "_found"
    asked = RawSQL(  # noqa: S611 - a name of ours; the words are a parameter
        f"SELECT rowid FROM {table} WHERE {table} MATCH %s",  # noqa: S608
        (" AND ".join(long),),
    )
    return rows.filter(pk__in=asked)


def _share_of(table: str, words: Sequence[str]) -> float:
    """The share of the table's texts that may have all the words, by what ANALYZE last counted.

    At most that of a word's rarest pair; words are taken for independent of one another. What is
    too rare to have been counted has none.
    """
    pairs = [{a + b for a, b in pairwise(word)} for word in words if len(word) > 1]
    with connection.cursor() as cursor:
        cursor.execute(_SHARES, [f"{table}_grams", list(set().union(*pairs))])
        shares: dict[str, float] = dict(cursor.fetchall())
    return math.prod(min(shares.get(pair, 0.0) for pair in word) for word in pairs)


_SHARES: Final = """
    SELECT pair, share FROM pg_stats,
    unnest(most_common_elems::text::text[], most_common_elem_freqs) AS counted(pair, share)
    WHERE schemaname = current_schema() AND tablename = %s AND pair = ANY(%s)
"""


def _has(field: str, word: str) -> Q:
    """By position, not LIKE: nothing to escape, and no second guess for the planner to multiply.

    Chinese has no case: only a word with letters pays for ignoring it.
    """
    text: F | Lower = F(field) if word.lower() == word.upper() else Lower(field)
    return Q(GreaterThan(StrIndex(text, Value(word)), 0))


def _score(title: str, body: str, words: Sequence[str]) -> float:
    """0..1: for each word, whether it is in the title and how early in the text; how short it is.

    A word of many characters says more of what is wanted than one of two.
    """
    title, body = title.lower(), body.lower()
    weight = total = 0.0
    for word in words:
        at = body.find(word)
        early = 0.0 if at < 0 else 1 - at / max(len(body), 1)
        weight += len(word) * (0.6 * (word in title) + 0.4 * early)
        total += len(word)
    brief = min(1.0, total / max(len(body), 1))
    return round(0.9 * weight / total + 0.1 * brief, 4)


def _shown(found: Sequence[tuple[float, int, Kind]]) -> tuple[Hit, ...]:
    rows = Commitment.objects.select_related("report__agency__region")
    promises = rows.in_bulk([pk for _score, pk, kind in found if kind == "commitment"])
    passages = EvidenceCandidate.objects.select_related(
        "suggestion__commitment__report__agency__region"
    ).in_bulk([pk for _score, pk, kind in found if kind == "evidence"])
    hits = []
    for score, pk, kind in found:
        if kind == "commitment" and (promise := promises.get(pk)):
            hits.append(Hit(kind, score, promise.text, promise, None))
        elif kind == "evidence" and (passage := passages.get(pk)):
            hits.append(Hit(kind, score, passage.text, passage.suggestion.commitment, passage))
    return tuple(hits)
