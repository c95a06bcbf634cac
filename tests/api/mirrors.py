"""A copy that follows /changes, as the documentation tells programs to (docs/api.md)."""

from __future__ import annotations

from typing import Any, Final

from tests.api.conftest import Caller

LISTS: Final = {
    "region": "/regions",
    "agency": "/agencies",
    "report": "/reports",
    "commitment": "/commitments",
}
Copy = dict[tuple[str, int], Any]


class Mirror:
    """Everything that one caller sees, kept true by changes alone."""

    def __init__(self, caller: Caller, *, limit: int = 1000) -> None:
        self._caller, self._limit = caller, limit
        self.rows: Copy = {}
        self._cursor: str | None = None

    def follow(self) -> list[tuple[str, int]]:
        """Take in what changed; the keys, in the order in which they were told."""
        told, more = [], True
        while more:
            place = {} if self._cursor is None else {"cursor": self._cursor}
            page = self._caller.get("/changes", limit=self._limit, **place)
            for row in page["items"]:
                told.append((row["kind"], row["id"]))
                self._fetch(row)
            self._cursor, more = page["cursor"], page["more"]
        return told

    def _fetch(self, change: Any) -> None:
        key = change["kind"], change["id"]
        self.rows.pop(key, None)
        name = change["code"] if change["kind"] == "region" else change["id"]
        if not change["deleted"] and name is not None:
            found = whole(self._caller, change["kind"], name)
            if found is not None:
                self.rows[key] = found


def everything(caller: Caller) -> Copy:
    """What the same caller sees now."""
    return {
        (kind, row["id"]): whole(caller, kind, row["code"] if kind == "region" else row["id"])
        for kind, path in LISTS.items()
        for row in caller.get(path, limit=200)["items"]
    }


def whole(caller: Caller, kind: str, name: int | str) -> Any:
    """One record with what hangs on it alone; None where there is none in the caller's scope."""
    path = f"{LISTS[kind]}/{name}"
    answer = caller.client.get(f"/api/v1{path}")
    if answer.status_code == 404:
        return None
    assert answer.status_code == 200, answer.content.decode()
    parts = {"report": ("/sections",), "commitment": ("/evidence",)}.get(kind, ())
    return [_bare(answer.json()), *(_bare(caller.get(path + part)) for part in parts)]


# What comes along of other records is told of with these.
_BARE: Final = {"agency": "id", "region": "code", "parent": "code"} | dict.fromkeys(
    ("report", "result_report"), "id"
)


def _bare(answer: Any) -> Any:
    if isinstance(answer, list):
        return [_bare(item) for item in answer]
    if not isinstance(answer, dict):
        return answer
    return {
        name: value[_BARE[name]] if name in _BARE and isinstance(value, dict) else _bare(value)
        for name, value in answer.items()
        if name != "commitments"  # a report's number of them: counted in the copy
    }
