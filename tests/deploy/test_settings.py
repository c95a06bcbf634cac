"""The example, the table for operators and the proxy agree with config.env."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import get_commands

from config.env import CATALOGUE, VARIABLES

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
EXAMPLE = (DEPLOY / "tracker.env.example").read_text("utf-8")
SCRIPTS = sorted(DEPLOY.glob("*.sh"))


def test_the_example_has_every_variable_and_no_secret() -> None:
    given = dict(re.findall(r"^([A-Z_]+)='(.*)'$", EXAMPLE, re.MULTILINE))
    assert set(given) == set(CATALOGUE)
    assert len(given) == len(re.findall(r"^[^#\n]", EXAMPLE, re.MULTILINE))
    for name, value in given.items():
        if CATALOGUE[name].secret:
            assert value == "" or "PASSWORD" in value


def test_operators_find_every_variable_with_its_default() -> None:
    text = (ROOT / "docs" / "operating.md").read_text("utf-8")
    rows = re.findall(r"^\| `([A-Z_]+)` \| (.*?) \| (.*?) \|$", text, re.MULTILINE)
    assert [name for name, _, _ in rows] == [variable.name for variable in VARIABLES]
    for name, default, about in rows:
        variable = CATALOGUE[name]
        if name == "DATA_DIR":  # depends on where the release lies
            assert default == "`var/` in the release"
        else:
            assert default == (f"`{variable.default}`" if variable.default else "empty")
        assert about == variable.about


def test_operators_are_sent_to_what_exists() -> None:
    text = (ROOT / "docs" / "operating.md").read_text("utf-8")
    paths = set(re.findall(r"\bdeploy/[a-z.\-/]+[a-z]", text))
    made_later = {path for path in paths if path.startswith(("deploy/secrets", "deploy/backups"))}
    assert len(paths - made_later) >= 8
    assert [path for path in paths - made_later if not (ROOT / path).exists()] == []
    commands = set(re.findall(r"manage\.py ([a-z]+)", text))
    assert commands <= set(get_commands())
    metrics = (ROOT / "tracker" / "health" / "metrics.py").read_text("utf-8")
    named = set(re.findall(r"`(tracker_[a-z_]+)", text))
    assert len(named) >= 4
    assert [name for name in named if f'"{name}"' not in metrics] == []
    units = {unit.name.partition(".")[0].rstrip("@") for unit in (DEPLOY / "systemd").iterdir()}
    assert set(re.findall(r"\btracker-[a-z]+\b(?=@|\.timer|`)", text)) <= units


def test_the_proxy_takes_ten_of_the_largest_files() -> None:
    text = (DEPLOY / "nginx" / "site.conf").read_text("utf-8")
    largest = int(CATALOGUE["DOCUMENT_MEGABYTES"].default)
    (limit,) = re.findall(
        r"location = /admin/tracker/upload/add/ \{\s*client_max_body_size (\d+)m", text
    )
    assert int(limit) == 10 * largest
    assert f"合计不能超过 {limit} MB，单个文件不能超过 {largest} MB" in text
    (one,) = re.findall(r"location = /api/v1/uploads \{\s*client_max_body_size (\d+)m", text)
    assert int(one) == largest + 1
    assert f"上传的文件不能超过 {largest} MB" in text


def test_new_secrets_make_settings_that_are_accepted(tmp_path: Path) -> None:
    here = tmp_path / "deploy"
    here.mkdir()
    for name in ("newsecrets.sh", "tracker.env.example"):
        shutil.copy(DEPLOY / name, here / name)
    make = ["bash", str(here / "newsecrets.sh"), "tracker.example"]
    subprocess.run(make, check=True, capture_output=True)
    made = here / "secrets"
    assert made.stat().st_mode & 0o777 == 0o700
    settings = (made / "tracker.env").read_text("utf-8")
    assert "PASSWORD" not in settings
    assert "HOSTNAME" not in settings
    password = (made / "postgres-password").read_text()
    assert f"tracker:{password}@db:5432/" in settings
    broker = (made / "valkey.conf").read_text().split()[1]
    assert f"redis://:{broker}@broker:6379/0" in settings
    # Read by sh as by systemd and compose; only the folder is another.
    start = 'set -a; . "$1"; DATA_DIR=$2; shift 2; exec "$@"'
    check = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(
        ["sh", "-c", start, "sh", made / "tracker.env", tmp_path / "data", *check],
        env={"PATH": "/usr/bin:/bin"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    again = subprocess.run(make, capture_output=True, text=True, check=False)
    assert again.returncode == 1
    assert "nothing was changed" in again.stderr
    assert (made / "tracker.env").read_text("utf-8") == settings


@pytest.mark.heavy
def test_shellcheck_finds_nothing() -> None:
    if shutil.which("shellcheck") is None:
        pytest.skip("shellcheck is not installed")
    scripts = [*SCRIPTS, ROOT / "tests" / "machine.sh", ROOT / ".ci" / "run"]
    done = subprocess.run(
        ["shellcheck", "--external-sources", *scripts], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
