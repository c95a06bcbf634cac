"""一致性: how far two readers agree, and how often each follows the machine."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from tracker.admin.base import person
from tracker.core.types import Outcome
from tracker.models import Commitment, User
from tracker.selectors.agreement import Agreement, agreement, following
from tracker.selectors.narrowing import Narrowing
from tracker.selectors.queue import counts
from tracker.selectors.second_readers import without_reader
from tracker.wording import OUTCOMES


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: whom or what it is about, and the figures."""

    label: str
    found: Agreement

    @property
    def kappa(self) -> str:
        """Two digits; a dash where there is nothing to measure."""
        return "—" if self.found.kappa is None else f"{self.found.kappa:.2f}"


@dataclass(frozen=True, slots=True)
class Followed:
    """How often one reader's conclusion is what the machine suggested."""

    label: str
    followed: int
    decided: int


def agreement_page(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """The tables over what the person may see."""
    user = person(request)
    scope = Narrowing().extent(user)
    found, follows = agreement(scope), following(scope)
    names = _names(found, [row.reviewer_id for row in follows])
    whole, *parts = found
    context = {
        **site.each_context(request),
        "title": _("复核一致性"),
        "opts": Commitment._meta,
        "whole": Row(_("全部"), whole),
        "outcomes": [
            Row(str(OUTCOMES[Outcome(row.key)]), row) for row in parts if not row.key.isdecimal()
        ],
        "people": [Row(names[int(row.key)], row) for row in parts if row.key.isdecimal()],
        "followed": [Followed(names[r.reviewer_id], r.followed, r.decided) for r in follows],
        "progress": counts(user),
        "alone": without_reader(scope.commitments),
    }
    return TemplateResponse(request, "admin/tracker/commitment/agreement.html", context)


def _names(found: list[Agreement], others: list[int]) -> dict[int, str]:
    keys = {int(row.key) for row in found if row.key.isdecimal()} | set(others)
    return dict(User.objects.filter(pk__in=keys).values_list("pk", "username"))
