"""Sentences for lists that were not written to a file (导出)."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

EXPORT_ERRORS: dict[str, Promise] = {
    "gave_up": _("导出了 %(attempts)s 次都中断了，没有生成文件；请管理员查看日志后重试。"),
    "export_failed": _("导出时程序出错，已记入日志，没有生成文件；请管理员查看日志后重试。"),
    "export_not_permitted": _("申请人已停用或不再有查看此列表的权限，没有生成文件。"),
    "export_list_gone": _("这个列表已不存在，没有生成文件。"),
    "export_list_invalid": _("筛选条件无效，没有导出；请重新筛选后再导出。"),
    "export_query_too_long": _("筛选条件太长，没有导出；请减少条件后再导出。"),
    "export_not_stored": _(
        "服务器没能保存导出的文件（多为磁盘已满），没有生成文件；请联系管理员腾出空间后重试。"
    ),
}


def export_error_text(code: str, params: Mapping[str, object]) -> str:
    """The sentence for a list that was not written; an unknown code is shown as it is."""
    try:
        return str(EXPORT_ERRORS[code]) % params
    except (KeyError, TypeError, ValueError):
        return code
