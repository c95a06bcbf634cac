"""What can be done on a review page, doing it, and telling in words what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from tracker.admin.review_forms import DecisionForm, NoteForm
from tracker.admin.review_page import ReviewPage
from tracker.core.types import ReviewState
from tracker.models import Commitment, Review, User
from tracker.services import reviews, second_reviews
from tracker.services.reviews import ReviewRefused, StaleCommitment
from tracker.wording import refusal_text

# By the `act` that is posted; anything else is a decision.
ON_A_NOTE: Final[dict[str, Callable[..., Review]]] = {
    "approve": reviews.approve_drop,
    "reject": reviews.reject_drop,
    "reopen": reviews.reopen,
}
CONCLUDING: Final[dict[str, Callable[..., Review]]] = {
    "second": second_reviews.read_second,
    "resolve": second_reviews.resolve,
}
NEWEST: Final = ["version", "review_state", "status", "outcome", "suggestion"]
CONCLUDING_MODES: Final = ("decide", *CONCLUDING)


@dataclass(slots=True)
class Attempt:
    """What came of a posted form: a review, or a problem in words and the form as it was."""

    form: NoteForm
    review: Review | None = None
    problem: str = ""
    status: int = 200


def attempt(form: NoteForm, commitment: Commitment, *, user: User, act: str) -> Attempt:
    """Do what was posted; every refusal comes back as words."""
    if not form.is_valid():
        problems = [str(error) for errors in form.errors.values() for error in errors]
        return Attempt(form, problem=" ".join(problems), status=422)
    try:
        return Attempt(form, review=_done(form, commitment, user=user, act=act))
    except StaleCommitment as stale:
        commitment.refresh_from_db(fields=NEWEST)  # the page shows it as it is now
        return Attempt(form, problem=_changed_words(stale.review, commitment, user), status=409)
    except ReviewRefused as refused:
        return Attempt(form, problem=refusal_text(refused.code, refused.params), status=422)


def mode_of(commitment: Commitment, page: ReviewPage, user: User) -> str:
    """What can be done here now: decide, second, resolve, approve, reopen, or why only look."""
    may_review = user.has_perm("tracker.review_commitment")
    may_settle = user.has_perm("tracker.approve_drop")
    is_reader = any(entry.review.reviewer_id == user.pk for entry in page.readings)
    second = ("second" if may_review else "look") if page.is_blind else "read"
    modes = {
        ReviewState.APPROVAL: "approve" if may_settle else "approval",
        ReviewState.CONFIRMED: "reopen" if may_review else "locked",
        ReviewState.SECOND_REVIEW: second,
        ReviewState.DISPUTED: "resolve" if may_settle and not is_reader else "disputed",
    }
    if commitment.result_report_id is None:
        return "awaiting"
    return modes.get(ReviewState(commitment.review_state), "decide" if may_review else "look")


def done_words(review: Review) -> str:
    """What was done, for the line above the next item."""
    state = Commitment.objects.values_list("review_state", flat=True).get(pk=review.commitment_id)
    said = {
        (Review.Act.DECIDE, ReviewState.APPROVAL): _(
            "已提交“%(outcome)s”，等待另一人批准：%(heading)s"
        ),
        (Review.Act.DECIDE, ReviewState.SECOND_REVIEW): _(
            "已保存“%(outcome)s”，抽中盲审，由另一人再读一遍：%(heading)s"
        ),
        (Review.Act.SECOND, ReviewState.CONFIRMED): _(
            "两次结论一致，已确认为“%(outcome)s”：%(heading)s"
        ),
        (Review.Act.SECOND, ReviewState.DISPUTED): _("两次结论不一致，已转第三人裁定：%(heading)s"),
        (Review.Act.RESOLVE, ReviewState.CONFIRMED): _("已裁定为“%(outcome)s”：%(heading)s"),
        (Review.Act.RESOLVE, ReviewState.APPROVAL): _(
            "已裁定为“%(outcome)s”，等待另一人批准：%(heading)s"
        ),
        (Review.Act.REJECT, ReviewState.IN_REVIEW): _("已退回复核：%(heading)s"),
        (Review.Act.REOPEN, ReviewState.IN_REVIEW): _("已重新打开：%(heading)s"),
        (Review.Act.UNDO, ReviewState.IN_REVIEW): _("已撤销刚才的结论，可以重新填写：%(heading)s"),
    }
    words = said.get(
        (Review.Act(review.act), ReviewState(state)), _("已确认为“%(outcome)s”：%(heading)s")
    )
    return words % {
        "outcome": review.get_outcome_display(),
        "heading": review.commitment.heading,
    }


def _done(form: NoteForm, commitment: Commitment, *, user: User, act: str) -> Review:
    version = form.cleaned_data["version"]
    if act == "undo":
        return reviews.undo(commitment.pk, reviewer=user, version=version)
    if not isinstance(form, DecisionForm):
        note = form.cleaned_data["note"]
        return ON_A_NOTE[act](commitment.pk, reviewer=user, version=version, note=note)
    if act in CONCLUDING:
        return CONCLUDING[act](commitment.pk, reviewer=user, version=version, **form.said)
    return reviews.decide(
        commitment.pk,
        reviewer=user,
        version=version,
        suggestion_id=form.cleaned_data["suggestion"],
        **form.said,
    )


def _changed_words(review: Review | None, commitment: Commitment, user: User) -> str:
    """Who was faster and with what; your own input is kept below."""
    if review is None:
        return _(
            "您打开本页后，系统更新了这条承诺事项或它的建议。请看过新内容再保存；您的填写还在下面。"
        )
    # Whoever comes second may be the one to read blind: the first conclusion is not told.
    if commitment.review_state == ReviewState.SECOND_REVIEW and review.reviewer_id != user.pk:
        return _(
            "另一人已先作出结论，这条抽中盲审。请独立作出您的结论；您的填写还在下面，没有保存。"
        )
    return _(
        "%(who)s 已于 %(when)s 先处理了这条：%(act)s%(outcome)s。您的填写还在下面，没有保存。"
    ) % {
        "who": review.reviewer.get_username(),
        "when": date_format(localtime(review.created_at), "Y-m-d H:i"),
        "act": review.get_act_display(),
        "outcome": f"“{review.get_outcome_display()}”" if review.outcome else "",
    }
