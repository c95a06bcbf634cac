"""年度报告, 复核记录 and what the machine did with files and pairs, as tables."""

from __future__ import annotations

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from tracker.core.types import Outcome, ReviewState
from tracker.models import Commitment, MatchJob, Review, Upload
from tracker.papers.tables.columns import (
    Record,
    Table,
    date,
    joined,
    label,
    link,
    made,
    moment,
    number,
    plain,
    yes_no,
)
from tracker.selectors.commitments import IN_PLAN
from tracker.wording import (
    OUTCOMES,
    REPORT_KINDS,
    job_error_text,
    read_error_text,
)

_PROMISES = Coalesce(
    Subquery(
        Commitment.objects.filter(IN_PLAN, report=OuterRef("pk"))
        .order_by()
        .values("report")
        .annotate(number=Count("pk"))
        .values("number")
    ),
    0,
)

REPORTS = Table(
    name="report",
    title=_("年度报告"),
    annotations={"promises_made": _PROMISES},
    columns=(
        plain("agency", _("单位"), "agency__name", 24),
        plain("region", _("地区"), "agency__region__name", 14),
        number("report_year", _("报告年度"), "report_year"),
        number("plan_year", _("计划年度"), "plan_year"),
        label("kind", _("报告类型"), "kind", REPORT_KINDS.items(), 20),
        plain("title", _("标题"), "title", 40),
        date("dated", _("落款日期"), "dated"),
        date("due", _("应报送日期"), "due"),
        yes_no("filed_on_time", _("是否按期报送"), "filed_on_time"),
        joined("missing_parts", _("缺少的法定内容"), "missing_parts", 30),
        number("promises", _("承诺事项"), "promises_made"),
        plain("filename", _("文件名"), "filename", 30),
        plain("sha256", _("文件指纹"), "sha256", 20),
        moment("created_at", _("录入时间"), "created_at"),
        link("link", _("查看"), "admin:tracker_report_change"),
    ),
)

_STATE = "commitment__review_state"


def _is_blind(record: Record) -> bool:
    """Whether its commitment waits for a blind reading (盲审): not even one's own words go out."""
    return bool(record[_STATE] == ReviewState.SECOND_REVIEW)


def _evidence(record: Record) -> str:
    quotes = [] if _is_blind(record) else record["evidence"]
    return "\n".join(str(quote.get("text", "")) for quote in quotes)


def _outcome(record: Record) -> str:
    code = "" if _is_blind(record) else record["outcome"]
    return str(OUTCOMES[Outcome(code)]) if code else ""


def _note(record: Record) -> str:
    return "" if _is_blind(record) else str(record["note"])


REVIEWS = Table(
    name="review",
    title=_("复核记录"),
    columns=(
        number("seq", _("链上序号"), "seq"),
        moment("created_at", _("时间"), "created_at"),
        plain("reviewer", _("复核人"), "reviewer__username"),
        label("act", _("动作"), "act", Review.Act.choices),
        made("outcome", _("兑现情况"), _outcome, "outcome", _STATE),
        plain("agency", _("单位"), "commitment__report__agency__name", 24),
        number("plan_year", _("计划年度"), "commitment__plan_year"),
        plain("heading", _("承诺事项"), "commitment__heading", 30),
        made("evidence", _("采用的证据"), _evidence, "evidence", _STATE, width=60),
        made("note", _("备注"), _note, "note", _STATE, width=30),
        yes_no("in_bulk", _("批量复核"), "in_bulk"),
        plain("seal", _("封印"), "seal", 20),
    ),
    notes=(_("待盲审的事项不给出本人此前的结论、证据和备注。"),),
)


def _read_error(record: Record) -> str:
    code = record["error_code"]
    return read_error_text(code, record["error_params"]) if code else ""


def _job_error(record: Record) -> str:
    code = record["error_code"]
    return job_error_text(code, record["error_params"]) if code else ""


UPLOADS = Table(
    name="upload",
    title=_("上传文件"),
    columns=(
        plain("filename", _("文件名"), "filename", 40),
        label("state", _("状态"), "state", Upload.State.choices),
        label("result", _("结果"), "result", Upload.Result.choices),
        made("reason", _("失败原因"), _read_error, "error_code", "error_params", width=40),
        plain("agency", _("单位"), "report__agency__name", 24),
        number("report_year", _("报告年度"), "report__report_year"),
        plain("uploaded_by", _("上传人"), "uploaded_by__username"),
        moment("created_at", _("上传时间"), "created_at"),
        moment("finished_at", _("完成时间"), "finished_at"),
        number("attempts", _("尝试次数"), "attempts"),
        plain("sha256", _("文件指纹"), "sha256", 20),
    ),
)

JOBS = Table(
    name="matchjob",
    title=_("比对任务"),
    columns=(
        plain("agency", _("单位"), "plan_report__agency__name", 24),
        number("plan_year", _("承诺所在报告年度"), "plan_report__report_year"),
        plain("result_agency", _("答复单位"), "result_report__agency__name", 24),
        number("result_year", _("答复报告年度"), "result_report__report_year"),
        label("state", _("状态"), "state", MatchJob.State.choices),
        made("reason", _("失败原因"), _job_error, "error_code", "error_params", width=40),
        number("attempts", _("尝试次数"), "attempts"),
        moment("requested_at", _("提出时间"), "requested_at"),
        moment("finished_at", _("完成时间"), "finished_at"),
    ),
)

RUNS = Table(
    name="matchrun",
    title=_("比对记录"),
    columns=(
        moment("created_at", _("比对时间"), "created_at"),
        plain("agency", _("单位"), "plan_report__agency__name", 24),
        number("plan_year", _("承诺所在报告年度"), "plan_report__report_year"),
        plain("result_agency", _("答复单位"), "result_report__agency__name", 24),
        number("result_year", _("答复报告年度"), "result_report__report_year"),
        plain("matcher_version", _("比对版本"), "matcher_version", 20),
    ),
)
