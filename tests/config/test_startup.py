"""What a person reads whose settings are refused: a sentence, from whichever program."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from config.env import BASE_DIR

CELERY = ["-m", "celery", "-A", "config.celery"]
GUNICORN = ["-m", "gunicorn", "--no-control-socket", "--bind", "127.0.0.1:0"]
SENTENCE = 'Not started: SWEEP_SECONDS is "0": give a whole number from 1 to 86400.'


@pytest.mark.parametrize(
    ("command", "alone"),
    [
        (["manage.py", "check"], True),
        (["manage.py", "checkhealth"], True),
        ([*CELERY, "worker"], True),
        ([*CELERY, "beat"], True),
        ([*GUNICORN, "-c", "python:config.gunicorn", "config.wsgi"], True),
        ([*GUNICORN, "config.wsgi"], False),  # between gunicorn's own lines
    ],
)
def test_one_readable_line_and_the_end(command: list[str], alone: bool) -> None:
    done = subprocess.run(
        [sys.executable, *command],
        cwd=BASE_DIR,
        env=os.environ | {"SWEEP_SECONDS": "0"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    lines = done.stderr.splitlines()
    assert SENTENCE in lines
    if alone:
        assert lines == [SENTENCE]


def test_other_faults_keep_their_traceback() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import config; raise ValueError('ours')"],
        cwd=BASE_DIR,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "Traceback" in done.stderr
    assert done.stderr.endswith("ValueError: ours\n")
