"""Lists of the queue that a person comes back to (常用视图): their own, a handful."""

from __future__ import annotations

from typing import Final

from django.db import transaction

from tracker.models import SavedView, User
from tracker.services.review_rules import ReviewRefused

MOST: Final = 8  # what fits above the list
NAME_LIMIT: Final = 40  # characters
QUERY_LIMIT: Final = 1000  # characters


@transaction.atomic
def save_view(user: User, *, name: str, query: str) -> SavedView:
    """Keep a list under a name; a name that one has already gets the new list.

    `query` is a query string that the caller has checked. Raises ReviewRefused.
    """
    name = _checked_name(name)
    if len(query) > QUERY_LIMIT:
        raise ReviewRefused("view_too_long", limit=QUERY_LIMIT)
    User.objects.select_for_update().get(pk=user.pk)  # or two requests at once save one too many
    others = SavedView.objects.filter(user=user).exclude(name=name)
    if others.count() >= MOST:
        raise ReviewRefused("too_many_views", most=MOST)
    view, _ = SavedView.objects.update_or_create(user=user, name=name, defaults={"query": query})
    return view


@transaction.atomic
def rename_view(user: User, view_id: int, *, name: str) -> SavedView:
    """Give one's own list another name. Raises ReviewRefused and SavedView.DoesNotExist."""
    name = _checked_name(name)
    mine = SavedView.objects.filter(user=user)
    view = mine.select_for_update().get(pk=view_id)
    if mine.filter(name=name).exclude(pk=view_id).exists():
        raise ReviewRefused("view_name_taken")
    view.name = name
    view.save(update_fields=["name"])
    return view


def delete_view(user: User, view_id: int) -> None:
    """Forget one's own list; one that is gone is no error."""
    SavedView.objects.filter(user=user, pk=view_id).delete()


def _checked_name(name: str) -> str:
    name = " ".join(name.split())
    if not name or not name.isprintable():
        raise ReviewRefused("view_name_missing")
    if len(name) > NAME_LIMIT:
        raise ReviewRefused("view_name_too_long", limit=NAME_LIMIT)
    return name
