"""Under which names and addresses the site is reached."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from config import env

HOST: Final = re.compile(r"\.?[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*\.?|\[[0-9A-Fa-f:.]+\]")


def allowed_hosts() -> list[str]:
    """ALLOWED_HOSTS. Raises ImproperlyConfigured for a URL, a port, and "*" outside DEBUG."""
    hosts = env.names("ALLOWED_HOSTS")
    for host in hosts:
        if host == "*" and env.flag("DEBUG"):
            continue
        if not HOST.fullmatch(host):
            raise env.refusal(
                "ALLOWED_HOSTS",
                f'"{host}" is no host name, give names like tracker.example.cn without scheme '
                "and port, divided by commas",
            )
    return hosts


def trusted_origins() -> list[str]:
    """CSRF_TRUSTED_ORIGINS. Raises ImproperlyConfigured for one without its scheme."""
    return _origins("CSRF_TRUSTED_ORIGINS")


def cors_origins() -> list[str]:
    """CORS_ALLOWED_ORIGINS. Raises ImproperlyConfigured for one without its scheme."""
    return _origins("CORS_ALLOWED_ORIGINS")


def _origins(name: str) -> list[str]:
    origins = env.names(name)
    for origin in origins:
        if not _is_address(origin) or urlsplit(origin).path:
            raise env.refusal(
                name, f'"{origin}" is no origin, give ones like https://tracker.example.cn'
            )
    return origins


def site_url() -> str:
    """SITE_URL without its last slash. Raises ImproperlyConfigured when it is no web address."""
    url = env.text("SITE_URL")
    if not _is_address(url):
        raise env.refusal("SITE_URL", "give a whole address like https://tracker.example.cn")
    return url.rstrip("/")


def https() -> bool:
    """HTTPS. Raises ImproperlyConfigured together with DEBUG."""
    if env.flag("HTTPS") and env.flag("DEBUG"):
        raise ImproperlyConfigured(
            "HTTPS and DEBUG are both set: DEBUG shows secrets to visitors, set it to 0."
        )
    return env.flag("HTTPS")


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return (
            parts.scheme in ("http", "https")
            and bool(parts.hostname)
            and parts.port != 0
            and not (parts.query or parts.fragment or parts.username)
            and not any(char.isspace() for char in url)
        )
    except ValueError:
        return False
