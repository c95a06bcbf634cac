"""承诺事项台账: every promise with what people concluded, and, apart, what the machine suggests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tracker.core.types import Outcome, ReviewState
from tracker.models import Measure, Review
from tracker.models.reviews import CONCLUSIONS
from tracker.papers.tables.columns import (
    Column,
    Kind,
    Record,
    Table,
    Value,
    Words,
    date,
    label,
    link,
    made,
    moment,
    number,
    plain,
    yes_or_no,
)
from tracker.wording import OUTCOMES, RETURN_REASONS, REVIEW_STATES, STATUSES, TOPICS

_STATE, _SUGGESTED = "review_state", "suggestion__outcome"
_WORDS: dict[str, Promise] = {code.value: word for code, word in OUTCOMES.items()}


def is_blind(record: Record) -> bool:
    """Whether a row waits for its blind second reading (盲审): nothing may steer the reader."""
    return bool(record[_STATE] == ReviewState.SECOND_REVIEW)


def _concluded(record: Record) -> Words:
    """What people concluded; the calendar's 待报告 where nothing can be concluded yet."""
    if record["result_report"] is None and not record["outcome"]:
        return OUTCOMES[Outcome.AWAITING_REPORT]
    return _WORDS.get(record["outcome"], "")


def _suggested(record: Record) -> Words:
    return "" if is_blind(record) else _WORDS.get(record[_SUGGESTED], "")


def _confidence(record: Record) -> float | None:
    value: float | None = record["suggestion__confidence"]
    return None if is_blind(record) or value is None else value


def _missed(record: Record) -> int | None:
    value: int | None = record["suggestion__numbers_missed"]
    return None if is_blind(record) else value


def _conclusion(name: str) -> Callable[[Record], Value]:
    """The value of a field of the conclusion that stands; None where none does."""
    return lambda record: record["conclusion"].get(name)


def add_conclusions(records: list[Record]) -> None:
    """Set "conclusion" to what the standing conclusion of each confirmed row rests on; one query.

    Confirmed when the rows were read, and still when the reviews are: a row that has been opened
    again since may wait for a blind reading by now.
    """
    still = Review.objects.filter(commitment__review_state=ReviewState.CONFIRMED)
    set_conclusions(records, _STATE, among=still)


def set_conclusions(records: list[Record], state: str, *, among: QuerySet[Review]) -> None:
    """The last of these conclusions of each row that is confirmed by its `state`; one query."""
    confirmed = [record["pk"] for record in records if record[state] == ReviewState.CONFIRMED]
    found: dict[int, Mapping[str, Any]] = {}
    rows = (
        among.filter(commitment__in=confirmed, act__in=CONCLUSIONS)
        .order_by("commitment_version", "pk")
        .values("commitment", "reviewer__username", "created_at", "note", "evidence", "in_bulk")
    )
    for row in rows:
        found[row["commitment"]] = row
    for record in records:
        record["conclusion"] = found.get(record["pk"], {})


def _evidence(record: Record) -> str:
    quotes = record["conclusion"].get("evidence") or []
    return "\n".join(str(quote.get("text", "")) for quote in quotes)


def _in_bulk(record: Record) -> Words:
    return yes_or_no(record["conclusion"].get("in_bulk"))


_MEASURES = Coalesce(
    Subquery(
        Measure.objects.filter(commitment=OuterRef("pk"))
        .order_by()
        .values("commitment")
        .annotate(number=Count("pk"))
        .values("number")
    ),
    0,
)

_COLUMNS: tuple[Column, ...] = (
    plain("agency", _("单位"), "report__agency__name", 24),
    plain("region", _("地区"), "report__agency__region__name", 14),
    number("report_year", _("报告年度"), "report__report_year"),
    number("plan_year", _("计划年度"), "plan_year"),
    made("position", _("序号"), lambda row: row["position"] + 1, "position", kind=Kind.NUMBER),
    plain("ordinal", _("项号"), "ordinal", 8),
    plain("heading", _("标题"), "heading", 30),
    plain("text", _("承诺内容"), "text", 60),
    number("measures", _("具体举措数"), "measure_count"),
    label("topic", _("主题"), "topic", TOPICS.items(), 16),
    number("verifiability", _("可核查度"), "verifiability"),
    label("status", _("状态"), "status", STATUSES.items()),
    made("outcome", _("兑现情况（人工复核）"), _concluded, "outcome", "result_report", width=18),
    label("review_state", _("复核状态"), _STATE, REVIEW_STATES.items()),
    label("returned", _("退回复核原因"), "returned_reason", RETURN_REASONS.items(), 20),
    date("due_on", _("复核期限"), "due_on"),
    made("evidence", _("采用的证据"), _evidence, width=60),
    made("note", _("备注"), _conclusion("note"), width=30),
    made("reviewer", _("复核人"), _conclusion("reviewer__username")),
    made("decided_at", _("结论时间"), _conclusion("created_at"), width=17, kind=Kind.TIME),
    made("in_bulk", _("批量复核"), _in_bulk),
    moment("confirmed_at", _("复核确认时间"), "reviewed_at"),
    made(
        *("suggested", _("系统建议，未复核"), _suggested, _SUGGESTED, _STATE),
        width=18,
    ),
    made(
        *("confidence", _("系统置信度"), _confidence, "suggestion__confidence", _STATE),
        kind=Kind.SHARE,
    ),
    made(
        *("missed", _("未达标数字（系统核对）"), _missed, "suggestion__numbers_missed", _STATE),
        kind=Kind.NUMBER,
        width=20,
    ),
    link("link", _("查看"), "admin:tracker_commitment_review"),
)

COMMITMENTS = Table(
    name="commitment",
    title=_("承诺事项台账"),
    columns=_COLUMNS,
    annotations={"measure_count": _MEASURES},
    extend=add_conclusions,
    notes=(
        _("“兑现情况（人工复核）”只在复核确认后才有；证据、备注和复核人随确认的结论给出。"),
        _("“系统建议，未复核”是系统的看法，不是结论，不计入兑现率；待盲审的事项不给出。"),
        _(
            "兑现率＝已确认兑现的条数÷下一年度报告已提交的条数（全部）；“可核查”口径另除去"
            "可核查度 0 至 1 和难以核查的。待报告的不在分母内。"
        ),
    ),
)
