"""How answers go out: tags, 304, compression."""

from __future__ import annotations

import gzip

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from tests import factories
from tests.api.conftest import Caller
from tracker.api.delivery import LARGE, DeliveryMiddleware
from tracker.models import Agency

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.mark.parametrize("path", ["/commitments", "/agencies", "/stats/fulfilment"])
def test_what_has_not_changed_is_not_sent_again(root: Caller, path: str) -> None:
    pair = factories.make_pair()
    address = f"/api/v1{path}"
    first = root.client.get(address)
    again = root.client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    Agency.objects.filter(pk=pair.agency.pk).update(name="改名后的示例局")
    changed = root.client.get(address, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


def test_answers_are_for_who_asked(root: Caller) -> None:
    response = root.client.get("/api/v1/commitments")
    assert "private" in response["Cache-Control"]
    assert {"Authorization", "Cookie"} <= set(response["Vary"].split(", "))


def test_answers_are_compressed_on_request(root: Caller) -> None:
    factories.make_pair()
    plain = root.client.get("/api/v1/commitments")
    small = root.client.get("/api/v1/commitments", headers={"Accept-Encoding": "gzip"})
    assert small["Content-Encoding"] == "gzip"
    assert gzip.decompress(small.content) == plain.content
    assert small["ETag"] == plain["ETag"]


@pytest.mark.parametrize("path", ["/commitments", "/commitments.csv", "/agencies.xlsx"])
def test_head_says_what_get_would(root: Caller, path: str) -> None:
    factories.make_pair()
    whole, head = root.client.get(f"/api/v1{path}"), root.client.head(f"/api/v1{path}")
    assert (head.status_code, head.content) == (200, b"")
    for name in ("ETag", "Content-Type", "Content-Disposition", "Cache-Control"):
        assert head.get(name) == whole.get(name)
    assert root.client.head("/api/v1/nothing").status_code == 404


@pytest.mark.parametrize("name", ["If-Match", "If-Unmodified-Since", "If-Modified-Since"])
def test_other_conditions_change_nothing(root: Caller, name: str) -> None:
    headers = {name: "x" if name == "If-Match" else "Sun, 06 Nov 1994 08:49:37 GMT"}
    assert root.client.get("/api/v1/commitments", headers=headers).status_code == 200


@pytest.mark.parametrize("asked", ['"x"', "W/", "\0", '"' * 500, "甲"])
def test_a_tag_of_something_else(root: Caller, asked: str) -> None:
    response = root.client.get("/api/v1/commitments", headers={"If-None-Match": asked})
    assert response.status_code == 200


def test_a_file_is_compressed_and_a_book_is_not_twice(root: Caller) -> None:
    factories.make_pair()
    headers = {"Accept-Encoding": "gzip"}
    plain = root.client.get("/api/v1/commitments.csv")
    small = root.client.get("/api/v1/commitments.csv", headers=headers)
    assert gzip.decompress(b"".join(small)) == b"".join(plain)
    book = root.client.get("/api/v1/commitments.xlsx", headers=headers)
    assert not book.has_header("Content-Encoding")


def pressed(body: bytes, *, taken: str = "gzip") -> HttpResponse:
    """As an answer of this body goes out."""
    request = RequestFactory().get("/api/v1/x", headers={"Accept-Encoding": taken})
    response = DeliveryMiddleware(lambda _: HttpResponse(body))(request)
    assert isinstance(response, HttpResponse)
    return response


@pytest.mark.parametrize("size", [LARGE, LARGE + 1])
def test_large_bodies_go_the_same_way(size: int) -> None:
    body = b"0123456789" * (size // 10) + b"x" * (size % 10)
    found = [pressed(body) for _ in range(20)]
    assert {gzip.decompress(response.content) for response in found} == {body}
    for response in found:
        assert response["Content-Length"] == str(len(response.content))
        assert "Accept-Encoding" in response["Vary"]
        assert response["ETag"] == pressed(body, taken="identity")["ETag"]
    assert len({len(response.content) for response in found}) > 1  # a length that tells nothing
    plain = pressed(body, taken="identity")
    assert plain.content == body
    assert "Accept-Encoding" in plain["Vary"]
    assert not plain.has_header("Content-Encoding")


def test_other_pages_are_left_alone() -> None:
    response = Client().get("/admin/login/", headers={"Accept-Encoding": "gzip"})
    assert not response.has_header("ETag")
    assert not response.has_header("Content-Encoding")


@pytest.mark.parametrize(
    ("taken", "is_pressed"),
    [("gzip;q=0", False), ("gzip; q=0.000, br", False), ("br, gzip;q=0.5", True), ("*", False)],
)
def test_who_refuses_gzip_gets_none(taken: str, is_pressed: bool) -> None:
    for size in (1000, LARGE + 1):
        response = pressed(b"x" * size, taken=taken)
        assert response.has_header("Content-Encoding") == is_pressed
        assert "Accept-Encoding" in response["Vary"]
