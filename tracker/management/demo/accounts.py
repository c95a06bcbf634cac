"""Whom the demo lets in: one who decides, one who approves, one who only gets the weekly mail."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from tracker.models import Region, Responsibility, Subscription, User
from tracker.services.roles import APPROVER, INSPECTOR, ensure_roles

INSPECTOR_NAME = "demo"
APPROVER_NAME = "approver"
READER_NAME = "reader"
READER_MAIL = "reader@demo.invalid"  # .invalid never resolves (RFC 2606)


@dataclass(frozen=True, slots=True)
class Login:
    """What one types at the log-in page."""

    username: str
    password: str


def ensure_accounts(region: Region, *, login_file: Path) -> list[Login]:
    """The accounts and their passwords; the same ones as last time when they are still there.

    Passwords are random and kept in `login_file` (mode 0600). An account that exists keeps
    what was changed on it, but gets a new password if the file was lost.
    """
    kept = _read(login_file)
    logins = [
        Login(name, kept.get(name) or secrets.token_urlsafe(9))
        for name in (INSPECTOR_NAME, APPROVER_NAME)
    ]
    for login in logins:
        _ensure_user(login, known=login.username in kept)
    _write(login_file, logins)
    _give_approver_scope(region)
    _ensure_reader(region)
    return logins


def _ensure_user(login: Login, *, known: bool) -> None:
    admin = login.username == INSPECTOR_NAME
    user, created = User.objects.get_or_create(
        username=login.username, defaults={"is_staff": True, "is_superuser": admin}
    )
    if created or not known:
        user.set_password(login.password)
        user.save()


def _give_approver_scope(region: Region) -> None:
    """Both roles: where another has proposed a drop, this person can approve it."""
    approver = User.objects.get(username=APPROVER_NAME)
    roles = ensure_roles()
    approver.groups.add(roles[APPROVER], roles[INSPECTOR])
    Responsibility.objects.get_or_create(user=approver, region=region)


def _ensure_reader(region: Region) -> None:
    """Gets a digest every week from its first minute on, so that this week's is due now."""
    reader, created = User.objects.get_or_create(
        username=READER_NAME, defaults={"email": READER_MAIL}
    )
    if not created:
        return
    reader.set_unusable_password()
    reader.save()
    Responsibility.objects.create(user=reader, region=region)
    Subscription.objects.create(user=reader, weekday=Subscription.Weekday.MONDAY, hour=0)


def _read(login_file: Path) -> dict[str, str]:
    if not login_file.exists():
        return {}
    lines = login_file.read_text("utf-8").splitlines()
    return dict(line.split(" ", 1) for line in lines if " " in line)


def _write(login_file: Path, logins: list[Login]) -> None:
    descriptor = os.open(login_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
        handle.writelines(f"{login.username} {login.password}\n" for login in logins)
