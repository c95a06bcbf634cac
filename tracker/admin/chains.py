"""The years in which a promise was made again (连年承诺), as the review page shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse

from tracker.models import Commitment
from tracker.selectors.chains import chain_of
from tracker.wording import difference_text


@dataclass(frozen=True, slots=True)
class PromisedAgain:
    """One year's wording of a promise, and what differs from the year before."""

    commitment: Commitment
    url: str
    is_shown: bool  # the one that the page is about
    differences: Sequence[str]


@dataclass(frozen=True, slots=True)
class ChainBox:
    """A promise over the years, oldest first, and for how many years it has stood open."""

    years_open: int
    years: Sequence[PromisedAgain]


def chain_box(commitment: Commitment, *, among: QuerySet[Commitment]) -> ChainBox | None:
    """The chain that a commitment stands in, of what is in a scoped set; None if it is alone."""
    chain = chain_of(commitment, among=among)
    if len(chain.links) < 2:
        return None
    years = [
        PromisedAgain(
            commitment=link.commitment,
            url=reverse("admin:tracker_commitment_review", args=[link.commitment.pk]),
            is_shown=link.commitment.pk == commitment.pk,
            differences=[difference_text(d["code"], d["params"]) for d in link.differences],
        )
        for link in chain.links
    ]
    return ChainBox(chain.years_open, years)
