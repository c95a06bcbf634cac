"""导出台账: every list leaves as a workbook, exactly as it is filtered, searched and ordered.

Part of ScopedAdmin, so that no list forgets it. Up to settings.EXPORT_ROWS rows the file is the
answer; a longer list becomes an export job (导出任务).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ALL_VAR, PAGE_VAR, ChangeList
from django.contrib.messages import MessageFailure
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    QueryDict,
)
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from tracker import tasks
from tracker.models import User
from tracker.papers.tables import TABLES
from tracker.papers.xlsx import MEDIA_TYPE, Fact
from tracker.services import exports
from tracker.wording import export_error_text

if TYPE_CHECKING:  # ModelAdmin takes a parameter in the stubs only
    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelAdmin = admin.ModelAdmin

MOST_NAMED = 40  # places of a scope that are told by name


class ExportingAdmin(ModelAdmin):
    """A list with the button 导出台账."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._table = self.opts.model_name or ""
        exports.offer(self._table, self.read_list)

    def get_urls(self) -> list[URLPattern]:
        """The stock pages, and the file."""
        view = self.admin_site.admin_view(self.export_view)
        name = f"{self.opts.app_label}_{self._table}_export"
        return [path("export/", view, name=name), *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list, with the address of its file."""
        address = reverse(f"admin:{self.opts.app_label}_{self._table}_export")
        query = request.GET.urlencode()
        context = {"export_url": f"{address}?{query}" if query else address}
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        """The file; or a job that writes it, and back to where jobs are seen."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        back = reverse(f"admin:{self.opts.app_label}_{self._table}_changelist")
        return exported(request, table=self._table, read=self.read_list, back=back)

    def read_list(self, user: User, query: str) -> exports.Listed:
        """The list that this person gets by this query string now. Raises ExportRefused."""
        request = HttpRequest()
        request.method, request.user, request.GET = "GET", user, QueryDict(query)
        if not (user.is_active and user.is_staff and self.has_view_permission(request)):
            raise exports.ExportRefused("export_not_permitted")
        try:
            shown = self.get_changelist_instance(request)
        # A search that is none is told to the person, and then the list would be all rows.
        except (IncorrectLookupParameters, SuspiciousOperation, MessageFailure) as error:
            raise exports.ExportRefused("export_list_invalid") from error
        page = reverse(f"admin:{self.opts.app_label}_{self._table}_changelist")
        url = f"{page}?{query}" if query else page
        facts = [*about(user, title=str(TABLES[self._table].title), url=url), *_filters(shown)]
        return exports.Listed(self._table, shown.queryset, shown.result_count, facts)


def exported(
    request: HttpRequest, *, table: str, read: exports.Reader, back: str
) -> HttpResponseBase:
    """A list as a file; as a job, and where jobs are seen; or `back`, with why it is refused."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    user, query = cast("User", request.user), _lasting(request.GET)
    try:
        listed = read(user, query)
        if listed.number > settings.EXPORT_ROWS:
            return _as_job(request, user, table=table, query=query)
        file, _rows = exports.write_list(listed)
    except exports.ExportRefused as refused:
        messages.error(request, export_error_text(refused.code, {}))
        return HttpResponseRedirect(back)
    name = f"{TABLES[table].title}{localtime().strftime('%Y%m%d')}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=MEDIA_TYPE)


def about(user: User, *, title: str, url: str) -> Iterator[Fact]:
    """What every file tells of its list: which, when, by whom, in which scope, where it is seen."""
    yield _("列表"), title
    yield _("导出时间"), date_format(localtime(), "Y-m-d H:i")
    yield _("导出人"), user.get_full_name() or user.get_username()
    yield _("责任范围"), _scope_words(user)
    yield _("列表地址"), f"{settings.SITE_URL}{url}"


def _as_job(request: HttpRequest, user: User, *, table: str, query: str) -> HttpResponse:
    export = exports.request_export(user, table=table, query=query)
    messages.success(request, _("行数较多，已转为后台导出；完成后在此下载，保留 7 天。"))
    if not tasks.enqueue_exports([export.pk]):
        messages.warning(request, _("处理队列暂时不可用；已记下这次导出，恢复后会自动处理。"))
    return HttpResponseRedirect(reverse("admin:tracker_export_changelist"))


def _lasting(given: QueryDict) -> str:
    """A query string without the page: the file has them all."""
    kept = given.copy()
    for name in (PAGE_VAR, ALL_VAR):
        kept.pop(name, None)
    return kept.urlencode()


def _filters(shown: ChangeList) -> Iterator[Fact]:
    """What the list was narrowed to, in the words of its filters."""
    everything = _("全部")  # as Django calls it, too
    for spec in shown.filter_specs:
        chosen = [str(one["display"]) for one in spec.choices(shown) if one.get("selected")]
        if words := "、".join(word for word in chosen if word != everything):
            yield _("筛选"), f"{spec.title}：{words}"
    if shown.query:
        yield _("搜索"), shown.query


def _scope_words(user: User) -> str:
    if user.is_superuser:
        return _("全部")
    rows = user.responsibilities.select_related("region", "agency").order_by("pk")
    names = [str(row) for row in rows[: MOST_NAMED + 1]]
    shown = "、".join(names[:MOST_NAMED])
    return _("%(names)s等") % {"names": shown} if len(names) > MOST_NAMED else shown
