"""The columns of the views for BI tools (报表视图), record by record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import BooleanField, Case, ExpressionWrapper, F, Q, TextField, Value, When
from django.db.models.expressions import Combinable
from django.utils.functional import Promise

from tracker.core.types import Outcome
from tracker.models import Review
from tracker.selectors.commitments import IN_PLAN
from tracker.selectors.figures import CONFIRMED, FIGURES
from tracker.selectors.points import SIGHTED
from tracker.wording import (
    OUTCOMES,
    REGION_LEVELS,
    REPORT_KINDS,
    REVIEW_STATES,
    STATUSES,
    TOPICS,
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name for programs, its heading for people, a field's path or an expression."""

    name: str
    heading: str
    source: str | Combinable


def _label(path: str, labels: Mapping[Any, Promise], *, when: Q | None = None) -> Case:
    """A code in words; none for an empty one. `when`: for these rows alone."""
    shown = Q() if when is None else when
    return Case(*(When(shown & Q(**{path: c}), then=_word(w)) for c, w in labels.items()))


def _word(word: Promise) -> Value:
    # A text field resolves the words when the SQL is made, in the language of that moment.
    return Value(word, output_field=TextField())


def _only(condition: Q, source: str) -> Case:
    return Case(When(condition, then=F(source)))


def _is(condition: Q) -> ExpressionWrapper[Any]:
    return ExpressionWrapper(condition, output_field=BooleanField())


def place(path: str) -> tuple[Column, ...]:
    """An agency and its region; `path` leads from a row to the agency."""
    return (
        Column("agency_id", "单位编号", f"{path}__pk"),
        Column("agency", "单位", f"{path}__name"),
        *region(path),
    )


def region(path: str) -> tuple[Column, ...]:
    """A region; `path` leads from a row to the agency there."""
    return (
        Column("region_code", "区划代码", f"{path}__region__code"),
        Column("region", "地区", f"{path}__region__name"),
    )


_OUTCOME: Final = Case(
    When(~Q(outcome=""), then=F("outcome")),
    When(result_report__isnull=True, then=Value(Outcome.AWAITING_REPORT.value)),
)
_OUTCOME_LABEL: Final = Case(
    When(result_report__isnull=True, outcome="", then=_word(OUTCOMES[Outcome.AWAITING_REPORT])),
    default=_label("outcome", OUTCOMES),
)
_SUGGESTED: Final = "suggestion__outcome"

REGIONS: Final = (
    Column("code", "区划代码", "code"),
    Column("name", "名称", "name"),
    Column("level", "层级代码", "level"),
    Column("level_label", "层级", _label("level", REGION_LEVELS)),
    Column("parent_code", "上级区划代码", "parent__code"),
)
AGENCIES: Final = (
    Column("id", "单位编号", "pk"),
    Column("name", "单位", "name"),
    Column("region_code", "区划代码", "region__code"),
    Column("region", "地区", "region__name"),
)
REPORTS: Final = (
    Column("id", "年度报告编号", "pk"),
    *place("agency"),
    Column("report_year", "报告年度", "report_year"),
    Column("plan_year", "计划年度", "plan_year"),
    Column("kind", "报告类型代码", "kind"),
    Column("kind_label", "报告类型", _label("kind", REPORT_KINDS)),
    Column("title", "标题", "title"),
    Column("dated", "落款日期", "dated"),
    Column("due", "应报送日期", "due"),
    Column("filed_on_time", "是否按期报送", "filed_on_time"),
    Column("copied_share", "沿用上年计划的比例，0 到 1", "copied_share"),
    Column("created_at", "录入时间", "created_at"),
)
COMMITMENTS: Final = (
    Column("id", "承诺事项编号", "pk"),
    *place("report__agency"),
    Column("report_id", "年度报告编号", "report__pk"),
    Column("result_report_id", "下一年度报告编号", "result_report__pk"),
    Column("report_year", "报告年度", "report__report_year"),
    Column("plan_year", "计划年度", "report__plan_year"),
    Column("ordinal", "项号", "ordinal"),
    Column("heading", "标题", "heading"),
    Column("text", "承诺内容", "text"),
    Column("topic", "主题代码", "topic"),
    Column("topic_label", "主题", _label("topic", TOPICS)),
    Column("verifiability", "可核查度，0 到 5", "verifiability"),
    Column("status", "状态代码（人工确认）", "status"),
    Column("status_label", "状态（人工确认）", _label("status", STATUSES)),
    Column("outcome", "兑现情况代码（人工确认）", _OUTCOME),
    Column("outcome_label", "兑现情况（人工确认）", _OUTCOME_LABEL),
    Column("review_state", "复核状态代码", "review_state"),
    Column("review_state_label", "复核状态", _label("review_state", REVIEW_STATES)),
    Column("due_on", "复核期限", "due_on"),
    Column("confirmed_at", "复核确认时间", _only(CONFIRMED, "reviewed_at")),
    Column("suggested_outcome", "系统建议代码，未复核", _only(SIGHTED, _SUGGESTED)),
    Column(
        "suggested_outcome_label",
        "系统建议，未复核",
        _label(_SUGGESTED, OUTCOMES, when=SIGHTED),
    ),
    Column("is_in_plan", "是否仍在计划内；否即不计入任何数字", _is(IN_PLAN)),
    Column("is_all", "是否计入分母（全部）", _is(FIGURES["all"])),
    Column("is_verifiable", "是否计入分母（可核查）", _is(FIGURES["verifiable"])),
    Column("is_fulfilled", "是否计入分子（人工确认已兑现）", _is(FIGURES["fulfilled"])),
    Column("is_reviewed", "是否已人工确认（在全部之中）", _is(FIGURES["reviewed"])),
    Column("is_unfulfilled", "是否未兑现", _is(FIGURES["unfulfilled"])),
    Column("created_at", "录入时间", "created_at"),
    Column("updated_at", "更新时间", "updated_at"),
)
REVIEWS: Final = (
    Column("id", "记录编号", "pk"),
    Column("seq", "链上序号", "seq"),
    Column("commitment_id", "承诺事项编号", "commitment__pk"),
    Column("agency_id", "单位编号", "commitment__report__agency__pk"),
    Column("act", "动作代码", "act"),
    Column("act_label", "动作", _label("act", dict(Review.Act.choices))),
    Column("outcome", "结论代码", "outcome"),
    Column("outcome_label", "结论", _label("outcome", OUTCOMES)),
    Column("reviewer", "复核人", "reviewer__username"),
    Column("note", "备注", "note"),
    Column("in_bulk", "批量复核", "in_bulk"),
    Column("created_at", "时间", "created_at"),
)
