"""What a digest (周报) counted: filters that only the links of its mails choose."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from tracker.admin.base import SCOPES, person
from tracker.admin.figure_filters import Linked, number
from tracker.digest.links import read_news
from tracker.models import Commitment, Subscription
from tracker.selectors import digests
from tracker.selectors.as_of import standing

NEWS = {"changes": _("本期变化"), "alarms": _("系统建议（本期新增，未复核）")}


class DigestFilter(Linked):
    """The agencies that a subscription is about, of those that the person may see.

    Whoever opens a forwarded mail finds their own share of what it counted.
    """

    title = _("周报范围")
    parameter_name = "digest"

    def words(self, request: HttpRequest, value: str) -> Any:
        """Whose it is, for those who may know."""
        subscription = _subscription(value)
        if subscription is None:
            return value
        user = person(request)
        may_know = subscription.user_id == user.pk or (
            SCOPES[Subscription](user).filter(pk=subscription.pk).exists()
        )
        return str(subscription) if may_know else _("一封周报")

    def narrowed(self, queryset: QuerySet[Any], value: str) -> QuerySet[Any]:
        """Of a list of commitments."""
        subscription = _subscription(value)
        if subscription is None:
            return queryset.none()
        return queryset.filter(report__agency__in=digests.subscribed_agencies(subscription))


class NewsFilter(Linked):
    """What a part of a digest said was new in its period, as far as it still holds."""

    title = _("周报内容")
    parameter_name = "news"

    def words(self, request: HttpRequest, value: str) -> Any:
        """Which part, and since when."""
        news = read_news(value)
        if news is None:
            return value
        since = date_format(localtime(news[1]), "Y-m-d H:i")
        return _("%(part)s（自 %(since)s 起）") % {"part": NEWS[news[0]], "since": since}

    def narrowed(self, queryset: QuerySet[Any], value: str) -> QuerySet[Any]:
        """Of a list of commitments."""
        news = read_news(value)
        if news is None:
            return queryset.none()
        kind, since, until = news
        rows = standing(Commitment.objects.all(), at=None)
        if kind == "alarms":
            found = digests.found_since(digests.alarming(rows, until=until), since=since)
            return queryset.filter(pk__in=found.order_by().values("pk"))
        confirmed = digests.confirmed_between(rows, since=since, until=until)
        waiting = digests.awaiting_approval(rows, until=until)
        either = confirmed.order_by().values("pk").union(waiting.order_by().values("pk"))
        return queryset.filter(pk__in=either)


def _subscription(value: str) -> Subscription | None:
    key = number(value)
    return Subscription.objects.select_related("user").filter(pk=key).first() if key else None


OF_COMMITMENTS = (DigestFilter, NewsFilter)
