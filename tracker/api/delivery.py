"""How an answer goes out: with an ETag, as 304 where nothing changed, compressed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from pydantic_core import to_json

from tracker.api.middleware import is_ours
from tracker.papers.xlsx import MEDIA_TYPE

_TAGGED_AS = "tracker.api.tagged_as"


def encoded(
    request: HttpRequest, answer: Mapping[str, object], *, untagged: str = ""
) -> HttpResponse:
    """An object of plain values as JSON; thousands of rows need no second look at their types.

    That it is what its schema says is for a test. `untagged` names the moment it was made: the
    tag is that of all the rest.
    """
    parts = {name: to_json(value) for name, value in answer.items()}
    request.META[_TAGGED_AS] = b",".join(p for name, p in parts.items() if name != untagged)
    body = b",".join(b'"%s":%s' % (name.encode(), part) for name, part in parts.items())
    return HttpResponse(b"{%s}" % body, content_type="application/json; charset=utf-8")


class DeliveryMiddleware:
    """For /api/v1 alone. The tag is weak: compressed or not, an answer means the same."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.gzip = GZipMiddleware(lambda request: HttpResponse())

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer, or 304; nobody between here and the caller may keep it for others."""
        if not is_ours(request):
            return self.get_response(request)
        head = request.method == "HEAD"
        if head:  # answered as GET is (RFC 9110, 9.3.2); the server sends no body
            request.method = "GET"
        response = self._tagged(request, self.get_response(request))
        if head:
            response.close()
            return _bodiless(response)
        return response

    def _tagged(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        patch_vary_headers(response, ("Authorization", "Cookie"))
        response.setdefault("Cache-Control", "private, no-cache")
        if not isinstance(response, HttpResponse):
            if response["Content-Type"] == MEDIA_TYPE:  # a book is a zip already
                return response
            return self.gzip.process_response(request, response)
        if request.method == "GET" and response.status_code == 200:
            body = request.META.get(_TAGGED_AS) or response.content
            tag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
            response["ETag"] = tag
            asked = parse_etags(request.headers.get("If-None-Match", ""))
            if "*" in asked or tag[2:] in {other.removeprefix("W/") for other in asked}:
                return _not_modified(response)
        return self.gzip.process_response(request, response)


def _not_modified(response: HttpResponse) -> HttpResponse:
    """With the headers that RFC 9110, 15.4.5 asks for, and those of the house."""
    short = HttpResponse(status=304)
    del short["Content-Type"]
    for name, value in response.items():
        if name not in ("Content-Type", "Content-Length", "Content-Language"):
            short[name] = value
    short.cookies = response.cookies
    return short


def _bodiless(response: HttpResponseBase) -> HttpResponse:
    short = HttpResponse(status=response.status_code)
    short.headers = response.headers
    short.cookies = response.cookies
    return short
