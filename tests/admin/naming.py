"""Who manages subscriptions, and addresses without an account that they have named."""

from __future__ import annotations

from typing import Any

from tests.factories import make_user
from tracker.models import Agency, Region, Subscription, User
from tracker.services.roles import ensure_roles


def in_role(role: str, *scopes: Region | Agency, username: str = "") -> User:
    user = make_user(username, responsible_for=scopes)
    user.groups.add(ensure_roles()[role])
    return user


def named(*places: Region | Agency, address: str = "leader@example.org", **fields: Any) -> Any:
    row = Subscription.objects.create(address=address, **fields)
    row.regions.add(*(place for place in places if isinstance(place, Region)))
    row.agencies.add(*(place for place in places if isinstance(place, Agency)))
    return row
