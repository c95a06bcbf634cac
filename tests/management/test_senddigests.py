from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command

from tests import factories
from tests.digest.samples import MONDAY, small_world, subscriber
from tracker.models import DigestDelivery, Subscription

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture(autouse=True)
def _monday_morning() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture(autouse=True)
def _readers() -> None:
    agency = factories.make_agency("测试甲局")
    small_world(agency)
    for name in ("a", "b"):
        subscriber(agency, email=f"{name}@example.org")


def test_says_what_it_did_for_each(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("senddigests")
    assert capsys.readouterr().out.splitlines() == [
        "2026-W47  a@example.org  已发送",
        "2026-W47  b@example.org  已发送",
    ]
    assert len(mail.outbox) == 2
    call_command("senddigests")
    assert capsys.readouterr().out == "没有到期待发的周报。\n"
    assert len(mail.outbox) == 2


def test_dry_run_prints_the_mail_and_writes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("senddigests", "--dry-run", "--to", "b@example.org")
    out = capsys.readouterr().out
    assert out.startswith("To: b@example.org\nSubject: 承诺周报 2026 年第 47 周")
    assert "【系统建议，未复核】" in out
    assert "a@example.org" not in out
    assert (DigestDelivery.objects.count(), len(mail.outbox)) == (0, 0)


def test_dry_run_for_a_stranger(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("senddigests", "--dry-run", "--to", "nobody@example.org")
    assert capsys.readouterr().out == "没有符合条件的订阅者。\n"


def test_a_week_and_a_reader(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("senddigests", "--week", "2026-W46", "--to", "a@example.org")
    assert capsys.readouterr().out == "2026-W46  a@example.org  已发送\n"
    assert "2026 年第 46 周" in mail.outbox[0].subject


@pytest.mark.parametrize(
    ("week", "message"), [("2026-W60", "2026-W47 的形式"), ("2026-W50", "还没有开始")]
)
def test_a_wrong_week_is_explained(week: str, message: str) -> None:
    with pytest.raises(CommandError, match=message):
        call_command("senddigests", "--week", week)


def test_a_failure_is_the_exit_code(monkeypatch: pytest.MonkeyPatch) -> None:
    backend = "django.core.mail.backends.locmem.EmailBackend.send_messages"
    monkeypatch.setattr(backend, lambda *args: 1 / 0)
    with pytest.raises(CommandError):
        call_command("senddigests")


def test_the_html_of_one_mail_is_written(tmp_path: Path) -> None:
    file = tmp_path / "digest.html"
    call_command("senddigests", "--dry-run", "--to", "a@example.org", "--html", str(file))
    assert "<h1" in file.read_text("utf-8")
    assert (DigestDelivery.objects.count(), len(mail.outbox)) == (0, 0)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--dry-run", "--html", "digest.html"], "现有 2 封"),
        (["--html", "digest.html"], "--dry-run"),
        (["--dry-run", "--to", "a@example.org", "--html", "no/such/folder.html"], "写不进"),
    ],
)
def test_html_that_cannot_be_written_is_explained(options: list[str], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        call_command("senddigests", *options)
    assert (DigestDelivery.objects.count(), len(mail.outbox)) == (0, 0)


def test_a_digest_that_would_be_kept_back_is_shown_as_such(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Subscription.objects.update(when_empty="nothing")
    call_command("senddigests", "--dry-run", "--week", "2026-W02", "--to", "a@example.org")
    assert capsys.readouterr().out.startswith("没有新情况，按订阅人的选择不发")
