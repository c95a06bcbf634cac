"""Sentences for workbooks that could not be read, or only in part (导入表格)."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Why a workbook was not read at all: nothing has been changed, and what to do.
SHEET_ERRORS: dict[str, Promise] = {
    "sheet_not_xlsx": _("这不是 xlsx 表格，没有导入；请用模板填写，保存为 xlsx 再传。"),
    "sheet_old_format": _("这是旧版 xls 格式，没有导入；请另存为 xlsx 再传。"),
    "sheet_encrypted": _("表格有打开密码，没有导入；请去掉密码另存后再传。"),
    "sheet_macro": _("表格带有宏，没有导入；请另存为不含宏的 xlsx 再传。"),
    "sheet_damaged": _("表格已损坏或不完整，没有导入；请从原程序另存为 xlsx 再传。"),
    "sheet_too_large": _(
        "表格过大或展开后过大，没有导入；请删去多余的行列、图片，或分成几份再传。"
    ),
    "sheet_headings_missing": _("没有找到表头“%(headings)s”，没有导入；请使用模板的表头。"),
    "sheet_headings_twice": _("表头“%(headings)s”出现了不止一次，没有导入；请只留一列。"),
    "sheet_too_many_rows": _(
        "表格有 %(rows)d 行，一次最多导入 %(most)d 行，没有导入；请分成几份再传。"
    ),
}

# Why one cell has no value.
CELL_ERRORS: dict[str, Promise] = {
    "cell_formula": _("是没有计算结果的公式，请改填数值"),
    "cell_failed": _("公式结果是错误值，请改正"),
    "cell_merged": _("在合并单元格内，请取消合并后逐格填写"),
    "cell_too_long": _("文字太长"),
}


def sheet_error_text(code: str, params: Mapping[str, object]) -> str:
    """The sentence for an UnreadableSheet."""
    return str(SHEET_ERRORS[code]) % params


def cell_error_text(code: str) -> str:
    """What is wrong with one cell (SheetRow.errors)."""
    return str(CELL_ERRORS[code])
