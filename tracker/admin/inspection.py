"""督察报告: choose whose promises and which year, look at the figures, take the paper along."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.admin.base import person
from tracker.models import Agency, Commitment, Region, User
from tracker.papers.docx_package import MIME, docx_of
from tracker.papers.docx_text import printable
from tracker.papers.inspection import inspection_paper, summary_words, title_of
from tracker.selectors.inspection import plan_years, promised_by
from tracker.selectors.narrowing import latest_answered
from tracker.selectors.scope import (
    visible_agencies,
    visible_commitments,
    visible_regions,
    visible_reports,
)
from tracker.selectors.statistics import fulfilment, total

TEMPLATE = "admin/tracker/commitment/inspection.html"
DOWNLOAD = "docx"  # in the query: the file instead of the page


class SubjectForm(forms.Form):
    """An agency, or else a region, and a plan year; named as the dashboard's filters are."""

    region = forms.ModelChoiceField(
        Region.objects.none(),
        label=gettext_lazy("地区"),
        required=False,
        help_text=gettext_lazy("含下级地区的全部单位；另选了单位时，只看那个单位。"),
    )
    agency = forms.ModelChoiceField(
        Agency.objects.none(), label=gettext_lazy("单位"), required=False
    )
    year = forms.TypedChoiceField(
        label=gettext_lazy("计划年度"),
        coerce=int,
        help_text=gettext_lazy("承诺要在这一年兑现。"),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = plan_years(visible_commitments(user))
        choices: dict[str, Any] = {
            "region": visible_regions(user).order_by("code"),
            "agency": visible_agencies(user).order_by("name"),
        }
        for name, rows in choices.items():
            cast("forms.ModelChoiceField[Any]", self.fields[name]).queryset = rows
        cast(forms.ChoiceField, self.fields["year"]).choices = [(year, year) for year in years]

    def clean(self) -> dict[str, Any]:
        """Of both the agency, which is the narrower; not neither."""
        data = super().clean() or {}
        data["subject"] = data.get("agency") or data.get("region")
        if not (self.errors or data["subject"]):
            raise forms.ValidationError(_("请选择一个地区或一个单位。"))
        return data


def inspection_page(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """The form; with a choice its figures, or the paper itself.

    Raises PermissionDenied for who may not see commitments: the paper quotes them.
    """
    user = person(request)
    if not user.has_perm("tracker.view_commitment"):
        raise PermissionDenied
    # A link from elsewhere may name only some of it: that is filled in, not found fault with.
    is_asked = request.GET.get("year") or DOWNLOAD in request.GET
    filled = {**request.GET.dict(), "year": latest_answered(visible_reports(user))}
    form = SubjectForm(request.GET if is_asked else None, user=user, initial=filled)
    if form.is_bound and form.is_valid() and DOWNLOAD in request.GET:
        return _paper(user, form.cleaned_data)
    context = {
        **site.each_context(request),
        "title": _("督察报告"),
        "opts": Commitment._meta,
        "form": form,
        "download": DOWNLOAD,
        **(_figures(user, form.cleaned_data) if form.is_bound and form.is_valid() else {}),
    }
    return TemplateResponse(request, TEMPLATE, context)


def _figures(user: User, chosen: dict[str, Any]) -> dict[str, Any]:
    subject, year = chosen["subject"], chosen["year"]
    rows = promised_by(visible_commitments(user), subject=subject, plan_year=year)
    agencies = fulfilment(rows, by="agency")
    words = {"year": year, "number": len(agencies)}
    return {
        "is_chosen": True,
        "heading": "".join(title_of(subject, year)),
        "agencies": agencies,
        "counted": _("%(year)d年度有承诺的单位 %(number)d 个。") % words,
        "summary": summary_words(total(agencies)),
    }


def _paper(user: User, chosen: dict[str, Any]) -> HttpResponse:
    paper = inspection_paper(
        visible_commitments(user),
        subject=chosen["subject"],
        plan_year=chosen["year"],
        author=user.get_full_name() or user.get_username(),
        made_at=timezone.now(),
    )
    name = printable("".join(paper.title))  # an agency's name is a stranger's text
    return HttpResponse(
        docx_of(paper),
        content_type=MIME,
        headers={"Content-Disposition": content_disposition_header(True, f"{name}.docx")},
    )
