"""A digest's links open what its figures count."""

from __future__ import annotations

import datetime as dt

import pytest
from django.conf import settings
from django.test import Client

from tests import factories
from tests.digest.samples import (
    MONDAY,
    content_for,
    promise,
    settle,
    small_world,
    subscribe,
    subscriber,
)
from tracker.core.types import Outcome, ReviewState
from tracker.digest import links
from tracker.models import Agency, Commitment, Region
from tracker.selectors.commitments import unfulfilled
from tracker.selectors.scope import visible_commitments

pytestmark = pytest.mark.django_db


def opened(client: Client, url: str) -> int:
    """How many rows the list at this address has."""
    assert url.startswith(settings.SITE_URL)
    response = client.get(url.removeprefix(settings.SITE_URL))
    assert response.status_code == 200
    return int(response.context["cl"].result_count)


def test_the_list_has_as_many_rows_as_the_digest_says(client: Client) -> None:
    region = factories.make_region()
    agencies = [factories.make_agency(region=region) for _ in range(2)]
    for agency in agencies:
        small_world(agency)
    gone = Commitment.objects.filter(heading="换装取号机", report__agency=agencies[1])
    gone.update(returned_reason="text_gone")  # a corrected report no longer has it
    small_world(factories.make_agency())  # out of scope
    user = factories.make_inspector(region)
    client.force_login(user)
    subscription = subscribe(user)
    assert opened(client, links.unfulfilled_url(subscription.pk)) == 9
    assert unfulfilled(visible_commitments(user)).count() == 9
    assert opened(client, links.agency_url(str(agencies[0].pk))) == 5


def test_a_line_leads_to_its_record(client: Client) -> None:
    pair = factories.make_pair()
    client.force_login(factories.make_inspector(pair.agency))
    url = links.commitment_url(pair.commitments[0].pk)
    response = client.get(url.removeprefix(settings.SITE_URL))
    assert response.status_code == 200
    assert pair.commitments[0].heading in response.content.decode()


def test_a_wish_narrows_the_list_as_it_does_the_digest(client: Client) -> None:
    region = factories.make_region()
    wanted, other = (factories.make_agency(region=region) for _ in range(2))
    for agency in (wanted, other):
        small_world(agency)
    user = factories.make_inspector(region)
    subscription = subscribe(user)
    subscription.agencies.add(wanted)
    client.force_login(user)
    url = links.unfulfilled_url(subscription.pk)
    assert opened(client, url) == content_for(subscription).total.unfulfilled == 5
    subscription.agencies.clear()
    assert opened(client, url) == content_for(subscription).total.unfulfilled == 10


@pytest.mark.parametrize(("mine", "rows"), [("one", 5), ("both", 10), ("none", 0)])
def test_a_forwarded_mail_opens_no_more_than_ones_own(client: Client, mine: str, rows: int) -> None:
    region = factories.make_region()
    agencies = [factories.make_agency(region=region) for _ in range(2)]
    for agency in agencies:
        small_world(agency)
    leader = subscriber(region, email="leader@example.org")
    scopes: dict[str, Region | Agency] = {
        "one": agencies[0],
        "both": region,
        "none": factories.make_agency(),
    }
    client.force_login(factories.make_inspector(scopes[mine]))
    url = links.unfulfilled_url(leader.pk)
    assert opened(client, url) == rows
    page = client.get(url.removeprefix(settings.SITE_URL)).content.decode()
    assert (str(leader) in page) == (mine == "both")  # who answers for as much may know


@pytest.mark.parametrize("kind", ["changes", "alarms"])
def test_what_is_left_out_opens_all_of_its_part(client: Client, kind: links.News) -> None:
    region = factories.make_region()
    for _ in range(8):
        agency = factories.make_agency(region=region)
        small_world(agency)
    plan, result = (factories.make_report(agency, report_year=year) for year in (2021, 2022))
    blind = promise(plan, result, suggested=Outcome.NO_EVIDENCE, state=ReviewState.SECOND_REVIEW)
    settle()
    user = factories.make_inspector(region)
    content = content_for(subscribe(user))
    url = links.news_url(kind, content.subscription_id, since=content.since, until=content.until)
    client.force_login(user)
    part = getattr(content, kind)
    assert opened(client, url) == part.count > len(part.lines) > 0
    page = client.get(url.removeprefix(settings.SITE_URL)).content.decode()
    assert f"/{blind.pk}/review/" not in page
    earlier = MONDAY - dt.timedelta(days=200)
    url = links.news_url(
        kind, content.subscription_id, since=earlier, until=earlier + dt.timedelta(days=7)
    )
    # What waits for approval waits whenever it was proposed.
    assert opened(client, url) == (content.approvals if kind == "changes" else 0)


@pytest.mark.parametrize(
    "query",
    [
        *("digest=0", "digest=999999999999", "digest=%00", "digest=1e9", "digest=-1"),
        *("news=changes", "news=alarms.1.99999999999999999999", "news=%F0%9F%98%80.1.2"),
        *("news=alarms.99999999999999999.99999999999999999", "news=changes.٣.٤"),
    ],
)
def test_an_address_that_was_tampered_with_finds_nothing(client: Client, query: str) -> None:
    region = factories.make_region()
    small_world(factories.make_agency(region=region))
    client.force_login(factories.make_inspector(region))
    url = f"{settings.SITE_URL}/admin/tracker/commitment/?queue=all&{query}"
    assert opened(client, url) == 0
