"""How an answer goes out: with an ETag, as 304 where nothing changed, compressed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from ninja import Schema

from tracker.api.middleware import is_ours
from tracker.papers.xlsx import MEDIA_TYPE

_TAGGED_AS = "tracker.api.tagged_as"


def tag_without(request: HttpRequest, body: Schema, *names: str) -> None:
    """The answer names the moment it was made: its tag is that of all the rest."""
    request.META[_TAGGED_AS] = body.model_dump_json(exclude=set(names)).encode()


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
