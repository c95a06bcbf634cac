"""Rows in every table of one state of the models, made of what the fields say of themselves."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from graphlib import TopologicalSorter
from typing import Any, Final

from django.db import IntegrityError, models, transaction
from django.db.migrations.state import StateApps

APP: Final = "tracker"
YEAR: Final = 2000  # the first whole number, so that every one is possible as a year, too
MOMENT: Final = dt.datetime(2025, 1, 2, 3, 4, 5, 678, tzinfo=dt.UTC)

OPEN: Final = {"status": "pending", "outcome": "", "review_state": "proposed"}
DECIDED: Final = {"status": "fulfilled", "outcome": "fulfilled", "review_state": "confirmed"}
# What the constraints of a table ask for, by the row's number, where its fields don't say it.
LITERALS: Final[dict[str, Callable[[int], dict[str, Any]]]] = {
    "commitment": lambda n: (OPEN if n % 2 else DECIDED) | {"verifiability": n % 6},
    "report": lambda n: {"plan_year": YEAR + n + 1},
    "responsibility": lambda n: {"agency" if n % 2 else "region": None},
    "review": lambda n: {"act": "decide", "outcome": "partial"},
    "subscription": lambda n: {"hour": n % 24, "address": ""},
}
# Tables whose rows a migration or a trigger makes: one for the whole installation, or one each.
ONE_ROW: Final = frozenset(["reviewchainhead", "change", "tallymark"])


def tables(apps: StateApps) -> dict[str, type[models.Model]]:
    """The models of our own tables by the names of the tables, those between two included."""
    ours = apps.get_app_config(APP).get_models(include_auto_created=True)
    return {model._meta.db_table: model for model in ours}


def fill(apps: StateApps) -> None:
    """Add four rows to every table of ours; what a row needs is there before it.

    Raises IntegrityError where a constraint needs words of its own in LITERALS.
    """
    everything = apps.get_app_config(APP).get_models()
    ours = [model for model in everything if model._meta.model_name not in ONE_ROW]
    needs = {model: _needed(model).intersection(ours) for model in ours}
    for _ in range(2):  # the second time, tables that point to each other have rows
        for model in TopologicalSorter(needs).static_order():
            for _ in range(2):  # a row may have to point to two
                _add(model)


def _needed(model: type[models.Model]) -> set[Any]:
    return {f.related_model for f in model._meta.concrete_fields if f.is_relation and not f.null}


def _add(model: type[models.Model]) -> None:
    """One row with every field filled; where the constraints forbid that, with what must be."""
    manager, row = model._base_manager, None
    number = manager.count()
    for sparing in (False, True):
        values = _values(model, number, sparing=sparing)
        try:
            with transaction.atomic():
                row = manager.create(**values)
            break
        except IntegrityError:
            if sparing:
                raise
    for field in model._meta.many_to_many:
        getattr(row, field.name).add(_row(field.related_model, number))


def _values(model: type[models.Model], number: int, *, sparing: bool) -> dict[str, Any]:
    make = LITERALS.get(str(model._meta.model_name))
    literal = make(number) if make else {}
    values: dict[str, Any] = {}
    pointing = Counter[Any]()
    for field in model._meta.concrete_fields:
        if field.name in literal:
            values[field.name] = literal[field.name]
        elif isinstance(field, models.AutoField) or (
            sparing and (field.null or field.blank or field.has_default())
        ):
            continue
        elif field.is_relation:
            # Two that point to one table point to two rows of it.
            values[field.name] = _row(field.related_model, number + pointing[field.related_model])
            pointing[field.related_model] += 1
        else:
            values[field.name] = _value(field, number)
    return values


def _row(model: Any, number: int) -> models.Model | None:
    if model._meta.app_label != APP and not model._base_manager.exists():
        _add(model)  # a group, for one
    rows = list(model._base_manager.order_by("pk"))
    return rows[number % len(rows)] if rows else None


def _value(field: Any, number: int) -> object:
    """Something that is not the default, and different from row to row where the field allows."""
    if choices := [value for value, _ in field.flatchoices if value]:
        return choices[number % len(choices)]
    for kind, make in VALUES.items():
        if isinstance(field, kind):
            return make(field, number)
    raise TypeError(f"no value is known for {field!r}")


def _told(field: Any, number: int) -> object:
    told = {"行": number, "字": ["“甲”", None, 0.5]}
    return [told] if field.get_default() == [] else told


def _text(field: Any, number: int) -> str:
    return f"{number} {field.name} 字"[: field.max_length]


# By the kind of a field, the narrower kind first.
VALUES: Final[dict[type[models.Field[Any, Any]], Callable[[Any, int], object]]] = {
    models.BooleanField: lambda _, n: n % 2 == 0,
    models.IntegerField: lambda _, n: YEAR + n,
    models.FloatField: lambda _, n: 1 / (n + 1),
    models.DateTimeField: lambda _, n: MOMENT + dt.timedelta(hours=n),
    models.DateField: lambda _, n: (MOMENT + dt.timedelta(days=n)).date(),
    models.JSONField: _told,
    models.EmailField: lambda _, n: f"row{n}@example.invalid",
    models.CharField: _text,
    models.TextField: _text,
    models.FileField: _text,
}
