"""Who reaches which admin page: by login, by permission, by scope."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.admin.pages import MODELS, World, list_urls, logged_in, make_world, row_urls
from tests.factories import make_agency, make_inspector, make_pair, make_region, make_user
from tracker.models import Responsibility, User
from tracker.services.roles import ADMINISTRATOR, APPROVER, INSPECTOR, ensure_roles

pytestmark = pytest.mark.django_db

INSPECTOR_SEES = {
    *("agency", "agencysuccession", "commitment", "correction", "export", "matchjob", "matchrun"),
    *("region", "report", "review", "upload"),
}
ADMINISTRATOR_EDITS = {"agency", "agencysuccession", "region", "subscription", "user"}


@pytest.fixture
def world() -> World:
    return make_world()


def in_role(role: str, *scopes: object) -> User:
    user = make_user(responsible_for=list(scopes))  # type: ignore[arg-type]  # regions, agencies
    user.groups.add(ensure_roles()[role])
    return user


def test_nobody_gets_in_without_logging_in(world: World) -> None:
    for url in [*list_urls(), *row_urls(world)]:
        answer = Client().get(url)
        assert answer.status_code == 302, url
        assert answer["Location"].startswith(reverse("admin:login")), url


def test_a_member_without_staff_status_does_not_get_in(world: World) -> None:
    client = logged_in(make_user(is_staff=False, responsible_for=[world.pair.agency]))
    assert client.get(reverse("admin:tracker_commitment_changelist")).status_code == 302


@pytest.mark.parametrize("role", [INSPECTOR, APPROVER])
def test_a_reviewer_reads_and_edits_nothing_by_form(world: World, role: str) -> None:
    client = logged_in(in_role(role, world.pair.agency))
    for model in MODELS:
        expected = 200 if model in INSPECTOR_SEES else 403
        assert client.get(reverse(f"admin:tracker_{model}_changelist")).status_code == expected
        adds = 200 if (model, role) == ("upload", INSPECTOR) else 403
        assert client.get(reverse(f"admin:tracker_{model}_add")).status_code == adds, model
        deletes = reverse(f"admin:tracker_{model}_delete", args=[world.rows[model]])
        assert client.post(deletes, {"post": "yes"}).status_code in (403, 404), model
    review = reverse("admin:tracker_commitment_review", args=[world.rows["commitment"]])
    assert client.get(review).status_code == 200
    for batch in ([], [world.batch]):
        name = "admin:tracker_upload_progress" + ("" if batch else "_all")
        assert client.get(reverse(name, args=batch)).status_code == 200


def test_progress_needs_the_right_to_see_uploads(world: World) -> None:
    client = logged_in(make_user(responsible_for=[world.pair.agency]))
    for name, batch in (("_all", []), ("", [world.batch])):
        url = reverse(f"admin:tracker_upload_progress{name}", args=batch)
        assert client.get(url).status_code == 403
        assert client.post(url, {"reason": "upload:empty"}).status_code == 403


def test_an_administrator_edits_places_and_people_but_no_history(world: World) -> None:
    region = world.pair.agency.region
    assert region is not None
    client = logged_in(in_role(ADMINISTRATOR, region))
    for model in MODELS:
        change = client.get(reverse(f"admin:tracker_{model}_change", args=[world.rows[model]]))
        assert change.status_code in (200, 302), model
        delete = client.get(reverse(f"admin:tracker_{model}_delete", args=[world.rows[model]]))
        # An agency with reports and a region with agencies are refused in words, on their page.
        allowed = 302 if model in {"agency", "region"} else 200
        assert delete.status_code == (allowed if model in ADMINISTRATOR_EDITS else 403), model


def test_out_of_scope_is_not_found_whatever_the_permissions(world: World) -> None:
    elsewhere = make_user(responsible_for=[make_agency()])
    elsewhere.groups.set(ensure_roles().values())
    client = logged_in(elsewhere)
    for url in row_urls(world):
        assert client.get(url).status_code == 404, url
    review = reverse("admin:tracker_commitment_review", args=[world.rows["commitment"]])
    assert client.post(review, {"version": 1, "status": "pending"}).status_code == 404


def test_lists_hold_nothing_out_of_scope(world: World) -> None:
    elsewhere = make_user(responsible_for=[make_agency()])
    elsewhere.groups.set(ensure_roles().values())
    client = logged_in(elsewhere)
    for model in MODELS:
        answer = client.get(reverse(f"admin:tracker_{model}_changelist"), {"queue": "all"})
        shown = {row.pk for row in (answer.context["cl"].result_list if answer.context else [])}
        assert world.rows[model] not in shown, model


def test_a_person_without_responsibility_sees_no_rows(world: World) -> None:
    user = make_user()
    user.groups.set(ensure_roles().values())
    client = logged_in(user)
    for model in sorted(INSPECTOR_SEES):
        url = reverse(f"admin:tracker_{model}_changelist")
        answer = client.get(url, {"queue": "all"} if model == "commitment" else {})
        assert list(answer.context["cl"].result_list) == [], model


@pytest.mark.parametrize(
    ("model", "field"),
    [
        ("agency", "region"),
        ("agencysuccession", "predecessor"),
        ("responsibility", "agency"),
        ("responsibility", "region"),
        ("subscription", "user"),
        ("subscription", "agencies"),
    ],
)
def test_autocomplete_offers_only_what_is_in_scope(world: World, model: str, field: str) -> None:
    foreign = make_pair()
    make_user("elsewhere", responsible_for=[foreign.agency])
    region = world.pair.agency.region
    assert region is not None
    client = logged_in(in_role(ADMINISTRATOR, region))
    answer = client.get(
        reverse("admin:autocomplete"),
        {"app_label": "tracker", "model_name": model, "field_name": field, "term": ""},
    )
    offered = {row["text"] for row in answer.json()["results"]}
    assert offered
    assert not offered & {foreign.agency.name, str(foreign.agency.region), "elsewhere"}


def test_autocomplete_needs_the_right_to_see_the_table(world: World) -> None:
    client = logged_in(make_inspector(world.pair.agency))
    names = {"app_label": "tracker", "model_name": "subscription", "field_name": "user"}
    assert client.get(reverse("admin:autocomplete"), {**names, "term": ""}).status_code == 403


def test_a_region_out_of_scope_cannot_be_posted(world: World) -> None:
    region, foreign = world.pair.agency.region, make_region()
    assert region is not None
    client = logged_in(in_role(ADMINISTRATOR, region))
    url = reverse("admin:tracker_agency_add")
    answer = client.post(url, {"name": "越界局", "region": foreign.pk, "aliases": "[]"})
    assert "region" in answer.context["adminform"].form.errors
    answer = client.post(url, {"name": "无地区局", "region": "", "aliases": "[]"})
    assert "region" in answer.context["adminform"].form.errors
    answer = client.post(url, {"name": "本区局", "region": region.pk, "aliases": "[]"})
    assert answer.status_code == 302


def test_an_administrator_makes_no_superuser_and_gives_only_their_own(world: World) -> None:
    region = world.pair.agency.region
    assert region is not None
    client = logged_in(in_role(ADMINISTRATOR, region))
    member = User.objects.get(pk=world.rows["user"])
    row = member.responsibilities.get()
    url = reverse("admin:tracker_user_change", args=[member.pk])
    data = {
        "username": member.username,
        "email": "",
        "is_active": "on",
        "is_staff": "on",
        "is_superuser": "on",
        "responsibilities-TOTAL_FORMS": 2,
        "responsibilities-INITIAL_FORMS": 1,
        "responsibilities-0-id": row.pk,
        "responsibilities-0-user": member.pk,
        "responsibilities-0-agency": world.pair.agency.pk,
        "responsibilities-1-user": member.pk,
        "responsibilities-1-region": make_region().pk,
    }
    answer = client.post(url, data)
    assert answer.status_code == 200
    assert answer.context["inline_admin_formsets"][0].formset.errors[1]["region"]
    data["responsibilities-1-region"] = region.pk
    assert client.post(url, data).status_code == 302
    member.refresh_from_db()
    assert not member.is_superuser
    assert Responsibility.objects.filter(user=member, region=region).exists()


def test_an_administrator_does_not_reach_superusers(world: World) -> None:
    root = make_user(is_superuser=True)
    region = world.pair.agency.region
    assert region is not None
    client = logged_in(in_role(ADMINISTRATOR, region))
    for name in ("admin:tracker_user_change", "admin:auth_user_password_change"):
        assert client.get(reverse(name, args=[root.pk])).status_code == 404


def test_saving_a_succession_confirms_it() -> None:
    root = make_user(is_superuser=True)
    old, new = make_agency(), make_agency()
    url = reverse("admin:tracker_agencysuccession_add")
    data = {"predecessor": old.pk, "successor": new.pk, "since_year": 2023, "kind": "renamed"}
    assert logged_in(root).post(url, data).status_code == 302
    succession = old.successions.get()
    assert (succession.confirmed_by, succession.confirmed_at is not None) == (root, True)


@pytest.mark.parametrize("wrong", ["0", "99999999999999999999999", "abc", "1%27"])
def test_an_impossible_id_is_not_found(wrong: str) -> None:
    client = logged_in(make_user(is_superuser=True))
    assert client.get(f"/admin/tracker/commitment/{wrong}/change/").status_code == 404
    assert client.get(f"/admin/tracker/commitment/{wrong}/review/").status_code in (302, 404)
