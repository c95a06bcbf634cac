"""That a text has words, and that a row is one of many (全文检索): conditions for the database."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final

from django.db.models import BooleanField, F, Func, Q, QuerySet, TextField, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Lower, StrIndex
from django.db.models.lookups import GreaterThan

from tracker.selectors.full_text_counts import pairs_of

_TRIGRAM: Final = 3  # characters that SQLite's index needs


def array(keys: Collection[int]) -> Func:
    """The keys as one parameter, which the database reads in one go."""
    return array_of("{" + ",".join(map(str, keys)) + "}")


def array_of(joined: str) -> Func:
    """The same of keys that the database has written itself."""
    return Func(Value(joined), template="%(expressions)s::bigint[]", output_field=TextField())


def equals_any(field: str, keys: Func, *, unindexed: bool = False) -> Func:
    """As __in, but read along an index of the field, whatever the planner thinks of the array.

    `unindexed` makes it a condition that is only asked of rows found otherwise.
    """
    return Func(
        F(field) + 0 if unindexed else F(field),
        Func(keys, function="ANY", output_field=TextField()),
        template="%(expressions)s",
        arg_joiner=" = ",
        output_field=BooleanField(),
    )


def by_pairs(rows: QuerySet[Any], title: str, words: Sequence[str]) -> QuerySet[Any]:
    """What PostgreSQL's index finds: texts with the pairs of all words, by chance some others.

    `title` is the field of the text's title, "" for none.
    """
    pairs = dict.fromkeys(pair for word in words for pair in pairs_of(word))
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


def by_trigrams(rows: QuerySet[Any], words: Sequence[str]) -> QuerySet[Any]:
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


def has(field: str, word: str) -> Q:
    """By position, not LIKE: nothing to escape, and no second guess for the planner to multiply.

    Chinese has no case: only a word with letters pays for ignoring it (on SQLite, of a to z alone).
    """
    text: F | Lower = F(field) if word.lower() == word.upper() else Lower(field)
    return Q(GreaterThan(StrIndex(text, Value(word)), 0))
