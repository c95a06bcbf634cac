"""Files handed in one by one by the upload page's script: JSON out, the same services behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, cast

from django.conf import settings
from django.core.files.base import File
from django.http import Http404, HttpRequest, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker import tasks
from tracker.admin.upload_forms import HandInForm
from tracker.admin.upload_words import state_of
from tracker.models import Batch, Upload, User
from tracker.selectors.records import visible_uploads
from tracker.services.batches import MOST_FILES, expect_at_least, expect_one_less, open_batch
from tracker.services.storing import NotStored
from tracker.services.uploads import receive_upload
from tracker.wording import storage_error_text

_JSON: Final = "application/json"
_IMAGES: Final = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".gif", ".webp")
_ARCHIVES: Final = (".zip", ".rar", ".7z", ".gz")
_UNPROCESSABLE: Final = 422
_STORAGE_FULL: Final = 507


def is_for_script(request: HttpRequest) -> bool:
    """Whether a script hands in one file, and not a form all of them."""
    return request.method == "POST" and request.headers.get("Accept") == _JSON


def page_facts() -> dict[str, Any]:
    """What the page's script needs to know: limits, addresses, and every word that it says."""
    limit = settings.DOCUMENT_MEGABYTES
    refused = {
        **dict.fromkeys(_IMAGES, _("这是图片，没有上传；请改传报告的 docx、PDF 或文本。")),
        **dict.fromkeys(_ARCHIVES, _("这是压缩包，没有上传；请解压后把里面的报告单独上传。")),
    }
    words = {
        "ready": _("待上传"),
        "sending": _("正在上传"),
        "sent": _("已上传，等待处理"),
        "oversize": _("超过 %(limit)d MB，没有上传；请只留报告正文，删去图片。") % {"limit": limit},
        "empty": _("文件是空的或是文件夹，没有上传。"),
        "twice": _("这个文件已在列表中，没有重复添加。"),
        "same": _("与本次的另一文件内容相同，只录入一次。"),
        "cut": _("传输中断，文件没有传完；请检查网络后重试。"),
        "server": _("服务器出错，文件没有存下；请稍后重试。"),
        "ended": _("登录已失效或没有权限，文件没有上传；请重新登录后再传。"),
        "retry": _("重新上传"),
        "remove": _("移除"),
        "many": _("一次最多 %(most)d 个文件，多出的没有添加；请分批上传。") % {"most": MOST_FILES},
        "said": _("共 {all} 个文件：已上传 {sent} 个，处理完毕 {over} 个，需要处理 {trouble} 个。"),
        "lost": _("暂时连不上服务器，正在重试；已上传的文件不受影响。"),
    }
    return {
        "facts": {
            "limit": limit * 2**20,
            "most": MOST_FILES,
            "refused": refused,
            "words": words,
            "states": reverse("admin:tracker_upload_states"),
        }
    }


@dataclass(frozen=True, slots=True)
class HandInDesk:
    """One request of the script, by somebody who may hand files in."""

    request: HttpRequest
    user: User

    def take_one(self) -> JsonResponse:
        """Store one file and wake a worker; its line, or a sentence and why it was not stored."""
        form = HandInForm(self.request.POST, self.request.FILES, user=self.user)
        if not form.is_valid():
            wrong = [str(sentence) for errors in form.errors.values() for sentence in errors]
            return JsonResponse({"error": " ".join(wrong)}, status=_UNPROCESSABLE)
        batch = self._batch(form.cleaned_data["batch"], number=form.cleaned_data["number"])
        before, began = set(batch.uploads.values_list("pk", flat=True)), timezone.now()
        try:
            upload = self._stored(form.cleaned_data, batch)
        except NotStored as error:
            words = {"error": storage_error_text(error.code), "batch": batch.pk}
            return JsonResponse(words, status=_STORAGE_FULL)
        is_same = upload.pk in before and not form.cleaned_data["again"]
        if is_same:
            expect_one_less(batch)
        line = self._taken(upload, batch) | {"same": is_same}
        if upload.state == Upload.State.DONE and upload.created_at < began:
            line["words"] = _("此前已录入过，没有变化。")
        return JsonResponse(line)

    def states(self) -> JsonResponse:
        """The lines of the files named in the query, as far as the person may see them."""
        named = self.request.GET.get("ids", "").split(",")[:MOST_FILES]
        ids = [int(pk) for pk in named if pk.isascii() and pk.isdecimal() and len(pk) < 19]
        rows = visible_uploads(self.user).filter(pk__in=ids).select_related("report__agency")
        return JsonResponse({"lines": [state_of(upload) for upload in rows]})

    def _batch(self, batch_id: int | None, *, number: int) -> Batch:
        """The person's own batch, told how many files there are so far. Raises Http404."""
        if batch_id is None:
            return open_batch(Batch.Source.ADMIN, user=self.user, expected=number)
        mine = Batch.objects.filter(created_by=self.user, source=Batch.Source.ADMIN)
        batch = mine.filter(pk=batch_id).first()
        if batch is None:
            raise Http404
        expect_at_least(batch, number)
        return batch

    def _stored(self, said: dict[str, Any], batch: Batch) -> Upload:
        (file,) = said["documents"]
        return receive_upload(
            cast("File[bytes]", file),
            filename=file.name or "",
            user=self.user,
            batch=batch,
            agency_name=said["agency_name"],
            report_year=said["report_year"],
        )

    def _taken(self, upload: Upload, batch: Batch) -> dict[str, object]:
        waits = upload.state == Upload.State.WAITING
        awake = tasks.enqueue_uploads([upload.pk]) if waits else True
        asleep = _("处理队列暂时不可用；文件已保存，恢复后会自动处理。")
        return {
            **state_of(upload),
            "batch": batch.pk,
            "progress": reverse("admin:tracker_upload_progress", args=[batch.pk]),
            "warning": "" if awake else asleep,
        }
