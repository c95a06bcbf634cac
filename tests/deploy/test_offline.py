"""Installation from a wheelhouse on a machine without internet: really done, the index dead."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# A release is what an archive of the repository holds.
NOT_RELEASED = shutil.ignore_patterns(".*", "var", "tests", "wheelhouse", "__pycache__")
# Whoever asked an index all the same would be refused the connection.
NO_INDEX = {
    "PIP_NO_INDEX": "1",
    "PIP_INDEX_URL": "http://127.0.0.1:1/",
    "PIP_EXTRA_INDEX_URL": "",
    "PIP_FIND_LINKS": "",
    "PIP_CONFIG_FILE": os.devnull,
}
PLAN = """砚山县人民政府2023年度法治政府建设年度报告
三、2024年度法治政府建设工作的主要安排
（一）开展行政执法人员培训不少于6场。
"""
RESULT = """砚山县人民政府2024年度法治政府建设年度报告
一、2024年推进法治政府建设的主要举措和成效
（一）全年开展行政执法人员培训8场，参训410人次。
"""


def cut_off() -> list[str]:
    """What to put before a command so that it has no network; nothing where that is forbidden."""
    cut = ["unshare", "--net"]
    tried = shutil.which("unshare") and subprocess.run([*cut, "true"], check=False)
    return cut if tried and tried.returncode == 0 else []


def run(*command: str | Path, env: dict[str, str]) -> str:
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheelhouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("carried") / "wheelhouse"
    script = ROOT / "deploy" / "wheelhouse.sh"
    run("bash", script, folder, env=dict(os.environ) | {"PYTHON": sys.executable})
    return folder


def release(tmp_path: Path) -> Path:
    folder = tmp_path / "release"
    shutil.copytree(ROOT, folder, ignore=NOT_RELEASED)
    return folder


@pytest.mark.heavy
@pytest.mark.timeout(900)
def test_it_installs_and_works_without_an_index(wheelhouse: Path, tmp_path: Path) -> None:
    there, data = release(tmp_path), tmp_path / "data"
    settings = tmp_path / "tracker.env"
    key = secrets.token_urlsafe(48)
    settings.write_text(
        f"SECRET_KEY='{key}'\nDATA_DIR='{data}'\nDATABASE_URL=''\nHTTPS='1'\n"
        "ALLOWED_HOSTS='tracker.example'\nSITE_URL='https://tracker.example'\n"
    )
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHON": sys.executable} | NO_INDEX
    cut = cut_off()
    script: list[str | Path] = [*cut, "bash", there / "deploy" / "install.sh"]
    run(*script, "--wheelhouse", wheelhouse, "--env", settings, env=env)
    assert (data / "static" / "admin" / "css" / "base.css").is_file()

    # The application has its own environment, and needs no network either.
    manage: list[str | Path] = [*cut, there / ".venv" / "bin" / "python", there / "manage.py"]
    env = {"PATH": os.environ["PATH"], "SECRET_KEY": key, "DATA_DIR": str(data)}
    assert "[ ]" not in run(*manage, "showmigrations", "--list", env=env)
    for name, text in (("2023.txt", PLAN), ("2024.txt", RESULT)):
        (tmp_path / name).write_text(text, "utf-8")
    compared = run(
        *manage, "comparereports", tmp_path / "2023.txt", tmp_path / "2024.txt", "--json", env=env
    )
    assert json.loads(compared)["commitments"]


@pytest.mark.heavy
@pytest.mark.timeout(900)
def test_a_damaged_wheelhouse_installs_nothing(wheelhouse: Path, tmp_path: Path) -> None:
    carried = tmp_path / "wheelhouse"
    shutil.copytree(wheelhouse, carried)
    with min(carried.glob("*.whl")).open("ab") as wheel:
        wheel.write(b"!")
    there = release(tmp_path)
    env = {"PATH": os.environ["PATH"], "PYTHON": sys.executable} | NO_INDEX
    script = there / "deploy" / "install.sh"
    command: list[str | Path] = ["bash", script, "--wheelhouse", carried]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "is damaged" in done.stderr
    assert not (there / ".venv").exists()


def test_every_wheel_must_be_in_the_lock() -> None:
    """What pip may install without an index is only what the lock knows by its hash."""
    for script in ("wheelhouse.sh", "install.sh"):
        text = (ROOT / "deploy" / script).read_text()
        assert text.count("--require-hashes") == text.count(" -m pip "), script
