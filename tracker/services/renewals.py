"""Keeping which promises the next plan makes again (连年承诺)."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.core import types
from tracker.models import Commitment, Renewal


def store_renewals(
    rows: Sequence[Commitment],
    following: Sequence[Commitment],
    found: Sequence[types.Renewal],
    *,
    matcher_version: str,
) -> None:
    """Replace what was known of `rows`, the earlier plan, by what was found now.

    `found` names commitments by their place in `rows` and `following`. Needs a transaction.
    """
    Renewal.objects.filter(earlier__in=rows).delete()
    Renewal.objects.bulk_create(
        Renewal(
            earlier=rows[renewal.earlier],
            later=following[renewal.later],
            likeness=renewal.likeness,
            differences=[
                {"code": reason.code, "params": dict(reason.params)}
                for reason in renewal.differences
            ],
            matcher_version=matcher_version,
        )
        for renewal in found
    )
