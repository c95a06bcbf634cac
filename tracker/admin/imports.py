"""导入: hand a table in, see what each row would do, confirm exactly that.

The preview's form brings back the rows that were read, signed for this person and this kind of
table: what is confirmed is what was shown, and nothing has to be kept in between.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.models import User
from tracker.papers.sheets import SheetRow, UnreadableSheet, read_rows
from tracker.papers.workbooks import MOST_BYTES
from tracker.services.imports.steps import Change, ImportRefused, Step, fingerprint
from tracker.wording import import_error_text, sheet_error_text

SALT: Final = "tracker.import"
PATIENCE: Final = 3600  # seconds that a preview can be confirmed
MOST_SIGNED: Final = 8_000_000  # characters of a preview's form; the limit of a form is beyond
MOST_SHOWN: Final = 300  # rows of one list; of more it says how many
TEMPLATE: Final = "admin/tracker/import/page.html"

WORDS: Final[dict[Change, Promise]] = {
    Change.NEW: gettext_lazy("新增"),
    Change.CHANGED: gettext_lazy("修改"),
    Change.SAME: gettext_lazy("无变化"),
    Change.REFUSED: gettext_lazy("有误"),
    Change.EMPTY: gettext_lazy("未填写"),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of table: its headings, what it would do, and doing it."""

    name: str  # in addresses, and in what is signed
    title: Promise
    lead: Promise
    wanted: Sequence[str]
    optional: Sequence[str]
    most: int
    permissions: Sequence[str]
    form: Callable[[HttpRequest], bytes]  # the template, filled with what there is
    plan: Callable[[Sequence[SheetRow], User], list[Step]]
    act: Callable[[Sequence[SheetRow], User, str], list[Step]]
    is_whole: bool = True  # all rows or none; else row by row, with a page that tells
    is_new: Promise = WORDS[Change.NEW]  # what a row that can be imported is called


@dataclass(frozen=True, slots=True)
class ImportPage:
    """One request of a person who may import."""

    request: HttpRequest
    site: AdminSite
    user: User
    kind: Kind
    opts: Any

    def respond(self) -> HttpResponse:
        """The form; the preview of a file; or what became of a preview that was confirmed."""
        if self.request.method != "POST":
            return self._page()
        try:
            if "signed" in self.request.POST:
                return self._confirm()
            return self._preview(self._read())
        except UnreadableSheet as error:
            return self._page(problem=sheet_error_text(error.code, error.params))
        except ImportRefused as error:
            return self._page(problem=import_error_text(error.code, {}))

    def _read(self) -> list[SheetRow]:
        """Raises UnreadableSheet; ImportRefused where there is no file or no row."""
        file = self.request.FILES.get("table")
        if not isinstance(file, UploadedFile):
            raise ImportRefused("import_no_file")
        if (file.size or 0) > MOST_BYTES:
            raise UnreadableSheet("sheet_too_large")
        found = read_rows(
            file.read(), self.kind.wanted, optional=self.kind.optional, most=self.kind.most
        )
        if not found.rows:
            raise ImportRefused("import_nothing")
        return list(found.rows)

    def _preview(self, rows: Sequence[SheetRow], *, problem: str = "") -> HttpResponse:
        steps = self.kind.plan(rows, self.user)
        signed = self._signed(rows, shown=fingerprint(steps))
        if len(signed) > MOST_SIGNED:
            raise ImportRefused("import_too_long")
        number = Counter(step.change for step in steps)
        todo = number[Change.NEW] + number[Change.CHANGED]
        is_held = self.kind.is_whole and number[Change.REFUSED] > 0
        return self._page(
            steps=steps,
            signed="" if is_held or not todo else signed,
            todo=todo,
            is_held=is_held,
            problem=problem,
        )

    def _confirm(self) -> HttpResponse:
        rows, shown = self._opened(self.request.POST["signed"])
        try:
            steps = self.kind.act(rows, self.user, shown)
        except ImportRefused as error:
            return self._preview(rows, problem=import_error_text(error.code, {}))
        if not self.kind.is_whole:
            return self._page(steps=steps, is_done=True)
        number = Counter(step.change for step in steps)
        words = _("已导入：新增 %(new)d，修改 %(changed)d，无变化 %(same)d。")
        told = {change.value: number[change] for change in Change}
        messages.success(self.request, words % told)
        return HttpResponseRedirect(self._list())

    def _page(self, *, steps: Sequence[Step] = (), **context: object) -> HttpResponse:
        query = self.request.GET.urlencode()
        template = reverse(f"admin:tracker_{self.opts.model_name}_import_template")
        given: dict[str, Any] = {
            **self.site.each_context(self.request),
            "title": self.kind.title,
            "kind": self.kind,
            "opts": self.opts,
            "template_url": f"{template}?{query}" if query else template,
            "list_url": self._list(),
            "counts": self._counts(steps),
            "lists": self._lists(steps),
            "is_nav_sidebar_enabled": False,  # the columns need the width
            **context,
        }
        status = 400 if context.get("problem") else 200
        return TemplateResponse(self.request, TEMPLATE, given, status=status)

    def _word(self, change: Change) -> str:
        return str(self.kind.is_new if change is Change.NEW else WORDS[change])

    def _counts(self, steps: Sequence[Step]) -> list[tuple[str, str, int]]:
        number = Counter(step.change for step in steps)
        return [
            (change.value, self._word(change), number[change])
            for change in Change
            if number[change]
        ]

    def _lists(self, steps: Sequence[Step]) -> list[dict[str, Any]]:
        """What is wrong first, then what would be done; of the rest the number says enough."""
        lists = []
        for change in (Change.REFUSED, Change.NEW, Change.CHANGED):
            rows = [step for step in steps if step.change is change]
            shown = [(row, _reason(row)) for row in rows[:MOST_SHOWN]]
            word = self._word(change)
            left = len(rows) - len(shown)
            if rows:
                lists.append({"code": change.value, "word": word, "rows": shown, "left": left})
        return lists

    def _list(self) -> str:
        return reverse(f"admin:tracker_{self.opts.model_name}_changelist")

    def _signed(self, rows: Sequence[SheetRow], *, shown: str) -> str:
        headings = [*self.kind.wanted, *self.kind.optional]
        kept = [
            [row.number, [row.cells.get(name, "") for name in headings], row.errors, row.hidden]
            for row in rows
        ]
        told = {"kind": self.kind.name, "user": self.user.pk, "shown": shown, "rows": kept}
        return signing.dumps(told, salt=SALT, compress=True)

    def _opened(self, signed: str) -> tuple[list[SheetRow], str]:
        """Raises ImportRefused for what this person was not shown, or too long ago."""
        try:
            told = signing.loads(signed, salt=SALT, max_age=PATIENCE)
        except signing.BadSignature as error:
            raise ImportRefused("import_expired") from error
        if (told["kind"], told["user"]) != (self.kind.name, self.user.pk):
            raise ImportRefused("import_expired")
        headings = [*self.kind.wanted, *self.kind.optional]
        rows = [
            SheetRow(number, dict(zip(headings, cells, strict=True)), errors, hidden)
            for number, cells, errors, hidden in told["rows"]
        ]
        return rows, told["shown"]


def _reason(step: Step) -> str:
    return import_error_text(step.problem.code, step.problem.params) if step.problem else ""
