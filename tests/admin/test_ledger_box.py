"""数字核对 on the review page: what was aimed at, what is reported, how it came out."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.admin.pages import logged_in
from tests.factories import make_pair, make_user
from tracker.models import Commitment, Suggestion

pytestmark = pytest.mark.django_db


def number(text: str) -> dict[str, object]:
    return {"text": text, "value": 1, "unit": "场", "comparator": ">=", "span": [0, 3]}


def page_with(*ledger: dict[str, object]) -> str:
    row = make_pair().commitments[0]
    assert row.suggestion is not None
    Suggestion.objects.filter(pk=row.suggestion.pk).update(ledger=list(ledger))
    url = reverse("admin:tracker_commitment_review", args=[row.pk])
    page = logged_in(make_user(is_superuser=True)).get(url).content.decode()
    assert Commitment.objects.get(pk=row.pk).status == "pending"
    return page


@pytest.mark.parametrize(
    ("verdict", "reported", "gap", "shown"),
    [
        ("met", "办了43场", 3.0, ["已达到", "办了43场", "+3场"]),
        ("missed", "办了30场", -10.0, ["未达到", "办了30场", "-10场"]),
        ("unreported", None, None, ["未交代", "<td>—</td>"]),
    ],
)
def test_lines(verdict: str, reported: str | None, gap: float | None, shown: list[str]) -> None:
    row: dict[str, object] = {
        "target": number("不少于40场"),
        "reported": number(reported) if reported else None,
        "gap": gap,
        "verdict": verdict,
        "likeness": 1.0,
    }
    page = page_with(row)
    assert "数字核对" in page
    assert "不少于40场" in page
    assert all(words in page for words in shown)


def test_words_of_a_report_are_plain_text() -> None:
    row: dict[str, object] = {
        "target": number("<script>1</script>场"),
        "reported": None,
        "gap": None,
        "verdict": "unreported",
        "likeness": 0.0,
    }
    page = page_with(row)
    assert "&lt;script&gt;1&lt;/script&gt;场" in page
    assert "<script>1" not in page


def test_without_numbers_there_is_no_table() -> None:
    assert "数字核对" not in page_with()
