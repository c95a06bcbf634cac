"""What a person reads for the codes that the core and the database use (中文，经 gettext).

Below the models, because their choices need the labels; knows only the core's types.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tracker.core.types import Outcome, ReportKind, ReturnReason, ReviewState, SectionKind, Status

REPORT_KINDS: dict[ReportKind, Promise] = {
    ReportKind.RULE_OF_LAW: _("法治政府建设年度报告"),
    ReportKind.GOVERNMENT_WORK: _("政府工作报告"),
}

SECTION_KINDS: dict[SectionKind, Promise] = {
    SectionKind.ACHIEVEMENTS: _("成效"),
    SectionKind.PROBLEMS: _("不足"),
    SectionKind.LEADERSHIP: _("第一责任人履职"),
    SectionKind.PLAN: _("下一年度安排"),
    SectionKind.OTHER: _("其他"),
}

STATUSES: dict[Status, Promise] = {
    Status.PENDING: _("待兑现"),
    Status.FULFILLED: _("已兑现"),
    Status.DROPPED: _("不再推进"),
}

OUTCOMES: dict[Outcome, Promise] = {
    Outcome.AWAITING_REPORT: _("待报告"),
    Outcome.NO_EVIDENCE: _("未回应"),
    Outcome.IN_PROGRESS: _("推进中"),
    Outcome.PARTIAL: _("部分兑现"),
    Outcome.NOT_FULFILLED: _("未达成"),
    Outcome.FULFILLED: _("已兑现"),
    Outcome.DROPPED: _("不再推进"),
    Outcome.SUPERSEDED: _("已被替代"),
    Outcome.NOT_ASSESSABLE: _("难以核查"),
}

REVIEW_STATES: dict[ReviewState, Promise] = {
    ReviewState.UNMATCHED: _("未比对"),
    ReviewState.PROPOSED: _("待复核"),
    ReviewState.IN_REVIEW: _("复核中"),
    ReviewState.SECOND_REVIEW: _("待二次复核"),
    ReviewState.APPROVAL: _("待批准"),
    ReviewState.DISPUTED: _("有争议"),
    ReviewState.CONFIRMED: _("已确认"),
}

RETURN_REASONS: dict[ReturnReason, Promise] = {
    ReturnReason.TEXT_CHANGED: _("更正后的报告改动了这一项，原结论已撤回，请重新复核"),
    ReturnReason.TEXT_GONE: _("更正后的报告不再有这一项，原记录保留，请核实"),
}

# Why a file could not be taken in: what is wrong, what was kept, what to do.
READ_ERRORS: dict[str, Promise] = {
    "agency_unknown": _("文中没有找到报告单位；文件已保留，请指定单位后重新提交。"),
    "year_unknown": _("文中没有找到报告年度；文件已保留，请指定报告年度后重新提交。"),
    "file_missing": _("保存的文件已不在存储中；请重新上传原文件。"),
    "reader_failed": _("读取时程序出错，已记入日志；文件已保留，请联系管理员。"),
    "empty": _("文件是空的，没有可录入的内容；请检查后重新上传。"),
    "binary": _("文件内容不是文本，可能是扩展名不对；文件已保留，请另存为 txt 或 docx 再传。"),
    "encoding": _("无法识别文字编码；文件已保留，请另存为 UTF-8 文本再传。"),
    "format": _("暂不支持 %(suffix)s 格式；文件已保留，请另存为 txt、docx 或 html 再传。"),
    "not_a_report": _("这不是法治政府建设年度报告或政府工作报告；文件已保留，未录入承诺。"),
}


def read_error_text(code: str, params: Mapping[str, object]) -> str:
    """The sentence for an UnreadableReport; an unknown code is shown as it is, not hidden."""
    return str(READ_ERRORS[code]) % params if code in READ_ERRORS else code
