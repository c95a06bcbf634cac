"""Commitments by words (搜索): every word in the heading, the text or the agency's name."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Final

from django.db.models import Q, QuerySet

from tracker.models import Commitment, Report

MOST_WORDS: Final = 8  # each is one more pass over the texts


def containing(commitments: QuerySet[Commitment], words: Iterable[str]) -> QuerySet[Commitment]:
    """Those with all the words, unranked; words beyond MOST_WORDS are left out.

    Chinese has no case: only a word with letters pays for ignoring it, which takes three times
    as long.
    """
    for word in islice(words, MOST_WORDS):
        lookup = "contains" if word.lower() == word.upper() else "icontains"
        by_name = Report.objects.filter(**{f"agency__name__{lookup}": word}).values("pk")
        commitments = commitments.filter(
            Q(**{f"text__{lookup}": word})
            | Q(**{f"heading__{lookup}": word})
            | Q(report__in=by_name)
        )
    return commitments
