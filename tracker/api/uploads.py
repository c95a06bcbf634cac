"""/uploads: reports handed in by programs, through the same door as in the admin (上传报告)."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Field, File, Form, Header, Path, Query, Router, Schema, Status
from ninja.files import UploadedFile

from tracker import tasks
from tracker.api.access import EITHER, UPLOADERS
from tracker.api.errors import Problem
from tracker.api.paging import Paging, Record, Selection, answer, page_of
from tracker.api.parameters import PLAIN, Key, NoParameters, refuse_unknown, refuse_unknown_parts
from tracker.models import Upload, User
from tracker.models.reports import EARLIEST_YEAR, LATEST_YEAR
from tracker.selectors.records import visible_uploads
from tracker.services.handing_in import hand_in
from tracker.wording import question_text, read_error_text

router = Router(tags=["上传报告"])

ERRORS = {401: Problem, 403: Problem, 422: Problem, 429: Problem}
State = Literal["waiting", "running", "asked", "done", "failed"]


class UploadRow(Schema):
    """一份上传文件, and how far it has come."""

    id: int = Field(description="上传编号", examples=[31])
    filename: str = Field(description="文件名")
    sha256: str = Field(description="文件指纹")
    state: State = Field(
        description="waiting 等待处理，running 处理中，asked 待补充（在管理后台补充单位或年度），"
        "done 已完成，failed 失败",
        examples=["done"],
    )
    result: Literal["", "insert", "update", "noop", "older"] = Field(
        description="insert 新增，update 更新，noop 无变化，older 已有更新版本，未采用"
    )
    message: str = Field(description="失败原因或需补充的内容；没有即为空")
    error_code: str = Field(description="失败原因代码；没有即为空")
    report: int | None = Field(description="年度报告编号；处理完成后才有")
    created_at: dt.datetime = Field(description="上传时间")
    finished_at: dt.datetime | None = Field(description="完成时间")


class UploadPage(Schema):
    """One page of uploads."""

    items: list[UploadRow] = Field(description="上传文件")
    next_cursor: str | None = Field(description="下一页的游标；null 即已到末页")


class UploadFilters(Paging):
    """Which uploads."""

    state: State | None = Field(None, description="状态", examples=["failed"])
    sort: Literal["id", "-id"] = Field("id", description="排序")

    def narrow(self, uploads: QuerySet[Upload]) -> QuerySet[Upload]:
        """A scoped set, narrowed by every filter but the paging."""
        return uploads if self.state is None else uploads.filter(state=self.state)


class Hints(Schema):
    """What the sender knows of the file; without, it is read from the text."""

    agency_name: Annotated[str, Field(max_length=200, pattern="^[^\\x00]*$")] = Field(
        "", description="单位全称；识别不出时再给", examples=["某某县示例局"]
    )
    report_year: Annotated[int, Field(ge=EARLIEST_YEAR, le=LATEST_YEAR), PLAIN] | None = Field(
        None, description="报告年度：回顾的那一年", examples=[2024]
    )


@router.post(
    "",
    response={202: UploadRow, 400: Problem, 409: Problem, 507: Problem, **ERRORS},
    auth=UPLOADERS,
    operation_id="upload_report",
    summary="上传一份报告",
    description="以 multipart/form-data 上传一份年度报告，排队处理；随后按编号查询进度。"
    "请求头 `Idempotency-Key` 相同的重复请求只算一次，内容不同的答 409；"
    "同一所有者重复上传同一文件，返回原来的一条。需要“上传报告”的密钥或权限。"
    "例：`curl -H 'Authorization: Bearer …' -F file=@2024.docx /api/v1/uploads`",
)
def upload_report(
    request: HttpRequest,
    file: Annotated[UploadedFile, File(description="报告文件")],
    hints: Form[Hints],
    idempotency_key: Annotated[
        str | None,
        Header(alias="Idempotency-Key", max_length=100, pattern="^[!-~]+$", description="幂等键"),
    ] = None,
) -> Status[Record]:
    """Take the file in and wake a worker."""
    refuse_unknown(request, NoParameters)
    refuse_unknown_parts(request, {"file"}, Hints.model_fields)
    upload = hand_in(
        file,
        filename=file.name or "",
        user=_user(request),
        agency_name=hints.agency_name,
        report_year=hints.report_year,
        word=idempotency_key or "",
    )
    if upload.state == Upload.State.WAITING:
        tasks.enqueue_upload(upload.pk)
    return Status(202, _upload(upload))


@router.get(
    "",
    response={200: UploadPage | Selection, **ERRORS},
    operation_id="list_uploads",
    summary="上传文件列表",
    description="自己上传的，以及已成为责任范围内报告的文件。例：`/api/v1/uploads?state=failed`",
)
def list_uploads(request: HttpRequest, filters: Query[UploadFilters]) -> HttpResponse:
    """The uploads that the caller may see."""
    refuse_unknown(request, UploadFilters)
    page = page_of(filters.narrow(_visible(request)), filters, present=_upload, sort=filters.sort)
    return answer(page, filters, whole=UploadPage)


@router.get(
    "/{upload_id}",
    response={200: UploadRow, 404: Problem, **ERRORS},
    auth=EITHER,
    operation_id="get_upload",
    summary="一份上传文件的进度",
    description="处理到哪一步、成为哪份报告、为何失败。能读取或能上传的密钥都可以查。"
    "例：`/api/v1/uploads/31`",
)
def get_upload(
    request: HttpRequest,
    upload_id: Annotated[Key, Path(description="上传编号")],
) -> Record:
    """One upload that the caller may see."""
    refuse_unknown(request, NoParameters)
    return _upload(get_object_or_404(_visible(request), pk=upload_id))


def _user(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def _visible(request: HttpRequest) -> QuerySet[Upload]:
    return visible_uploads(_user(request))


def _upload(row: Upload) -> Record:
    message = ""
    if row.state == Upload.State.FAILED:
        message = read_error_text(row.error_code, row.error_params)
    elif row.state == Upload.State.ASKED:
        message = question_text(row.found.get("doubts", []))
    return {
        "id": row.pk,
        "filename": row.filename,
        "sha256": row.sha256,
        "state": row.state,
        "result": row.result,
        "message": message,
        "error_code": row.error_code,
        "report": row.report_id,
        "created_at": row.created_at,
        "finished_at": row.finished_at,
    }
