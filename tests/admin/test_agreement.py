"""一致性: the page's figures, its scope and who may see it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.admin.pages import logged_in
from tests.factories import Pair, make_approver, make_inspector, make_pair, make_review
from tracker.models import Commitment, Review

pytestmark = pytest.mark.django_db
URL = "admin:tracker_commitment_agreement"


def read_twice(pair: Pair, *outcomes: tuple[str, str]) -> None:
    first = make_inspector(pair.agency, username="first")
    second = make_inspector(pair.agency, username="second")
    for row, (one, other) in zip(pair.commitments, outcomes, strict=False):
        make_review(row, first, outcome=one, shown={"outcome": "partial"})
        make_review(
            row, second, act=Review.Act.SECOND, outcome=other, commitment_version=row.version + 1
        )


def test_figures_of_pairs_and_people(pair: Pair) -> None:
    read_twice(pair, ("partial", "partial"), ("partial", "no_evidence"), ("fulfilled",) * 2)
    Commitment.objects.filter(pk=pair.commitments[1].pk).update(review_state="disputed")
    client = logged_in(make_approver(pair.agency))
    answer = client.get(reverse(URL))
    whole = answer.context["whole"]
    assert (whole.found.pairs, whole.found.agreed) == (3, 2)
    # Observed 2/3, by chance (2*1 + 0*1 + 1*1) / 9 = 1/3: kappa is 1/2.
    assert whole.kappa == "0.50"
    assert [row.label for row in answer.context["people"]] == ["first", "second"]
    (followed,) = answer.context["followed"]
    assert (followed.label, followed.followed, followed.decided) == ("first", 2, 3)
    html = answer.content.decode()
    assert "67%" in html
    assert f"{reverse('admin:tracker_commitment_changelist')}?queue=disputed" in html
    assert "有争议 <b>1</b>" in html


def test_without_pairs_there_is_no_figure(pair: Pair) -> None:
    html = logged_in(make_approver(pair.agency)).get(reverse(URL)).content.decode()
    assert "—" in html
    assert "还没有结论" in html


def test_it_is_about_ones_own_scope(pair: Pair) -> None:
    read_twice(make_pair(), ("partial", "no_evidence"))
    answer = logged_in(make_approver(pair.agency)).get(reverse(URL))
    assert answer.context["whole"].found.pairs == 0
    assert "first" not in answer.content.decode()


def test_who_approves_may_see_it(pair: Pair) -> None:
    inspector = logged_in(make_inspector(pair.agency))
    assert inspector.get(reverse(URL)).status_code == 403
    listing = reverse("admin:tracker_commitment_changelist")
    assert reverse(URL) not in inspector.get(listing).content.decode()
    approver = logged_in(make_approver(pair.agency))
    assert reverse(URL) in approver.get(listing).content.decode()
