"""What a person is asked about a file (待补充), and what the facts read off it are called."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

QUESTIONS: dict[str, Promise] = {
    "agency_missing": _("文中没有找到报告单位"),
    "agency_unsure": _("报告单位不确定"),
    "agency_namesakes": _("报告单位可能与已有单位同名或是其简称"),
    "year_missing": _("文中没有找到报告年度"),
    "year_unsure": _("报告年度不确定"),
}

# The facts of Identity, in the order of a page.
FACTS: dict[str, Promise] = {
    "title": _("标题"),
    "agency": _("单位"),
    "report_year": _("报告年度"),
    "planned": _("计划部分写明的年度"),
    "dated": _("落款日期"),
    "region": _("所属地区"),
    "level": _("地区层级"),
    "body": _("单位性质"),
    "addressee": _("报送对象"),
}


def question_text(codes: Iterable[str]) -> str:
    """What is in doubt about a file, what was kept and what to do; unknown codes as they are."""
    doubts = gettext("，").join(str(QUESTIONS.get(code, code)) for code in codes)
    return gettext("%(doubts)s；文件已保留，请补充后继续录入。") % {"doubts": doubts}
