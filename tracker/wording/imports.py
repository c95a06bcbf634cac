"""Sentences for rows of a table that were not imported (导入): what is wrong, what to do."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tracker.wording.refusals import REFUSALS
from tracker.wording.sheets import CELL_ERRORS, cell_error_text

IMPORT_ERRORS: dict[str, Promise] = {
    # Of the whole table.
    "import_has_errors": _("表格中有错误，没有导入任何一行；请改正后重新上传。"),
    "import_changed": _("预览之后数据有了变动，没有导入；请看过下面的新预览再确认。"),
    "import_expired": _("预览已失效，没有导入；请重新上传表格。"),
    "import_no_file": _("没有选择文件；请选择填好的 xlsx 表格。"),
    "import_nothing": _("表格中没有可导入的行；请按模板填写后再传。"),
    "import_too_long": _("表格文字过多，没有导入；请分成几份再传。"),
    "import_too_many_filled": _("填写的结论太多，没有导入；请分成几份，每份不超过 300 条。"),
    # Of one row.
    "row_hidden": _("这一行在表格中是隐藏的；请取消隐藏或删去。"),
    "cell_unreadable": _("“%(heading)s”%(problem)s。"),
    "code_twice": _("与第 %(row)d 行的区划代码相同；请只留一行。"),
    "name_twice": _("与第 %(row)d 行的全称相同；请只留一行。"),
    "name_wrong": _("名称不能为空、换行或超过 %(limit)d 个字。"),
    "region_code_wrong": _(
        "“%(code)s”不是县级以上（6 位）或乡镇（9 或 12 位）的区划代码；请对照 GB/T 2260 改正。"
    ),
    "region_level_wrong": _("层级“%(level)s”与区划代码不符，按代码应为“%(right)s”；可留空。"),
    "region_parent_wrong": _(
        "上级区划代码“%(parent)s”与区划代码不符，按代码应为 %(right)s；可留空。"
    ),
    "region_parent_missing": _("缺少上级地区 %(parent)s；请先建立，或在表格中加上这一行。"),
    "region_circle": _("上下级关系成了循环；请先在地区页面更正现有的上级。"),
    "region_out_of_scope": _("不在您的责任范围内；请改填您负责的地区，或请管理员导入。"),
    "region_unknown": _("没有代码为“%(code)s”的地区，或不在您的责任范围内；请先建立地区。"),
    "agency_out_of_scope": _("这个单位已存在，不在您的责任范围内；请联系管理员。"),
    "agency_removed": _(
        "这个全称属于已移除的示例单位，它的复核记录仍保留。请先去掉这一行；"
        "由管理员上传一份该单位的报告，单位就会恢复，然后可再导入。"
    ),
    "name_taken": _("“%(name)s”已是另一单位（%(agency)s）的全称或别称；一个名称只能属于一个单位。"),
    "aliases_wrong": _("别称最多 %(most)d 个，每个不超过 %(limit)d 个字。"),
    "former_half": _("原名称和更名年度要一起填写。"),
    "former_itself": _("原名称就是本单位现在的名称或别称；请改填，或留空。"),
    "former_unknown": _("没有名为“%(name)s”的单位；请为原单位也写一行，或留空原名称。"),
    "number_wrong": _("承诺编号不是数字；请从模板复制，不要改动。"),
    "number_unknown": _("没有这条承诺事项，或不在您的责任范围内。"),
    "number_twice": _("与第 %(row)d 行的承诺编号相同；请只留一行。"),
    "version_wrong": _("版本不是模板给出的样子（如 V3-812）；请从模板复制，不要改动。"),
    "row_stale": _("这一条在模板生成之后有变动，没有导入；请重新下载模板，或在页面上复核。"),
    "outcome_missing": _("填了证据或备注，但没有填兑现情况。"),
    "outcome_unknown": _("“%(outcome)s”不是兑现情况；请从下拉列表中选。"),
    "passage_unknown": _("候选证据中没有第 %(number)d 段；请核对编号，或直接引用报告原文。"),
    "quote_unknown": _("下一年度报告中没有“%(quote)s”；请逐字引用原文，一段一行。"),
    "quote_twice": _("“%(quote)s”在报告中不止一处；请引用更长的一段。"),
    "successor_wrong": _("替代事项编号不是数字；请填那一条的承诺编号。"),
    "year_wrong": _("“%(year)s”不是年度；请填四位数字，如 2024。"),
}


def import_error_text(code: str, params: Mapping[str, object]) -> str:
    """The sentence for a steps.Problem or an ImportRefused; an unknown code is shown as it is.

    What the rules of a review refuse is said in their words.
    """
    if code == "cell_unreadable":
        problem = str(params["code"])
        told = cell_error_text(problem) if problem in CELL_ERRORS else problem
        params = {"heading": params["heading"], "problem": told}
    sentences = IMPORT_ERRORS if code in IMPORT_ERRORS else REFUSALS
    return str(sentences[code]) % params if code in sentences else code
