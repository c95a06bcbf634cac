"""The pages /healthz, /readyz and /metrics: for machines, without a session, never cached.

They are answered before any other middleware: whoever asks from inside uses an address that
ALLOWED_HOSTS needn't name, over plain HTTP, and would not follow a redirect to HTTPS.
"""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Callable, Mapping
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.http.response import HttpResponseBase

from tracker.health.checks import READINESS, check_all
from tracker.health.metrics import CONTENT_TYPE, exposition

# A proxy adds one of these: what came through it did not come from this machine.
FORWARDED: Final = (
    *("HTTP_FORWARDED", "HTTP_VIA", "HTTP_X_REAL_IP", "HTTP_X_REQUEST_ID"),
    *("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PROTO"),
)


class HealthPages:
    """The middleware that answers PAGES and hands everything else on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """One of our pages, or what the rest of the house says."""
        page = PAGES.get(request.path_info)
        if page is None:
            return self.get_response(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        response = page(request)
        response["Cache-Control"] = "no-store"
        return response


def healthz(request: HttpRequest) -> HttpResponse:
    """That a process answers; nothing else is asked."""
    return JsonResponse({"alive": True})


def readyz(request: HttpRequest) -> HttpResponse:
    """200 when every check of READINESS is ok, else 503; each with what it found in words."""
    found = check_all(READINESS)
    ready = all(finding.ok for finding in found.values())
    checks = {
        name: {"ok": finding.ok, "what": finding.what}
        | ({} if finding.seconds is None else {"seconds": round(finding.seconds, 3)})
        for name, finding in found.items()
    }
    return JsonResponse(
        {"ready": ready, "checks": checks},
        status=200 if ready else 503,
        json_dumps_params={"ensure_ascii": False},
    )


def metrics(request: HttpRequest) -> HttpResponse:
    """For Prometheus: with METRICS_TOKEN, or without one set from this machine alone."""
    if settings.METRICS_TOKEN:
        given = request.META.get("HTTP_AUTHORIZATION", "")
        if not hmac.compare_digest(given.encode(), f"Bearer {settings.METRICS_TOKEN}".encode()):
            return HttpResponse(status=403)
    elif not _is_local(request):
        return HttpResponse(status=404)
    return HttpResponse(exposition(), content_type=CONTENT_TYPE)


def _is_local(request: HttpRequest) -> bool:
    if any(header in request.META for header in FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:  # a Unix socket: the proxy's
        return False


PAGES: Final[Mapping[str, Callable[[HttpRequest], HttpResponse]]] = {
    "/healthz": healthz,
    "/readyz": readyz,
    "/metrics": metrics,
}
