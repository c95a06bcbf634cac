"""Who may call what: every operation of the description, by every kind of caller.

The operations come out of the OpenAPI schema, so that none can be forgotten: one that is not in
the table below fails the test.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import factories, openapi
from tracker import tasks
from tracker.models import User
from tracker.services.keys import issue_key
from tracker.services.roles import ROLES, ensure_roles

pytestmark = pytest.mark.django_db

# Addresses of one record, by what stands in the braces; all else are lists.
RECORDS = {"code", "agency_id", "report_id", "commitment_id", "upload_id"}
UPLOADING = {("post", "/api/v1/uploads")}
EITHER = {("get", "/api/v1/uploads/{upload_id}")}  # reading or uploading is enough
# What has to be given, besides the path.
NEEDED = {"/api/v1/search": {"q": "窗口延时"}}


def operations() -> list[tuple[str, str]]:
    """Method and path of every operation that is described."""
    paths = openapi.described()["paths"]
    return [(method, path) for path, methods in paths.items() for method in methods]


@dataclass(frozen=True)
class Scene:
    """One pair of reports, an upload of its own, and somebody who answers for none of it."""

    pair: factories.Pair
    upload: int

    def address(self, path: str) -> str:
        report = self.pair.commitments[0].report
        region = report.agency.region
        assert region is not None
        return path.format(
            code=region.code,
            agency_id=report.agency_id,
            report_id=report.pk,
            commitment_id=self.pair.commitments[0].pk,
            upload_id=self.upload,
            format="ndjson",
        )


@pytest.fixture(scope="module")
def scene_of_all(rows_of_the_module: None) -> Scene:
    ensure_roles()
    pair = factories.make_pair()
    upload = factories.make_upload(
        user=factories.make_user(), state="done", report=pair.commitments[0].report
    )
    return Scene(pair, upload.pk)


@pytest.fixture
def scene(db: None, scene_of_all: Scene, monkeypatch: pytest.MonkeyPatch) -> Scene:
    monkeypatch.setattr(tasks, "enqueue_upload", lambda _key: True)
    return deepcopy(scene_of_all)


def person(role: str | None, *scope: Any) -> User:
    user = factories.make_user(responsible_for=scope)
    if role is not None:
        user.groups.add(Group.objects.get(name=role))
    return user


def call(method: str, path: str, scene: Scene, *, client: Client, **headers: str) -> Any:
    address = scene.address(path)
    if method == "post":
        file = SimpleUploadedFile("2024.txt", "示例局2024年法治政府建设年度报告".encode())
        return client.post(address, {"file": file}, headers=headers)
    return client.get(address, NEEDED.get(path, {}), headers=headers)


def answered(response: Any) -> str:
    """The text of what came."""
    body = b"".join(response) if response.streaming else response.content
    return bytes(body).decode()


@pytest.mark.parametrize(("method", "path"), operations())
class TestOperation:
    def test_nobody(self, scene: Scene, method: str, path: str) -> None:
        response = call(method, path, scene, client=Client(enforce_csrf_checks=False))
        assert (response.status_code, response.json()["code"]) == (401, "not_authenticated")

    @pytest.mark.parametrize("role", [None, *ROLES])
    def test_a_person_of_each_role_within_the_scope(
        self, scene: Scene, method: str, path: str, role: str | None
    ) -> None:
        client = Client()
        client.force_login(person(role, scene.pair.agency))
        response = call(method, path, scene, client=client)
        needed = {"add_upload" if (method, path) in UPLOADING else "view_commitment"}
        needed |= {"add_upload"} if (method, path) in EITHER else set()
        may = role is not None and bool(needed.intersection(ROLES[role]))
        assert response.status_code == ((202 if method == "post" else 200) if may else 403)

    def test_a_person_of_another_scope(self, scene: Scene, method: str, path: str) -> None:
        """Of one record: that there is none. Of lists and figures: nothing of the others'."""
        client = Client()
        client.force_login(person("督察员", factories.make_region("别处市")))
        response = call(method, path, scene, client=client)
        record = any(f"{{{name}}}" in path for name in RECORDS)
        expected = 404 if record else 202 if method == "post" else 200
        assert response.status_code == expected
        body = answered(response)
        agency = scene.pair.agency
        foreign = [agency.name, scene.pair.commitments[0].heading, scene.pair.commitments[0].text]
        assert not [text for text in foreign if text in body]

    @pytest.mark.parametrize(("read", "upload"), [(True, False), (False, True), (True, True)])
    def test_a_key_of_each_kind(
        self, scene: Scene, method: str, path: str, read: bool, upload: bool
    ) -> None:
        owner = person("督察员", scene.pair.agency)
        _key, words = issue_key(owner, name="x", may_read=read, may_upload=upload)
        headers = {"Authorization": f"Bearer {words}"}
        response = call(method, path, scene, client=Client(), **headers)
        may = upload if (method, path) in UPLOADING else read or (method, path) in EITHER
        assert response.status_code == ((202 if method == "post" else 200) if may else 403)

    def test_a_key_of_somebody_without_a_role(self, scene: Scene, method: str, path: str) -> None:
        _key, words = issue_key(person(None, scene.pair.agency), name="x", may_upload=True)
        headers = {"Authorization": f"Bearer {words}"}
        assert call(method, path, scene, client=Client(), **headers).status_code == 403


def test_the_table_names_only_what_there_is() -> None:
    there = set(operations())
    assert there >= UPLOADING | EITHER
    assert {path for _method, path in there} >= set(NEEDED)
    named = {part.strip("{}") for _m, path in there for part in path.split("/") if "{" in part}
    assert {name.partition(".{")[2] or name for name in named} >= RECORDS
