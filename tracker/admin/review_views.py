"""The review page: show it, take what a person decided, lose nothing when that is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from tracker.admin.chains import chain_box
from tracker.admin.ledger import ledger_lines
from tracker.admin.review_forms import DecisionForm, NoteForm
from tracker.admin.review_page import build_page
from tracker.core.types import ReviewState
from tracker.models import Commitment, Review, User
from tracker.selectors.queue import counts, next_after
from tracker.selectors.scope import visible_commitments
from tracker.services import reviews
from tracker.services.reviews import ReviewRefused, StaleCommitment
from tracker.wording import refusal_text

FILTERS = "_changelist_filters"  # Django's own name for the list that one came from
TEMPLATE = "admin/tracker/commitment/review.html"
ON_A_NOTE: dict[str, Callable[..., Review]] = {
    "approve": reviews.approve_drop,
    "reject": reviews.reject_drop,
    "reopen": reviews.reopen,
}


@dataclass(slots=True)
class Attempt:
    """What came of a posted form: a review, or a problem in words and the form as it was."""

    form: NoteForm
    review: Review | None = None
    problem: str = ""
    status: int = 200


@dataclass(frozen=True, slots=True)
class Desk:
    """One request for the page of one commitment that the user may see."""

    request: HttpRequest
    user: User
    commitment: Commitment
    site: AdminSite
    among: QuerySet[Commitment] | None  # the filtered list that the person works through

    def respond(self) -> HttpResponse:
        """The page, or after a success the next one."""
        if self.request.method != "POST":
            return self._page(None)
        attempt = self._attempt()
        if attempt.review is None:
            return self._page(attempt)
        messages.success(self.request, _said(attempt.review))
        goes_on = "_stay" not in self.request.POST
        return HttpResponseRedirect(self._url(self._next() if goes_on else self.commitment))

    def _attempt(self) -> Attempt:
        """Do what was posted; every refusal comes back as words."""
        form = self._posted()
        if not form.is_valid():
            problems = [str(error) for errors in form.errors.values() for error in errors]
            return Attempt(form, problem=" ".join(problems), status=422)
        try:
            return Attempt(form, review=self._act(form))
        except StaleCommitment as stale:
            return Attempt(form, problem=_changed_words(stale.review), status=409)
        except ReviewRefused as refused:
            return Attempt(form, problem=refusal_text(refused.code, refused.params), status=422)

    def _posted(self) -> NoteForm:
        data = self.request.POST
        return NoteForm(data) if data.get("act") in ON_A_NOTE else self._decision_form(data)

    def _act(self, form: NoteForm) -> Review:
        common = {
            "reviewer": self.user,
            "version": form.cleaned_data["version"],
            "note": form.cleaned_data["note"],
        }
        if not isinstance(form, DecisionForm):
            return ON_A_NOTE[self.request.POST["act"]](self.commitment.pk, **common)
        successor = form.cleaned_data["successor"]
        return reviews.decide(
            self.commitment.pk,
            **common,
            outcome=form.outcome,
            evidence=form.cleaned_data["evidence"],
            successor_id=successor.pk if successor else None,
            suggestion_id=form.cleaned_data["suggestion"],
        )

    def _decision_form(self, data: Any = None) -> DecisionForm:
        return DecisionForm(data, commitment=self.commitment, user=self.user)

    def _page(self, attempt: Attempt | None) -> HttpResponse:
        """The page; after a refusal with all that was typed and picked, on the newest version."""
        form = attempt.form if attempt else self._decision_form()
        picked = form.picked if isinstance(form, DecisionForm) and attempt else None
        page = build_page(self.commitment, picked=picked)
        upcoming = self._next()
        context = {
            **self.site.each_context(self.request),
            "title": _("复核承诺事项"),
            "opts": Commitment._meta,
            "page": page,
            "ledger": ledger_lines(self.commitment.suggestion),
            "chain": chain_box(self.commitment, among=visible_commitments(self.user)),
            "commitment": self.commitment,
            "form": form if isinstance(form, DecisionForm) else self._decision_form(),
            "note": form.data.get("note", "") if attempt else "",
            "draft": form.summary if isinstance(form, DecisionForm) and attempt else [],
            "problem": attempt.problem if attempt else "",
            "mode": self._mode(),
            "is_own_proposal": page.proposal is not None
            and page.proposal.reviewer_id == self.user.pk,
            "progress": counts(self.user),
            "next": upcoming,
            "next_url": self._url(upcoming) if upcoming else "",
            "filters": self.request.GET.get(FILTERS, ""),
            "is_nav_sidebar_enabled": False,  # the desk needs the width
        }
        return TemplateResponse(
            self.request, TEMPLATE, context, status=attempt.status if attempt else 200
        )

    def _mode(self) -> str:
        """What can be done here now: decide, approve, reopen, or only look (and why)."""
        may_review = self.user.has_perm("tracker.review_commitment")
        state = self.commitment.review_state
        if self.commitment.result_report_id is None:
            return "awaiting"
        if state == ReviewState.APPROVAL:
            return "approve" if self.user.has_perm("tracker.approve_drop") else "approval"
        if state == ReviewState.CONFIRMED:
            return "reopen" if may_review else "locked"
        return "decide" if may_review else "look"

    def _next(self) -> Commitment | None:
        """Within the list one came from; when that is done, of all that waits."""
        upcoming = None
        if self.among is not None:
            upcoming = next_after(self.user, self.commitment, among=self.among)
        return upcoming or next_after(self.user, self.commitment)

    def _url(self, commitment: Commitment | None) -> str:
        """The page of this item, or the list when nothing waits; both keep the filters."""
        query = {FILTERS: self.request.GET[FILTERS]} if FILTERS in self.request.GET else None
        if commitment is None:
            return reverse("admin:tracker_commitment_changelist")
        return reverse("admin:tracker_commitment_review", args=[commitment.pk], query=query)


def _said(review: Review) -> str:
    """What was done, for the line above the next item."""
    heading = review.commitment.heading
    if review.act == Review.Act.DECIDE and review.outcome in reviews.DROPPING_OUTCOMES:
        words = _("已提交“%(outcome)s”，等待另一人批准：%(heading)s")
    elif review.act == Review.Act.REJECT:
        words = _("已退回复核：%(heading)s")
    elif review.act == Review.Act.REOPEN:
        words = _("已重新打开：%(heading)s")
    else:
        words = _("已确认为“%(outcome)s”：%(heading)s")
    return words % {"outcome": review.get_outcome_display(), "heading": heading}


def _changed_words(review: Review | None) -> str:
    """Who was faster and with what; your own input is kept below."""
    if review is None:
        return _(
            "您打开本页后，系统更新了这条承诺事项或它的建议。请看过新内容再保存；您的填写还在下面。"
        )
    return _(
        "%(who)s 已于 %(when)s 先处理了这条：%(act)s%(outcome)s。您的填写还在下面，没有保存。"
    ) % {
        "who": review.reviewer.get_username(),
        "when": date_format(localtime(review.created_at), "Y-m-d H:i"),
        "act": review.get_act_display(),
        "outcome": f"“{review.get_outcome_display()}”" if review.outcome else "",
    }
