"""The pictures in docs/, taken from the demo: `python -m tests.screenshots [FOLDER]`.

Starts `manage.py demo` in a folder of its own, logs in as its inspector, and ends it again.
Needs Chromium and a Chinese font (tests/machine.sh).
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import sys
import tempfile
from contextlib import closing
from email import message_from_bytes, policy
from pathlib import Path
from typing import Final
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, FilePayload, Page, expect, sync_playwright

from tests.fixtures.browser import FLAGS
from tracker.management.demo.children import free_port, spawn, stop, wait_until

ROOT: Final = Path(__file__).resolve().parents[1]
SCREEN: Final = {"width": 1366, "height": 768}
PATIENCE: Final = 300.0  # seconds: the demo reads and matches all its reports first
WITHOUT_YEAR: Final = """砚川市农业农村局法治政府建设年度报告
一、主要成效
全年培训三场，办结来件四十件。
二、下一步打算
（一）增设柜台。年底前增设柜台2个。
"""
DECIDED: Final = 36  # commitments, so that the dashboard has something to show
REAL = ("DATABASE_URL", "EMAIL_URL", "HTTPS", "REDIS_URL")  # the demo refuses an installation's


def main(folder: Path) -> None:
    """Write the pictures. Raises ChildFailed when the demo doesn't run."""
    with tempfile.TemporaryDirectory(prefix="tracker-demo-") as name:
        data, port = Path(name), free_port()
        env = {key: value for key, value in os.environ.items() if key not in REAL}
        env |= {"DATA_DIR": name}
        command = [sys.executable, str(ROOT / "manage.py"), "demo", "--port", str(port)]
        log = data / "demo.log"
        demo = spawn(command, log=log, env=env)
        site = f"http://127.0.0.1:{port}"
        try:
            wait_until(lambda: _answers(site), child=demo, name="demo", log=log, patience=PATIENCE)
            _shoot(site, data / "demo-login", folder)
        finally:
            stop(demo, ask=signal.SIGINT)


def _answers(site: str) -> bool:
    try:
        with urlopen(f"{site}/admin/login/", timeout=2):
            return True
    except (URLError, OSError):
        return False


def _shoot(site: str, logins: Path, folder: Path) -> None:
    name, password = logins.read_text("utf-8").splitlines()[0].split(" ", 1)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        with closing(browser):
            page = browser.new_page(locale="zh-CN", viewport=SCREEN)  # type: ignore[arg-type]  # a literal
            page.goto(f"{site}/admin/")
            page.get_by_label("用户名").fill(name)
            page.get_by_label("密码").fill(password)
            page.get_by_role("button", name="登录").click()
            page.wait_for_url("**/admin/")
            _pages(page, site, folder)
            _upload(page, site, folder)
            _mail(browser, logins.parent / "mail", folder)


def _pages(page: Page, site: str, folder: Path) -> None:
    """The queue, a preview in bulk, the first commitment to decide on, deliveries, dashboard."""
    queue = f"{site}/admin/tracker/commitment/"
    for name, url in (("queue", queue), ("bulk", f"{queue}bulk/")):
        page.goto(url, wait_until="networkidle")  # with the counts, which come later
        page.screenshot(path=folder / f"{name}.png")
    page.goto(f"{site}/admin/tracker/digestdelivery/")
    page.screenshot(path=folder / "deliveries.png")
    page.goto(queue)
    page.locator(".desk-start").click()
    page.wait_for_url("**/review/**")
    page.screenshot(path=folder / "review.png")
    for _ in range(DECIDED):
        _decide(page)
    page.goto(f"{queue}dashboard/?year=")
    page.screenshot(path=folder / "dashboard.png", full_page=True)


def _decide(page: Page) -> None:
    """As suggested where that is 已兑现, else 部分兑现; the next commitment follows by itself."""
    kept = "已兑现" in page.locator(".desk-suggestion").inner_text().replace("部分兑现", "")
    with page.expect_navigation():
        for key in ("1", "y", "Enter") if kept else ("1", "p", "Enter"):
            page.keyboard.press(key)
    expect(page.locator(".messagelist")).to_contain_text(re.compile("已确认为|抽中盲审"))


def _upload(page: Page, site: str, folder: Path) -> None:
    """Files handed in: one that is known already, one that leaves a question, one refused."""
    known = ROOT / "seeds" / "2024-砚川市农业农村局.txt"
    files: list[FilePayload] = [
        {"name": known.name, "mimeType": "text/plain", "buffer": known.read_bytes()},
        {"name": "年度报告.txt", "mimeType": "text/plain", "buffer": WITHOUT_YEAR.encode()},
        {"name": "扫描件.jpg", "mimeType": "image/jpeg", "buffer": b"-"},
    ]
    page.goto(f"{site}/admin/tracker/upload/add/")
    page.get_by_label("报告文件").set_input_files(files)
    page.get_by_role("button", name="上传", exact=True).click()
    expect(page.locator("#upload-files .f-done, #upload-files .f-asked")).to_have_count(
        2, timeout=60_000
    )
    page.screenshot(path=folder / "upload.png")


def _mail(browser: Browser, sent: Path, folder: Path) -> None:
    """The newest weekly mail, as a desk and as a phone shows it."""
    newest = max(sent.glob("*.log"), key=lambda file: file.stat().st_mtime)
    message = message_from_bytes(newest.read_bytes(), policy=policy.default)
    body = message.get_body(preferencelist=("html",))
    assert body is not None
    for name, width in (("digest", 1000), ("digest-360", 360)):
        page = browser.new_page(viewport={"width": width, "height": 800})
        page.set_content(body.get_content())
        page.screenshot(path=folder / f"{name}.png", full_page=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs")
