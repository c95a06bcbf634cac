"""docs/examples/grafana.json: everything it asks is answered, with the fields that it shows."""

from __future__ import annotations

import json
import re
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from tests import factories
from tests.openapi import described
from tracker.models import Agency
from tracker.services.keys import issue_key

ROOT = Path(__file__).resolve().parents[2]
DASHBOARD: dict[str, Any] = json.loads(
    (ROOT / "docs" / "examples" / "grafana.json").read_text("utf-8")
)
PANELS: list[dict[str, Any]] = DASHBOARD["panels"]
VARIABLES: dict[str, dict[str, Any]] = {v["name"]: v for v in DASHBOARD["templating"]["list"]}
QUERIES = {panel["title"]: panel["targets"][0] for panel in PANELS} | {
    name: VARIABLES[name]["query"]["infinityQuery"] for name in ("region", "plan_year")
}
TYPES = {"number": (int, float), "string": (str, int), "timestamp": (str,)}


@pytest.fixture
def ask(agency: Agency, live_server: LiveServer) -> Any:
    """What the data source gets for a query, at the place that the query names."""
    owner = factories.make_user(is_superuser=True)
    _, words = issue_key(owner, name="大屏")
    assert agency.region is not None
    values = {"region": agency.region.code, "plan_year": "2025"}

    def answer(query: dict[str, Any]) -> list[dict[str, Any]]:
        params = {
            p["key"]: re.sub(r"\$\{(\w+)\}", lambda found: values[str(found[1])], p["value"])
            for p in query["url_options"]["params"]
        }
        request = urllib.request.Request(
            f"{live_server.url}{query['url']}?{urllib.parse.urlencode(params)}",
            headers={"Authorization": f"Bearer {words}"},
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=60) as response:
            found: Any = json.load(response)
        for step in filter(None, query["root_selector"].split(".")):
            found = found[step]
        return found if isinstance(found, list) else [found]

    return answer


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("title", QUERIES)
def test_every_query_is_answered_with_the_fields_it_shows(ask: Any, title: str) -> None:
    query = QUERIES[title]
    rows = ask(query)
    assert rows, "the example must not be empty, or it proves nothing"
    for row in rows:
        for column in query["columns"]:
            value: Any = row
            for step in column["selector"].split("."):
                value = value[step]
            assert value is None or isinstance(value, TYPES[column["type"]]), column


def test_it_shows_all_that_the_statistics_have() -> None:
    wanted = {path for path in described()["paths"] if path.startswith("/api/v1/stats/")}
    assert wanted <= {query["url"] for query in QUERIES.values()}


def test_a_rate_stands_beside_its_numbers() -> None:
    """Both rates and the reviewed share; in tables and figures both denominators, too."""
    for panel in PANELS:
        shown = {column["selector"] for column in panel["targets"][0]["columns"]}
        if "rate_all" in shown:
            assert {"rate_verifiable", "reviewed_share"} <= shown, panel["title"]
            if panel["type"] in ("table", "stat"):
                assert {"denominator_all", "denominator_verifiable"} <= shown, panel["title"]


def test_panels_stand_beside_one_another() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in PANELS:
        place = panel["gridPos"]
        assert place["x"] + place["w"] <= 24
        cells = {
            (place["x"] + right, place["y"] + down)
            for right in range(place["w"])
            for down in range(place["h"])
        }
        assert not cells & taken, panel["title"]
        taken |= cells
    assert len({panel["id"] for panel in PANELS}) == len(PANELS)


def test_it_names_no_server_and_no_key() -> None:
    text = json.dumps(DASHBOARD)
    assert "://" not in text
    assert "ctk_" not in text
    uids = {panel["datasource"]["uid"] for panel in PANELS}
    assert uids == {"${source}"}
