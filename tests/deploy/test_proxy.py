"""A real nginx with deploy/nginx in front of a real gunicorn: what gets through, what does not."""

from __future__ import annotations

import json
import threading
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.test import Client

from tests.factories import make_user
from tests.fixtures.proxy import Proxy, exchange, web_command
from tracker.management.demo.children import LOOPBACK, free_port, listens, spawn, stop, wait_until
from tracker.models import Upload
from tracker.services.keys import issue_key

MEGABYTE = 2**20
LIMIT = 21  # DOCUMENT_MEGABYTES of the test: more than any other request may have
ADD = "/admin/tracker/upload/add/"

pytestmark = [pytest.mark.heavy, pytest.mark.django_db(transaction=True)]


@dataclass(frozen=True, slots=True)
class Site:
    """The whole of it: the proxy, and gunicorn behind it."""

    proxy: Proxy
    behind: int
    data: Path


@pytest.fixture(scope="module")
def site(
    start_proxy: Callable[..., Proxy],
    test_environment: dict[str, str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Site]:
    data, port = tmp_path_factory.mktemp("data"), free_port()
    (data / "static").mkdir()
    (data / "static" / "collected.css").write_text("a { color: red }\n" * 200)
    log = data / "web.log"
    own = {"HTTPS": "1", "DATA_DIR": str(data), "DOCUMENT_MEGABYTES": str(LIMIT)}
    child = spawn(web_command(port=port), log=log, env=test_environment | own)
    try:
        wait_until(lambda: listens(port), child=child, name="gunicorn", log=log, patience=60)
        yield Site(start_proxy(upstream=port, data=data), port, data)
    finally:
        stop(child)


@pytest.fixture(scope="module")
def echo(start_proxy: Callable[..., Proxy], tmp_path_factory: pytest.TempPathFactory) -> Proxy:
    """A proxy before a server that answers with the headers it got."""

    class Quiet(WSGIRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

    def tell(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        start_response("200 OK", [("Content-Type", "application/json")])
        seen = {name: value for name, value in environ.items() if name.startswith("HTTP_")}
        return [json.dumps(seen).encode()]

    server = make_server(LOOPBACK, 0, tell, handler_class=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return start_proxy(upstream=server.server_port, data=tmp_path_factory.mktemp("none"))


def log_in() -> dict[str, str]:
    """The cookie of a person who may hand in files."""
    client = Client()
    client.force_login(make_user(username="clerk", is_staff=True, is_superuser=True))
    return {"Cookie": f"sessionid={client.cookies['sessionid'].value}"}


def hand_in(site: Site, content: bytes) -> int:
    """Upload one file as a browser does, through the form; the status of the answer."""
    cookie = log_in()
    form = site.proxy.ask(ADD, headers=cookie)
    assert form.status == 200
    token = form.headers["set-cookie"].partition("csrftoken=")[2].partition(";")[0]
    border = uuid.uuid4().hex
    field = 'Content-Disposition: form-data; name="documents"; filename="报告.txt"'
    start = f"--{border}\r\n{field}\r\n\r\n".encode()
    headers = {
        "Cookie": f"{cookie['Cookie']}; csrftoken={token}",
        "X-CSRFToken": token,
        "Referer": f"https://{LOOPBACK}:{site.proxy.secure}{ADD}",
        "Content-Type": f"multipart/form-data; boundary={border}",
    }
    body = start + content + f"\r\n--{border}--\r\n".encode()
    return site.proxy.ask(ADD, method="POST", body=body, headers=headers).status


def test_a_file_within_the_limit_arrives_whole(site: Site) -> None:
    content = b"0123456789abcdef" * (LIMIT * MEGABYTE // 16)
    assert hand_in(site, content) == 302
    upload = Upload.objects.get()
    assert (site.data / "files" / str(upload.file)).read_bytes() == content
    assert upload.error_code == ""


def test_a_file_above_it_is_refused_by_name(site: Site) -> None:
    assert hand_in(site, b"x" * (LIMIT * MEGABYTE + 1)) == 302
    upload = Upload.objects.get()
    assert (upload.filename, upload.state, upload.error_code) == ("报告.txt", "failed", "oversize")


@pytest.mark.parametrize(("path", "megabytes"), [(ADD, 501), ("/admin/", 21)])
def test_too_large_a_request_gets_a_page_that_says_so(
    site: Site, path: str, megabytes: int
) -> None:
    headers = {"Content-Length": str(megabytes * MEGABYTE)}
    answer = site.proxy.ask(path, method="POST", headers=headers)
    assert answer.status == 413
    assert "文件太大，没有收下" in answer.body.decode()


@pytest.mark.parametrize(("path", "megabytes"), [("/api/v1/uploads", 52), ("/api/v1/regions", 21)])
def test_too_large_a_request_of_a_program_is_a_problem(
    site: Site, path: str, megabytes: int
) -> None:
    headers = {"Content-Length": str(megabytes * MEGABYTE)}
    answer = site.proxy.ask(path, method="POST", headers=headers)
    assert (answer.status, answer.headers["content-type"]) == (413, "application/problem+json")
    problem = json.loads(answer.body)
    assert (problem["status"], problem["code"]) == (413, "too_large")


def test_a_program_hands_in_as_large_a_file_as_a_person(site: Site) -> None:
    owner = make_user(username="office", is_superuser=True)
    _key, words = issue_key(owner, name="office", may_upload=True)
    start = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
    body = start + b"x" * (LIMIT * MEGABYTE) + b"\r\n--x--\r\n"
    headers = {
        "Authorization": f"Bearer {words}",
        "Content-Type": "multipart/form-data; boundary=x",
    }
    answer = site.proxy.ask("/api/v1/uploads", method="POST", body=body, headers=headers)
    assert (answer.status, Upload.objects.get().error_code) == (202, "")


@pytest.mark.parametrize(
    "path", ["/metrics", "/metrics/", "/%6detrics", "//metrics", "/x/../metrics"]
)
def test_metrics_are_not_for_outside(site: Site, path: str) -> None:
    assert site.proxy.ask(path).status == 404
    inside = exchange(HTTPConnection(LOOPBACK, site.behind, timeout=60), "/metrics")
    assert inside.status == 200


def test_static_files_are_served_with_and_without_collectstatic(site: Site) -> None:
    collected = site.proxy.ask("/static/collected.css", headers={"Accept-Encoding": "gzip"})
    assert collected.status == 200
    assert collected.headers["content-type"].startswith("text/css")
    assert collected.headers["content-encoding"] == "gzip"
    assert "expires" in collected.headers
    assert site.proxy.ask("/static/admin/css/base.css").status == 200
    assert site.proxy.ask("/static/none.css").status == 404
    assert site.proxy.ask("/static/../web.log").status == 404


def test_pages_come_over_tls_only(site: Site) -> None:
    redirected = site.proxy.ask_plainly("/admin/login/?next=/admin/")
    assert redirected.status == 301
    assert redirected.headers["location"] == f"https://{LOOPBACK}/admin/login/?next=/admin/"
    page = site.proxy.ask("/admin/login/")
    assert page.status == 200
    assert page.headers["strict-transport-security"].startswith("max-age=31536000")
    assert "secure" in page.headers["set-cookie"].lower()
    assert site.proxy.ask("/healthz").status == 200
    assert site.proxy.ask("/admin/login/", headers={"Host": "elsewhere.example"}).status == 400


def test_what_a_client_says_about_itself_does_not_get_through(echo: Proxy) -> None:
    forged = {
        "X-Forwarded-For": "203.0.113.7",
        "X-Forwarded-Proto": "http",
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Port": "1",
        "X-Real-IP": "203.0.113.7",
        "X-Request-ID": "forged-forged-forged",
        "Forwarded": "for=203.0.113.7",
        "Via": "1.1 evil.example",
    }
    seen = json.loads(echo.ask("/anything", headers=forged).body)
    assert seen["HTTP_X_FORWARDED_FOR"] == LOOPBACK
    assert seen["HTTP_X_FORWARDED_PROTO"] == "https"
    assert seen["HTTP_HOST"] == f"{LOOPBACK}:{echo.secure}"
    assert len(seen["HTTP_X_REQUEST_ID"]) == 32
    assert not any(word in str(seen) for word in ("203.0.113.7", "evil", "forged"))


@pytest.mark.parametrize("is_up", [True, False])
def test_no_log_holds_a_signed_link_or_what_was_looked_for(
    start_proxy: Callable[..., Proxy], echo: Proxy, tmp_path: Path, is_up: bool
) -> None:
    proxy = echo if is_up else start_proxy(upstream=free_port(), data=tmp_path)
    paths = ("/weekly/confirm/s1gned:w0rd/", "/%77eekly/unsubscribe/s1gned:w0rd/?s1gned")
    for path in (*paths, "//weekly/../weekly/s1gned", "/admin/?q=s1gned&next=/weekly/s1gned"):
        proxy.ask(path)
        proxy.ask_plainly(path)
    if is_up:  # our pages send no referrer, and where nothing fails none is logged
        proxy.ask("/admin/", headers={"Referer": f"https://{LOOPBACK}{paths[0]}"})
    proxy.ask("/static/last")  # a line comes after its answer: only this one may be missing
    lines = (proxy.logs / "access.log").read_text("utf-8")
    assert lines.count(" GET /weekly/... ") >= 6
    assert lines.count(" GET /admin/ ") >= 2
    assert "s1gned" not in lines
    told = (proxy.logs / "error.log").read_text("utf-8")
    assert "s1gned:w0rd" not in told


def test_when_nobody_answers_behind_it_the_page_says_what_to_do(
    start_proxy: Callable[..., Proxy], tmp_path: Path
) -> None:
    proxy = start_proxy(upstream=free_port(), data=tmp_path)
    answer = proxy.ask("/admin/")
    assert answer.status == 503
    assert "系统正在重启或维护" in answer.body.decode()
    assert answer.headers["retry-after"] == "30"
    answer = proxy.ask("/api/v1/uploads")
    assert (answer.status, answer.headers["content-type"]) == (503, "application/problem+json")
    assert (json.loads(answer.body)["code"], answer.headers["retry-after"]) == ("unavailable", "30")
