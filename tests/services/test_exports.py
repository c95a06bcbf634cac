"""Lists written by a worker: claimed, whole or not at all, in the scope of that moment."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from tests.admin.pages import logged_in
from tests.factories import Pair, make_export, make_inspector, make_pair, make_user
from tracker.models import Export, User
from tracker.papers.tables import Table
from tracker.services import exports, work
from tracker.wording import EXPORT_ERRORS, export_error_text

pytestmark = pytest.mark.django_db

Row = tuple[Any, ...]


def rows_in(export: Export) -> list[Row]:
    with export.file.open("rb") as handle:
        return list(load_workbook(handle).worksheets[0].iter_rows(min_row=2, values_only=True))


def files() -> set[str]:
    folder = Path(default_storage.path("exports"))
    return {str(path.relative_to(folder.parent)) for path in folder.glob("*/*")}


@pytest.fixture
def user(pair: Pair) -> User:
    return make_inspector(pair.agency)


def written(export: Export) -> Export:
    exports.write_export(export.pk)
    export.refresh_from_db()
    return export


@pytest.mark.sqlite
def test_it_is_written_once_in_the_scope_of_who_asked(pair: Pair, user: User) -> None:
    make_pair()
    export = written(make_export(user, query="queue=all&year=2025"))
    assert (export.state, export.rows, export.error_code, export.claim) == ("done", 3, "", "")
    assert {row[0] for row in rows_in(export)} == {pair.agency.name}
    assert export.file.name in files()
    name = export.file.name
    assert exports.write_export(export.pk) is None
    export.refresh_from_db()
    assert export.file.name == name


def test_the_scope_is_that_of_the_moment_of_writing(pair: Pair, user: User) -> None:
    export = make_export(user)
    user.responsibilities.all().delete()
    assert written(export).rows == 0


@pytest.mark.parametrize(
    "change",
    [{"is_active": False}, {"is_staff": False}, {"user_permissions": []}],
    ids=["inactive", "no staff", "no right"],
)
def test_who_may_no_longer_see_the_list_gets_no_file(user: User, change: dict[str, Any]) -> None:
    export = make_export(user)
    for name, value in change.items():
        if name == "user_permissions":
            user.user_permissions.set(value)
        else:
            setattr(user, name, value)
    user.save()
    before = files()
    assert (written(export).state, export.error_code) == ("failed", "export_not_permitted")
    assert files() == before


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"query": "nonsense=1"}, "export_list_invalid"),
        ({"table": "nothing"}, "export_list_gone"),
    ],
)
def test_a_list_that_is_none_has_failed_with_a_sentence(
    user: User, fields: dict[str, str], code: str
) -> None:
    assert written(make_export(user, **fields)).error_code == code
    assert export_error_text(code, {}) != code


def test_every_failure_has_its_sentence() -> None:
    assert all("%" not in export_error_text(code, {"attempts": 3}) for code in EXPORT_ERRORS)


def test_who_lost_the_claim_stores_nothing(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    export, before, rows = make_export(user), files(), Table.rows

    def overtaken(self: Table, found: Any) -> Any:
        Export.objects.filter(pk=export.pk).update(**work.ANEW)
        return rows(self, found)

    monkeypatch.setattr(Table, "rows", overtaken)
    assert exports.write_export(export.pk) is None
    export.refresh_from_db()
    assert (export.state, export.file.name) == ("waiting", "")
    assert files() == before


def test_a_full_disk_is_said_and_leaves_no_half_file(
    user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(type(default_storage._wrapped), "save", full)  # type: ignore[attr-defined]  # the lazy object's own
    before = files()
    assert written(make_export(user)).error_code == "export_not_stored"
    assert files() == before


def test_a_fault_of_ours_is_tried_three_times(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object) -> None:
        raise RuntimeError("fault")

    monkeypatch.setattr(Table, "rows", broken)
    export = make_export(user)
    states = []
    for _ in range(work.ATTEMPTS):
        states.append(written(export).state)
        Export.objects.filter(pk=export.pk).update(lease_until=None)
    assert states == ["waiting", "waiting", "failed"]
    assert export.error_code == "export_failed"


def test_a_query_without_end_is_refused(user: User) -> None:
    with pytest.raises(exports.ExportRefused, match="export_query_too_long"):
        exports.request_export(user, table="commitment", query="q=" + "长" * 9000)
    assert not Export.objects.exists()


def test_what_a_worker_left_and_what_nobody_heard_of_is_found(user: User) -> None:
    now = timezone.now()
    long_ago = now - dt.timedelta(hours=1)
    left = make_export(user, state="running", attempts=1, lease_until=long_ago)
    lost, new = make_export(user), make_export(user)
    Export.objects.filter(pk=lost.pk).update(created_at=long_ago)
    assert exports.exports_left_behind(now=now, most=9) == [left.pk]
    before = now - dt.timedelta(minutes=1)
    assert exports.exports_unheard(before=before, most=9) == [lost.pk]
    assert new.state == "waiting"


def test_files_go_after_a_week_and_their_rows_stay(user: User) -> None:
    old, new = written(make_export(user)), written(make_export(user))
    orphan = Path(default_storage.path(new.file.name)).with_name("orphan.xlsx")
    orphan.write_bytes(b"half")
    then = timezone.now() - dt.timedelta(days=8)
    Export.objects.filter(pk=old.pk).update(finished_at=then)
    for path in (orphan, Path(default_storage.path(old.file.name))):
        os.utime(path, (then.timestamp(), then.timestamp()))
    assert exports.drop_old(now=timezone.now()) == 1
    assert exports.drop_old(now=timezone.now()) == 0
    old.refresh_from_db()
    assert (old.state, old.rows, old.file.name) == ("done", 3, "")
    assert new.file.name in files()
    assert not orphan.exists()


def test_only_who_asked_gets_the_file(pair: Pair, user: User) -> None:
    export = written(make_export(user))
    url = reverse("admin:tracker_export_file", args=[export.pk])
    answer = logged_in(user).get(url)
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer.getvalue().startswith(b"PK")
    for other in (make_user(is_superuser=True), make_inspector(pair.agency)):
        assert logged_in(other).get(url).status_code == 404
    gone = logged_in(user)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert gone.get(url).status_code == 302


def test_a_file_that_is_gone_is_said(user: User) -> None:
    export = written(make_export(user))
    Path(default_storage.path(export.file.name)).unlink()
    url = reverse("admin:tracker_export_file", args=[export.pk])
    assert "已过期删除" in logged_in(user).get(url, follow=True).content.decode()


def test_the_list_of_exports_says_how_each_stands(user: User) -> None:
    done = written(make_export(user))
    make_export(user, state="failed", error_code="gave_up", error_params={"attempts": 3})
    make_export(user)
    html = logged_in(user).get(reverse("admin:tracker_export_changelist")).content.decode()
    assert f'href="{reverse("admin:tracker_export_file", args=[done.pk])}"' in html
    assert "导出了 3 次都中断了" in html
    assert "data-busy" in html
    assert 'name="_retry"' in html
