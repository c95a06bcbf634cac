"""处理进度: how far files and pairs have come, on a page that keeps itself up to date.

The page is made of parts. A script asks for the parts again every few seconds and puts in those
that have changed; without scripts the browser loads the page again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.contrib.admin import AdminSite
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.admin import progress_words as words
from tracker.admin.base import SCOPES, rendered
from tracker.admin.retrying import may_retry, retry_failed
from tracker.models import Batch, Upload, User
from tracker.selectors.progress import Files, Progress, newest_batches, of_batch, progress_of

FOLDER: Final = "admin/tracker/upload/progress"
NEWEST: Final = 10  # batches that are listed
PARTS: Final = "parts"  # in the query: answer with the parts alone
REASON: Final = "reason"  # the name of the buttons: which failures to try again


@dataclass(frozen=True, slots=True)
class ProgressPage:
    """One request for the progress of a batch, or of everything, that the user may see."""

    request: HttpRequest
    site: AdminSite
    user: User
    batch: Batch | None

    def respond(self) -> HttpResponse:
        """The page or its parts; after a press on a button the page again."""
        if self.request.method == "POST":
            return self._retry(self.request.POST.get(REASON, ""))
        progress = progress_of(self.user, batch=self.batch, now=timezone.now())
        listed = newest_batches(self.user, limit=NEWEST)
        busy = progress.is_busy or any(files.left for _batch, files in listed)
        state = {"said": words.said(progress), "busy": busy}
        parts = self._parts(progress, listed)
        if PARTS in self.request.GET:
            return JsonResponse({**state, "parts": parts})
        title = str(self.batch) if self.batch else _("处理进度")
        context = {
            **self.site.each_context(self.request),
            **state,
            "title": title,
            "opts": Upload._meta,
            "batch": self.batch,
            "parts": parts,
        }
        return TemplateResponse(self.request, f"{FOLDER}/page.html", context)

    def _parts(self, progress: Progress, listed: list[tuple[Batch, Files]]) -> dict[str, str]:
        """The parts of the page by the id of their place."""
        figures = rendered(
            f"{FOLDER}/figures.html",
            lines=words.lines(progress, self.batch),
            facts=words.facts(progress, self.batch),
            is_stuck=words.is_stuck(progress),
            missing=progress.files.missing,
        )
        failures = rendered(
            f"{FOLDER}/failures.html",
            rows=words.failure_rows(progress, self.batch),
            may_retry=may_retry(self.request),
            name=REASON,
        )
        batches = rendered(
            f"{FOLDER}/batches.html",
            rows=[(batch, words.file_line(files, batch)) for batch, files in listed],
            current=self.batch,
        )
        return {"figures": figures, "failures": failures, "batches": batches}

    def _retry(self, value: str) -> HttpResponse:
        """Try the visible failures of one reason again; of one batch on its page."""
        kind, _colon, code = value.partition(":")
        model = words.MODELS.get(kind)
        if model is None or not code:
            raise Http404
        rows = SCOPES[model](self.user).filter(error_code=code)
        if self.batch is not None:
            mine = Q(batch=self.batch) if model is Upload else of_batch(self.batch.pk)
            rows = rows.filter(mine)
        retry_failed(self.request, rows)
        return HttpResponseRedirect(self.request.path)
