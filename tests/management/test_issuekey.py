"""manage.py issuekey: a key on stdout, once, and nothing made where something is wrong."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from tests import factories
from tracker.models import ApiKey

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def test_the_key_that_is_printed_opens(capsys: pytest.CaptureFixture[str]) -> None:
    owner = factories.make_user(username="screen", is_superuser=True)
    call_command("issuekey", "screen", "--name", " 大屏 ", "--days", "30")
    words, said = capsys.readouterr()
    key = ApiKey.objects.get()
    assert (key.owner, key.name, key.may_read, key.may_upload) == (owner, "大屏", True, False)
    assert key.expires_at is not None
    assert abs(key.expires_at - timezone.now() - dt.timedelta(days=30)) < dt.timedelta(minutes=5)
    assert words.startswith(f"ctk_{key.prefix}_")
    assert words.strip() not in said
    headers = {"Authorization": f"Bearer {words.strip()}"}
    assert Client().get("/api/v1/regions", headers=headers).status_code == 200


@pytest.mark.parametrize(
    "options",
    [
        ("nobody", "--name", "大屏"),
        ("gone", "--name", "大屏"),
        ("screen", "--name", " "),
        ("screen", "--name", "大\x07屏"),
        ("screen", "--name", "大屏", "--days", "0"),
        ("screen", "--name", "大屏", "--days", "3651"),
        ("screen", "--name", "大屏", "--no-read"),
    ],
)
def test_nothing_is_made_of_a_wrong_request(options: tuple[str, ...]) -> None:
    factories.make_user(username="screen")
    gone = factories.make_user(username="gone")
    gone.is_active = False
    gone.save()
    with pytest.raises(CommandError, match=r"[\u4e00-\u9fff]"):
        call_command("issuekey", *options)
    assert not ApiKey.objects.exists()
