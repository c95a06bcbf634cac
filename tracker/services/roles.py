"""The three roles (Django groups), made from data: which tables each may see and change.

A role says what a person may do; where they may do it is their Responsibility. In the admin and
in the API neither gives anything without the other, except to a superuser. A digest follows the
subscription that an administrator made, and the Responsibility.
"""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db import transaction

_VIEW = (
    "view_agency",
    "view_agencysuccession",
    "view_commitment",
    "view_correction",
    "view_export",
    "view_matchjob",
    "view_matchrun",
    "view_region",
    "view_report",
    "view_review",
    "view_upload",
)
_MANAGED = ("agency", "agencysuccession", "region", "responsibility", "subscription", "user")

INSPECTOR = "督察员"
APPROVER = "批准人"
ADMINISTRATOR = "管理员"

ROLES: dict[str, tuple[str, ...]] = {
    INSPECTOR: (*_VIEW, "add_upload", "review_commitment"),
    APPROVER: (*_VIEW, "approve_drop"),
    ADMINISTRATOR: (
        *_VIEW,
        "add_upload",
        "view_digestdelivery",
        "settle_digestdelivery",
        "view_apikey",
        "add_apikey",
        *(f"{verb}_{table}" for table in _MANAGED for verb in ("view", "add", "change", "delete")),
    ),
}


@transaction.atomic
def ensure_roles() -> dict[str, Group]:
    """Make the groups and set exactly their permissions. Doing it again changes nothing."""
    permissions = {
        permission.codename: permission
        for permission in Permission.objects.filter(content_type__app_label="tracker")
    }
    groups = {}
    for name, codenames in ROLES.items():
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.set(permissions[codename] for codename in codenames)
        groups[name] = group
    return groups
