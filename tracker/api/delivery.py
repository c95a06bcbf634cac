"""How an answer goes out: with an ETag, as 304 where nothing changed, compressed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import get_conditional_response, patch_vary_headers
from ninja import Schema

from tracker.api.middleware import is_ours

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
        response = self.get_response(request)
        if not is_ours(request):
            return response
        patch_vary_headers(response, ("Authorization", "Cookie"))
        response.setdefault("Cache-Control", "private, no-cache")
        if not isinstance(response, HttpResponse):
            return self.gzip.process_response(request, response)
        if request.method == "GET" and response.status_code == 200:
            body = request.META.get(_TAGGED_AS) or response.content
            tag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
            response["ETag"] = tag
            conditional = get_conditional_response(request, etag=tag, response=response)
            if conditional is not response and conditional is not None:
                return conditional
        return self.gzip.process_response(request, response)
