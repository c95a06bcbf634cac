from __future__ import annotations

import socket

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from tracker.health import checks
from tracker.services import pulses

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture(autouse=True)
def _quick_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "broker_answers", lambda url, *, seconds: True)


def test_a_line_for_each_check(capsys: pytest.CaptureFixture[str]) -> None:
    pulses.record_worker("host", now=timezone.now())
    pulses.record_beat(now=timezone.now())
    call_command("checkhealth")
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(checks.CHECKS)
    assert lines[0] == "正常  数据库：数据库正常应答。"
    assert all(line.startswith("正常  ") for line in lines)


def test_what_is_not_well_is_said_and_is_an_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandError, match="尚未就绪") as refused:
        call_command("checkhealth")
    assert refused.value.returncode == 1
    assert "异常  工作进程：还没有完成过任何任务" in capsys.readouterr().out


def test_only_what_was_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("checkhealth", "--only", "database", "--only", "disk")
    assert len(capsys.readouterr().out.splitlines()) == 2
    with pytest.raises(CommandError):
        call_command("checkhealth", "--only", "worker")
    with pytest.raises(CommandError, match="invalid choice"):
        call_command("checkhealth", "--only", "weather")


def test_one_worker_named_as_celery_names_it(capsys: pytest.CaptureFixture[str]) -> None:
    only = ["checkhealth", "--only=worker"]
    pulses.record_worker("worker@elsewhere", now=timezone.now())
    call_command(*only)
    with pytest.raises(CommandError):
        call_command(*only, "--worker=worker@%h")
    pulses.record_answer(f"worker@{socket.gethostname()}", now=timezone.now())
    call_command(*only, "--worker=worker@%h")
    assert "异常" in capsys.readouterr().out
