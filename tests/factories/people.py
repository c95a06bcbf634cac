"""Places, agencies and users."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import count

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Permission
from django.db.models import Value
from django.db.models.functions import Concat

from tracker.core.types import RegionLevel
from tracker.models import Agency, Region, Responsibility, User

SERIAL = count(1)
PASSWORD = "a-long-test-password"  # everybody's


@cache
def _password_hash() -> str:
    """Hashing is slow on purpose; once is enough."""
    return make_password(PASSWORD)


def _permissions(names: frozenset[str]) -> list[Permission]:
    """One question for all. Raises LookupError where a name is nobody's."""
    found = Permission.objects.annotate(
        name_in_full=Concat("content_type__app_label", Value("."), "codename")
    ).filter(name_in_full__in=names)
    if len(found) != len(names):
        raise LookupError(f"no such permissions: {names - {p.name_in_full for p in found}}")
    return list(found)


def make_region(name: str = "", *, code: str = "", parent: Region | None = None) -> Region:
    """A region; county level unless it has no parent."""
    number = next(SERIAL)
    level = RegionLevel.COUNTY if parent else RegionLevel.PREFECTURE
    return Region.objects.create(
        code=code or f"99{number:04d}", name=name or f"虚设{number}市", level=level, parent=parent
    )


def make_agency(name: str = "", *, region: Region | None = None) -> Agency:
    """An agency with a region of its own unless one is given."""
    return Agency.objects.create(
        name=name or f"虚设第{next(SERIAL)}办事局", region=region or make_region()
    )


def make_user(
    username: str = "",
    *,
    permissions: Sequence[str] = (),
    responsible_for: Sequence[Region | Agency] = (),
    is_staff: bool = True,
    is_superuser: bool = False,
) -> User:
    """A user with the named permissions ("tracker.review_commitment") and responsibilities."""
    user = User.objects.create(
        username=username or f"user{next(SERIAL)}",
        email=f"user{next(SERIAL)}@example.org",
        password=_password_hash(),
        is_staff=is_staff,
        is_superuser=is_superuser,
    )
    if permissions:
        user.user_permissions.add(*_permissions(frozenset(permissions)))
    for scope in responsible_for:
        Responsibility.objects.create(
            user=user,
            region=scope if isinstance(scope, Region) else None,
            agency=scope if isinstance(scope, Agency) else None,
        )
    return user


def make_inspector(*scopes: Region | Agency, username: str = "") -> User:
    """A staff user who may look at everything of their scope, upload and review (督察员)."""
    return make_user(
        username,
        permissions=[
            "tracker.view_agency",
            "tracker.view_commitment",
            "tracker.view_export",
            "tracker.view_matchjob",
            "tracker.view_matchrun",
            "tracker.view_region",
            "tracker.view_report",
            "tracker.view_review",
            "tracker.view_upload",
            "tracker.add_upload",
            "tracker.review_commitment",
        ],
        responsible_for=scopes,
    )


def make_approver(*scopes: Region | Agency, username: str = "") -> User:
    """A staff user who may approve that a commitment is dropped (批准人)."""
    return make_user(
        username,
        permissions=[
            "tracker.view_commitment",
            "tracker.view_report",
            "tracker.view_review",
            "tracker.approve_drop",
        ],
        responsible_for=scopes,
    )
