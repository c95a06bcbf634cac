"""How a promise stands, in a mark and words, for pages that show many (兑现情况).

What a person confirmed; else what the machine suggests, said to be that. A commitment that
waits for its blind second reading (盲审) shows neither, to nobody.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from tracker.admin.columns import is_blind
from tracker.core.types import Outcome, ReviewState
from tracker.models import Commitment
from tracker.wording import OUTCOMES

_WITH_PEOPLE = (ReviewState.APPROVAL, ReviewState.DISPUTED)


@dataclass(frozen=True, slots=True)
class Standing:
    """`code` is the outcome whose mark is shown, "" for none."""

    code: str
    label: str
    is_suggested: bool = False  # 系统建议，未复核: never a fact


def standing_of(commitment: Commitment) -> Standing:
    """How a commitment stands; no query where its suggestion is loaded."""
    if (known := decided_standing(commitment)) is not None:
        return known
    if commitment.suggestion is None:
        return Standing("", _("没有建议"))
    label = str(commitment.suggestion.get_outcome_display())
    return Standing(commitment.suggestion.outcome, label, is_suggested=True)


def decided_standing(commitment: Commitment) -> Standing | None:
    """What people and the calendar say of it; None where only the machine has a view."""
    if commitment.review_state == ReviewState.CONFIRMED:
        return Standing(commitment.outcome, str(commitment.get_outcome_display()))
    if is_blind(commitment):
        return Standing("", _("待盲审"))
    if commitment.review_state in _WITH_PEOPLE:
        return Standing("", str(commitment.get_review_state_display()))
    if commitment.result_report_id is None:
        code = Outcome.AWAITING_REPORT
        return Standing(code.value, str(OUTCOMES[code]))
    return None
