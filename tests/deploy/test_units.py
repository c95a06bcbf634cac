"""The systemd units: accepted by systemd, hardened, and starting what exists."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
LASTING = [unit for unit in SERVICES if "Type=oneshot" not in unit.read_text()]
RELEASE = "/opt/tracker/current/"

every_service = pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)


def settings(unit: Path) -> dict[str, str]:
    """The last value of every setting; lines that go on are joined."""
    text = unit.read_text("utf-8").replace("\\\n", " ")
    return dict(re.findall(r"^([A-Za-z]+)=(.*)$", text, re.MULTILINE))


def test_all_are_there() -> None:
    names = {"web.service", "worker@.service", "beat.service", "backup.service"}
    wanted = {f"tracker-{name}" for name in names} | {"tracker-backup.timer", "tracker.target"}
    assert {unit.name for unit in UNITS} == wanted


@pytest.mark.heavy
def test_systemd_takes_them(tmp_path: Path) -> None:
    """Programs are replaced by one that is on every machine: nothing is installed in /opt here."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd is not installed")
    for unit in UNITS:
        text = re.sub(rf"{RELEASE}\S+/\S+", "/bin/true", unit.read_text("utf-8"))
        (tmp_path / unit.name).write_text(text)
    shutil.copy(tmp_path / "tracker-worker@.service", tmp_path / "tracker-worker@1.service")
    command = ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no"]
    command += [str(path) for path in sorted(tmp_path.iterdir()) if "@." not in path.name]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    ours = [line for line in done.stderr.splitlines() if "tracker" in line]
    assert (done.returncode, ours) == (0, [])


@every_service
def test_it_may_do_little(unit: Path) -> None:
    found = settings(unit)
    wanted = {
        "User": "tracker",
        "NoNewPrivileges": "yes",
        "CapabilityBoundingSet": "",
        "ProtectSystem": "strict",
        "ProtectHome": "yes",
        "PrivateTmp": "yes",
        "SystemCallFilter": "@system-service",
        "EnvironmentFile": "/etc/tracker/tracker.env",
    }
    assert {name: found.get(name) for name in wanted} == wanted
    assert "OPENBLAS_NUM_THREADS=1" in unit.read_text()
    assert "MemoryMax" in found


@pytest.mark.parametrize("unit", LASTING, ids=lambda unit: unit.name)
def test_it_comes_back_and_ends_in_order(unit: Path) -> None:
    found = settings(unit)
    assert (found["Restart"], found["KillMode"]) == ("always", "mixed")
    assert found["StartLimitIntervalSec"] == "0"  # however often the database was away
    assert int(found["TimeoutStopSec"]) >= 20
    assert int(found["LimitNOFILE"]) >= 4096
    assert found["PartOf"] == "tracker.target"


@every_service
def test_it_starts_what_exists(unit: Path) -> None:
    found = settings(unit)
    assert found["WorkingDirectory"] == RELEASE.rstrip("/")
    program, *words = shlex.split(found["ExecStart"])
    path = program.removeprefix(RELEASE)
    if unit.name == "tracker-backup.service":
        assert (DEPLOY.parent / path).is_file()
        assert found["ReadWritePaths"] == words[0]
    elif unit.name == "tracker-web.service":
        assert path == ".venv/bin/gunicorn"
        assert (words[0], words[-1]) == ("--config=python:config.gunicorn", "config.wsgi")
    else:
        assert path == ".venv/bin/celery"
        assert words[0] == "--app=config.celery"
        assert words[1] in ("worker", "beat")
