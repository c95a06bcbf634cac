"""Full-text search (全文检索): who else promised this, and did they keep it.

A text is found that has every word, letter for letter, case aside (`full_text_finding`). Of a word
that thousands of texts have, the CANDIDATES newest are ranked, and it is said so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from django.db.models import QuerySet

from tracker.core.clean import clean
from tracker.models import Commitment, EvidenceCandidate
from tracker.selectors.commitments import in_plan
from tracker.selectors.full_text_finding import Finder, Kind
from tracker.selectors.full_text_told import Within
from tracker.selectors.lines import line_begins

KINDS: Final[tuple[Kind, ...]] = ("commitment", "evidence")
LONGEST_QUERY: Final = 200  # characters
MOST_WORDS: Final = 8
CANDIDATES: Final = 500  # of each kind that are read and ranked
SHORTEST: Final = 2  # characters of the longest word: a single one is in nearly every text
MOST_PLACES: Final = 50  # in one text


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
    within: Within | None = None,
    limit: int = 20,
) -> Hits:
    """What has all the words (`words_of`) in a scoped set of commitments and their evidence.

    `within` tells the same set otherwise, where it is no more than a part of all there is: what is
    in a scope of middling size is found sooner by its reports.

    Ranked by where the words stand: in the heading, near the beginning, in a short text; then the
    newest plan. Of commitments that wait for their blind second reading (盲审) no passage is shown,
    and what has left the plan is no promise. A constant number of queries, but for a few more where
    few of the newest lie in scope.
    """
    finder = Finder(in_plan(commitments), words, within=within)
    found: list[tuple[float, int, Kind]] = []
    capped = False
    for kind in kinds:
        read = finder.newest(kind, CANDIDATES + 1)
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


def lines_of(passages: Iterable[EvidenceCandidate]) -> dict[int, tuple[int, int]]:
    """By a passage's key: the key of the report it was taken from, and where its line begins there.

    One query, and the texts of the reports stay in the database.
    """
    text = "suggestion__run__result_report__text"
    rows = EvidenceCandidate.objects.filter(pk__in=[row.pk for row in passages])
    found = rows.annotate(line=line_begins(text, "start")).values_list(
        "pk", "suggestion__run__result_report_id", "line"
    )
    return {pk: (report, line) for pk, report, line in found}


def _each_once(rows: Sequence[Any]) -> list[Any]:
    """One row a place: beside several promises a passage stands, it is told of the likeliest."""
    best: dict[Any, Any] = {}
    for row in rows:
        _pk, _title, _body, score, *where = row
        known = best.setdefault(tuple(where), row)
        if score > known[3]:
            best[tuple(where)] = row
    return list(best.values())


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
