"""全文检索: who else promised this, and did they keep it; over all that a person may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from django import forms
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.admin.base import person
from tracker.admin.marks import Segment, marked_hit
from tracker.admin.passages import line_url
from tracker.admin.standings import Standing, decided_standing
from tracker.core.types import Status
from tracker.models import Commitment, User
from tracker.selectors.full_text import (
    KINDS,
    LONGEST_QUERY,
    Hit,
    Hits,
    full_text,
    lines_of,
    places_of,
    words_of,
)
from tracker.selectors.full_text_told import Within
from tracker.selectors.scope import sees_everything, visible_commitments, visible_reports
from tracker.wording import STATUSES

TEMPLATE: Final = "admin/tracker/commitment/full_text.html"
SHOWN: Final = 50  # the best; who wants others adds a word
LONGEST_SHOWN: Final = 600  # characters of a text, around the first of the words
BEFORE: Final = 100  # of them, what stands before that word
ALL: Final = ("", gettext_lazy("全部"))


class SearchForm(forms.Form):
    """The words, and where to look."""

    q = forms.CharField(
        label=gettext_lazy("要找的词"),
        max_length=LONGEST_QUERY,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "autofocus": True}),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("只找"),
        required=False,
        choices=[
            ALL,
            ("commitment", gettext_lazy("承诺事项")),
            ("evidence", gettext_lazy("候选证据")),
        ],
    )
    year = forms.TypedChoiceField(
        label=gettext_lazy("计划年度"), required=False, coerce=int, empty_value=None
    )
    status = forms.ChoiceField(
        label=gettext_lazy("状态"),
        required=False,
        choices=[ALL, *((status.value, label) for status, label in STATUSES.items())],
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = visible_reports(user).order_by("-plan_year").values_list("plan_year", flat=True)
        choices = [ALL, *((year, str(year)) for year in years.distinct())]
        cast(forms.ChoiceField, self.fields["year"]).choices = choices

    def clean_q(self) -> str:
        """The query as it was typed, if there is a word in it to look for."""
        query: str = self.cleaned_data["q"]
        if not words_of(query):
            raise forms.ValidationError(_("请至少给出一个两个字以上的词。"))
        return query


@dataclass(frozen=True, slots=True)
class Found:
    """One text that has the words, as the page shows it."""

    commitment: Commitment
    heading: Sequence[Segment]
    text: Sequence[Segment]
    is_cut: tuple[bool, bool]  # whether more of the text stands before and after
    standing: Standing  # what people decided, nothing of the machine's
    url: str  # of the promise's review page
    place: str  # a passage's place in its report, "" for a promise


def full_text_page(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """The form, and below it the best of what it finds; a constant number of queries.

    Raises PermissionDenied for who may not see commitments.
    """
    user = person(request)
    if not user.has_perm("tracker.view_commitment"):
        raise PermissionDenied
    form = SearchForm(request.GET if "q" in request.GET else None, user=user)
    context: dict[str, Any] = {
        **site.each_context(request),
        "title": _("全文检索"),
        "opts": Commitment._meta,
        "form": form,
        "is_nav_sidebar_enabled": False,  # the texts need the width
    }
    if form.is_bound and form.is_valid():
        words = words_of(form.cleaned_data["q"])
        found = _search(user, words, form.cleaned_data)
        context |= {"found": found, "rows": _rows(found, words), "shown": SHOWN}
    return TemplateResponse(request, TEMPLATE, context)


def _search(user: User, words: Sequence[str], chosen: Mapping[str, Any]) -> Hits:
    own = Q(status=Status(chosen["status"])) if chosen["status"] else Q()
    rows, within = visible_commitments(user).filter(own), None
    if chosen["year"]:
        rows = rows.filter(report__plan_year=chosen["year"])
    if chosen["year"] or not sees_everything(user):
        year = Q(plan_year=chosen["year"]) if chosen["year"] else Q()
        within = Within(visible_reports(user).filter(year), own)
    kinds = [kind for kind in KINDS if chosen["kind"] in ("", kind)]
    return full_text(rows, words, kinds=kinds, within=within, limit=SHOWN)


def _rows(found: Hits, words: Sequence[str]) -> list[Found]:
    lines = lines_of([hit.candidate for hit in found.hits if hit.candidate])
    return [_row(hit, words, lines) for hit in found.hits]


def _row(hit: Hit, words: Sequence[str], lines: Mapping[int, tuple[int, int]]) -> Found:
    row = hit.commitment
    text, is_cut = _around(hit.text, words)
    return Found(
        commitment=row,
        heading=marked_hit(row.heading, start=0, words=places_of(row.heading, words)),
        text=marked_hit(text, start=0, words=places_of(text, words)),
        is_cut=is_cut,
        standing=decided_standing(row) or Standing("", str(row.get_review_state_display())),
        url=reverse("admin:tracker_commitment_review", args=[row.pk]),
        place=line_url(*lines[hit.candidate.pk]) if hit.candidate else "",
    )


def _around(text: str, words: Sequence[str]) -> tuple[str, tuple[bool, bool]]:
    """A long text cut to what stands around the first of the words, and where it was cut."""
    places = places_of(text, words)
    first = places[0][0] if places else 0
    start = max(0, min(first - BEFORE, len(text) - LONGEST_SHOWN))
    end = start + LONGEST_SHOWN
    return text[start:end], (start > 0, end < len(text))
