"""What a person reads when a page can't be had: the database is away, the disk is full.

Handlers of Django's (handler400, handler500). They touch neither database nor session.
"""

from __future__ import annotations

import sys

from django.conf import settings
from django.core.exceptions import TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views import defaults

from tracker.services.storing import storage_code
from tracker.wording import storage_error_text

RETRY_SECONDS = 30


def server_error(request: HttpRequest) -> HttpResponse:
    """503 without a database, 507 where a disk takes nothing more, else the stock 500."""
    error = sys.exc_info()[1]
    if isinstance(error, OperationalError | InterfaceError):
        words = _(
            "数据库暂时不可用，这一步没有完成；已保存的文件、报告和复核不受影响。"
            "请稍后重试；正在上传的，恢复后请在“上传文件”列表中核对，补传缺少的文件。"
        )
        response = _page(_("暂时不可用"), words, status=503)
        response["Retry-After"] = str(RETRY_SECONDS)
        return response
    code = storage_code(error) if isinstance(error, OSError) else "storage_failed"
    if code != "storage_failed":
        return _page(_("无法保存"), storage_error_text(code), status=507)
    return defaults.server_error(request)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """More files at once than are taken; anything else as Django says it."""
    if isinstance(exception, TooManyFilesSent):
        limit = settings.DATA_UPLOAD_MAX_NUMBER_FILES
        words = _("一次最多上传 %(limit)d 个文件，这一次都没有保存；请分几次上传。")
        return _page(_("文件太多"), words % {"limit": limit}, status=400)
    return defaults.bad_request(request, exception)


def _page(title: str, words: str, *, status: int) -> HttpResponse:
    page = render_to_string("admin/tracker/outage.html", {"title": title, "words": words})
    return HttpResponse(page, status=status)
