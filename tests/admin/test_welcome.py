"""An empty system explains itself: the index, the lists, the sample data."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.admin.pages import inline_code, logged_in
from tests.digest.samples import subscribe
from tests.factories import make_agency, make_pair, make_region, make_report, make_user
from tests.services.deciding import decide
from tracker import tasks
from tracker.admin.base import ScopedAdmin
from tracker.digest import weeks
from tracker.models import Agency, Commitment, DigestDelivery, Report, Upload, User
from tracker.services.ingestion import process_upload
from tracker.services.roles import ADMINISTRATOR, INSPECTOR, ensure_roles

pytestmark = [pytest.mark.django_db]
INDEX, SAMPLES = "/admin/", "/admin/tracker/agency/samples/"


def in_role(role: str) -> Client:
    user = make_user(responsible_for=[make_region()])
    user.groups.add(ensure_roles()[role])
    return logged_in(User.objects.get(pk=user.pk))


@pytest.fixture
def root() -> User:
    return make_user(is_superuser=True)


def test_three_steps_with_the_links_of_the_role(root: User) -> None:
    assert reverse("admin:index") == INDEX
    whole = logged_in(root).get(INDEX).content.decode()
    for words in ("三步开始", "导入地区", "导入单位", "上传报告", "复核待办", "载入示例数据"):
        assert words in whole
    assert inline_code(whole) == []
    inspector = in_role(INSPECTOR).get(INDEX).content.decode()
    assert "上传报告" in inspector
    assert "导入地区" not in inspector
    assert "载入示例数据" not in inspector
    nobody = logged_in(make_user()).get(INDEX).content.decode()
    assert nobody.count("这一步需要其他权限") == 3


def test_steps_are_ticked_and_go(root: User) -> None:
    client = logged_in(root)
    make_report(make_agency())
    assert client.get(INDEX).content.decode().count('class="is-done"') == 2
    make_pair()
    assert "三步开始" not in client.get(INDEX).content.decode()


def test_who_may_see_deliveries_is_told_which_digests_have_not_gone_out(root: User) -> None:
    region = make_region()
    agency = make_agency(region=region)
    boss = make_user(responsible_for=[region])
    boss.groups.add(ensure_roles()[ADMINISTRATOR])
    far = make_user(responsible_for=[make_region()])
    far.groups.add(ensure_roles()[ADMINISTRATOR])
    inspector = make_user(responsible_for=[region])
    inspector.groups.add(ensure_roles()[INSPECTOR])
    users = [root, *User.objects.filter(pk__in=[boss.pk, far.pk, inspector.pk]).order_by("pk")]
    told = "是否送达不明 1 封"
    assert not any("周报：" in logged_in(user).get(INDEX).content.decode() for user in users)
    reader = make_user(responsible_for=[agency])
    week = weeks.week_of(timezone.now(), zone=weeks.zone_named(""))
    DigestDelivery.objects.create(
        subscription=subscribe(reader), recipient=reader.email, week=week, state="unclear"
    )
    seen = [told in logged_in(user).get(INDEX).content.decode() for user in users]
    assert seen == [True, True, False, False]


def test_the_index_needs_a_login() -> None:
    assert Client().get(INDEX).status_code == 302


def test_every_empty_list_says_what_to_do(root: User) -> None:
    client = logged_in(root)
    for model, desk in admin.site._registry.items():
        if not isinstance(desk, ScopedAdmin):
            continue
        url = reverse(f"admin:tracker_{model._meta.model_name}_changelist")
        if desk.get_queryset(_request(client, root)).exists():
            continue
        assert str(desk.empty_words) in client.get(url).content.decode(), url
    page = client.get(reverse("admin:tracker_agency_changelist"), {"q": "没有"})
    assert "清除筛选" in page.content.decode()


def _request(client: Client, user: User):  # type: ignore[no-untyped-def]
    request = client.get(INDEX).wsgi_request
    request.user = user
    return request


def load(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    woken: list[int] = []

    def enqueue(ids: Iterable[int]) -> bool:
        woken.extend(ids)
        return True

    monkeypatch.setattr(tasks, "enqueue_uploads", enqueue)
    answer = client.post(SAMPLES, {"act": "load"})
    assert answer.status_code == 302
    assert "/upload/progress/" in answer["Location"]
    for pk in woken:
        process_upload(pk)


def shown(page: str) -> str:
    return page.split('name="shown" value="')[1].split('"', maxsplit=1)[0]


def test_samples_in_and_out_by_buttons(root: User, monkeypatch: pytest.MonkeyPatch) -> None:
    client = logged_in(root)
    load(client, monkeypatch)
    assert Upload.objects.filter(state="done").count() == 12
    row = Commitment.objects.filter(result_report__isnull=False)[0]
    decide(row, root, "no_evidence")
    page = client.get(SAMPLES).content.decode()
    assert "将删除 5 个没有复核记录的单位" in page
    assert "1 个单位有复核记录（共 1 条）" in page
    assert inline_code(page) == []
    stale = client.post(SAMPLES, {"act": "remove", "shown": "-|+"}, follow=True)
    assert "有了变化" in stale.content.decode()
    assert Report.objects.count() == 12
    done = client.post(SAMPLES, {"act": "remove", "shown": shown(page)}, follow=True)
    assert "删除 5 个单位；1 个单位有复核记录，已隐藏" in done.content.decode()
    for name in ("agency", "report", "commitment", "review", "upload", "region", "matchjob"):
        listed = client.get(reverse(f"admin:tracker_{name}_changelist")).content.decode()
        assert "desk-empty" in listed, name
    assert client.get(reverse("admin:tracker_commitment_review", args=[row.pk])).status_code == 404


def test_samples_refused_in_words(root: User) -> None:
    Agency.objects.create(name="溯江市澄堰县人民政府")
    answer = logged_in(root).post(SAMPLES, {"act": "load"}, follow=True)
    assert "示例数据没有载入" in answer.content.decode()


@pytest.mark.parametrize(("role", "status"), [(ADMINISTRATOR, 200), (INSPECTOR, 403)])
def test_who_may(role: str, status: int) -> None:
    assert in_role(role).get(SAMPLES).status_code == status
