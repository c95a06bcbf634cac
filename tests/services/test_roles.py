"""The three roles are made from data, and again without change."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, Permission

from tests.factories import make_user
from tracker.services.roles import ADMINISTRATOR, APPROVER, INSPECTOR, ROLES, ensure_roles

pytestmark = pytest.mark.django_db


def test_a_second_run_changes_nothing_and_repairs_what_was_changed() -> None:
    groups = ensure_roles()
    stray = Permission.objects.get(codename="delete_user")
    groups[INSPECTOR].permissions.add(stray)
    again = ensure_roles()
    assert {group.pk for group in groups.values()} == {group.pk for group in again.values()}
    assert Group.objects.count() == len(ROLES) == 3
    assert stray not in again[INSPECTOR].permissions.all()


@pytest.mark.parametrize(
    ("role", "may", "may_not"),
    [
        (INSPECTOR, ["review_commitment", "add_upload"], ["approve_drop", "change_user"]),
        (APPROVER, ["approve_drop", "view_commitment"], ["review_commitment", "add_upload"]),
        (ADMINISTRATOR, ["change_user", "add_agency"], ["approve_drop", "review_commitment"]),
    ],
)
def test_what_a_role_may_do(role: str, may: list[str], may_not: list[str]) -> None:
    user = make_user()
    user.groups.add(ensure_roles()[role])
    assert all(user.has_perm(f"tracker.{name}") for name in may)
    assert not any(user.has_perm(f"tracker.{name}") for name in may_not)


def test_nobody_edits_history() -> None:
    ensure_roles()
    granted = set(Permission.objects.filter(group__isnull=False).values_list("codename", flat=True))
    for table in ("commitment", "review", "report", "matchrun", "digestdelivery"):
        assert not granted & {f"{verb}_{table}" for verb in ("add", "change", "delete")}
