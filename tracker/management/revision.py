"""The predictions of an earlier revision of this program, by its own code (历史版本)."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

ROOT = Path(__file__).resolve().parents[2]
SECONDS: Final = 900  # an evaluation takes seconds; more is a mistake


def predictions_of(revision: str, arguments: Sequence[str]) -> list[dict[str, Any]]:
    """What `manage.py evaluate ARGUMENTS --predictions` of a git revision writes.

    Its tree is unpacked into a folder that is removed again; nothing in the repository changes.
    Raises CommandError when there is no such revision, or its code fails or takes too long.
    """
    known = ["git", "rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{tree}"]
    try:
        tree = _run(known, cwd=ROOT).decode().strip()
    except (OSError, subprocess.CalledProcessError) as error:
        raise CommandError(
            _("没有名为“%(name)s”的预测文件，也没有这样的 git 版本。") % {"name": revision}
        ) from error
    try:
        return _evaluated(tree, arguments)
    except subprocess.TimeoutExpired as error:
        facts = {"name": revision, "minutes": SECONDS // 60}
        raise CommandError(
            _("git 版本 %(name)s 的评测超过 %(minutes)d 分钟，已停止。") % facts
        ) from error
    except (OSError, ValueError, zipfile.BadZipFile, subprocess.CalledProcessError) as error:
        facts = {"name": revision, "why": _last_words(error)}
        raise CommandError(
            _("git 版本 %(name)s 的评测没有成功，无法对照：%(why)s") % facts
        ) from error


def _evaluated(tree: str, arguments: Sequence[str]) -> list[dict[str, Any]]:
    with TemporaryDirectory(prefix="evaluate-") as folder:
        packed = _run(["git", "archive", "--format=zip", tree], cwd=ROOT)
        with zipfile.ZipFile(io.BytesIO(packed)) as files:
            files.extractall(folder)
        target = Path(folder) / "predictions.json"
        command = [sys.executable, "manage.py", "evaluate", *arguments]
        _run([*command, "--predictions", str(target)], cwd=Path(folder))
        written: list[dict[str, Any]] = json.loads(target.read_text("utf-8"))
        return written


def _run(command: Sequence[str], *, cwd: Path) -> bytes:
    """Standard output of a command that must succeed. Raises what subprocess raises."""
    return subprocess.run(  # noqa: S603  # our own command and git, no shell
        command, cwd=cwd, capture_output=True, check=True, timeout=SECONDS
    ).stdout


def _last_words(error: Exception) -> str:
    if not isinstance(error, subprocess.CalledProcessError):
        return str(error)
    said: list[str] = error.stderr.decode("utf-8", "replace").strip().splitlines()
    return said[-1] if said else str(error)
