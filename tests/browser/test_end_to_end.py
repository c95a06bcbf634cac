"""From file to decision: two demo reports through the upload page and a real Celery worker,
then three reviews by people (已兑现, 部分兑现, 不再推进 with its second approver).
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.desk import expect_done, log_in, open_item, open_queue
from tests.factories import make_agency, make_user
from tracker.models import Agency, Commitment, Review, Upload
from tracker.services.roles import APPROVER, INSPECTOR, ensure_roles

pytestmark = [
    pytest.mark.browser,
    pytest.mark.sqlite,
    pytest.mark.django_db(transaction=True),
]

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
AGENCY = "云岫市岚溪区市场监督管理局"
FILES = [SEEDS / f"2024-{AGENCY}.txt", SEEDS / f"2025-{AGENCY}.txt"]
PATIENCE = 60  # seconds for reading and matching one pair


def labelled(outcome: str) -> dict[str, Any]:
    """The first promise of the 2024 report whose true outcome is this."""
    pairs = json.loads((SEEDS / "labels.json").read_text(encoding="utf-8"))["pairs"]
    promises = next(pair["items"] for pair in pairs if pair["plan"] == FILES[0].name)
    return next(promise for promise in promises if promise["outcome"] == outcome)


def in_role(username: str, role: str, agency: Agency) -> None:
    make_user(username, responsible_for=[agency]).groups.add(ensure_roles()[role])


def wait_until_matched() -> None:
    """Until both files are read and every promise of the plan has a suggestion."""
    deadline = time.monotonic() + PATIENCE
    while True:
        failed = Upload.objects.filter(state=Upload.State.FAILED)
        assert not failed, [upload.error_code for upload in failed]
        plan = Commitment.objects.filter(report__report_year=2024)
        if plan.exists() and not plan.filter(suggestion__isnull=True).exists():
            return
        assert time.monotonic() < deadline, list(Upload.objects.values("filename", "state"))
        time.sleep(0.2)


def test_from_file_to_three_confirmed_reviews(
    live_server: LiveServer, page: Page, celery_worker_process: object
) -> None:
    kept, partly, dropped = (labelled(o) for o in ("fulfilled", "partial", "dropped"))
    agency = make_agency(AGENCY)
    in_role("inspector", INSPECTOR, agency)
    in_role("approver", APPROVER, agency)

    log_in(page, live_server, "inspector")
    page.goto(f"{live_server.url}/admin/tracker/upload/add/")
    page.get_by_label("报告文件").set_input_files([str(path) for path in FILES])
    page.get_by_role("button", name="上传").click()
    expect(page.locator("#upload-said")).to_contain_text("已上传 2 个")
    wait_until_matched()
    page.goto(f"{live_server.url}/admin/tracker/upload/")
    expect(page.locator("#result_list .field-outcome", has_text="新增")).to_have_count(2)

    open_queue(page, live_server)
    expect(page.locator("#result_list tbody tr")).to_have_count(8)
    open_item(page, kept["heading"])
    passage = page.locator(".desk-passage", has_text=kept["evidence"][0])
    passage.locator("input").first.check()
    page.keyboard.press("y")
    page.keyboard.press("Enter")
    expect_done(page, "已确认为“已兑现”")

    open_queue(page, live_server)
    open_item(page, partly["heading"])
    page.keyboard.press("p")
    page.get_by_label("备注").fill("有一项数字没有达到")
    page.get_by_role("button", name="保存并下一条").click()
    expect_done(page, "已确认为“部分兑现”")

    open_queue(page, live_server)
    open_item(page, dropped["heading"])
    passage = page.locator(".desk-passage", has_text=dropped["evidence"][0])
    passage.locator("input").first.check()
    page.keyboard.press("b")
    page.get_by_label("备注").fill("报告写明不再推进")
    page.get_by_role("button", name="保存并下一条").click()
    expect_done(page, "等待另一人批准")

    log_in(page, live_server, "approver")
    open_queue(page, live_server)
    open_item(page, dropped["heading"])
    expect(page.locator("#decision")).to_contain_text("报告写明不再推进")
    page.get_by_role("button", name="批准", exact=True).click()
    expect_done(page, "已确认为“不再推进”")

    decided = {
        c.heading: (c.status, c.outcome)
        for c in Commitment.objects.filter(review_state="confirmed")
    }
    assert decided == {
        kept["heading"]: ("fulfilled", "fulfilled"),
        partly["heading"]: ("pending", "partial"),
        dropped["heading"]: ("dropped", "dropped"),
    }
    acts = Review.objects.order_by("pk").values_list("reviewer__username", "act", "outcome")
    assert list(acts) == [
        ("inspector", "decide", "fulfilled"),
        ("inspector", "decide", "partial"),
        ("inspector", "decide", "dropped"),
        ("approver", "approve", "dropped"),
    ]
