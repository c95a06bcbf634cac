"""The JSON API for dashboards (/api/v1): read-only, each caller within their own scope."""

from typing import Any, ClassVar

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.renderers import JSONRenderer

from tracker.api import (
    agreement,
    changes,
    commitments,
    errors,
    evidence,
    history,
    places,
    progress,
    reports,
    search,
    shares,
    statistics,
    streams,
    uploads,
)
from tracker.api.access import READERS
from tracker.api.describing import describe_parameters


class ReadableJSON(JSONRenderer):
    """Chinese as it is written, not as escapes three times as long."""

    json_dumps_params = {"ensure_ascii": False}


class TrackerAPI(NinjaAPI):
    """Describes its errors under the content type that they have."""

    _described: ClassVar[dict[str | None, OpenAPISchema]] = {}

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """The stock schema, put right where it says less, or more, than is true."""
        found = self._described.get(path_prefix)
        if found is None:  # a quarter of a second's work, and anybody may ask for it
            found = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
            errors.describe(found)
            describe_parameters(found)
            self._described[path_prefix] = found
        return found


api = TrackerAPI(
    title="承诺追踪 API",
    version="1.0.0",
    description=(
        "承诺事项及其兑现情况。程序用接口密钥：请求头 `Authorization: Bearer ctk_…`，"
        "密钥由管理员签发，只能看到其所有者责任范围内的数据；人员可先登录管理后台，"
        "再在同一浏览器中调用。需要“查看承诺事项”的权限，没有的答 403。\n\n"
        "人工复核的结论与系统建议始终分开：`status`、`outcome`、`review` 只来自人工确认，"
        "`suggestion` 是系统建议，未复核。出错时返回 `application/problem+json`，"
        "其中 `code` 供程序判断，`title` 供人阅读。只增加字段，不改变已有字段的含义。"
    ),
    auth=READERS,
    renderer=ReadableJSON(),
    docs_url="/docs",
    urls_namespace="api-v1",
)
errors.install(api)
api.add_router("", places.router)
api.add_router("", streams.router)
api.add_router("/reports", reports.router)
api.add_router("/commitments", commitments.router)
api.add_router("/commitments", evidence.router)
api.add_router("/reviews", history.router)
api.add_router("/uploads", uploads.router)
api.add_router("/changes", changes.router)
api.add_router("/search", search.router)
api.add_router("/stats", statistics.router)
api.add_router("/stats", shares.router)
api.add_router("/stats", progress.router)
api.add_router("/stats", agreement.router)
