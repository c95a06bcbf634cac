"""工作台: the stock index; while there is nothing yet, three steps to the first review.

Above it, for who answers for the mails: which digests should have gone out and have not.

Each step shows what this person may do of it; who may do nothing is told whom to ask.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.admin.base import person
from tracker.digest import Overdue, overdue
from tracker.models import User
from tracker.selectors.records import visible_subscriptions
from tracker.selectors.scope import visible_agencies, visible_commitments, visible_reports
from tracker.services.samples import MAY_LOAD, MAY_REMOVE


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to be done, with the links that this person has for it."""

    title: str
    words: str
    is_done: bool
    links: list[tuple[str, str]]  # address and label


def index(request: HttpRequest) -> HttpResponse:
    """The index; with steps as long as the person sees no two years of one agency."""
    user = person(request)
    steps = [] if _is_under_way(user) else first_steps(user)
    loaded = visible_agencies(user).filter(is_sample=True).exists()
    context = {
        "steps": steps,
        "may_load_samples": bool(steps) and not loaded and user.has_perms(MAY_LOAD),
        "has_samples": loaded and user.has_perms(MAY_REMOVE),
        "overdue": _overdue(user),
    }
    return admin.site.index(request, context)


def _overdue(user: User) -> Overdue | None:
    """Of the subscriptions that one may see; None for who may not see deliveries."""
    if not user.has_perm("tracker.view_digestdelivery"):
        return None
    return overdue(now=timezone.now(), among=visible_subscriptions(user))


def first_steps(user: User) -> list[Step]:
    """地区和单位, two reports, reviews: with what of it is there already."""
    return [
        Step(
            _("1　建地区和单位"),
            _("从表格导入，责任范围才能按地区划分。也可以跳过：上传报告时会自动建立单位。"),
            visible_agencies(user).exists(),
            list(_place_links(user)),
        ),
        Step(
            _("2　上传两个年度的报告"),
            _("同一单位连续两个年度的报告：前一份的安排是承诺，后一份用来核对。"),
            visible_reports(user).exists(),
            list(_upload_links(user)),
        ),
        Step(
            _("3　复核"),
            _("系统提出建议和证据，由您逐条作出结论。两份报告都处理完后，待办会出现在这里。"),
            False,
            list(_review_links(user)),
        ),
    ]


def _is_under_way(user: User) -> bool:
    """Whether there is anything to review or reviewed: a plan with the report that answers it."""
    return visible_commitments(user).filter(result_report__isnull=False).exists()


def _place_links(user: User) -> Iterator[tuple[str, str]]:
    for model, label in (("region", _("导入地区")), ("agency", _("导入单位"))):
        if user.has_perms([f"tracker.add_{model}", f"tracker.change_{model}"]):
            yield reverse(f"admin:tracker_{model}_import"), label


def _upload_links(user: User) -> Iterator[tuple[str, str]]:
    if user.has_perm("tracker.add_upload"):
        yield reverse("admin:tracker_upload_add"), _("上传报告")
    if user.has_perm("tracker.view_upload"):
        yield reverse("admin:tracker_upload_progress_all"), _("处理进度")


def _review_links(user: User) -> Iterator[tuple[str, str]]:
    if user.has_perm("tracker.review_commitment"):
        yield reverse("admin:tracker_commitment_changelist"), _("复核待办")
