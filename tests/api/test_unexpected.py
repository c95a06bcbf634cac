"""Errors that Django answers itself, outside of every view: problems, too."""

from __future__ import annotations

import pytest
from django.db import OperationalError
from pytest_django import Settings

from tests.api.conftest import Caller

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.mark.parametrize(
    "path",
    ["", "/", "/nothing", "/commitments/", "/commitments/1/", "/stats", "/stats/", "/乱"],
)
def test_a_wrong_address_is_a_problem(root: Caller, path: str) -> None:
    response = root.client.get(f"/api/v1{path}", follow=True)
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"
    assert response["Content-Security-Policy"]
    problem = response.json()
    assert (problem["status"], problem["code"]) == (404, "no_such_address")
    assert problem["title"].startswith("没有这个地址")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("put", "/uploads", {"GET", "HEAD", "POST"}),
        ("delete", "/commitments", {"GET", "HEAD"}),
        ("post", "/commitments.csv", {"GET", "HEAD"}),
    ],
)
def test_a_method_that_is_not_taken(
    root: Caller, method: str, path: str, allowed: set[str]
) -> None:
    response = getattr(root.client, method)(f"/api/v1{path}")
    assert (response.status_code, response.json()["code"]) == (405, "method_not_allowed")
    assert set(response["Allow"].split(", ")) == allowed


def test_what_is_allowed_is_listed_in_no_language(root: Caller) -> None:
    problem = root.get("/commitments", 422, status="nothing")
    assert problem["errors"][0]["message"].endswith("pending, fulfilled, dropped。")


def test_the_length_is_that_of_the_problem(root: Caller) -> None:
    response = root.client.get("/api/v1/nothing")
    assert int(response["Content-Length"]) == len(response.content)


def test_a_crash_is_a_problem_without_its_cause(
    root: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_args: object) -> None:
        raise RuntimeError("secret-of-the-house")

    monkeypatch.setattr("tracker.api.commitments.refuse_unknown", crash)
    root.client.raise_request_exception = False
    response = root.client.get("/api/v1/commitments")
    assert response.status_code == 500
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["code"] == "internal_error"
    assert b"secret" not in response.content


def test_a_database_that_is_away_or_locked(root: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(*_args: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr("tracker.api.commitments.refuse_unknown", locked)
    root.client.raise_request_exception = False
    response = root.client.get("/api/v1/commitments")
    assert (response.status_code, response.json()["code"]) == (503, "unavailable")
    assert response["Content-Type"] == "application/problem+json"
    assert int(response["Retry-After"]) > 0


def test_an_unknown_host_is_a_problem(root: Caller, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["tracker.example.org"]
    response = root.client.get("/api/v1/commitments")
    assert (response.status_code, response.json()["code"]) == (400, "bad_request")


@pytest.mark.parametrize("path", ["/admin/nothing/", "/api/v10/", "/nothing"])
def test_other_pages_keep_their_own_errors(root: Caller, path: str) -> None:
    response = root.client.get(path)
    assert response.status_code == 404
    assert response["Content-Type"].startswith("text/html")
