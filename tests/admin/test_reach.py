"""Every address, action and autocomplete of the admin has a case in reach.py, or this fails.

Who reaches the pages of one row and of whom is in test_access.py; here is the whole map.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse

from tests.admin.pages import (
    MODELS,
    World,
    correction_urls,
    list_urls,
    logged_in,
    make_world,
    preview_urls,
    row_urls,
)
from tests.admin.reach import (
    ACTIONS,
    AUTOCOMPLETES,
    LISTS,
    MODEL_PAGES,
    OURS,
    OWN,
    POST,
    ROWS,
    STOCK,
)
from tests.admin.test_access import in_role
from tests.factories import make_agency, make_pair, make_user
from tracker.services.roles import ADMINISTRATOR, APPROVER, INSPECTOR, ensure_roles

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world_of_all(rows_of_the_module: None) -> World:
    ensure_roles()
    return make_world()


@pytest.fixture
def world(db: None, world_of_all: World) -> World:
    return deepcopy(world_of_all)


def names(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern.url_patterns)
        elif pattern.name:
            yield pattern.name


def test_every_address_has_a_case(world: World) -> None:
    found = set(names(admin.site.urls[0]))
    known = STOCK | MODEL_PAGES | ROWS | LISTS | OWN | OURS.keys()
    assert found - known == set(), "give each new address a case in reach.py"
    assert known - found == set()
    visited = {*list_urls(), *row_urls(world)}
    rows = {
        "tracker_commitment_review": world.rows["commitment"],
        "tracker_export_file": world.rows["export"],
        "tracker_upload_progress": world.batch,
    }
    elsewhere = {f"tracker_report_{page}" for page in ("correct", "split", "part")}
    elsewhere |= {f"tracker_subscription_{page}" for page in ("preview", "preview_mail")}
    assert {*correction_urls(world.pair), *preview_urls(world)} <= visited
    for name in (ROWS | LISTS) - elsewhere:
        args = [rows[name]] if name in rows else []
        assert reverse(f"admin:{name}", args=args) in visited


def test_every_table_is_visited() -> None:
    ours = {model._meta.model_name for model in admin.site._registry}
    assert ours - {"group"} == set(MODELS)


def test_every_action_has_a_case() -> None:
    for model, model_admin in admin.site._registry.items():
        found = {getattr(action, "__name__", action) for action in model_admin.actions or ()}
        assert found == ACTIONS.get(str(model._meta.model_name), {}).keys(), model


@pytest.mark.parametrize("role", [INSPECTOR, APPROVER, ADMINISTRATOR])
@pytest.mark.parametrize("model", sorted(ACTIONS))
def test_actions_by_role(world: World, model: str, role: str) -> None:
    client = logged_in(in_role(role, world.pair.agency.region))
    url = reverse(f"admin:tracker_{model}_changelist")
    page = client.get(url, {"queue": "all"} if model == "commitment" else {}).content.decode()
    for action, roles in ACTIONS[model].items():
        assert (f'<option value="{action}">' in page) == (role in roles), action


def test_every_autocomplete_has_a_case() -> None:
    found = {
        (str(owner.model._meta.model_name), field)
        for model_admin in admin.site._registry.values()
        for owner in [model_admin, *model_admin.inlines]
        for field in owner.autocomplete_fields
    }
    assert found == AUTOCOMPLETES


CASES = [
    (name, method, role, status)
    for name, cases in OURS.items()
    for (method, role), status in cases.items()
]


@pytest.mark.parametrize(("name", "method", "role", "status"), CASES)
def test_our_pages_by_role(world: World, name: str, method: str, role: str, status: int) -> None:
    client = logged_in(in_role(role, world.pair.agency))
    data = {"act": "save", "name": "试", "query": ""} if method == POST else {}
    answer = getattr(client, method)(reverse(f"admin:{name}"), data)
    assert answer.status_code == status


@pytest.mark.parametrize("name", sorted(OURS))
def test_our_pages_need_a_login_and_the_table(name: str) -> None:
    url = reverse(f"admin:{name}")
    for ask in (Client().get, Client().post):
        assert ask(url)["Location"].startswith(reverse("admin:login"))
    nobody = logged_in(make_user())
    assert nobody.get(url).status_code == 403
    assert nobody.post(url).status_code == 403


@pytest.mark.parametrize("name", ["bulk", "agreement"])
def test_our_pages_show_nothing_out_of_scope(world: World, name: str) -> None:
    elsewhere = make_user(responsible_for=[make_agency()])
    elsewhere.groups.set(ensure_roles().values())
    html = logged_in(elsewhere).get(reverse(f"admin:tracker_commitment_{name}")).content.decode()
    assert world.pair.agency.name not in html
    assert world.pair.commitments[0].heading not in html


@pytest.mark.parametrize(("model", "field"), sorted(AUTOCOMPLETES))
def test_autocompletes_by_role_and_region(world: World, model: str, field: str) -> None:
    foreign = make_pair()
    make_user("elsewhere", responsible_for=[foreign.agency])
    region = world.pair.agency.region
    assert region is not None
    asked = {"app_label": "tracker", "model_name": model, "field_name": field, "term": ""}
    url = reverse("admin:autocomplete")
    answer = logged_in(in_role(ADMINISTRATOR, region)).get(url, asked)
    offered = {row["text"] for row in answer.json()["results"]}
    assert not offered & {foreign.agency.name, str(foreign.agency.region), "elsewhere"}
    assert logged_in(make_user(responsible_for=[region])).get(url, asked).status_code == 403
    for role in (INSPECTOR, APPROVER):
        answer = logged_in(in_role(role, region)).get(url, asked)
        assert answer.status_code in (200, 403)
        seen = (
            {row["text"] for row in answer.json()["results"]} if answer.status_code == 200 else {}
        )
        assert not set(seen) & {foreign.agency.name, str(foreign.agency.region), "elsewhere"}
