"""How an answer goes out: with an ETag, as 304 where nothing changed, compressed."""

from __future__ import annotations

import gzip
import hashlib
import io
import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, cast

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware, re_accepts_gzip
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from pydantic_core import to_json

from tracker.api.middleware import is_ours
from tracker.papers.xlsx import MEDIA_TYPE

LARGE: Final = 200_000  # bytes
LIGHTLY: Final = 1  # zlib's level for what is large: a fourth more bytes in a third of the time
_REFUSES: Final = re.compile(r"\bgzip\s*;\s*q=0(\.0*)?\s*(,|$)")
_TAG = "tracker.api.tag"


class Encoded(bytes):
    """JSON that has been written already: a value of what `encoded` is given."""

    __slots__ = ()


def encoded(
    request: HttpRequest, answer: Mapping[str, object], *, untagged: str = ""
) -> HttpResponse:
    """An object of plain values as JSON; thousands of rows need no second look at their types.

    That it is what its schema says is for a test. `untagged` names the moment it was made: the
    tag is that of all the rest.
    """
    parts = {
        name: value if isinstance(value, Encoded) else to_json(value)
        for name, value in answer.items()
    }
    tag = hashlib.sha256()
    pieces: list[bytes] = []
    for name, part in parts.items():
        pieces += [b"," if pieces else b"{", b'"%s":' % name.encode(), part]
        if name != untagged:
            tag.update(part)
    request.META[_TAG] = tag.hexdigest()
    # Joined once: some answers have megabytes.
    body = b"".join([*pieces, b"}"])
    return HttpResponse(body, content_type="application/json; charset=utf-8")


class LightGZip(GZipMiddleware):
    """Django's, which takes zlib's level 6 for everything; what is large is pressed LIGHTLY."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """The answer, compressed where the caller takes that."""
        if _REFUSES.search(request.headers.get("Accept-Encoding", "")):
            patch_vary_headers(response, ("Accept-Encoding",))
            return response
        if re_accepts_gzip.search(request.headers.get("Accept-Encoding", "")):
            if isinstance(response, StreamingHttpResponse):
                pieces = cast("Iterable[bytes]", response.streaming_content)
                response.streaming_content = self._pressed(pieces)
                response["Content-Encoding"] = "gzip"
            elif isinstance(response, HttpResponse) and len(response.content) > LARGE:
                response.content = b"".join(self._pressed([response.content]))
                response["Content-Length"] = str(len(response.content))
                response["Content-Encoding"] = "gzip"
            patch_vary_headers(response, ("Accept-Encoding",))
        return super().process_response(request, response)  # leaves alone what is compressed

    def _pressed(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        small = io.BytesIO()
        # A name of random length, as Django has it: the size tells no secret (BREACH).
        name = "a" * secrets.randbelow(self.max_random_bytes)
        with gzip.GzipFile(name, "wb", compresslevel=LIGHTLY, fileobj=small, mtime=0) as file:
            for piece in pieces:
                file.write(piece)
                yield small.getvalue()
                small.seek(0)
                small.truncate()
        yield small.getvalue()


class DeliveryMiddleware:
    """For /api/v1 alone. The tag is weak: compressed or not, an answer means the same."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.gzip = LightGZip(lambda request: HttpResponse())

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
            digest = request.META.get(_TAG) or hashlib.sha256(response.content).hexdigest()
            tag = f'W/"{digest[:32]}"'
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
