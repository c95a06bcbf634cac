"""Units of work that have failed: tried again by a press of a button (重试), one or many."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker import tasks
from tracker.admin.base import ReadOnlyAdmin, person
from tracker.models import Export, Upload
from tracker.models.work import WorkUnit
from tracker.services import work

RETRY = "_retry"  # the name of the button, whose value is the row


def may_retry(request: HttpRequest, model: type[Model] = Upload) -> bool:
    """Whoever may hand files in may also have them tried again; a list, who may see it fail."""
    right = "view_export" if model is Export else "add_upload"
    return person(request).has_perm(f"tracker.{right}")


def retry_failed(request: HttpRequest, rows: QuerySet[Any]) -> None:
    """Let the failed ones of these visible rows wait again, wake workers, and say what was done.

    A file that was never stored can't be read again: it is named instead. Raises
    PermissionDenied.
    """
    if not may_retry(request, rows.model):
        raise PermissionDenied
    failed = rows.filter(state=work.FAILED).order_by()
    lost = failed.filter(file="").count() if rows.model is Upload else 0
    keys = work.retry(failed.exclude(file="") if rows.model is Upload else failed)
    if keys:
        text = _("已重新排队 %(number)d 项，将从头处理。")
        messages.success(request, text % {"number": len(keys)})
    if lost:
        text = _("有 %(number)d 个文件当时没有保存，不能重试；请重新上传。")
        messages.warning(request, text % {"number": lost})
    if not keys and not lost:
        messages.info(request, _("没有需要重试的失败项；可能已由他人重试。"))
    if keys and not _wake(rows.model, keys):
        messages.warning(request, _("处理队列暂时不可用；已记下重试，恢复后会自动处理。"))


def _wake(model: type[Model], keys: Collection[int]) -> bool:
    if model is Export:
        return tasks.enqueue_exports(keys)
    return tasks.enqueue_uploads(keys) if model is Upload else tasks.enqueue_jobs(keys)


class RetryAdmin(ReadOnlyAdmin):
    """A read-only list whose failed rows have a button, and an action for many."""

    actions = ["retry_selected"]
    change_form_template = "admin/tracker/retry_form.html"

    def has_retry_permission(self, request: HttpRequest) -> bool:
        """What the action below asks for."""
        return may_retry(request, self.model)

    def get_list_display(self, request: HttpRequest) -> Any:
        """With a column of buttons for those who may press them."""
        shown = super().get_list_display(request)
        return [*shown, "again"] if may_retry(request, self.model) else shown

    @admin.display(description=gettext_lazy("操作"))
    def again(self, row: WorkUnit) -> str:
        """The button of a failed row; it belongs to the form around the list."""
        if row.state != work.FAILED:
            return ""
        button = '<button type="submit" class="desk-again" name="{}" value="{}">{}</button>'
        return format_html(button, RETRY, row.pk, _("重试"))

    @admin.action(description=gettext_lazy("重试所选的失败项"), permissions=["retry"])
    def retry_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Try the failed ones of the chosen rows again."""
        retry_failed(request, queryset)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list; a press on a row's button."""
        if request.method == "POST" and RETRY in request.POST:
            return self._retry_row(request, request.POST[RETRY])
        return super().changelist_view(request, extra_context)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The row; a press on its button."""
        if request.method == "POST" and RETRY in request.POST:
            return self._retry_row(request, object_id)
        row = self.get_object(request, object_id)
        has_failed = isinstance(row, WorkUnit) and row.state == work.FAILED
        can_retry = has_failed and may_retry(request, self.model)
        context = {**(extra_context or {}), "can_retry": can_retry, "retry": RETRY}
        return super().change_view(request, object_id, form_url, context)

    def _retry_row(self, request: HttpRequest, key: str) -> HttpResponseRedirect:
        if not self.has_view_permission(request):
            raise PermissionDenied
        if not key.isdecimal() or len(key) > 18:  # a database integer's length
            raise Http404
        rows = self.get_queryset(request).filter(pk=int(key))
        if not rows.exists():
            raise Http404
        retry_failed(request, rows)
        return HttpResponseRedirect(request.get_full_path())
