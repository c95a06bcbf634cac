"""The review page: show it, take what a person decided, lose nothing when that is refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from tracker.admin.chains import ChainBox, chain_box
from tracker.admin.columns import light_mark
from tracker.admin.ledger import ledger_lines
from tracker.admin.report_search import LONGEST_QUERY
from tracker.admin.review_acts import (
    CONCLUDING_MODES,
    ON_A_NOTE,
    Attempt,
    attempt,
    done_words,
    mode_of,
)
from tracker.admin.review_forms import DecisionForm, NoteForm, mark_choices, said_again
from tracker.admin.review_history import taken_back, undoable
from tracker.admin.review_page import ReviewPage, build_page
from tracker.models import Commitment, Review, User
from tracker.selectors.queue import counts, next_after
from tracker.selectors.scope import visible_commitments
from tracker.selectors.second_readers import without_reader

FILTERS = "_changelist_filters"  # Django's own name for the list that one came from
AFTER = "after"  # the item that was decided just before, which one key can undo
TEMPLATE = "admin/tracker/commitment/review.html"
HITS = "admin/tracker/commitment/hits.html"


@dataclass(frozen=True, slots=True)
class Desk:
    """One request for the page of one commitment that the user may see."""

    request: HttpRequest
    user: User
    commitment: Commitment
    site: AdminSite
    among: QuerySet[Commitment] | None  # the filtered list that the person works through

    def respond(self) -> HttpResponse:
        """The page or what was searched in it, or after a success the next one."""
        if self.request.method != "POST":
            return self._hits() if self.request.GET.get("part") == "hits" else self._page(None)
        act = self.request.POST.get("act", "")
        tried = attempt(self._posted(act), self.commitment, user=self.user, act=act)
        if tried.review is None:
            return self._page(tried)
        return self._after(tried.review)

    def _after(self, review: Review) -> HttpResponse:
        """On to the next item, telling what was done; back to this one where that was asked."""
        words = done_words(review)
        if "_stay" in self.request.POST or review.act == Review.Act.UNDO:
            url = self._url(self.commitment)
        else:
            upcoming = self._next()
            decided = self.commitment.pk if review.act == Review.Act.DECIDE else None
            url = self._url(upcoming, after=decided)
            if upcoming is None:  # the list has no key to take it back, so it links to the page
                link, label = self._url(self.commitment), _("查看或撤销")
                words = format_html('{} <a href="{}">{}</a>', words, link, label)
        messages.success(self.request, words)
        return HttpResponseRedirect(url)

    def _posted(self, act: str) -> NoteForm:
        data = self.request.POST
        is_brief = act == "undo" or act in ON_A_NOTE
        return NoteForm(data) if is_brief else self._decision_form(data)

    def _decision_form(self, data: Any = None, **initial: Any) -> DecisionForm:
        return DecisionForm(data, commitment=self.commitment, user=self.user, initial=initial)

    def _built(self, tried: Attempt | None) -> ReviewPage:
        form = tried.form if tried else None
        query = self.request.POST.get("q") or self.request.GET.get("q", "")
        return build_page(
            self.commitment,
            picked=form.picked if isinstance(form, DecisionForm) else None,
            reader=self.user,
            query=query.strip()[:LONGEST_QUERY],
        )

    def _hits(self) -> HttpResponse:
        """Only what a search found, for the script that puts it into the page."""
        page = self._built(None)
        context = {"page": page, "mode": mode_of(self.commitment, page, self.user)}
        context["can_pick"] = context["mode"] in CONCLUDING_MODES
        return TemplateResponse(self.request, HITS, context)

    def _page(self, tried: Attempt | None) -> HttpResponse:
        """The page; after a refusal with all that was typed and picked, on the newest version."""
        page, form = self._built(tried), tried.form if tried else None
        mode = mode_of(self.commitment, page, self.user)
        decision = form if isinstance(form, DecisionForm) else self._fresh_form(page)
        upcoming, undo = self._next(), self._undoable()
        context = {
            **self.site.each_context(self.request),
            "title": _("盲审") if page.is_blind else _("复核承诺事项"),
            "opts": Commitment._meta,
            "page": page,
            "ledger": ledger_lines(page.suggestion),
            "chain": None if page.is_blind else self._chain(),
            "commitment": self.commitment,
            "light": light_mark(self.commitment),
            "form": decision,
            "measures": [(row, mark_choices(row.pk, decision.marks)) for row in page.measures],
            "note": (form or decision)["note"].value() or "",
            "draft": _draft(form, page) if isinstance(form, DecisionForm) else [],
            "problem": tried.problem if tried else "",
            "mode": mode,
            "is_alone": mode == "read" and self._is_alone(),
            "can_pick": mode in CONCLUDING_MODES,
            "is_own_proposal": page.proposal is not None
            and page.proposal.reviewer_id == self.user.pk,
            "undo": undo,
            "undo_url": self._url(undo.commitment) if undo else "",
            "progress": counts(self.user),
            "next": upcoming,
            "next_url": self._url(upcoming) if upcoming else "",
            "filters": self.request.GET.get(FILTERS, ""),
            "is_nav_sidebar_enabled": False,  # the desk needs the width
        }
        return TemplateResponse(
            self.request, TEMPLATE, context, status=tried.status if tried else 200
        )

    def _is_alone(self) -> bool:
        """Whether nobody is left to read a second time what this person concluded."""
        return bool(without_reader(Commitment.objects.filter(pk=self.commitment.pk)))

    def _fresh_form(self, page: ReviewPage) -> DecisionForm:
        """Empty, or with what this person took back a moment ago: their own words, not ours."""
        mine = taken_back(page.history, self.user)
        return self._decision_form(**(said_again(mine) if mine else {}))

    def _chain(self) -> ChainBox | None:
        return chain_box(self.commitment, among=visible_commitments(self.user))

    def _undoable(self) -> Review | None:
        """The decision that one key takes back: of this record, or of the one just before."""
        just_before = self.request.GET.get(AFTER, "")
        is_number = just_before.isdecimal() and len(just_before) < 19  # a database integer
        return undoable(int(just_before) if is_number else self.commitment.pk, self.user)

    def _next(self) -> Commitment | None:
        """Within the list one came from; when that is done, of all that waits."""
        upcoming = None
        if self.among is not None:
            upcoming = next_after(self.user, self.commitment, among=self.among)
        return upcoming or next_after(self.user, self.commitment)

    def _url(self, commitment: Commitment | None, *, after: int | None = None) -> str:
        """The page of this item, or the list when nothing waits; both keep the filters."""
        if commitment is None:
            return reverse("admin:tracker_commitment_changelist")
        query = {name: self.request.GET[name] for name in (FILTERS,) if name in self.request.GET}
        if after is not None:
            query[AFTER] = str(after)
        return reverse("admin:tracker_commitment_review", args=[commitment.pk], query=query or None)


def _draft(form: DecisionForm, page: ReviewPage) -> list[str]:
    """All that a refused form says, in words: shown where it can no longer be saved."""
    words = {value: str(label) for value, label in Review.Mark.choices}
    marks = [
        f"{words[form.marks[row.pk]]}：{row.text}"
        for row in page.measures
        if form.marks.get(row.pk) in words
    ]
    return [*form.summary, *marks]
