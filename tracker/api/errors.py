"""Every error as problem+json (RFC 9457): a stable code, and a Chinese sentence for a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import Field, NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from tracker.api.access import BadKey, NoToken, NotPermitted
from tracker.api.throttling import Throttled
from tracker.services.handing_in import OtherRequest
from tracker.services.storing import NotStored
from tracker.wording import storage_error_text

CONTENT_TYPE = "application/problem+json"

# By the types of pydantic's errors; what is not here is simply not valid.
_MESSAGES: Mapping[str, Promise] = {
    "missing": gettext_lazy("缺少此参数。"),
    "int_parsing": gettext_lazy("须为整数。"),
    "int_parsing_size": gettext_lazy("数字过大。"),
    "int_from_float": gettext_lazy("须为整数。"),
    "greater_than_equal": gettext_lazy("不得小于 %(ge)s。"),
    "less_than_equal": gettext_lazy("不得大于 %(le)s。"),
    "enum": gettext_lazy("可选值：%(expected)s。"),
    "literal_error": gettext_lazy("可选值：%(expected)s。"),
    "string_too_long": gettext_lazy("不得超过 %(max_length)s 个字符。"),
    "string_pattern_mismatch": gettext_lazy("格式不符。"),
    "no_such_moment": gettext_lazy(
        "须为带时区的时刻（2026-06-30T12:00:00+08:00，加号写作 %%2B）。"
    ),
}


# What Django answers itself, outside of every view of ours (tracker.api.middleware).
_UNEXPECTED: Mapping[int, tuple[str, Promise]] = {
    400: ("bad_request", gettext_lazy("请求有误，无法处理。")),
    403: ("not_permitted", gettext_lazy("请求被拒绝。")),
    404: (
        "no_such_address",
        gettext_lazy("没有这个地址；请对照接口文档（/api/v1/docs）检查，末尾不加斜杠。"),
    ),
    405: (
        "method_not_allowed",
        gettext_lazy("这个地址不接受这种请求方法；可用的见响应头 Allow，读取请用 GET。"),
    ),
    500: ("internal_error", gettext_lazy("服务器内部错误，已记入日志；请稍后再试或联系管理员。")),
    503: ("unavailable", gettext_lazy("数据库暂时不可用，这一步没有完成；请稍后再试。")),
}


# What the exceptions of ours mean to the caller.
_NOT_FOUND = (404, "not_found", gettext_lazy("没有这条记录，或不在您的责任范围内。"))
_SAID: Mapping[type[Exception], tuple[int, str, Promise]] = {
    AuthenticationError: (
        401,
        "not_authenticated",
        gettext_lazy("请先登录，或在请求头中给出接口密钥。"),
    ),
    BadKey: (
        401,
        "bad_key",
        gettext_lazy("接口密钥无效、已停用或已过期；请向管理员索取新的密钥。"),
    ),
    NotPermitted: (
        403,
        "not_permitted",
        gettext_lazy("您或这个密钥没有相应的权限；请联系管理员。"),
    ),
    NoToken: (
        403,
        "csrf_failed",
        gettext_lazy("浏览器会话的写入请求须带 CSRF 令牌（X-CSRFToken）；程序请改用接口密钥。"),
    ),
    OtherRequest: (
        409,
        "idempotency_key_reused",
        gettext_lazy("这个幂等键已用于另一份文件；请换一个，或原样重发。"),
    ),
}


class FieldProblem(Schema):
    """What is wrong with one parameter."""

    field: str = Field(description="参数名", examples=["limit"])
    code: str = Field(description="错误代码", examples=["less_than_equal"])
    message: str = Field(description="说明", examples=["不得大于 200。"])


class Problem(Schema):
    """An error (RFC 9457)."""

    type: str = Field("about:blank", description="错误类型")
    status: int = Field(description="HTTP 状态码", examples=[422])
    code: str = Field(description="错误代码，供程序判断", examples=["invalid_parameter"])
    title: str = Field(description="一句话说明", examples=["请求参数有误。"])
    errors: list[FieldProblem] = Field([], description="逐个参数的说明，仅 422 有")


class BadParameter(Exception):  # noqa: N818 - what is wrong with the request, not with us
    """A parameter that no schema can refuse: unknown, repeated, or a cursor not of ours."""

    def __init__(self, field: str, *, code: str, message: str) -> None:
        super().__init__(field, code)
        self.problem = FieldProblem(field=field, code=code, message=message)


def install(api: NinjaAPI) -> None:
    """Answer every expected error of this API with a problem."""
    for kind in (
        *(ValidationError, BadParameter, AuthenticationError, BadKey, NoToken),
        *(NotPermitted, Throttled, OtherRequest, NotStored, Http404, HttpError),
    ):
        api.add_exception_handler(kind, _answer)


def describe(schema: dict[str, Any]) -> None:
    """Put our content type on every error of an OpenAPI schema; ninja knows one for all.

    Any address may find the database away, or locked for too long by another writer (SQLite).
    """
    for operations in schema["paths"].values():
        for operation in operations.values():
            for status, response in operation["responses"].items():
                content = response.get("content", {})
                if int(status) >= 400 and "application/json" in content:
                    content[CONTENT_TYPE] = content.pop("application/json")
            away = {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
            operation["responses"][503] = {"description": "Service Unavailable", "content": away}


def problem(
    status: int, *, code: str, title: str, errors: list[FieldProblem] | None = None
) -> HttpResponse:
    """The response of one error."""
    body = Problem(type="about:blank", status=status, code=code, title=title, errors=errors or [])
    return JsonResponse(
        body.model_dump(),
        status=status,
        content_type=CONTENT_TYPE,
        json_dumps_params={"ensure_ascii": False},
    )


def unexpected(status: int) -> HttpResponse:
    """The problem for an error that no view foresaw, by its HTTP status."""
    code, title = _UNEXPECTED.get(status, ("refused", gettext_lazy("请求被拒绝。")))
    return problem(status, code=code, title=str(title))


def _answer(request: HttpRequest, exc: object) -> HttpResponse:
    if isinstance(exc, ValidationError):
        return _invalid([_field_problem(error) for error in exc.errors])
    if isinstance(exc, BadParameter):
        return _invalid([exc.problem])
    if isinstance(exc, Throttled):
        return _too_many(exc.wait)
    return _refused(exc)


def _refused(exc: object) -> HttpResponse:
    if isinstance(exc, NotStored):
        return problem(507, code=exc.code, title=storage_error_text(exc.code))
    if isinstance(exc, HttpError) and not isinstance(exc, AuthenticationError):
        return problem(exc.status_code, code="refused", title=_("请求被拒绝。"))
    status, code, title = next(
        (said for kind, said in _SAID.items() if isinstance(exc, kind)), _NOT_FOUND
    )
    response = problem(status, code=code, title=str(title))
    if status == 401:  # RFC 9110 asks for it: how one may say who one is
        response["WWW-Authenticate"] = "Bearer"
    return response


def _too_many(wait: int) -> HttpResponse:
    title = _("请求过于频繁，请在 %(wait)d 秒后再试。") % {"wait": wait}
    response = problem(429, code="too_many_requests", title=title)
    response["Retry-After"] = str(wait)
    return response


def _invalid(errors: list[FieldProblem]) -> HttpResponse:
    return problem(422, code="invalid_parameter", title=_("请求参数有误。"), errors=errors)


def _field_problem(error: Mapping[str, Any]) -> FieldProblem:
    """The value itself is not repeated: it may be huge, or hostile."""
    code = str(error["type"])
    message = _MESSAGES.get(code)
    context = dict(error.get("ctx", {}))
    if "expected" in context:  # pydantic quotes and joins them in English
        context["expected"] = context["expected"].replace("'", "").replace(" or ", ", ")
    text = _("取值无效。") if message is None else str(message) % context
    return FieldProblem(field=str(error["loc"][-1]), code=code, message=text)
