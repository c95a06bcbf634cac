"""Plan sections -> commitments with measures, targets and how checkable they are (承诺事项)."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.core.commitments.items import Item, split_items
from tracker.core.commitments.measures import find_measures
from tracker.core.commitments.mentions import cited_documents, named_partners
from tracker.core.commitments.naming import heading_of
from tracker.core.commitments.topics import topic_of
from tracker.core.commitments.verifiability import rate_verifiability
from tracker.core.types import Commitment, Section, SectionKind

__all__ = ["Item", "commitment_of", "find_commitments"]


def find_commitments(
    text: str, sections: Sequence[Section], *, plan_year: int | None
) -> tuple[Commitment, ...]:
    """The commitments of all plan sections, in order. Text and span begin with the heading.

    The commitment is the level right under the plan's heading; what is numbered inside it
    are its measures. `plan_year` dates deadlines that name no year.
    """
    return tuple(
        commitment_of(text, item, plan_year=plan_year)
        for section in sections
        if section.kind is SectionKind.PLAN
        for item in split_items(text, section)
        if any(character.isalnum() for character in item.span.of(text))  # not （一）。 alone
    )


def commitment_of(text: str, item: Item, *, plan_year: int | None) -> Commitment:
    """One item of a plan, wherever its span was found, with all that its words say."""
    heading = heading_of(text, item.span)
    words = item.span.of(text)
    measures = find_measures(text, item.span, heading=heading, plan_year=plan_year)
    documents, partners = cited_documents(words), named_partners(words)
    level, reasons = rate_verifiability(words, measures, documents=documents, partners=partners)
    return Commitment(
        ordinal=item.ordinal,
        heading=heading,
        text=words,
        span=item.span,
        measures=measures,
        verifiability=level,
        verifiability_reasons=reasons,
        topic=topic_of(heading, words),
        documents=documents,
        partners=partners,
    )
