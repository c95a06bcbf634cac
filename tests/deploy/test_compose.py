"""compose.yaml and Dockerfile: complete, hardened, without a secret, naming only what exists."""

from __future__ import annotations

import importlib
import os
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands

from config.env import CATALOGUE
from tracker.health.checks import CHECKS

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = (DEPLOY / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
OURS = sorted(name for name, service in SERVICES.items() if "build" in service)
# Of the environment, what is Python's and OpenBLAS's own; PYTHON is backup.sh's.
NOT_OURS = {"OPENBLAS_NUM_THREADS", "PYTHON", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"}

every_service = pytest.mark.parametrize("name", sorted(SERVICES))


def test_these_services_and_one_beat() -> None:
    assert set(SERVICES) == {
        *("web", "worker", "beat", "migrate", "backup"),
        *("db", "broker", "proxy"),
    }
    assert [name for name in OURS if "beat" in SERVICES[name].get("command", [])] == ["beat"]
    assert "deploy" not in SERVICES["beat"]  # no replicas


@every_service
def test_it_is_looked_after_and_started_again(name: str) -> None:
    service = SERVICES[name]
    if service["restart"] == "no":  # runs once: its exit status says how it went
        assert service["healthcheck"] == {"disable": True}
        assert name in ("migrate", "backup")
        return
    assert service["restart"] == "unless-stopped"
    assert service["healthcheck"]["test"][0] in ("CMD", "CMD-SHELL")
    assert {"interval", "timeout", "retries"} <= set(service["healthcheck"])


def test_a_worker_is_asked_about_itself() -> None:
    worker = SERVICES["worker"]
    [name] = [word for word in worker["command"] if word.startswith("--hostname=")]
    asked = worker["healthcheck"]["test"]
    assert asked[-2:] == ["--only=worker", name.replace("--hostname=", "--worker=")]


@every_service
def test_it_may_do_little(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    if name not in OURS:  # those have their user from the Dockerfile
        assert service["user"] not in ("", "root", "0")
    # No registry's address, and one version of it.
    image, _, tag = service["image"].partition(":")
    assert re.fullmatch(r"[a-z-]+(/[a-z-]+)?", image)
    assert name in OURS or re.fullmatch(r"\d+(\.\d+)*", tag)


@every_service
def test_it_waits_for_what_is_there(name: str) -> None:
    for other, how in SERVICES[name].get("depends_on", {}).items():
        runs_once = SERVICES[other]["restart"] == "no"
        wanted = "service_completed_successfully" if runs_once else "service_healthy"
        assert how == {"condition": wanted}


@every_service
def test_what_it_uses_is_declared(name: str) -> None:
    service = SERVICES[name]
    assert set(service["networks"]) <= set(COMPOSE["networks"])
    assert set(service.get("secrets", [])) <= set(COMPOSE["secrets"])
    for volume in service.get("volumes", []):
        source = volume.partition(":")[0]
        if not source.startswith("."):
            assert source in COMPOSE["volumes"]
        elif not source.startswith(("./secrets", "./backups")):  # made by the operator
            assert (DEPLOY / source).is_file()


def test_no_secret_is_in_it() -> None:
    text = (DEPLOY / "compose.yaml").read_text("utf-8") + DOCKERFILE
    assert not re.search(r"://[^\s/]*:[^\s/]*@", text)
    for service in SERVICES.values():
        for variable, value in service.get("environment", {}).items():
            secret = re.search("PASSWORD|SECRET|TOKEN|KEY|URL", variable)
            assert not secret or (variable.endswith("_FILE") and value.startswith("/run/secrets/"))
    for secret in COMPOSE["secrets"].values():
        assert secret["file"].startswith("secrets/")
    assert "deploy/secrets/" in (ROOT / ".gitignore").read_text().splitlines()
    assert "deploy/secrets" in (ROOT / ".dockerignore").read_text().splitlines()


def test_every_variable_of_the_image_is_known() -> None:
    (line,) = re.findall(r"^ENV (.*)$", DOCKERFILE, re.MULTILINE)
    given = {word.partition("=")[0] for word in shlex.split(line)}
    assert given - NOT_OURS == {"DATA_DIR"}
    assert "DATA_DIR" in CATALOGUE
    for name in OURS:
        assert set(SERVICES[name].get("environment", {})) <= set(CATALOGUE)


def commands() -> list[list[str]]:
    """Every command of ours, its shells taken apart."""
    found = [SERVICES[name]["command"] for name in OURS]
    found += [
        service["healthcheck"]["test"][1:]
        for name in OURS
        if "test" in (service := SERVICES[name])["healthcheck"]
    ]
    (default,) = re.findall(r"^CMD (.*)$", DOCKERFILE, re.MULTILINE)
    found.append(yaml.safe_load(default))
    taken_apart = []
    for command in found:
        if command[:2] == ["sh", "-c"]:
            taken_apart += [shlex.split(part) for part in command[2].split("&&")]
        else:
            taken_apart.append(command)
    return taken_apart


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_a_command_names_what_exists(command: list[str]) -> None:
    program, *words = command
    if program == "gunicorn":
        importlib.import_module("config.gunicorn")
        assert "python:config.gunicorn" in " ".join(words)
        assert words[-1] == "config.wsgi"
        assert hasattr(importlib.import_module("config.wsgi"), "application")
    elif program == "celery":
        assert "--app=config.celery" in words
        assert {"worker", "beat"} & set(words)
    elif words[:1] == ["manage.py"]:
        assert program == "python"
        assert words[1] in get_commands()
        asked = [word.removeprefix("--only=") for word in words if word.startswith("--only=")]
        assert set(asked) <= set(CHECKS)
    elif program == "python":
        compile(words[1], "healthcheck", "exec")
    else:
        assert os.access(ROOT / program, os.X_OK)


def test_the_image_is_built_of_what_is_there() -> None:
    kept = [
        line[1:]
        for line in (ROOT / ".dockerignore").read_text().splitlines()
        if line.startswith("!")
    ]
    for source, target in re.findall(r"^COPY (\S+) (\S+)$", DOCKERFILE, re.MULTILINE):
        assert (ROOT / source).exists()
        assert source in kept
        assert target in (source, "./")
    assert "--require-hashes" in DOCKERFILE
    assert re.findall(r"^USER (\S+)$", DOCKERFILE, re.MULTILINE) == ["tracker"]
    (version,) = re.findall(r"^FROM python:(\d+)\.(\d+)-slim", DOCKERFILE, re.MULTILINE)
    assert tuple(map(int, version)) >= (3, 11)
