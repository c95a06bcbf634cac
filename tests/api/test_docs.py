"""The description of the API, and its page: without log-in, without anything from elsewhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests import openapi
from tracker.api import api
from tracker.api.describing import NOT_FOR_A_FILE


@pytest.fixture
def schema(client: Client) -> Any:
    response = client.get("/api/v1/openapi.json")
    assert response.status_code == 200
    return json.loads(response.content)


def operations(schema: Any) -> list[tuple[str, Any]]:
    """Every operation with the path it hangs on."""
    return [
        (path, operation)
        for path, methods in schema["paths"].items()
        for operation in methods.values()
    ]


def test_the_schema_is_readable_without_log_in(schema: Any) -> None:
    assert schema["openapi"].startswith("3.")


def test_the_snapshot_is_what_is_answered(schema: Any) -> None:
    """Remade by `python -m tests.openapi`; what its diff takes away, callers lose."""
    assert openapi.written(schema) == openapi.SNAPSHOT.read_text("utf-8")


@pytest.mark.parametrize(
    ("before", "now", "gone"),
    [
        ({"a": {"type": "string"}}, {"a": {"type": "string"}, "b": {}}, []),
        ({"a": {}, "b": {}}, {"a": {}}, [".b"]),
        ({"a": {"type": "string"}}, {"a": {"type": "integer"}}, [".a.type: string is now integer"]),
        ({"a": {"enum": ["x", "y"]}}, {"a": {"enum": ["x"]}}, [".a.enum: y"]),
        ({"a": {"enum": ["x"]}}, {"a": {"enum": ["x", "y"]}}, []),
        ({"a": {"description": "甲"}}, {"a": {"description": "乙"}}, []),
        ({"a": {"maxLength": 400}}, {"a": {"maxLength": 2000}}, []),
        ({"a": {"maxLength": 400}}, {"a": {"maxLength": 40}}, [".a.maxLength: 400 is now 40"]),
    ],
)
def test_what_counts_as_lost(before: Any, now: Any, gone: list[str]) -> None:
    assert openapi.lost(before, now) == gone


def test_the_snapshot_is_written_anew_unless_callers_would_lose_something(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    snapshot = tmp_path / "openapi.json"
    monkeypatch.setattr(openapi, "SNAPSHOT", snapshot)
    now = openapi.described()
    snapshot.write_text(openapi.written({"paths": {}}), "utf-8")
    assert openapi.main([]) == 0
    assert snapshot.read_text("utf-8") == openapi.written(now)
    more = openapi.written(now | {"paths": now["paths"] | {"/api/v1/gone": {}}})
    snapshot.write_text(more, "utf-8")
    assert openapi.main([]) == 1
    assert "/api/v1/gone" in capsys.readouterr().out
    assert snapshot.read_text("utf-8") == more
    assert openapi.main(["--breaking"]) == 0
    assert snapshot.read_text("utf-8") == openapi.written(now)


def test_the_description_is_made_once() -> None:
    """It takes a quarter of a second, and anybody may ask for it."""
    assert api.get_openapi_schema() is api.get_openapi_schema()


def test_a_file_is_not_offered_what_it_refuses(schema: Any) -> None:
    for path, operation in operations(schema):
        names = {parameter["name"] for parameter in operation.get("parameters", [])}
        if path.endswith(".{format}"):
            assert not names & set(NOT_FOR_A_FILE), path
            assert "sort" in names


def test_every_operation_is_described_in_chinese_with_an_example(schema: Any) -> None:
    for path, operation in operations(schema):
        assert "例：`" in operation["description"], path
        assert "/api/v1/" in operation["description"], path
        assert any("\u4e00" <= c <= "\u9fff" for c in operation["summary"])
        for parameter in operation.get("parameters", []):
            assert parameter.get("description") or parameter["schema"].get("description"), parameter


def test_every_error_is_documented_as_a_problem(schema: Any) -> None:
    for _path, operation in operations(schema):
        responses = operation["responses"]
        assert {"401", "403", "422", "429"} <= set(responses)
        for status in set(responses) - {"200", "202"}:
            [content_type] = responses[status]["content"]
            assert content_type == "application/problem+json"


def test_the_schema_tells_suggestion_and_review_apart(schema: Any) -> None:
    schemas = schema["components"]["schemas"]
    assert schemas["CommitmentSuggestion"]["properties"]["reviewed"]["const"] is False
    assert "reviewed" not in schemas["Review"]["properties"]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_page_works_under_our_policy(page: Page, live_server: LiveServer) -> None:
    """`page` fails on any violation of the policy, any script error, any foreign request."""
    response = page.goto(f"{live_server.url}/api/v1/docs")
    assert response is not None
    policy = response.header_value("content-security-policy") or ""
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    expect(page.locator("h1, h2").filter(has_text="承诺追踪 API")).to_be_visible()
    page.get_by_text("/api/v1/stats/fulfilment", exact=False).first.click()
    expect(page.get_by_text("分组：单位、地区", exact=False).first).to_be_visible()
