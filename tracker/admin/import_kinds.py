"""Which lists take tables in (导入): regions, agencies, and conclusions on commitments."""

from __future__ import annotations

from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from tracker.admin.base import ModelAdmin, person
from tracker.admin.imports import ImportPage, Kind
from tracker.papers.xlsx import MEDIA_TYPE
from tracker.services.imports import agencies, bodies, decisions, forms, regions

REGIONS: Final = Kind(
    name="regions",
    title=_("导入地区"),
    lead=_("按区划代码新增或修改地区；层级和上级由代码得出。表格中没有的地区不受影响。"),
    wanted=regions.HEADINGS,
    optional=regions.OPTIONAL,
    most=regions.MOST,
    permissions=("tracker.add_region", "tracker.change_region"),
    form=lambda request: forms.regions_form(person(request)),
    plan=lambda rows, user: regions.plan_regions(rows, user=user),
    act=lambda rows, user, shown: regions.import_regions(rows, user=user, shown=shown),
)
AGENCIES: Final = Kind(
    name="agencies",
    title=_("导入单位"),
    lead=_("按全称新增或修改单位。原名称只作为待确认的机构沿革。表格中没有的单位不受影响。"),
    wanted=bodies.HEADINGS,
    optional=bodies.OPTIONAL,
    most=bodies.MOST,
    permissions=("tracker.add_agency", "tracker.change_agency"),
    form=lambda request: forms.agencies_form(person(request)),
    plan=lambda rows, user: agencies.plan_agencies(rows, user=user),
    act=lambda rows, user, shown: agencies.import_agencies(rows, user=user, shown=shown),
)


class ImportingAdmin(ModelAdmin):
    """A list with the button 导入, for who may use it."""

    import_kind: Kind

    def get_urls(self) -> list[URLPattern]:
        """The stock pages, the import and its template."""
        wrap, name = self.admin_site.admin_view, f"tracker_{self.opts.model_name}_import"
        return [
            path("import/", wrap(self.import_view), name=name),
            path("import/template/", wrap(self.import_template_view), name=f"{name}_template"),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list, with the address of its import."""
        context = extra_context or {}
        if person(request).has_perms(self.import_kind.permissions):
            url = reverse(f"admin:tracker_{self.opts.model_name}_import")
            context = {"import_url": f"{url}{self.import_query(request)}", **context}
        return super().changelist_view(request, context)

    def import_query(self, request: HttpRequest) -> str:
        """What of the list's query the template depends on, with its question mark."""
        return ""

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """Hand a table in, look, confirm."""
        user = self._may_import(request)
        return ImportPage(request, self.admin_site, user, self.import_kind, self.opts).respond()

    def import_template_view(self, request: HttpRequest) -> HttpResponse:
        """The workbook to fill in."""
        self._may_import(request)
        name = f"attachment; filename={self.import_kind.name}.xlsx"
        content = self.import_kind.form(request)
        headers = {"Content-Disposition": name}
        return HttpResponse(content, content_type=MEDIA_TYPE, headers=headers)

    def _may_import(self, request: HttpRequest) -> Any:
        user = person(request)
        if not user.has_perms(self.import_kind.permissions):
            raise PermissionDenied
        return user


def decisions_kind(form: Any) -> Kind:
    """Conclusions; `form` makes the template of the list that the person came from."""
    return Kind(
        name="decisions",
        title=_("导入复核结论"),
        lead=_("每一行按逐条复核的规则检查，记在您名下。有误的行不导入，其余照常。"),
        wanted=decisions.HEADINGS,
        optional=decisions.OPTIONAL,
        most=decisions.MOST,
        permissions=("tracker.view_commitment", "tracker.review_commitment"),
        form=form,
        plan=lambda rows, user: decisions.plan_decisions(rows, user=user),
        act=lambda rows, user, _shown: decisions.import_decisions(rows, user=user),
        is_whole=False,
        is_new=_("可导入"),
    )
