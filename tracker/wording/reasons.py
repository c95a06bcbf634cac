"""Why the machine suggests what it suggests, in sentences that a person can check."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Why the machine suggests an outcome (Reason.code), in sentences that a person can check.
REASONS: dict[str, Promise] = {
    "found": _("报告中有相应表述（可能性%(score)s%%），覆盖承诺用词的%(covered)s%%。"),
    "nothing_found": _("报告的工作成效中没有找到相应表述（有回应的可能性%(score)s%%）。"),
    "number_met": _("目标“%(target)s”，报告为“%(reported)s”，已达到。"),
    "number_missed": _("目标“%(target)s”，报告为“%(reported)s”，相差%(gap)s。"),
    "number_open": _("目标“%(target)s”，报告中没有对应的数字。"),
    "number_blocks": _("有数字未达到目标，不能建议“已兑现”。"),
    "under_way": _("报告用语“%(word)s”表明尚未完成。"),
    "announced_only": _("报告只说“%(words)s”，这是部署，不是完成。"),
    "denied": _("报告写明“%(word)s”，承诺的事没有做成。"),
    "late": _("晚于承诺期限：承诺“%(target)s”，报告写“%(reported)s”。"),
    "faint": _("报告中最接近的表述没有写到承诺的具体事项，不能建议“已兑现”。"),
    "intended": _("报告用语“%(word)s”是打算，不是结果。"),
    "in_part": _("报告写明“%(word)s”，只完成了一部分。"),
    "other_thing": _("承诺的是“%(name)s”，报告写的是另一事项。"),
    "other_body": _("报告写的是“%(word)s”所做，不是本单位的落实情况。"),
    "step_open": _("承诺中的“%(word)s”，报告没有交代。"),
    "no_new_fact": _("报告没有给出新的事实（数字、日期、文件或完成情况）。"),
    "repeats_plan": _("纸面兑现风险：表述与计划相近，没有新的事实，请核对佐证材料。"),
    "done": _("报告用语表明已完成：%(words)s。"),
    "admitted": _("在存在问题部分提到：“%(text)s”"),
    "carried_over": _("在下一年度安排中再次提出：“%(text)s”"),
    "dropped": _("报告用“%(word)s”明确表示不再推进：“%(text)s”"),
    "superseded": _("报告用“%(word)s”表示已由其他事项替代：“%(text)s”"),
    "too_vague": _("承诺没有可核查的行动、数字或期限。"),
    "measures": _("%(all)s项具体举措中，%(answered)s项有回应，%(kept)s项建议为已兑现。"),
}


def reason_text(code: str, params: Mapping[str, object]) -> str:
    """The sentence for a Reason; an unknown code or a missing fact is shown as it is."""
    try:
        return str(REASONS[code]) % params
    except (KeyError, TypeError, ValueError):
        return code
