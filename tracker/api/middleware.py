"""Errors that no view of the API answers itself: a wrong path or method, a crash."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from tracker.api.errors import CONTENT_TYPE, unexpected

ROOT = "/api/v1"


class ProblemMiddleware:
    """Turns Django's own error pages under /api/v1 into problem+json; headers stay.

    Outside the other middleware that may refuse a request (host, CSRF), so that their answers
    are covered, too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The response, or the problem that says the same."""
        response = self.get_response(request)
        if response.status_code < 400 or not is_ours(request):
            return response
        allowed = response.get("Allow", "").split(", ")
        if "GET" in allowed:  # HEAD is answered as GET is (tracker.api.delivery)
            response["Allow"] = ", ".join([*allowed, "HEAD"])
        if isinstance(response, HttpResponse) and response["Content-Type"] != CONTENT_TYPE:
            response.content = unexpected(response.status_code).content
            response["Content-Type"] = CONTENT_TYPE
            # Set before the page was replaced, by what ran inside of us.
            if response.has_header("Content-Length"):
                response["Content-Length"] = str(len(response.content))
        return response


def is_ours(request: HttpRequest) -> bool:
    """Whether the API is asked."""
    return request.path_info == ROOT or request.path_info.startswith(f"{ROOT}/")
