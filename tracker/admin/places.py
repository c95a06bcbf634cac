"""Regions and agencies: what lies in them, who answers for them, what they are called."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import ForeignKey, Model, Q
from django.forms import ModelChoiceField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.admin import import_kinds
from tracker.admin.base import ScopedAdmin, person
from tracker.admin.import_kinds import ImportingAdmin
from tracker.admin.place_forms import AgencyForm, RegionForm
from tracker.admin.samples_page import samples_page
from tracker.models import Agency, AgencySuccession, Region, Responsibility, User
from tracker.selectors.records import visible_successions, visible_users
from tracker.selectors.scope import UPWARDS, visible_agencies, visible_regions
from tracker.services.samples import MAY_LOAD, MAY_REMOVE

MOST_LISTED: Final = 50  # links of one kind on a page


class PlaceAdmin(ImportingAdmin, ScopedAdmin):
    """What pages of regions and agencies have in common."""

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Any:
        """The row, with who looks at it."""
        found: Any = super().get_object(request, object_id, from_field)
        found.viewer = person(request)
        return found

    @admin.display(description=gettext_lazy("责任人"))
    def people(self, place: Any) -> str | SafeString:
        """Who answers for this place, or for a region above it, as far as one may see people."""
        viewer: User = place.viewer
        if not viewer.has_perm("tracker.view_user"):
            return self.get_empty_value_display()
        above = _regions_from(place if isinstance(place, Region) else place.region)
        asked = Q(region__in=[region.pk for region in above])
        if not isinstance(place, Region):
            asked |= Q(agency=place)
        seen = Responsibility.objects.filter(asked, user__in=visible_users(viewer).values("pk"))
        found = list(
            seen.select_related("user", "region").order_by("user__username", "pk")[:MOST_LISTED]
        )
        parts = [
            (
                reverse("admin:tracker_user_change", args=[row.user.pk]),
                row.user,
                f"（{row.region}）" if row.region and row.region != place else "",
            )
            for row in found
        ]
        listed = format_html_join("、", '<a href="{}">{}</a>{}', parts)
        return listed or self.get_empty_value_display()

    def links(self, rows: Any, model: str, *, add: str) -> str | SafeString:
        """Links to the rows' pages, and one to add another."""
        shown = list(rows[: MOST_LISTED + 1])
        parts = [
            (reverse(f"admin:tracker_{model}_change", args=[row.pk]), str(row))
            for row in shown[:MOST_LISTED]
        ]
        listed = format_html_join("、", '<a href="{}">{}</a>', parts)
        if len(shown) > MOST_LISTED:
            listed = format_html("{} {}", listed, _("等 %(n)d 个") % {"n": rows.count()})
        if add:
            link = format_html('<a class="addlink" href="{}">{}</a>', add, _("增加"))
            listed = format_html("{} {}", listed, link)
        return listed or self.get_empty_value_display()

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The stock page; what holds something is not deleted, and this says why."""
        place = self.get_object(request, object_id)
        words = self.why_kept(place)
        if words and self.has_delete_permission(request, place):
            messages.error(request, words)
            url = reverse(f"admin:tracker_{self.opts.model_name}_change", args=[place.pk])
            return HttpResponseRedirect(url)
        return super().delete_view(request, object_id, extra_context)

    def why_kept(self, place: Any) -> str:
        """Why a place can't be deleted; empty when it can."""
        raise NotImplementedError


@admin.register(Region)
class RegionAdmin(PlaceAdmin):
    """地区."""

    form = RegionForm
    import_kind = import_kinds.REGIONS
    empty_words = gettext_lazy("还没有地区。可从表格导入，或点“增加”逐个建立。")
    list_display = ["name", "code", "level", "parent"]
    list_filter = ["level"]
    list_select_related = ["parent"]
    search_fields = ["name", "code"]
    ordering = ["code"]
    autocomplete_fields = ["parent"]
    fields = ["code", "name", "level", "parent", "children", "agencies", "people"]
    readonly_fields = ["children", "agencies", "people"]

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """What lies in it has no place on the page of a new one."""
        return self.fields if obj else self.fields[:4]

    @admin.display(description=gettext_lazy("下级地区"))
    def children(self, region: Any) -> str | SafeString:
        """Those directly below."""
        rows = visible_regions(region.viewer).filter(parent=region).order_by("code")
        return self.links(rows, "region", add="")

    @admin.display(description=gettext_lazy("单位"))
    def agencies(self, region: Any) -> str | SafeString:
        """Those that sit here."""
        rows = visible_agencies(region.viewer).filter(region=region).order_by("name")
        may_add = region.viewer.has_perm("tracker.add_agency")
        add = reverse("admin:tracker_agency_add", query={"region": region.pk}) if may_add else ""
        return self.links(rows, "agency", add=add)

    def why_kept(self, place: Any) -> str:
        """A region with agencies or regions in it."""
        number = {"agencies": place.agencies.count(), "regions": place.children.count()}
        if not any(number.values()):
            return ""
        return (
            _("这个地区还有 %(agencies)d 个单位、%(regions)d 个下级地区，没有删除；请先移走它们。")
            % number
        )


@admin.register(Agency)
class AgencyAdmin(PlaceAdmin):
    """单位."""

    form = AgencyForm
    import_kind = import_kinds.AGENCIES
    empty_words = gettext_lazy("还没有单位。可从表格导入，或直接上传报告，系统会自动建立单位。")
    list_display = ["name", "region", "also_called", "is_sample"]
    list_filter = ["is_sample"]
    list_select_related = ["region"]
    search_fields = ["name"]
    ordering = ["name"]
    autocomplete_fields = ["region"]
    fields = ["name", "region", "aliases", "is_sample", "successions", "reports", "people"]
    readonly_fields = ["is_sample", "successions", "reports", "people"]

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """What hangs on it has no place on the page of a new one."""
        return self.fields if obj else self.fields[:3]

    def get_urls(self) -> list[URLPattern]:
        """The stock pages, and that of the sample data."""
        view = self.admin_site.admin_view(self.samples_view)
        return [path("samples/", view, name="tracker_samples"), *super().get_urls()]

    def samples_view(self, request: HttpRequest) -> HttpResponse:
        """示例数据: load it, take it away."""
        user = person(request)
        if not (user.has_perms(MAY_LOAD) or user.has_perms(MAY_REMOVE)):
            raise PermissionDenied
        return samples_page(self.admin_site, request)

    @admin.display(description=gettext_lazy("别称"))
    def also_called(self, agency: Agency) -> str:
        """The other names."""
        return "、".join(agency.aliases) or self.get_empty_value_display()

    @admin.display(description=gettext_lazy("机构沿革"))
    def successions(self, agency: Any) -> str | SafeString:
        """Whom it followed, and who followed it, with how far that is confirmed."""
        mine = Q(predecessor=agency) | Q(successor=agency)
        found = visible_successions(agency.viewer).filter(mine)
        rows = found.select_related("predecessor", "successor").order_by("since_year", "pk")
        listed = format_html_join("", "<div>{}</div>", _succession_lines(rows))
        if agency.viewer.has_perm("tracker.add_agencysuccession"):
            add = reverse("admin:tracker_agencysuccession_add", query={"successor": agency.pk})
            link = format_html('<a class="addlink" href="{}">{}</a>', add, _("登记沿革"))
            listed = format_html("{}{}", listed, link)
        return listed or self.get_empty_value_display()

    @admin.display(description=gettext_lazy("年度报告"))
    def reports(self, agency: Any) -> str | SafeString:
        """Its reports, newest first."""
        rows = agency.reports.order_by("-report_year").defer("text", "raw_text")
        parts = [
            (reverse("admin:tracker_report_change", args=[row.pk]), row.report_year) for row in rows
        ]
        listed = format_html_join("、", '<a href="{}">{}</a>', parts)
        if parts and agency.viewer.has_perm("tracker.view_commitment"):
            paper = reverse("admin:tracker_inspection", query={"agency": agency.pk})
            listed = format_html('{} · <a href="{}">{}</a>', listed, paper, _("督察报告"))
        return listed or self.get_empty_value_display()

    def why_kept(self, place: Any) -> str:
        """An agency with reports: reviews rest on them."""
        number = place.reports.count()
        words = _(
            "这个单位有 %(n)d 份年度报告，没有删除；报告和复核记录都要保留。改名请用机构沿革。"
        )
        return words % {"n": number} if number else ""

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField[Any] | None:
        """An agency without a region is visible to superusers only: others must name one."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None and not person(request).is_superuser:
            field.required = True
        return field


def _regions_from(region: Region | None) -> list[Region]:
    """A region and those above it, as far up as responsibilities reach down."""
    found: list[Region] = []
    for _step in UPWARDS:
        if region is not None:
            found.append(region)
            region = region.parent
    return found


def _succession_lines(rows: Iterable[AgencySuccession]) -> Iterable[tuple[SafeString]]:
    for row in rows:
        url = reverse("admin:tracker_agencysuccession_change", args=[row.pk])
        state = _("已确认") if row.confirmed_at else _("已否定") if row.declined_at else _("待确认")
        told = _("%(year)d 年起") % {"year": row.since_year}
        yield (format_html('<a href="{}">{}</a> {} · {}', url, row, told, state),)
