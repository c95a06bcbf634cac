"""Mending a report by hand (人工更正): choose, see what it would do, then do it.

Each step is a plain form. What is posted to the page is first foreseen, on a page of its own
that writes nothing; its form posts the same again, with the step that saves.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from tracker import tasks
from tracker.admin.correction_page import build_page, is_kind, kinds, lines_of, pieces_of
from tracker.core.types import SectionKind
from tracker.models import Correction, Report, User
from tracker.selectors.records import visible_corrections
from tracker.selectors.scope import visible_reports
from tracker.services import mending
from tracker.services.corrections import Corrected, correct, may_correct, state_of, take_back
from tracker.services.foreseeing import foresee
from tracker.services.mending import CorrectionRefused, Wish, stored_reading
from tracker.wording import correction_text, refusal_text

SAVE = "save"
HIDDEN = frozenset(["csrfmiddlewaretoken", "step", "note"])  # posted anew by the page that saves


@dataclass(frozen=True, slots=True)
class CorrectionDesk:
    """One request about one report that the person may see and mend."""

    request: HttpRequest
    site: AdminSite
    user: User
    report: Report

    def overview(self) -> HttpResponse:
        """The parts and items of the report with what can be done to each; or what was asked."""
        if self.request.method == "POST":
            return self._posted()
        return self._page("report", _("人工更正"), page=build_page(self.report, user=self.user))

    def split(self, position: int) -> HttpResponse:
        """One item sentence by sentence, to say where it is cut."""
        items = stored_reading(self.report).commitments
        if position >= len(items) or not may_correct(self.user, Correction.Kind.SPLIT):
            raise Http404
        return self._page(
            "split",
            _("拆分事项"),
            item=items[position],
            position=position,
            pieces=pieces_of(items[position].text),
            seen=state_of(self.report),
        )

    def part(self, start: int) -> HttpResponse:
        """One part line by line, to say where another begins."""
        lines = lines_of(stored_reading(self.report), start)
        if not lines or not may_correct(self.user, Correction.Kind.SECTION):
            raise Http404
        return self._page(
            "part", _("分出一部分"), lines=lines, kinds=kinds(), seen=state_of(self.report)
        )

    def _posted(self) -> HttpResponse:
        try:
            act = self._act()
            if self.request.POST.get("step") != SAVE:
                return self._foreseen(act)
            done = act()
        except CorrectionRefused as refused:
            messages.error(self.request, refusal_text(refused.code, refused.params))
            return self._back()
        except (Report.DoesNotExist, Correction.DoesNotExist) as gone:
            raise Http404 from gone
        words = "；".join(_words(row) for row in done.corrections)
        if self.request.POST.get("act") == "undo":
            messages.success(self.request, _("已撤回更正：%(what)s。") % {"what": words})
        else:
            messages.success(self.request, _("已更正：%(what)s。") % {"what": words})
        if not tasks.enqueue_jobs(done.jobs):
            messages.warning(
                self.request, _("处理队列暂时不可用；更正已保存，恢复后会自动重新比对。")
            )
        return self._back()

    def _foreseen(self, act: Callable[[], Corrected]) -> HttpResponse:
        posted = self.request.POST
        told = foresee(self.report, act, user=self.user)
        return self._page(
            "confirm",
            _("确认更正"),
            told=told,
            is_undo=posted.get("act") == "undo",
            words=[_words(row) for row in told.corrections],
            lapsed=[_words(row) for row in told.lapsed],
            posted=[(k, v) for k in posted if k not in HIDDEN for v in posted.getlist(k)],
        )

    def _act(self) -> Callable[[], Corrected]:
        """What was asked for, to be foreseen or done. Raises CorrectionRefused."""
        posted = self.request.POST
        seen = posted.get("seen", "")
        if posted.get("act") == "undo":
            row = get_object_or_404(
                visible_corrections(self.user), pk=self._number("correction"), report=self.report
            )
            return lambda: take_back(row.pk, user=self.user, seen=seen)
        return lambda: correct(
            self.report.pk,
            self._wanted,
            user=self.user,
            seen=seen,
            note=posted.get("note", ""),
        )

    def _wanted(self, report: Report) -> tuple[Wish, ...]:
        posted = self.request.POST
        act = posted.get("act")
        if act == "move":
            year = self._number("report_year")
            name = posted.get("agency_name", "")
            return mending.moving(report, user=self.user, agency_name=name, report_year=year)
        reading = stored_reading(report)
        if act == "part":
            kind = posted.get("kind", "")
            if kind and not is_kind(kind):
                raise CorrectionRefused("correction_not_found")
            wanted = SectionKind(kind) if kind else None
            return (mending.parting(reading, self._number("start"), kind=wanted),)
        position = self._number("position")
        if act == "heading":
            return (mending.retitling(reading, position, heading=posted.get("heading", "")),)
        if act == "split":
            at = {_number(value) for value in posted.getlist("at")}
            return (mending.splitting(reading, position, at=at),)
        if act == "merge":
            return (mending.merging(reading, position),)
        if act == "aside":
            return (mending.setting_aside(reading, position),)
        raise CorrectionRefused("correction_not_found")

    def _number(self, name: str) -> int:
        return _number(self.request.POST.get(name, ""))

    def _back(self) -> HttpResponse:
        """To the report's page for mending; elsewhere if it was moved out of one's scope."""
        if not visible_reports(self.user).filter(pk=self.report.pk).exists():
            return HttpResponseRedirect(reverse("admin:tracker_report_changelist"))
        url = reverse("admin:tracker_report_correct", args=[self.report.pk])
        return HttpResponseRedirect(url)

    def _page(self, template: str, title: str, **context: object) -> HttpResponse:
        shown = {
            **self.site.each_context(self.request),
            "title": title,
            "opts": Correction._meta,
            "report": self.report,
            "is_nav_sidebar_enabled": False,
            **context,
        }
        return TemplateResponse(self.request, f"admin/tracker/correction/{template}.html", shown)


def desk_of(request: HttpRequest, site: AdminSite, user: User, report_id: int) -> CorrectionDesk:
    """404 outside the person's scope, 403 for whoever may mend nothing."""
    rows = visible_reports(user).select_related("agency").defer("raw_text")
    report = get_object_or_404(rows, pk=report_id)
    if not any(may_correct(user, kind) for kind in Correction.Kind.values):
        raise PermissionDenied
    return CorrectionDesk(request, site, user, report)


def _words(row: Correction) -> str:
    return correction_text(row.kind, row.said, row.was)


def _number(value: str) -> int:
    """A number that a form of ours posts. Raises CorrectionRefused."""
    if not (value.isascii() and value.isdigit() and len(value) < 10):
        raise CorrectionRefused("correction_not_found")
    return int(value)
