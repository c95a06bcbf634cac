"""不足整改对照 as a table: what a report admits, its plan for it, and whether it is admitted again.

The machine's comparison, but for outcomes, which only people conclude.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tracker.core.shortcomings import ANSWERED
from tracker.core.types import Outcome
from tracker.papers.tables.columns import (
    Record,
    Table,
    Words,
    made,
    number,
    plain,
    yes_no,
    yes_or_no,
)
from tracker.selectors.shortcomings import remedies_of
from tracker.wording import OUTCOMES, REVIEW_STATES

_MAYBE = _("（可能相关）")


def add_plans(records: list[Record]) -> None:
    """Set "plans" to the promises of the same report that take each up, best first; one query."""
    found: dict[int, list[Record]] = {}
    for remedy in remedies_of([record["pk"] for record in records]):
        found.setdefault(remedy["shortcoming"], []).append(remedy)
    for record in records:
        record["plans"] = found.get(record["pk"], [])


def _plans(record: Record) -> str:
    return "\n".join(
        f"{plan['commitment__ordinal']}{plan['commitment__heading']}"
        f"{'' if plan['score'] >= ANSWERED else _MAYBE}"
        for plan in record["plans"]
    )


def _results(record: Record) -> str:
    """A line for each line of `_plans`: what people concluded, or how far the review is."""
    return "\n".join(_result(plan) for plan in record["plans"])


def _result(plan: Record) -> str:
    if plan["commitment__outcome"]:
        return str(OUTCOMES[Outcome(plan["commitment__outcome"])])
    if plan["commitment__result_report"] is None:
        return str(OUTCOMES[Outcome.AWAITING_REPORT])
    return str(dict(REVIEW_STATES.items())[plan["commitment__review_state"]])


def _recurs(record: Record) -> Words:
    """Nothing where no report of the year after could have admitted it again."""
    return yes_or_no(record["recurs"]) if record["is_followed"] or record["recurs"] else ""


SHORTCOMINGS = Table(
    name="shortcoming",
    title=_("不足整改对照"),
    extend=add_plans,
    columns=(
        plain("agency", _("单位"), "report__agency__name", 24),
        number("report_year", _("报告年度"), "report__report_year"),
        made("position", _("序号"), lambda row: row["position"] + 1, "position"),
        plain("text", _("不足内容"), "text", 60),
        yes_no("is_planned", _("计划中有对应事项（系统对照）"), "is_planned"),
        made("plans", _("对应事项（系统对照）"), _plans, width=50),
        made("results", _("次年结果（人工复核）"), _results, width=20),
        made("recurs", _("次年再次出现（系统对照）"), _recurs, "recurs", "is_followed"),
    ),
    notes=(
        _("系统对照，未复核：按用词相近对照，没有对应事项的请核对原文。"),
        _("次年结果只列人工确认的结论；尚无结论的列复核状态。"),
    ),
)
