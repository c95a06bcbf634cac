"""Which texts have all the words (全文检索), the newest first: the part that has to be quick.

PostgreSQL finds by words alone, without a join, and asks of what it found whether it lies in
scope: as many as should do, then more. In one statement the planner can't know how many of the
newest lie in scope, and joins whole tables. A small scope is read as a whole instead, and so is
one that is told by the keys of its reports (`full_text_told`) where that is sooner.
`python -m tests.bench search` measures it; docs/operating.md has the figures.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final, Literal

from django.db import connection
from django.db.models import F, Func, Model, QuerySet, Subquery, TextField, Value

from tracker.models import Commitment, EvidenceCandidate, Report
from tracker.selectors.full_text_conditions import array, by_pairs, by_trigrams, equals_any, has
from tracker.selectors.full_text_counts import Counted, counted
from tracker.selectors.full_text_told import Told, Within, leading, told_by
from tracker.selectors.points import SIGHTED

Kind = Literal["commitment", "evidence"]
FIRST: Final = 600  # texts of which it is asked at first whether they lie in scope
ENOUGH: Final = 2  # the next time so many times what should do,
STEP: Final = 10  # and at most so many times what was asked before
SMALL: Final = 10_000  # commitments of a scope that is read as a whole
# Costs, as full_text_counts.DEAR: of each commitment of a scope that is read as a whole,
WHOLE: Final[dict[Kind, int]] = {"commitment": 4, "evidence": 6}
LED: Final = 13  # and of asking a passage whether it leads into the scope.

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

    def __init__(
        self,
        ground: QuerySet[Commitment],
        words: Sequence[str],
        *,
        within: Within | None = None,
    ) -> None:
        """`within` tells the same set by its reports; None if nearly all are in it."""
        self._words, self._within = words, within
        self._ground: dict[Kind, QuerySet[Commitment]] = {
            "commitment": ground.order_by(),
            "evidence": _sighted(ground.order_by()),
        }

    def newest(self, kind: Kind, most: int) -> list[Row]:
        """The newest that have all the words, at most so many."""
        texts = TEXTS[kind]
        if connection.vendor != "postgresql":
            ties = self._ground[kind].values(texts.tie)
            rows = by_trigrams(self._having(texts), self._words)
            rows = rows.filter(**{f"{texts.tie}__in": ties})
            return list(rows.order_by("-pk").values_list(*texts.values)[:most])
        many = self._counted.likely(texts.table, self._words) > FIRST
        if many and self._told is not None:
            return self._of_told(kind, most, told=self._told)
        if many and self._is_small:
            return self._as_whole(kind, most, ground=self._ground[kind])
        return self._in_steps(kind, most)

    def _of_told(self, kind: Kind, most: int, *, told: Told) -> list[Row]:
        """Of a scope that is told: as a whole, or as its words are found sooner."""
        texts, share = TEXTS[kind], told.share(of=self._rows_of(Report))
        if not told.number:
            return []
        reach = int(most / share)  # so many of the newest for as many as are wanted in scope
        whole = self._whole_is_sooner(kind, share, most=reach)
        ground = told.commitments(along_index=whole)
        if kind == "commitment":
            rows = self._having(replace(texts, rows=ground))
            rows = _last(rows) if whole else self._ordered(rows, texts, most=reach)
            return list(rows.values_list(*texts.values)[:most])
        if whole:
            return self._as_whole(kind, most, ground=_sighted(ground))
        named = self._ordered(self._having(texts), texts, most=reach)
        return _read(texts, leading(named, texts.tie, _sighted(ground), most=most))

    def _whole_is_sooner(self, kind: Kind, share: float, *, most: int) -> bool:
        """Whether to read all of a scope, or the newest `most` of all there are with the words."""
        table = TEXTS[kind].table
        by_words = self._counted.naming(table, self._words, most=most)
        if kind == "evidence":
            by_words += LED * min(most, self._counted.likely(table, self._words))
        return WHOLE[kind] * share * self._rows_of(Commitment) < by_words

    def _in_steps(self, kind: Kind, most: int) -> list[Row]:
        texts, asked, keys = TEXTS[kind], 0, list[int]()
        size, last = FIRST, None
        while len(keys) < most:
            named = self._named(texts, before=last, most=size)
            seen = _seen(texts, self._ground[kind], named.values())
            keys += [key for key, tie in named.items() if tie in seen]
            if len(named) < size:
                break
            last, asked = min(named), asked + size
            # As many as should do, if as large a share of them lies in scope.
            wanted = ENOUGH * (most - len(keys)) * asked // max(1, len(keys)) + 1
            size = min(wanted, size * STEP)
        return _read(texts, keys[:most])

    def _named(self, texts: Texts, *, before: int | None, most: int) -> dict[int, int]:
        """The newest texts with the words: key and tie."""
        rows = self._having(texts)
        rows = rows if before is None else rows.filter(pk__lt=before)
        rows = self._ordered(rows, texts, most=most)
        return dict(rows.values_list("pk", texts.tie)[:most])

    def _ordered(self, rows: QuerySet[Any], texts: Texts, *, most: int) -> QuerySet[Any]:
        """The newest first, by the index of words or along the keys, whichever is sooner."""
        if self._counted.index_is_sooner(texts.table, self._words, most=most):
            return _last(by_pairs(rows, texts.title, self._words))
        return rows.order_by("-pk")

    @cached_property
    def _told(self) -> Told | None:
        return told_by(self._within) if self._within else None

    @cached_property
    def _is_small(self) -> bool:
        """Whether the scope has no more than SMALL commitments."""
        return not self._ground["commitment"].values("pk")[SMALL : SMALL + 1].exists()

    def _as_whole(self, kind: Kind, most: int, *, ground: QuerySet[Commitment]) -> list[Row]:
        """All that leads into a scope is read, and then looked at."""
        texts = TEXTS[kind]
        inside = Subquery(ground.values(texts.tie))
        ties = Func(inside, template="ARRAY%(expressions)s", output_field=TextField())
        rows = self._having(texts).filter(equals_any(texts.tie, ties))
        return list(_last(rows).values_list(*texts.values)[:most])

    def _rows_of(self, model: type[Model]) -> float:
        return self._counted.rows.get(model._meta.db_table, 0.0)

    def _having(self, texts: Texts) -> QuerySet[Any]:
        rows = texts.rows
        for word in self._words:
            here = has("text", word)
            rows = rows.filter(here | has(texts.title, word) if texts.title else here)
        return rows

    @cached_property
    def _counted(self) -> Counted:
        tables = [texts.table for texts in TEXTS.values()]
        return counted(self._words, tables=[*tables, Report._meta.db_table])


def _sighted(ground: QuerySet[Commitment]) -> QuerySet[Commitment]:
    """Those whose passages may be found."""
    return ground.filter(SIGHTED, suggestion__isnull=False)


def _last(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The newest first: not by the key itself, or the planner may walk along it all the same."""
    return rows.order_by((F("pk") + 0).desc())


def _seen(texts: Texts, ground: QuerySet[Commitment], ties: Collection[int]) -> set[int]:
    """Of what leads to commitments, what leads into the scope."""
    rows = ground.filter(equals_any(texts.tie, array(ties)))
    return set(rows.values_list(texts.tie, flat=True))


def _read(texts: Texts, keys: Collection[int]) -> list[Row]:
    found = texts.rows.filter(equals_any("pk", array(keys)))
    return sorted(found.values_list(*texts.values), reverse=True) if keys else []
