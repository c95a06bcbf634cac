"""Confirm a subscription, end it, take it up again: one page each, a button and no log-in.

A GET changes nothing, because mail scanners open every link. A POST needs neither cookie nor
CSRF token: mail programs send it by themselves (RFC 8058), and the signed word in the address,
which only the mail holds, is what a token would be.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from tracker.digest import subscribing, tokens
from tracker.models import Subscription

AGAIN: Final = "again"  # the value of the second button

View = Callable[[HttpRequest, str], HttpResponse]


def _public(view: View) -> View:
    """A page whose address is a secret: kept by no cache, told to no other site, not indexed."""

    @wraps(view)
    def answer(request: HttpRequest, token: str) -> HttpResponse:
        try:
            response = view(request, token)
        except tokens.BadLink as bad:
            response = _bad_link(request, stale=bad.stale)
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return csrf_exempt(never_cache(require_http_methods(["GET", "HEAD", "POST"])(answer)))


@_public
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """确认订阅: a button; the owner's press makes the address get its digest."""
    subscription = tokens.read_confirm(token)
    if request.method == "POST" and not subscribing.confirm(subscription, now=timezone.now()):
        raise tokens.BadLink(stale=True)
    if request.method == "POST" or subscription.confirmed_at is not None:
        words = _(
            "周报每周发到 %(address)s；本周的发送时点已过的，很快就到。每封信里都有退订链接。"
        )
        return _page(request, subscription, title=_("已确认订阅"), words=words)
    words = _("确认后，周报每周发到 %(address)s。")
    return _page(request, subscription, title=_("订阅承诺周报"), words=words, button=_("确认订阅"))


@_public
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """退订: at once by any POST, as often as it comes; a person may take it back (重新订阅)."""
    subscription = tokens.read_unsubscribe(token)
    if subscription is None:
        words = _("这封邮件的订阅已经不在，不会再发到原来的邮箱。")
        return _page(request, None, title=_("已退订"), words=words)
    if request.method == "POST":
        if request.POST.get("act") == AGAIN and subscription.user_id is not None:
            subscribing.resume(subscription.pk)
            words = _("周报会继续每周发到 %(address)s；本周的还没有发过、时点已过的，很快就到。")
            return _page(request, subscription, title=_("已重新订阅"), words=words)
        subscribing.end_mails(subscription, now=timezone.now())
    if request.method == "POST" or subscription.ended_at is not None:
        return _ended(request, subscription)
    words = _("退订后，承诺周报不再发到 %(address)s。")
    return _page(request, subscription, title=_("退订承诺周报"), words=words, button=_("退订"))


def _ended(request: HttpRequest, subscription: Subscription) -> HttpResponse:
    words = _("承诺周报不再发到 %(address)s。")
    if subscription.user_id is None:
        words += _("想再收到，请联系管理员重发确认邮件。")
        return _page(request, subscription, title=_("已退订"), words=words)
    return _page(
        request, subscription, title=_("已退订"), words=words, button=_("重新订阅"), act=AGAIN
    )


def _bad_link(request: HttpRequest, *, stale: bool) -> HttpResponse:
    if stale:
        words = _("这个链接已过期，或已被更新的邮件取代；请用最近一封邮件里的链接，或联系管理员。")
    else:
        words = _("这个链接不完整或有误；请从邮件里重新打开，链接若断成几行，请连成一行。")
    return _page(request, None, title=_("链接无效"), words=words, status=400)


def _page(
    request: HttpRequest,
    subscription: Subscription | None,
    *,
    title: str,
    words: str,
    button: str = "",
    act: str = "",
    status: int = 200,
) -> HttpResponse:
    if subscription is not None:
        words %= {"address": _masked(subscription.recipient)}
    context = {"title": title, "words": words, "button": button, "act": act}
    return render(request, "subscribers/page.html", context, status=status)


def _masked(address: str) -> str:
    """Enough for its owner to know it by; a forwarded mail tells nobody the whole."""
    name, _at, host = address.rpartition("@")
    return f"{name[:1]}***@{host}"
