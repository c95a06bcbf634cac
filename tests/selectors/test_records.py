"""The records around reports stay within a person's scope."""

from __future__ import annotations

import pytest

from tests.factories import make_agency, make_inspector, make_pair, make_region, make_upload
from tests.factories import make_user as user_of
from tracker.models import AgencySuccession, Commitment, DigestDelivery, Subscription
from tracker.selectors import records
from tracker.services import reviews

pytestmark = pytest.mark.django_db


def test_uploads_are_ones_own_or_of_a_visible_report() -> None:
    mine, theirs = make_pair(), make_pair()
    me, other = make_inspector(mine.agency), make_inspector(theirs.agency)
    own = make_upload(user=me)
    same_agency = make_upload(user=other, report=mine.result)
    make_upload(user=other)
    make_upload(user=other, report=theirs.result)
    assert set(records.visible_uploads(me)) == {own, same_agency}
    assert records.visible_uploads(user_of(is_superuser=True)).count() == 4


def test_runs_reviews_and_successions_follow_the_agency() -> None:
    mine, theirs = make_pair(), make_pair()
    me = make_inspector(mine.agency)
    root = user_of(is_superuser=True)
    for pair in (mine, theirs):
        reviews.decide(pair.commitments[0].pk, reviewer=root, version=1, outcome="partial")
    link = AgencySuccession.objects.create(
        predecessor=theirs.agency, successor=mine.agency, since_year=2022
    )
    AgencySuccession.objects.create(
        predecessor=theirs.agency, successor=make_agency(), since_year=2022
    )
    assert [run.plan_report for run in records.visible_runs(me)] == [mine.plan]
    assert [r.commitment for r in records.visible_reviews(me)] == [mine.commitments[0]]
    assert list(records.visible_successions(me)) == [link]


def test_people_are_those_who_answer_for_no_more_than_oneself() -> None:
    city = make_region()
    county = make_region(parent=city)
    agency = make_agency(region=county)
    me = user_of("me", responsible_for=[city])
    user_of("below", responsible_for=[county])
    user_of("agency", responsible_for=[agency])
    user_of("new")
    user_of("partly", responsible_for=[county, make_region()])
    user_of("elsewhere", responsible_for=[make_agency()])
    user_of("root", is_superuser=True)
    names = set(records.visible_users(me).values_list("username", flat=True))
    assert names == {"me", "below", "agency", "new"}


def test_mails_follow_the_people() -> None:
    agency = make_agency()
    me = user_of(responsible_for=[agency])
    member, stranger = user_of(responsible_for=[agency]), user_of(responsible_for=[make_agency()])
    for person in (member, stranger):
        DigestDelivery.objects.create(
            subscription=Subscription.objects.create(user=person),
            recipient=person.email,
            week="2026-W01",
        )
    orphan = DigestDelivery.objects.create(recipient="gone@example.org", week="2026-W01")
    assert [s.user for s in records.visible_subscriptions(me)] == [member]
    assert [d.recipient for d in records.visible_deliveries(me)] == [member.email]
    assert orphan in records.visible_deliveries(user_of(is_superuser=True))


def test_the_first_conclusion_is_hidden_while_a_second_person_is_to_read() -> None:
    pair = make_pair()
    first, second = make_inspector(pair.agency), make_inspector(pair.agency)
    row = pair.commitments[0]
    made = reviews.decide(row.pk, reviewer=first, version=1, outcome="partial")
    waiting = {"review_state": "second_review", "outcome": "", "status": "pending"}
    Commitment.objects.filter(pk=row.pk).update(**waiting)
    root = user_of(is_superuser=True)
    assert list(records.visible_reviews(first)) == [made]
    assert list(records.visible_reviews(second)) == []
    assert list(records.visible_reviews(root)) == []
    Commitment.objects.filter(pk=row.pk).update(review_state="disputed")
    assert list(records.visible_reviews(second)) == [made]
