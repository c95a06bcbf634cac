"""What may take a promise over, and where the links lead."""

from __future__ import annotations

import pytest
from django.utils import timezone

from tests.factories import Pair, make_pair
from tracker.models import AgencySuccession, Commitment
from tracker.selectors.successors import leads_to, possible_successors

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def offered(pair: Pair) -> set[int]:
    found = possible_successors(pair.commitments[1], among=Commitment.objects.all())
    return {row.pk for row in found}


def test_the_same_body_and_not_an_earlier_report() -> None:
    pair = make_pair()
    later, earlier = (make_pair(pair.agency, report_year=year) for year in (2030, 2020))
    make_pair()
    gone = later.commitments[2]
    Commitment.objects.filter(pk=gone.pk).update(returned_reason="text_gone")
    expected = {row.pk for row in (*pair.commitments, *later.commitments)}
    assert offered(pair) == expected - {gone.pk, pair.commitments[1].pk}
    assert not offered(pair) & {row.pk for row in earlier.commitments}


def test_heirs_over_several_steps_once_confirmed() -> None:
    one, two, three = make_pair(), make_pair(), make_pair()
    for source, heir in ((one, two), (two, three), (three, one)):
        AgencySuccession.objects.create(
            predecessor=source.agency, successor=heir.agency, since_year=2025
        )
    own = {one.commitments[0].pk, one.commitments[2].pk}
    assert offered(one) == own
    AgencySuccession.objects.update(confirmed_at=timezone.now())
    heirs = {row.pk for row in (*two.commitments, *three.commitments)}
    assert offered(one) == own | heirs


def test_links_are_followed_to_their_end() -> None:
    one, two, three = make_pair().commitments
    for old, new in ((one, two), (two, three)):
        Commitment.objects.filter(pk=old.pk).update(successor=new)
    assert leads_to(one, three)
    assert leads_to(one, one)
    assert not leads_to(three, one)
    Commitment.objects.filter(pk=three.pk).update(successor=two)  # a circle ends all the same
    assert not leads_to(two, one)
