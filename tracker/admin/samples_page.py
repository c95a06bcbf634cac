"""示例数据: one page that loads it and takes it away, and says before what that does."""

from __future__ import annotations

import logging

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from tracker import tasks
from tracker.admin.base import person
from tracker.models import Agency
from tracker.services.sample_removal import planned_removal, remove_samples
from tracker.services.samples import MAY_LOAD, MAY_REMOVE, SamplesRefused, load_samples, read_corpus
from tracker.services.storing import NotStored
from tracker.wording import refusal_text, storage_error_text

logger = logging.getLogger(__name__)
TEMPLATE = "admin/tracker/agency/samples.html"


def samples_page(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """The page; after a press on a button, where one sees what came of it."""
    act = {"load": _load, "remove": _remove}.get(request.POST.get("act", ""))
    if request.method == "POST" and act is not None:
        try:
            return HttpResponseRedirect(act(request))
        except SamplesRefused as no:
            messages.error(request, refusal_text(no.code, no.params))
        except NotStored as error:
            messages.error(request, storage_error_text(error.code))
        except (OSError, ValueError):
            logger.exception("sample data: seeds/ can't be read")
            messages.error(request, _("安装目录中没有完整的示例数据，没有载入；请联系管理员。"))
        return HttpResponseRedirect(reverse("admin:tracker_samples"))
    return _page(site, request)


def _page(site: AdminSite, request: HttpRequest) -> HttpResponse:
    user, removal = person(request), planned_removal()
    context = {
        **site.each_context(request),
        "title": _("示例数据"),
        "opts": Agency._meta,
        "removal": removal,
        "is_loaded": bool(removal.deleted or removal.hidden or removal.yours),
        "is_kept": Agency.objects.filter(is_sample=True, is_hidden=True).exists(),
        "may_load": user.has_perms(MAY_LOAD),
        "may_remove": user.has_perms(MAY_REMOVE),
        "agencies": _names(),
    }
    return TemplateResponse(request, TEMPLATE, context)


def _names() -> list[str]:
    try:
        return [row["name"] for row in read_corpus().agencies]
    except (OSError, ValueError):
        return []


def _load(request: HttpRequest) -> str:
    batch, waiting = load_samples(user=person(request))
    if not tasks.enqueue_uploads([upload.pk for upload in waiting]):
        messages.warning(request, _("处理队列暂时不可用；文件已保存，恢复后会自动处理。"))
    messages.success(request, _("示例数据已载入，正在处理；处理完即可复核。"))
    return reverse("admin:tracker_upload_progress", args=[batch.pk])


def _remove(request: HttpRequest) -> str:
    removal = remove_samples(user=person(request), shown=request.POST.get("shown", ""))
    words = _("示例数据已移除：删除 %(gone)d 个单位；%(kept)d 个单位有复核记录，已隐藏。")
    counts = {"gone": len(removal.deleted), "kept": len(removal.hidden)}
    messages.success(request, words % counts)
    return reverse("admin:tracker_samples")
