"""Somebody at a browser, without the browser: logs in at the real web server and hands files in."""

from __future__ import annotations

import html
import re
import urllib.error
import urllib.request
from collections.abc import Sequence
from http.cookiejar import CookieJar

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tests.factories import PASSWORD
from tests.faults.reports import File

SECONDS = 120  # longer than any page may take, and than the web server takes to load the program


class Visitor:
    """One session."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.cookies = CookieJar()
        self.opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(self.cookies)
        )

    def get(self, path: str) -> tuple[int, str]:
        """The status and the text of a page."""
        return self._ask(urllib.request.Request(self.site + path))

    def log_in(self, username: str) -> None:
        """As one of the users that tests.factories makes."""
        path = "/admin/login/?next=/admin/"
        self.get(path)
        status, page = self._post(path, {"username": username, "password": PASSWORD})
        assert (status, "/admin/logout/" in page) == (200, True)

    def upload(self, files: Sequence[File]) -> tuple[int, list[str]]:
        """Hand files in on the upload page; the status, and what the page then says."""
        documents = [SimpleUploadedFile(file.name, file.content) for file in files]
        status, page = self._post("/admin/tracker/upload/add/", {"documents": documents})
        said = re.findall(r'<ul class="messagelist">(.*?)</ul>', page, re.S)
        lines = re.findall(r"<li[^>]*>(.*?)</li>", "".join(said), re.S)
        return status, [html.unescape(line).strip() for line in lines] or [page]

    def _post(self, path: str, fields: dict[str, object]) -> tuple[int, str]:
        token = next(c.value for c in self.cookies if c.name == "csrftoken")
        body = encode_multipart(BOUNDARY, {**fields, "csrfmiddlewaretoken": token})
        headers = {"Content-Type": MULTIPART_CONTENT}
        return self._ask(urllib.request.Request(self.site + path, data=body, headers=headers))

    def _ask(self, request: urllib.request.Request) -> tuple[int, str]:
        try:
            with self.opener.open(request, timeout=SECONDS) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
