"""The demo's table."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from tests.factories import make_agency, make_pair, make_report
from tracker.core.types import Outcome, ReviewState
from tracker.management.demo.overview import print_overview
from tracker.models import Commitment


def rows() -> list[list[str]]:
    screen = Console(file=io.StringIO(), width=140)
    print_overview(screen)
    assert isinstance(screen.file, io.StringIO)
    return [line.split() for line in screen.file.getvalue().splitlines() if line.strip()]


@pytest.mark.django_db
def test_suggestions_and_reviews_are_counted_apart() -> None:
    agency = make_agency("虚设[red]河道管理所")  # markup in a name stays text
    pair = make_pair(agency)
    make_report(agency, report_year=2026)
    Commitment.objects.filter(pk=pair.commitments[0].pk).update(
        review_state=ReviewState.CONFIRMED, outcome=Outcome.FULFILLED, status="fulfilled"
    )
    title, head, _rule, *body = rows()
    assert "未复核" in title[0]
    assert head == ["单位", "年度", "承诺事项", "系统建议（未复核）", "已复核"]
    name = "虚设[red]河道管理所"
    assert body[0] == [name, "2024", "3", "未回应", "1，部分兑现", "1", "1"]
    assert body[1] == [name, "2025", "0", "0"]
    assert body[2] == [name, "2026", "0", "0"]
