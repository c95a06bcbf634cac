"""What is taken for a whole number: what anybody would write as one."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tests import factories
from tests.api.conftest import Caller

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

ADDRESSES = [
    "/commitments?limit={}",
    "/commitments?agency={}",
    "/commitments?plan_year={}",
    "/commitments?verifiability={}",
    "/commitments/{}",
    "/commitments/{}/evidence",
    "/reviews?commitment={}",
    "/reports?agency={}",
    "/reports/{}/sections",
    "/agencies/{}",
    "/changes?limit={}",
    "/search?q=窗口&limit={}",
    "/stats/fulfilment?report_year={}",
    "/uploads/{}",
]


NONE = ["1_0", "+1", " 1", "1 ", "\t1", "１０", "٣", "1.5", "1.", "1e1", "0x1", "-", "1\n", "１_０"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_is_none(root: Caller, address: str) -> None:
    for written in NONE:
        response = root.client.get(f"/api/v1{address.format(quote(written))}")
        assert (response.status_code, response.json()["code"]) == (422, "invalid_parameter")
        [error] = response.json()["errors"]
        assert (error["code"], error["message"]) == ("int_parsing", "须为整数。"), written


@pytest.mark.parametrize(
    ("written", "status", "code"),
    [
        ("1", 200, None),
        ("007", 200, None),
        ("3.0", 200, None),  # so a column with gaps is written by pandas
        ("200", 200, None),
        ("0", 422, "greater_than_equal"),
        ("-0", 422, "greater_than_equal"),
        ("-1", 422, "greater_than_equal"),
        ("201", 422, "less_than_equal"),
        ("9" * 5000, 422, "int_parsing_size"),
    ],
)
def test_what_is_one(root: Caller, written: str, status: int, code: str | None) -> None:
    response = root.client.get(f"/api/v1/commitments?limit={written}")
    found = [error["code"] for error in response.json().get("errors", [])]
    assert (response.status_code, found) == (status, [code] if code else [])


def test_a_key_leads_to_its_row(root: Caller) -> None:
    row = factories.make_commitment()
    assert root.get(f"/commitments/{row.pk}")["id"] == row.pk
