"""接口密钥 in the admin: shown once, for people in one's scope, never changed."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests import factories
from tracker.models import ApiKey, User
from tracker.services.keys import issue_key
from tracker.services.roles import ADMINISTRATOR, ensure_roles

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
LIST = "/admin/tracker/apikey/"


@pytest.fixture
def administrator() -> User:
    region = factories.make_region()
    user = factories.make_user(responsible_for=[region])
    user.groups.add(ensure_roles()[ADMINISTRATOR])
    return user


def posted(user: User, owner: User, **changes: str) -> object:
    client = Client()
    client.force_login(user)
    given = {"owner": str(owner.pk), "name": "大屏", "may_read": "on"} | changes
    return client.post(f"{LIST}add/", given)


def test_the_words_are_shown_once(administrator: User) -> None:
    response = posted(administrator, administrator)
    assert response.status_code == 200  # type: ignore[attr-defined]
    page = response.content.decode()  # type: ignore[attr-defined]
    [words] = set(re.findall(r"ctk_[0-9a-f]{8}_[\w-]{43}", page))
    assert "no-store" in response["Cache-Control"]  # type: ignore[index]
    assert Client().get("/api/v1/commitments", headers={"Authorization": f"Bearer {words}"})
    client = Client()
    client.force_login(administrator)
    for path in (LIST, f"{LIST}{ApiKey.objects.get().pk}/change/"):
        again = client.get(path, follow=True).content.decode()
        assert words.rpartition("_")[2] not in again


def test_no_key_for_somebody_beyond_one_s_scope(administrator: User) -> None:
    wider = factories.make_user(is_superuser=True)
    page = posted(administrator, wider).content.decode()  # type: ignore[attr-defined]
    assert "errorlist" in page
    assert not ApiKey.objects.exists()


def test_a_key_must_be_for_something(administrator: User) -> None:
    page = posted(administrator, administrator, may_read="").content.decode()  # type: ignore[attr-defined]
    assert "读取和上传至少选一项。" in page


def test_taking_back(administrator: User) -> None:
    key, words = issue_key(administrator, name="大屏")
    client = Client()
    client.force_login(administrator)
    chosen = {"action": "take_back", "_selected_action": [str(key.pk)]}
    page = client.post(LIST, chosen, follow=True).content.decode()
    assert "已停用 1 个密钥，立即生效。" in page
    answer = Client().get("/api/v1/commitments", headers={"Authorization": f"Bearer {words}"})
    assert answer.status_code == 401


def test_who_sees_which_keys(administrator: User) -> None:
    other = factories.make_user(responsible_for=[factories.make_region()])
    issue_key(other, name="别处的大屏")
    client = Client()
    client.force_login(administrator)
    assert "别处的大屏" not in client.get(LIST).content.decode()
    client.force_login(factories.make_inspector())
    assert client.get(LIST).status_code == 403
