"""Which texts have all the words (全文检索), the newest first: the part that has to be quick.

PostgreSQL finds by words alone, without a join, and asks of what it found whether it lies in
scope: a handful first, then more. In one statement the planner can't know how many of the newest
lie in scope, and joins whole tables. A small scope is read as a whole instead.
`python -m tests.bench search` measures it; docs/operating.md has the figures.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Literal

from django.db import connection
from django.db.models import BooleanField, F, Func, Q, QuerySet, Subquery, TextField, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Lower, StrIndex
from django.db.models.lookups import GreaterThan

from tracker.models import Commitment, EvidenceCandidate
from tracker.selectors.full_text_counts import Counted, counted, pairs_of
from tracker.selectors.points import SIGHTED

Kind = Literal["commitment", "evidence"]
FIRST: Final = 600  # texts of which it is asked at first whether they lie in scope
ENOUGH: Final = 2  # the next time so many times what should do,
STEP: Final = 10  # and at most so many times what was asked before
SMALL: Final = 10_000  # commitments of a scope that is read as a whole
_TRIGRAM: Final = 3  # characters that SQLite's index needs

Row = tuple[Any, ...]  # key, title, body, score, and the place where the text stands


@dataclass(frozen=True, slots=True)
class Texts:
    """One of the two kinds of texts."""

    rows: QuerySet[Any]
    title: str  # its field, "" for none
    tie: str  # the field that leads to a commitment, and that of the commitment to which it leads
    values: tuple[Any, ...]  # of a Row

    @property
    def table(self) -> str:
        """Its name in the database."""
        return str(self.rows.model._meta.db_table)


TEXTS: Final[dict[Kind, Texts]] = {
    "commitment": Texts(
        Commitment.objects.order_by(),
        title="heading",
        tie="id",
        values=("pk", "heading", "text", Value(0.0), F("pk")),
    ),
    "evidence": Texts(
        EvidenceCandidate.objects.order_by(),
        title="",
        tie="suggestion_id",
        values=("pk", Value(""), "text", "score", "suggestion__run_id", "start", "end"),
    ),
}


class Finder:
    """Looks for words in a scoped set of commitments, and in the passages found for them.

    Of commitments that wait for their blind second reading (盲审) no passage is found.
    """

    def __init__(self, ground: QuerySet[Commitment], words: Sequence[str]) -> None:
        self._words = words
        self._ground: dict[Kind, QuerySet[Commitment]] = {
            "commitment": ground.order_by(),
            "evidence": ground.order_by().filter(SIGHTED, suggestion__isnull=False),
        }

    def newest(self, kind: Kind, most: int) -> list[Row]:
        """The newest that have all the words, at most so many."""
        texts = TEXTS[kind]
        if connection.vendor == "postgresql":
            many = self._counted.likely(texts.table, self._words) > FIRST
            few = many and self._is_small
            return self._of_small(kind, most) if few else self._in_steps(kind, most)
        ties = self._ground[kind].values(texts.tie)
        rows = _by_trigrams(self._having(texts), self._words)
        rows = rows.filter(**{f"{texts.tie}__in": ties})
        return list(rows.order_by("-pk").values_list(*texts.values)[:most])

    def _in_steps(self, kind: Kind, most: int) -> list[Row]:
        texts, size, asked, keys = TEXTS[kind], FIRST, 0, list[int]()
        last = None
        while len(keys) < most:
            named = self._named(texts, before=last, most=size)
            seen = self._seen(kind, named.values())
            keys += [key for key, tie in named.items() if tie in seen]
            if len(named) < size:
                break
            last, asked = min(named), asked + size
            # As many as should do, if as large a share of them lies in scope.
            wanted = ENOUGH * (most - len(keys)) * asked // max(1, len(keys)) + 1
            size = min(wanted, size * STEP)
        found = texts.rows.filter(_equals_any("pk", _array(keys[:most])))
        return sorted(found.values_list(*texts.values), reverse=True) if keys else []

    def _named(self, texts: Texts, *, before: int | None, most: int) -> dict[int, int]:
        """The newest texts with the words, wherever they lie: key and tie."""
        rows = self._having(texts)
        rows = rows if before is None else rows.filter(pk__lt=before)
        if self._counted.index_is_sooner(texts.table, self._words, most=most):
            # Not ordered by the key itself, or the planner may walk along it all the same.
            rows = _by_pairs(rows, texts, self._words).order_by((F("pk") + 0).desc())
        else:
            rows = rows.order_by("-pk")
        return dict(rows.values_list("pk", texts.tie)[:most])

    def _seen(self, kind: Kind, ties: Collection[int]) -> set[int]:
        """Of what leads to commitments, what leads into the scope."""
        field = TEXTS[kind].tie
        rows = self._ground[kind].filter(_equals_any(field, _array(ties)))
        return set(rows.values_list(field, flat=True))

    @cached_property
    def _is_small(self) -> bool:
        """Whether the scope has no more than SMALL commitments."""
        return not self._ground["commitment"].values("pk")[SMALL : SMALL + 1].exists()

    def _of_small(self, kind: Kind, most: int) -> list[Row]:
        texts = TEXTS[kind]
        inside = Subquery(self._ground[kind].values(texts.tie))
        ties = Func(inside, template="ARRAY%(expressions)s", output_field=TextField())
        rows = self._having(texts).filter(_equals_any(texts.tie, ties))
        newest = rows.order_by((F("pk") + 0).desc())  # read what is named, don't walk to it
        return list(newest.values_list(*texts.values)[:most])

    def _having(self, texts: Texts) -> QuerySet[Any]:
        rows = texts.rows
        for word in self._words:
            has = _has("text", word)
            rows = rows.filter(has | _has(texts.title, word) if texts.title else has)
        return rows

    @cached_property
    def _counted(self) -> Counted:
        return counted(self._words, tables=[texts.table for texts in TEXTS.values()])


def _array(keys: Collection[int]) -> Func:
    """The keys as one parameter, which the database reads in one go."""
    joined = Value("{" + ",".join(map(str, keys)) + "}")
    return Func(joined, template="%(expressions)s::bigint[]", output_field=TextField())


def _equals_any(field: str, array: Func) -> Func:
    """As __in, but read along an index of the field, whatever the planner thinks of the array."""
    return Func(
        *(F(field), Func(array, function="ANY", output_field=TextField())),
        template="%(expressions)s",
        arg_joiner=" = ",
        output_field=BooleanField(),
    )


def _by_pairs(rows: QuerySet[Any], texts: Texts, words: Sequence[str]) -> QuerySet[Any]:
    """What PostgreSQL's index finds: texts with the pairs of all words, by chance some others."""
    pairs = dict.fromkeys(pair for word in words for pair in pairs_of(word))
    quoted = " & ".join("'" + p.replace("\\", "\\\\").replace("'", "''") + "'" for p in pairs)
    # The expression of the index, letter for letter.
    first = F(texts.title) if texts.title else Value("")
    grams = Func(first, F("text"), function="tracker_grams", output_field=TextField())
    return rows.filter(
        Func(
            *(grams, Value(quoted)),
            template="%(expressions)s::tsquery",
            arg_joiner=" @@ ",
            output_field=BooleanField(),
        )
    )


def _by_trigrams(rows: QuerySet[Any], words: Sequence[str]) -> QuerySet[Any]:
    """What SQLite's index finds: texts with the words of three letters and more."""
    long = ['"' + w.replace('"', '""') + '"' for w in words if len(w) >= _TRIGRAM]
    if not long:
        return rows
    table = f"{rows.model._meta.db_table}_found"
    asked = RawSQL(  # noqa: S611 - a name of ours; the words are a parameter
        f"SELECT rowid FROM {table} WHERE {table} MATCH %s",  # noqa: S608
        (" AND ".join(long),),
    )
    return rows.filter(pk__in=asked)


def _has(field: str, word: str) -> Q:
    """By position, not LIKE: nothing to escape, and no second guess for the planner to multiply.

    Chinese has no case: only a word with letters pays for ignoring it (on SQLite, of a to z alone).
    """
    text: F | Lower = F(field) if word.lower() == word.upper() else Lower(field)
    return Q(GreaterThan(StrIndex(text, Value(word)), 0))
