"""The demo's accounts: made once, kept as they are."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from django.utils import timezone

from tests.factories import make_region
from tracker.digest.subjects import due_subjects
from tracker.management.demo.accounts import READER_MAIL, ensure_accounts
from tracker.models import User

pytestmark = pytest.mark.django_db


def test_the_passwords_open_the_accounts(tmp_path: Path) -> None:
    logins = ensure_accounts(make_region(), login_file=tmp_path / "login")
    for login in logins:
        user = User.objects.get(username=login.username)
        assert user.is_staff
        assert user.check_password(login.password)
    assert len({login.password for login in logins}) == 2
    assert stat.S_IMODE((tmp_path / "login").stat().st_mode) == 0o600


def test_a_second_time_changes_nothing(tmp_path: Path) -> None:
    region = make_region()
    first = ensure_accounts(region, login_file=tmp_path / "login")
    hashes = dict(User.objects.values_list("username", "password"))
    assert ensure_accounts(region, login_file=tmp_path / "login") == first
    assert dict(User.objects.values_list("username", "password")) == hashes


def test_a_lost_file_means_new_passwords(tmp_path: Path) -> None:
    region = make_region()
    first = ensure_accounts(region, login_file=tmp_path / "login")
    (tmp_path / "login").unlink()
    second = ensure_accounts(region, login_file=tmp_path / "login")
    assert second != first
    assert User.objects.get(username=second[0].username).check_password(second[0].password)


def test_one_decides_and_another_approves(tmp_path: Path) -> None:
    decides, approves = (
        User.objects.get(username=login.username)
        for login in ensure_accounts(make_region(), login_file=tmp_path / "login")
    )
    assert decides.is_superuser
    assert not approves.is_superuser
    assert approves.has_perm("tracker.approve_drop")


def test_the_reader_is_due_a_digest_at_any_moment_of_the_week(tmp_path: Path) -> None:
    ensure_accounts(make_region(), login_file=tmp_path / "login")
    assert [subject.recipient for subject in due_subjects(now=timezone.now())] == [READER_MAIL]
