"""Sentences for what was not done: a file not taken in, a decision not taken."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Why a file could not be taken in: what is wrong, what was kept, what to do.
READ_ERRORS: dict[str, Promise] = {
    "out_of_scope": _("这是%(agency)s的报告，不在您的责任范围内；文件已保留，请联系管理员。"),
    "gave_up": _("处理了 %(attempts)s 次都中断了；文件已保留，请联系管理员查看日志后重新提交。"),
    "file_missing": _("保存的文件已不在存储中；请重新上传原文件。"),
    "reader_failed": _("读取或保存时程序出错，已记入日志；文件已保留，请联系管理员。"),
    "empty": _("文件是空的，没有可录入的内容；请检查后重新上传。"),
    "binary": _("文件内容不是文本，可能是扩展名不对；文件已保留，请另存为 txt 或 docx 再传。"),
    "encoding": _("无法识别文字编码；文件已保留，请另存为 UTF-8 文本再传。"),
    "damaged": _("文件已损坏或不完整，无法打开；文件已保留，请从原程序重新导出后再传。"),
    "encrypted": _("文件有打开密码，无法读取；文件已保留，请去掉密码另存后再传。"),
    "too_large": _("文件过大或展开后过大，未读取；文件已保留，请只留报告正文，删去图片后再传。"),
    "oversize": _("文件超过 %(limit)s MB 的上限，没有保存；请只留报告正文，删去图片后再传。"),
    "too_slow": _("文件结构过于复杂，限定时间内没有读完；文件已保留，请另存为 txt 或 docx 再传。"),
    "needs_ocr": _(
        "第 %(pages)s 页是扫描图片，没有可读的文字，需要文字识别（OCR）；文件已保留，"
        "请改传可复制文字的 PDF 或 docx，或请管理员启用文字识别。"
    ),
    "image": _("这是图片（%(suffix)s），不是文档；文件已保留，请改传报告的 docx、PDF 或文本。"),
    "archive": _("这是压缩包（%(suffix)s）；文件已保留，请解压后把里面的报告单独上传。"),
    "old_format": _(
        "暂不能读取 %(suffix)s 格式；文件已保留，请用 Word 或 WPS 打开，另存为 docx 或 PDF 再传。"
    ),
    "web_archive": _(
        "暂不能读取网页存档（%(suffix)s）；文件已保留，请在浏览器中另存为 html 或 PDF 再传。"
    ),
    "format": _("暂不支持 %(suffix)s 格式；文件已保留，请另存为 docx、PDF、html 或 txt 再传。"),
    "interpretation": _(
        "这是政策解读，不是报告本身；文件已保留，未录入承诺，请改传被解读的年度报告。"
    ),
    "disclosure_report": _(
        "这是政府信息公开工作年度报告，不在受理范围；文件已保留，请改传法治政府建设年度报告。"
    ),
    "half_year_report": _(
        "这是半年或季度报告，本系统只收年度报告；文件已保留，请在年度报告发布后再传。"
    ),
    "notice": _("这是通知、公告或方案一类文件，不是报告；文件已保留，请改传年度报告。"),
    "plan_only": _(
        "这是单独的工作计划或要点，没有回顾上一年度；文件已保留，请改传含下一年度安排的年度报告。"
    ),
    "press_item": _("这是关于报告的新闻报道，不是报告全文；文件已保留，请改传报告全文。"),
    "not_a_report": _("这不是法治政府建设年度报告或政府工作报告；文件已保留，未录入承诺。"),
}

# Why a pair of reports could not be matched: both reports are stored all the same.
JOB_ERRORS: dict[str, Promise] = {
    "gave_up": _(
        "比对了 %(attempts)s 次都中断了；两份报告和已有复核都已保留，请管理员查看日志后重试。"
    ),
    "matching_failed": _(
        "比对时程序出错，已记入日志；两份报告和已有复核都已保留，请管理员查看日志后重试。"
    ),
}


def job_error_text(code: str, params: Mapping[str, object]) -> str:
    """The sentence for a failed MatchJob; an unknown code is shown as it is, not hidden."""
    try:
        return str(JOB_ERRORS[code]) % params
    except (KeyError, TypeError, ValueError):
        return code


# Why the storage did not take a file: what happened, what was kept, what to do.
STORAGE_ERRORS: dict[str, Promise] = {
    "disk_full": _(
        "服务器磁盘已满，文件没有保存；已有的文件和报告不受影响，请联系管理员腾出空间后重传。"
    ),
    "over_quota": _(
        "服务器的存储配额已用完，文件没有保存；已有的文件和报告不受影响，"
        "请联系管理员增加配额后重传。"
    ),
    "file_limit": _(
        "文件超过服务器允许的单个文件大小，没有保存；已有的文件和报告不受影响，"
        "请只留报告正文、删去图片后重传，或联系管理员放宽限制。"
    ),
    "read_only": _(
        "服务器存储目前只能读不能写，文件没有保存；已有的文件和报告不受影响，"
        "请联系管理员恢复后重传。"
    ),
    "storage_failed": _(
        "服务器没能把文件存下来，已记入日志；已有的文件和报告不受影响，请联系管理员查看后重传。"
    ),
}


def storage_error_text(code: str) -> str:
    """The sentence for a file that the storage did not take (services.storing.NotStored)."""
    return str(STORAGE_ERRORS[code])


def read_error_text(code: str, params: Mapping[str, object]) -> str:
    """The sentence for an UnreadableReport; an unknown code is shown as it is, not hidden.

    So is one whose facts are missing: a list must not break over one old row.
    """
    try:
        return str(READ_ERRORS[code]) % params
    except (KeyError, TypeError, ValueError):
        return code


# Why a decision or an answer was not taken: the rule, and what to do.
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
    "answered_already": _("这个文件已不在待补充状态，可能已由他人补充；请在列表中查看结果。"),
    "agency_ambiguous": _("有多个单位使用这个别称；请填全称。"),
    "agency_out_of_scope": _("这个单位不在您的责任范围内；请改填，或请负责该单位的人补充。"),
    "alias_not_permitted": _("您没有修改单位的权限，不能记为别称；请去掉勾选再提交。"),
    "alias_taken": _("这个名称已是另一单位的全称或别称，不能再记为别称；请去掉勾选再提交。"),
    "awaiting_second_review": _("这条承诺事项正等待另一人盲审，现在不能另作结论。"),
    "in_dispute": _("两次复核的结论不一致，正等待裁定。"),
    "not_awaiting_second_review": _("这条承诺事项不在待盲审状态，可能已由他人完成。"),
    "not_in_dispute": _("这条承诺事项没有待裁定的分歧，可能已由他人裁定。"),
    "same_reader": _("盲审和裁定须由没有复核过这一条的人作出。"),
    "mark_not_of_this": _("逐项标记与这条承诺的举措对不上；请刷新页面后重新标记。"),
    "not_yours_to_undo": _("只能撤销自己刚作出、他人尚未处理的结论。"),
    "too_late_to_undo": _("已超过 %(minutes)d 分钟，不能撤销；要改动请写明理由重新打开。"),
    "too_many_at_once": _("一次最多批量确认 %(most)d 条；请缩小范围后分批确认。"),
    "changed_meanwhile": _("预览之后已被他人处理或重新比对；未作改动，请重新预览。"),
    "bulk_no_suggestion": _("没有系统建议，须逐条复核。"),
    "bulk_not_open": _("已有结论或正等待他人处理。"),
    "bulk_returned": _("报告更正后退回，须逐条复核。"),
    "bulk_drop": _("不再推进须逐条说明理由，由另一人批准。"),
    "bulk_unsure": _("系统置信度不足，须逐条复核。"),
    "bulk_number_missed": _("有数字未达标，须逐条复核。"),
    "bulk_no_passage": _("没有足够明确的成效原文可作证据，须逐条复核。"),
    "view_name_missing": _("请给视图起一个名称；没有保存。"),
    "view_name_too_long": _("视图名称不要超过 %(limit)d 个字；没有保存。"),
    "view_name_taken": _("您已有同名的视图；请换一个名称。"),
    "view_too_long": _("当前的筛选条件太长；请减少条件后再保存。"),
    "view_not_possible": _("当前的筛选条件无效，没有保存；请重新筛选后再保存。"),
    "too_many_views": _("最多保存 %(most)d 个视图；请先删去不用的。"),
    "not_confirmed": _("这条承诺事项尚未确认，不需要重新打开。"),
    # 人工更正
    "correction_not_permitted": _("您没有作这项更正的权限，没有保存；请联系管理员。"),
    "report_changed": _("这份报告刚刚有变动（他人更正、复核或重读），没有保存；请看过现状再更正。"),
    "correction_not_found": _("正文中找不到要更正的地方，没有保存；请返回后重新选择。"),
    "correction_undone": _("这条更正已经撤回过了。"),
    "correction_not_last": _("之后还有同类更正；请先撤回后面的。"),
    "nothing_to_change": _("与现在的内容相同，没有需要保存的更正。"),
    "heading_missing": _("请填写标题；没有保存。"),
    "heading_too_long": _("标题不要超过 %(limit)d 个字；没有保存。"),
    "split_nowhere": _("请至少勾选一处“从这里分开”；没有保存。"),
    "merge_last": _("这是最后一项，后面没有可合并的事项；没有保存。"),
    "merge_not_adjacent": _("两项之间还有别的文字，不能合并；没有保存。"),
    "agency_name_missing": _("请填写单位全称，不超过 200 个字；没有保存。"),
    "agency_not_yours": _("这个单位不在您的责任范围内，没有保存；请联系负责该单位的人更正。"),
    "year_not_possible": _("报告年度须在 %(first)d 与 %(last)d 之间；没有保存。"),
    "place_taken": _("%(agency)s已有 %(year)d 年度的报告，没有改动；请先核实哪一份有误。"),
    "unreadable_again": _("按更正重新读取正文时没有成功，没有保存；请联系管理员。"),
    "samples_not_permitted": _("载入和移除示例数据须由管理员操作；未作改动。"),
    "samples_code_taken": _(
        "区划代码 %(place)s 已用于“%(name)s”，与示例数据冲突；示例数据没有载入，已有数据未改动。"
    ),
    "samples_name_taken": _(
        "“%(name)s”已是单位“%(agency)s”的名称或别称；示例数据没有载入，已有数据未改动。"
    ),
    "samples_changed": _("示例数据在您查看之后有了变化，未作改动；请看过下面的新情况再确认。"),
    "samples_tied": _(
        "“%(agency)s”的承诺事项由示例单位的报告回应或替代；请先否定相应的机构沿革或更正替代事项，"
        "再移除示例数据。未作改动。"
    ),
}


def refusal_text(code: str, params: Mapping[str, object]) -> str:
    """The sentence for a ReviewRefused; an unknown code is shown as it is, not hidden."""
    return str(REFUSALS[code]) % params if code in REFUSALS else code
