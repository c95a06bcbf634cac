"""Sentences for what was not done: a file not taken in, a decision not taken."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Why a file could not be taken in: what is wrong, what was kept, what to do.
READ_ERRORS: dict[str, Promise] = {
    "agency_unknown": _("文中没有找到报告单位；文件已保留，请指定单位后重新提交。"),
    "year_unknown": _("文中没有找到报告年度；文件已保留，请指定报告年度后重新提交。"),
    "out_of_scope": _("这是%(agency)s的报告，不在您的责任范围内；文件已保留，请联系管理员。"),
    "gave_up": _("处理了 %(attempts)d 次都中断了；文件已保留，请联系管理员查看日志后重新提交。"),
    "file_missing": _("保存的文件已不在存储中；请重新上传原文件。"),
    "reader_failed": _("读取或保存时程序出错，已记入日志；文件已保留，请联系管理员。"),
    "empty": _("文件是空的，没有可录入的内容；请检查后重新上传。"),
    "binary": _("文件内容不是文本，可能是扩展名不对；文件已保留，请另存为 txt 或 docx 再传。"),
    "encoding": _("无法识别文字编码；文件已保留，请另存为 UTF-8 文本再传。"),
    "damaged": _("文件已损坏或加密，无法打开；文件已保留，请重新导出后再传。"),
    "too_large": _("文件展开后过大，未读取；文件已保留，请删去图片等内容后再传。"),
    "format": _("暂不支持 %(suffix)s 格式；文件已保留，请另存为 txt、docx 或 html 再传。"),
    "not_a_report": _("这不是法治政府建设年度报告或政府工作报告；文件已保留，未录入承诺。"),
}


def read_error_text(code: str, params: Mapping[str, object]) -> str:
    """The sentence for an UnreadableReport; an unknown code is shown as it is, not hidden."""
    return str(READ_ERRORS[code]) % params if code in READ_ERRORS else code


# Why a decision was not taken: the rule, and what to do.
REFUSALS: dict[str, Promise] = {
    "not_permitted": _("您没有做这一步的权限；请联系管理员。"),
    "out_of_scope": _("这条承诺事项不在您的责任范围内。"),
    "locked": _("这条承诺事项已经确认并锁定；要改动请先写明理由重新打开。"),
    "awaiting_approval": _("这条承诺事项正等待另一人批准不再推进，现在不能另作结论。"),
    "awaiting_report": _("下一年度的报告还没有提交，现在不能作出结论。"),
    "outcome_not_allowed": _("请选择一个结论；选“待兑现”时还要选具体情况。"),
    "evidence_missing": _("认定“已兑现”至少要选用一段证据。"),
    "evidence_missing_for_drop": _(
        "认定“不再推进”或“已被替代”至少要选用报告中写明此事的一段原文，"
        "可从候选证据、不足或下一年度安排中选。"
    ),
    "evidence_too_short": _("选用的证据太短；每段至少要有 %(least)s 个字。"),
    "evidence_not_in_report": _("选用的证据与报告原文对不上；请重新选择。"),
    "note_missing": _("这一步必须写明理由。"),
    "note_too_long": _("备注太长；请不要超过 %(limit)s 字。"),
    "successor_missing": _("“已被替代”必须指定一条您看得到的替代事项，且不能是它自己。"),
    "successor_not_allowed": _(
        "替代事项须由同一单位或其已确认的承接单位作出，年度不早于本条，且仍在其计划中。"
    ),
    "successor_circular": _("所选事项已由本条直接或间接替代，不能互相替代。"),
    "not_awaiting_approval": _("这条承诺事项没有待批准的申请。"),
    "same_person": _("提出不再推进的人不能自己批准；请另一位有批准权限的人处理。"),
    "not_confirmed": _("这条承诺事项尚未确认，不需要重新打开。"),
}


def refusal_text(code: str, params: Mapping[str, object]) -> str:
    """The sentence for a ReviewRefused; an unknown code is shown as it is, not hidden."""
    return str(REFUSALS[code]) % params if code in REFUSALS else code
