"""Where in a report a line begins (段首), asked of the database: its text needn't leave it."""

from __future__ import annotations

from django.db.models import Case, ExpressionWrapper, F, IntegerField, Value, When
from django.db.models.functions import Left, Reverse, StrIndex
from django.db.models.lookups import GreaterThan


def line_begins(text: str, start: str) -> Case:
    """The beginning of the line that a place is in: characters into the text.

    `text` and `start` are the paths of the columns with the text and with the place.
    """
    place = ExpressionWrapper(F(start), output_field=IntegerField())
    before = StrIndex(Reverse(Left(text, place)), Value("\n"))
    return Case(When(GreaterThan(before, 0), then=F(start) - before + 1), default=0)
