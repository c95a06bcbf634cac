"""Who may read a conclusion a second time (盲审), and what nobody is left to read.

Nothing is drawn where there is no second person; but people leave, and lose their rights.
"""

from __future__ import annotations

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from tracker.core.types import ReviewState
from tracker.models import Commitment, Review, User
from tracker.selectors.scope import visible_agencies


def reviewers() -> QuerySet[User]:
    """Active people who may review, in whatever scope; who sees everything comes first."""
    named = Q(user_permissions__codename="review_commitment")
    grouped = Q(groups__permissions__codename="review_commitment")
    able = User.objects.filter(named | grouped | Q(is_superuser=True), is_active=True)
    return able.distinct().order_by("-is_superuser", "pk")


def without_reader(commitments: QuerySet[Commitment]) -> int:
    """Of a set without hidden ones, how many wait for a second reading that nobody is left to do.

    One query, one for who may review, and one for each of these until every one has somebody:
    two where two people see everything.
    """
    decisions = Review.objects.filter(commitment=OuterRef("pk"), act=Review.Act.DECIDE)
    first = Subquery(decisions.order_by("-commitment_version").values("reviewer")[:1])
    waiting = commitments.filter(review_state=ReviewState.SECOND_REVIEW).annotate(first=first)
    groups = waiting.order_by().values_list("report__agency", "first")
    left = list(groups.annotate(number=Count("pk")))
    for reader in reviewers().iterator():
        if not left:
            break
        theirs = visible_agencies(reader).filter(pk__in={agency for agency, *_rest in left})
        seen = set(theirs.values_list("pk", flat=True))
        left = [row for row in left if row[1] == reader.pk or row[0] not in seen]
    return sum(number for _agency, _first, number in left)
