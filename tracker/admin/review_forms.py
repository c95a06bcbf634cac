"""What the review page posts. The rules are the service's; here only the shape is checked."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from tracker.core.types import Outcome, Status
from tracker.models import Commitment, Review, User
from tracker.selectors.scope import visible_commitments
from tracker.selectors.successors import possible_successors
from tracker.services.review_rules import Said
from tracker.services.reviews import DROPPING_OUTCOMES, NOTE_LIMIT, PENDING_OUTCOMES
from tracker.wording import OUTCOMES, STATUSES

if TYPE_CHECKING:  # takes a parameter in the stubs only
    _ModelChoiceField = forms.ModelChoiceField[Commitment]
else:
    _ModelChoiceField = forms.ModelChoiceField

_MARK = re.compile(r"mark_([0-9]{1,18})")  # a database integer's length


@dataclass(frozen=True, slots=True)
class MarkChoice:
    """One of the marks that a person may put on a measure (逐项标记)."""

    name: str
    value: str
    label: str
    is_checked: bool


def mark_choices(measure_id: int, marks: Mapping[int, str]) -> list[MarkChoice]:
    """The marks of a measure, the chosen one checked."""
    return [
        MarkChoice(f"mark_{measure_id}", value, str(label), marks.get(measure_id) == value)
        for value, label in Review.Mark.choices
    ]


def said_again(review: Review) -> dict[str, Any]:
    """A conclusion as the first values of a form; its passages are the page's."""
    outcome = Outcome(review.outcome)
    return {
        "status": outcome.status.value,
        "pending": outcome.value,
        "dropping": outcome.value,
        "successor": review.successor_id,
        "note": review.note,
        "marks": {row["measure"]: row["mark"] for row in review.marks},
    }


class PassagesField(forms.Field):
    """Picked passages, each posted as JSON [start, end, candidate id or null, text]."""

    widget = forms.SelectMultiple

    def to_python(self, value: Any) -> list[dict[str, Any]]:
        """The items as the service takes them."""
        return [self._item(raw) for raw in value or []]

    def _item(self, raw: str) -> dict[str, Any]:
        try:
            start, end, candidate_id, text = json.loads(raw)
            if not (type(start) is int and type(end) is int and type(text) is str):
                raise TypeError  # 1.5, 1e400 and true are no places
            if candidate_id is not None and type(candidate_id) is not int:
                raise TypeError
            return {"start": start, "end": end, "candidate_id": candidate_id, "text": text}
        except (ValueError, TypeError, RecursionError) as error:
            raise forms.ValidationError(_("选用的证据读不出来；请重新选择。")) from error


class SuccessorField(_ModelChoiceField):
    """The commitments that may take over, with the year they are promised for."""

    def label_from_instance(self, obj: Model) -> str:
        """2026（三）…: enough to tell repeated promises apart."""
        return f"{obj.report.plan_year}{obj}" if isinstance(obj, Commitment) else str(obj)


class NoteForm(forms.Form):
    """A note on the version that was shown: for approving, rejecting and reopening."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("备注"),
        max_length=NOTE_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class DecisionForm(NoteForm):
    """A conclusion: the public status first, then what is finer behind it."""

    suggestion = forms.IntegerField(required=False, widget=forms.HiddenInput)
    status = forms.ChoiceField(
        choices=[(k.value, v) for k, v in STATUSES.items()],
        required=False,
        widget=forms.RadioSelect,
    )
    pending = forms.ChoiceField(
        label=_("待兑现的具体情况"),
        choices=[("", _("具体情况…")), *((o.value, OUTCOMES[o]) for o in PENDING_OUTCOMES)],
        required=False,
    )
    dropping = forms.ChoiceField(
        label=_("不再推进的情形"),
        choices=[(o.value, OUTCOMES[o]) for o in DROPPING_OUTCOMES],
        required=False,
    )
    successor = SuccessorField(
        label=_("替代事项"),
        queryset=Commitment.objects.none(),
        required=False,
        empty_label=_("替代事项…"),
    )
    evidence = PassagesField(required=False)

    def __init__(self, *args: Any, commitment: Commitment, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(SuccessorField, self.fields["successor"])
        field.queryset = (
            possible_successors(commitment, among=visible_commitments(user))
            .select_related("report")
            .order_by("report__plan_year", "position")
        )

    @property
    def outcome(self) -> str:
        """The outcome that the choices mean; empty when none was made."""
        status = self.cleaned_data.get("status")
        if status == Status.FULFILLED:
            return Outcome.FULFILLED.value
        if status == Status.DROPPED:
            return str(self.cleaned_data.get("dropping") or Outcome.DROPPED.value)
        return str(self.cleaned_data.get("pending") or "") if status == Status.PENDING else ""

    @property
    def marks(self) -> Mapping[int, str]:
        """The marks by measure, as they were posted."""
        if not self.is_bound:
            first: Mapping[int, str] = self.initial.get("marks", {})
            return first
        named = ((_MARK.fullmatch(name), value) for name, value in self.data.items())
        return {int(found[1]): value for found, value in named if found and value}

    @property
    def said(self) -> Said:
        """The conclusion as the services take it. Only of a valid form."""
        successor = self.cleaned_data["successor"]
        return {
            "outcome": self.outcome,
            "note": self.cleaned_data["note"],
            "evidence": self.cleaned_data["evidence"],
            "successor_id": successor.pk if successor else None,
            "marks": self.marks,
        }

    @property
    def picked(self) -> dict[tuple[int, int], str]:
        """The picked passages by their places, as far as they could be read."""
        picked = self.cleaned_data.get("evidence") or []
        return {(item["start"], item["end"]): item["text"] for item in picked}

    @property
    def summary(self) -> list[str]:
        """What was chosen and written, in words: shown when it can no longer be saved."""
        outcome, evidence = self.outcome, self.cleaned_data.get("evidence") or []
        lines = [str(OUTCOMES[Outcome(outcome)])] if outcome else []
        lines += [f"“{item['text']}”" for item in evidence]
        return [*lines, str(self.cleaned_data.get("note") or "")]
