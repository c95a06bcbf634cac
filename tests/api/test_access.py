"""Who sees what, and how a refusal looks."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.signing import Signer
from django.test import Client

from tests import factories
from tests.api.conftest import Caller

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

PATHS = ["/commitments", "/commitments/1", "/stats/fulfilment", "/stats/suggestions"]


@pytest.mark.parametrize("path", PATHS)
def test_nobody_reads_without_log_in(path: str, client: Client) -> None:
    response = client.get(f"/api/v1{path}?status=nonsense")
    assert response.status_code == 401
    assert response["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert (problem["status"], problem["code"]) == (401, "not_authenticated")
    assert problem["title"] == "请先登录，或在请求头中给出接口密钥。"


@pytest.mark.parametrize("path", PATHS)
def test_a_switched_off_account_reads_nothing(path: str) -> None:
    user = factories.make_user(is_superuser=True)
    caller = Caller(user)
    user.is_active = False
    user.save()
    caller.get(path, 401)


def test_a_person_sees_their_scope_only() -> None:
    city = factories.make_region()
    county = factories.make_region(parent=city)
    pairs = [
        factories.make_pair(factories.make_agency(region=region))
        for region in (city, county, factories.make_region())
    ]
    expected = {
        factories.make_inspector(city): {0, 1},
        factories.make_inspector(county): {1},
        factories.make_inspector(pairs[2].agency, county): {1, 2},
        factories.make_inspector(): set(),
    }
    for user, visible in expected.items():
        caller = Caller(user)
        agencies = {item["agency"]["id"] for item in caller.get("/commitments")["items"]}
        assert agencies == {pairs[i].agency.pk for i in visible}
        rows = caller.get("/stats/fulfilment")["rows"]
        assert {row["key"] for row in rows} == {str(pairs[i].agency.pk) for i in visible}
        rows = caller.get("/stats/suggestions")["rows"]
        assert {row["key"] for row in rows} == {str(pairs[i].agency.pk) for i in visible}
        for i, pair in enumerate(pairs):
            answer = 200 if i in visible else 404
            caller.get(f"/commitments/{pair.commitments[0].pk}", answer)


def test_out_of_scope_looks_like_what_does_not_exist() -> None:
    foreign = factories.make_pair()
    caller = Caller(factories.make_inspector(factories.make_agency()))
    hidden = caller.get(f"/commitments/{foreign.commitments[0].pk}", 404)
    assert hidden == caller.get("/commitments/9223372036854775807", 404)
    assert (hidden["code"], hidden["title"]) == (
        "not_found",
        "没有这条记录，或不在您的责任范围内。",
    )
    none = caller.get("/commitments", agency=foreign.agency.pk)
    assert none == caller.get("/commitments", agency=foreign.agency.pk + 1000)


def test_a_cursor_of_somebody_else_opens_nothing(root: Caller) -> None:
    factories.make_pair()
    cursor = root.get("/commitments", limit=1)["next_cursor"]
    caller = Caller(factories.make_inspector())
    assert caller.get("/commitments", cursor=cursor)["items"] == []


BAD: list[tuple[str, dict[str, Any], str]] = [
    ("limit", {"limit": "0"}, "greater_than_equal"),
    ("limit", {"limit": "-1"}, "greater_than_equal"),
    ("limit", {"limit": "201"}, "less_than_equal"),
    ("limit", {"limit": "9" * 5000}, "int_parsing_size"),
    ("limit", {"limit": "1e3"}, "int_parsing"),
    ("limit", {"limit": "1.5"}, "int_parsing"),
    ("limit", {"limit": "\0"}, "int_parsing"),
    ("limit", {"limit": ""}, "int_parsing"),
    ("limit", {"limit": ["1", "2"]}, "repeated_parameter"),
    ("agency", {"agency": "0"}, "greater_than_equal"),
    ("agency", {"agency": str(2**63)}, "less_than_equal"),
    ("agency", {"agency": "9" * 40}, "less_than_equal"),
    ("agency", {"agency": "甲局"}, "int_parsing"),
    ("agency", {"agency": "1\0"}, "int_parsing"),
    ("region", {"region": "\0"}, "string_pattern_mismatch"),
    ("region", {"region": "3301\0"}, "string_pattern_mismatch"),
    ("region", {"region": "330100\n"}, "string_pattern_mismatch"),
    ("region", {"region": "1' OR 1=1"}, "string_pattern_mismatch"),
    ("region", {"region": "９９"}, "string_pattern_mismatch"),
    ("region", {"region": "1" * 13}, "string_pattern_mismatch"),
    ("report_year", {"report_year": "1"}, "greater_than_equal"),
    ("report_year", {"report_year": "99999"}, "less_than_equal"),
    ("plan_year", {"plan_year": "二〇二五"}, "int_parsing"),
    ("status", {"status": "done"}, "enum"),
    ("status", {"status": "PENDING"}, "enum"),
    ("status", {"status": "pending\0"}, "enum"),
    ("status", {"status": ["pending", "fulfilled"]}, "repeated_parameter"),
    ("outcome", {"outcome": "great"}, "enum"),
    ("review_state", {"review_state": ""}, "enum"),
    ("suggested_outcome", {"suggested_outcome": "<script>"}, "enum"),
    ("cursor", {"cursor": "1"}, "invalid_cursor"),
    ("cursor", {"cursor": ""}, "invalid_cursor"),
    ("cursor", {"cursor": "\0"}, "invalid_cursor"),
    ("cursor", {"cursor": "甲:乙"}, "invalid_cursor"),
    ("cursor", {"cursor": "eyJhZnRlciI6MX0:forged-signature"}, "invalid_cursor"),
    ("cursor", {"cursor": "x" * 2001}, "string_too_long"),
    ("fields", {"fields": "id,nonsense"}, "unknown_field"),
    ("fields", {"fields": "id,,x"}, "string_pattern_mismatch"),
    ("sort", {"sort": "report__raw_text"}, "literal_error"),
    ("verifiability", {"verifiability": "6"}, "less_than_equal"),
    ("stauts", {"stauts": "pending"}, "unknown_parameter"),
    ("by", {"by": "agency"}, "unknown_parameter"),
]


@pytest.mark.parametrize(("field", "params", "code"), BAD)
def test_every_bad_parameter_of_the_list_is_explained(
    root: Caller, field: str, params: dict[str, Any], code: str
) -> None:
    problem = root.get("/commitments", 422) if not params else _refused(root, params)
    [error] = problem["errors"]
    assert (problem["code"], problem["title"]) == ("invalid_parameter", "请求参数有误。")
    assert (error["field"], error["code"]) == (field, code)
    assert any("\u4e00" <= character <= "\u9fff" for character in error["message"])
    assert len(error["message"]) < 300


def _refused(caller: Caller, params: dict[str, Any], path: str = "/commitments") -> Any:
    response = caller.client.get(f"/api/v1{path}", params)
    assert response.status_code == 422, response.content.decode()
    assert response["Content-Type"] == "application/problem+json"
    return response.json()


@pytest.mark.parametrize("path", ["/stats/fulfilment", "/stats/suggestions"])
@pytest.mark.parametrize(
    "params",
    [{"by": "month"}, {"by": "\0"}, {"by": ["year", "agency"]}, {"limit": "1"}, {"region": "\0"},
     {"agency": "x"}, {"plan_year": "0"}],
)  # fmt: skip
def test_bad_parameters_of_statistics(root: Caller, path: str, params: dict[str, Any]) -> None:
    assert _refused(root, params, path)["code"] == "invalid_parameter"


@pytest.mark.parametrize("path", ["/search", "/agencies", "/regions", "/agencies.csv"])
def test_what_is_no_utf_8_is_not_looked_for(root: Caller, path: str) -> None:
    response = root.client.get(f"/api/v1{path}?q=%E6%89%A7%E6%B3")
    assert (response.status_code, response.json()["errors"][0]["code"]) == (422, "not_utf8")


@pytest.mark.parametrize("tail", ["0", "-1", "x", "1.5", "9" * 40, "%00", "1%00"])
def test_bad_numbers_in_an_address(root: Caller, tail: str) -> None:
    response = root.client.get(f"/api/v1/commitments/{tail}")
    assert response.status_code in (404, 422)


def test_a_record_takes_no_parameters(root: Caller) -> None:
    pair = factories.make_pair()
    _refused(root, {"expand": "1"}, f"/commitments/{pair.commitments[0].pk}")


def test_a_signed_cursor_of_another_kind_is_refused(root: Caller) -> None:
    _refused(root, {"cursor": Signer(salt="something.else").sign_object({"after": 1})})


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_changed(root: Caller, method: str) -> None:
    response = getattr(root.client, method)("/api/v1/commitments")
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
    assert response["Content-Type"] == "application/problem+json"
    assert (response.json()["status"], response.json()["code"]) == (405, "method_not_allowed")


@pytest.mark.parametrize("path", PATHS)
def test_a_role_is_needed_besides_the_scope(path: str) -> None:
    pair = factories.make_pair()
    without = factories.make_user(
        permissions=["tracker.view_report"], responsible_for=[pair.agency]
    )
    problem = Caller(without).get(path, 403)
    assert problem["code"] == "not_permitted"
    assert problem["title"] == "您或这个密钥没有相应的权限；请联系管理员。"


def test_the_role_alone_is_enough_to_ask() -> None:
    viewer = Caller(factories.make_user(permissions=["tracker.view_commitment"]))
    assert viewer.get("/commitments")["items"] == []
