"""A digest's links open what its figures count."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from tests import factories
from tests.digest.samples import small_world
from tracker.digest import links
from tracker.models import Commitment
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
    assert opened(client, links.unfulfilled_url()) == 9
    assert unfulfilled(visible_commitments(user)).count() == 9
    assert opened(client, links.unfulfilled_url(str(agencies[0].pk))) == 5


def test_a_line_leads_to_its_record(client: Client) -> None:
    pair = factories.make_pair()
    client.force_login(factories.make_inspector(pair.agency))
    url = links.commitment_url(pair.commitments[0].pk)
    response = client.get(url.removeprefix(settings.SITE_URL))
    assert response.status_code == 200
    assert pair.commitments[0].heading in response.content.decode()
