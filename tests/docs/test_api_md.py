"""docs/api.md names every address, every code and every view, and none that doesn't exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.openapi import described
from tracker.api import errors
from tracker.selectors.bi import VIEWS
from tracker.services.bi_views import SCHEMA

DOCS = Path(__file__).resolve().parents[2] / "docs"
TEXT = (DOCS / "api.md").read_text("utf-8")
DESCRIBED = described()["paths"]
STREAMS = {path for path in DESCRIBED if path.endswith(".{format}")}


@pytest.mark.parametrize("path", sorted(set(DESCRIBED) - STREAMS))
def test_every_address_is_named(path: str) -> None:
    assert f"`{path}`" in TEXT


@pytest.mark.parametrize("path", sorted(STREAMS))
def test_every_list_that_is_a_file_is_named(path: str) -> None:
    assert f"`{path.removeprefix('/api/v1/').removesuffix('.{format}')}`" in TEXT


def test_every_address_exists() -> None:
    for path in set(re.findall(r"/api/v1/[a-z{}_/-]+(?![a-z.])", TEXT)):
        known = path in DESCRIBED or path in ("/api/v1/docs", "/api/v1/openapi")
        assert known or f"{path}.{{format}}" in DESCRIBED, path


def test_every_parameter_exists() -> None:
    """Of the example requests."""
    for path, query in re.findall(r"(/api/v1/[a-z/-]+)(?:\.csv)?\?([a-z_]+=[^\s\"]*)", TEXT):
        known = {parameter["name"] for parameter in DESCRIBED[path]["get"]["parameters"]}
        assert {pair.partition("=")[0] for pair in query.split("&")} <= known, path


@pytest.mark.parametrize(
    "code",
    [
        *(code for _status, code, _text in errors._SAID.values()),
        *(code for code, _text in errors._UNEXPECTED.values() if code != "bad_request"),
        *("not_found", "invalid_parameter", "too_many_requests"),
    ],
)
def test_every_code_is_named(code: str) -> None:
    assert f"`{code}`" in TEXT


def test_every_view_is_named() -> None:
    assert f"`{SCHEMA}`" in TEXT
    for view in VIEWS:
        assert f"`{view.name}`" in TEXT


def test_every_flag_is_a_column() -> None:
    columns = {column.name for view in VIEWS for column in view.columns}
    assert (
        set(re.findall(r"\b(is_\w+|suggested_outcome|status_label|topic_label)\b", TEXT)) <= columns
    )
