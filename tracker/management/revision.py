"""The predictions of an earlier revision of this program, by its own code (历史版本)."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tarfile
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 900  # an evaluation takes seconds; more is a mistake


def predictions_of(revision: str, arguments: Sequence[str]) -> list[dict[str, Any]]:
    """What `manage.py evaluate ARGUMENTS --predictions` of a git revision writes.

    Its tree is unpacked into a folder that is removed again; nothing in the repository changes.
    Raises ValueError when there is no such revision, or its code fails or takes too long.
    """
    with TemporaryDirectory(prefix="evaluate-") as folder:
        packed = _run(["git", "archive", "--format=tar", revision, "--"], cwd=ROOT)
        with tarfile.open(fileobj=io.BytesIO(packed)) as tree:
            tree.extractall(folder, filter="data")
        target = Path(folder) / "predictions.json"
        command = [sys.executable, "manage.py", "evaluate", *arguments]
        _run([*command, "--predictions", str(target)], cwd=Path(folder))
        written: list[dict[str, Any]] = json.loads(target.read_text("utf-8"))
        return written


def _run(command: Sequence[str], *, cwd: Path) -> bytes:
    """Standard output of a command that must succeed. Raises ValueError with its last words."""
    try:
        done = subprocess.run(  # noqa: S603  # our own command and git, no shell
            command, cwd=cwd, capture_output=True, check=True, timeout=SECONDS
        )
    except subprocess.TimeoutExpired as error:
        raise ValueError(f"{command[1]} took more than {SECONDS} s") from error
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode("utf-8", "replace").strip().splitlines() or ["no message"]
        raise ValueError(f"{' '.join(command[:3])}: {said[-1]}") from error
    return done.stdout
