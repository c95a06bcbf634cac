"""承诺追踪接口示例：只用 Python 标准库（3.9 及以上），可直接运行，也可照抄其中的函数.

    export TRACKER_URL=https://tracker.example.cn TRACKER_KEY=ctk_…
    python fetch.py list commitments plan_year=2025 status=pending    # 逐行 JSON，走完全部分页
    python fetch.py list commitments as_of=2026-06-30                 # 当日的结论
    python fetch.py stats fulfilment by=region as_of=2026-06-30       # 当日的兑现率
    python fetch.py sync copy.json                                    # 本地副本，每次只取变更

pandas: pandas.read_json("rows.ndjson", lines=True)，其中 rows.ndjson 是 list 的输出.
"""

from __future__ import annotations

import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PAGE, CHANGES = "200", "1000"  # the most that the API gives at a time


class Refused(Exception):  # noqa: N818 - the API's answer, with its code
    """The API's problem: `code` is for programs, `title` for people."""

    def __init__(self, status: int, problem: dict[str, Any]) -> None:
        said = [f"{e['field']}: {e['message']}" for e in problem.get("errors", [])]
        title = problem.get("title", "")
        super().__init__(f"{status} {problem.get('code', '')} {title} {' '.join(said)}".strip())
        self.status = status


class Tracker:
    """One installation, asked with one key."""

    def __init__(self, url: str, key: str) -> None:
        self.url, self.key = url.rstrip("/"), key

    def get(self, path: str, *, etag: str = "", **params: str) -> tuple[Any, str]:
        """The answer and its ETag; None where nothing has changed since `etag`. Raises Refused."""
        query = f"?{urllib.parse.urlencode(params)}" if params else ""
        headers = {"Authorization": f"Bearer {self.key}", "Accept": "application/json"}
        if etag:
            headers["If-None-Match"] = etag
        address = f"{self.url}/api/v1/{path}{query}"
        request = urllib.request.Request(address, headers=headers)  # noqa: S310 - the user's own
        while True:
            try:
                with urllib.request.urlopen(request, timeout=60) as response:  # noqa: S310
                    return json.load(response), response.headers.get("ETag", "")
            except urllib.error.HTTPError as error:
                with error:
                    if error.code == 304:
                        return None, etag
                    if error.code != 429:
                        raise Refused(error.code, _problem(error)) from None
                    wait = int(error.headers.get("Retry-After", "60"))
            time.sleep(wait)

    def walk(self, path: str, **params: str) -> Iterator[dict[str, Any]]:
        """Every record of a list, page by page."""
        params.setdefault("limit", PAGE)
        while True:
            page, _ = self.get(path, **params)
            yield from page["items"]
            if page["next_cursor"] is None:
                return
            params["cursor"] = page["next_cursor"]

    def changes(self, cursor: str = "") -> tuple[list[dict[str, Any]], str]:
        """What changed behind the cursor, and the cursor for the next time."""
        found: list[dict[str, Any]] = []
        while True:
            params = {"cursor": cursor} if cursor else {}
            page, _ = self.get("changes", kind="commitment", limit=CHANGES, **params)
            found += page["items"]
            cursor = page["cursor"]
            if not page["more"]:
                return found, cursor


def sync(tracker: Tracker, copy: dict[str, Any]) -> str:
    """Bring a copy up to date: {"cursor", "commitments", "etag", "fulfilment"}; what was done."""
    changed, cursor = tracker.changes(copy.get("cursor", ""))
    if "cursor" not in copy:
        # The place in the changes first, then the list: what changes meanwhile comes next time.
        copy["commitments"] = {str(row["id"]): row for row in tracker.walk("commitments")}
        done = f"{len(copy['commitments'])} commitments"
    else:
        for change in changed:
            _fetch_again(tracker, copy["commitments"], change)
        done = f"{len(changed)} changed"
    copy["cursor"] = cursor
    table, etag = tracker.get("stats/fulfilment", by="agency", etag=copy.get("etag", ""))
    if table is not None:
        copy["etag"], copy["fulfilment"] = etag, table
    return f"{done}, fulfilment {'as before' if table is None else 'new'}"


def _fetch_again(tracker: Tracker, rows: dict[str, Any], change: dict[str, Any]) -> None:
    number = str(change["id"])
    rows.pop(number, None)
    if change["deleted"]:
        return
    try:
        rows[number], _ = tracker.get(f"commitments/{number}")
    except Refused as refused:
        if refused.status != 404:  # meanwhile deleted, or out of the key's scope
            raise


def _problem(error: urllib.error.HTTPError) -> dict[str, Any]:
    try:
        said = json.load(error)
    except ValueError:  # a proxy's page, not the API's answer
        return {"title": error.reason}
    return said if isinstance(said, dict) else {}


def main(arguments: list[str]) -> str:
    """What to print on stderr at the end; records go to stdout."""
    if len(arguments) < 2 or arguments[0] not in ("list", "stats", "sync"):
        raise SystemExit(__doc__)
    act, what, *pairs = arguments
    params = dict(pair.split("=", 1) for pair in pairs if "=" in pair)
    tracker = Tracker(os.environ["TRACKER_URL"], os.environ["TRACKER_KEY"])
    if act == "sync":
        place = Path(what)
        copy = json.loads(place.read_text("utf-8")) if place.exists() else {}
        done = sync(tracker, copy)
        # Whole or not at all: the old copy stays until the new one is written.
        new = place.with_suffix(".new")
        new.write_text(json.dumps(copy, ensure_ascii=False), "utf-8")
        new.replace(place)
        return done
    if act == "stats":
        table, _ = tracker.get(f"stats/{what}", **params)
        rows = table["rows"] if "rows" in table else table.get("items", [table])
    else:
        rows = tracker.walk(what, **params)
    number = 0
    for row in rows:
        number += 1
        sys.stdout.write(f"{json.dumps(row, ensure_ascii=False)}\n")
    return f"{number} rows"


if __name__ == "__main__":
    try:
        sys.stderr.write(f"{main(sys.argv[1:])}\n")
    except Refused as refused:
        sys.exit(str(refused))
