"""The page of a file that a person is asked about (待补充): what was read, and a short form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker import tasks
from tracker.admin.facts import fact_rows
from tracker.models import Agency, Upload, User
from tracker.models.reports import EARLIEST_YEAR, LATEST_YEAR
from tracker.selectors.scope import visible_agencies
from tracker.services.asking import AnswerRefused, answer_upload
from tracker.wording import question_text, refusal_text

TEMPLATE = "admin/tracker/upload/answer.html"
ANOTHER = "-"  # the choice that leaves the name to the text field


class AnswerForm(forms.Form):
    """Whose report and which year, with the likeliest filled in; nothing is taken unsaid."""

    choice = forms.ChoiceField(label=gettext_lazy("单位"), widget=forms.RadioSelect, required=False)
    agency_name = forms.CharField(
        label=gettext_lazy("单位全称"),
        max_length=Upload.AGENCY_NAME_LIMIT,
        required=False,
        widget=forms.TextInput(attrs={"list": "known-agencies", "class": "vTextField"}),
    )
    as_alias = forms.BooleanField(label=gettext_lazy("记为别称"), required=False)
    report_year = forms.IntegerField(
        label=gettext_lazy("报告年度"),
        min_value=EARLIEST_YEAR,
        max_value=LATEST_YEAR,
        help_text=gettext_lazy("报告回顾的那一年；2024 年度报告填 2024。"),
    )

    def __init__(self, *args: Any, upload: Upload, user: User, **kwargs: Any) -> None:
        facts = upload.found.get("facts", {})
        self.read_name = str(facts.get("agency", {}).get("value", ""))
        self.agencies = visible_agencies(user)
        candidates = list(
            self.agencies.filter(pk__in=upload.found.get("candidates", [])).select_related("region")
        )
        name = upload.agency_name or self.read_name
        choices = _choices(candidates, upload.found.get("names", []), name=name)
        filled = {
            "choice": candidates[0].name if len(candidates) == 1 else None,
            "agency_name": "" if choices else name,
            "report_year": upload.report_year or facts.get("report_year", {}).get("value"),
        }
        super().__init__(*args, **{"initial": filled, **kwargs})
        if choices:
            cast(forms.ChoiceField, self.fields["choice"]).choices = choices
        else:
            del self.fields["choice"]
            self.fields["agency_name"].required = True
        if not (user.has_perm("tracker.change_agency") and self.read_name):
            del self.fields["as_alias"]

    def clean(self) -> dict[str, Any]:
        """A choice or a name, not both: neither is dropped in silence."""
        data = super().clean() or {}
        chosen = data.get("choice", "").removeprefix(ANOTHER)
        typed = str(data.get("agency_name", "")).strip()
        if chosen and typed and chosen != typed:
            self.add_error("agency_name", _("已选了上面的单位，又另填了名称；请只留一个。"))
        if not (chosen or typed or self.errors):
            self.add_error("agency_name", _("请选择一个单位，或填写全称。"))
        data["agency_name"] = chosen or typed
        return data


@dataclass(frozen=True, slots=True)
class AnswerDesk:
    """One request for the page of a file that is asked about and that the user may see."""

    request: HttpRequest
    user: User
    upload: Upload
    site: AdminSite

    def respond(self) -> HttpResponse:
        """The page; after an answer the list."""
        if self.request.method != "POST":
            return self._page(self._form())
        form = self._form(self.request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        try:
            upload = answer_upload(
                self.upload.pk,
                user=self.user,
                agency_name=form.cleaned_data["agency_name"],
                report_year=form.cleaned_data["report_year"],
                as_alias=form.cleaned_data.get("as_alias", False),
            )
        except AnswerRefused as refused:
            form.add_error(None, refusal_text(refused.code, {}))
            return self._page(form, status=422)
        messages.success(
            self.request, _("已补充：%(file)s，正在录入。") % {"file": upload.filename}
        )
        if not tasks.enqueue_upload(upload.pk):
            messages.warning(self.request, _("处理队列暂时不可用；文件已保存，恢复后会自动处理。"))
        return HttpResponseRedirect(reverse("admin:tracker_upload_changelist"))

    def _form(self, data: Any = None) -> AnswerForm:
        return AnswerForm(data, upload=self.upload, user=self.user)

    def _page(self, form: AnswerForm, *, status: int = 200) -> HttpResponse:
        found = self.upload.found
        context = {
            **self.site.each_context(self.request),
            "title": _("补充报告信息"),
            "opts": Upload._meta,
            "upload": self.upload,
            "form": form,
            "question": question_text(found.get("doubts", [])),
            "facts": fact_rows(found.get("facts", {})),
        }
        return TemplateResponse(self.request, TEMPLATE, context, status=status)


def _choices(
    candidates: Sequence[Agency], named: Sequence[Mapping[str, str]], *, name: str
) -> list[tuple[str, str]]:
    """Known agencies, bodies that the document names, another one; none if it is one name only."""
    if not candidates and len(named) < 2:
        return []
    found = {agency.name: _known_words(agency) for agency in candidates}
    for body in named:
        words = _("%(name)s（新单位；原文“%(evidence)s”）")
        found.setdefault(body["value"], words % {"name": body["value"], **body})
    if name:
        found.setdefault(name, _("%(name)s（新单位）") % {"name": name})
    return [*found.items(), (ANOTHER, _("都不是，另填全称"))]


def _known_words(agency: Agency) -> str:
    if agency.region is None:
        return _("%(name)s（已有单位）") % {"name": agency.name}
    return _("%(name)s（已有单位，%(region)s）") % {"name": agency.name, "region": agency.region}
