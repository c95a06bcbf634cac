"""What the review page shows, put together from a constant number of queries.

Nothing here is markup: texts are cut into segments with a class each, and the template
escapes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tracker.admin.marks import Segment, marked_promise
from tracker.admin.passages import Passage, Picked, Quote, Source, full_text_url, quotes_of
from tracker.core.types import MeasureKind, Outcome, ReviewState, SectionKind
from tracker.models import (
    Commitment,
    EvidenceCandidate,
    Measure,
    Report,
    Review,
    Suggestion,
)
from tracker.wording import OUTCOMES, VERIFIABILITY, reason_text


@dataclass(frozen=True, slots=True)
class PromisedMeasure:
    """One measure with its numbers and the machine's view of it."""

    segments: Sequence[Segment]
    aside: str  # 目标表述 or 口号: why it does not count; empty for an action
    targets: Sequence[str]
    suggestion: Suggestion | None


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One act, with what the machine had said then in words."""

    review: Review
    shown: str
    quotes: Sequence[Quote]


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """All of the page apart from the form."""

    commitment: Commitment
    context: Sequence[Segment]  # the promise's words outside its measures
    measures: Sequence[PromisedMeasure]
    promise_url: str
    checkable: Sequence[str] = ()  # what earned the points of 可核查度
    result_url: str = ""
    passages: Sequence[Passage] = ()
    others: Sequence[Passage] = ()  # picked, but not offered above
    corrected: Sequence[str] = ()  # picked, but no longer in the report: the words as picked
    problems: Sequence[Passage] = ()
    plans: Sequence[Passage] = ()
    reasons: Sequence[str] = ()
    history: Sequence[HistoryEntry] = ()

    @property
    def proposal(self) -> Review | None:
        """The newest decision: what a second person is asked about."""
        acts = (entry.review for entry in self.history)
        return next((review for review in acts if review.act == Review.Act.DECIDE), None)


def build_page(commitment: Commitment, *, picked: Picked | None = None) -> ReviewPage:
    """The page for a commitment that was loaded with its reports and suggestion.

    `picked` are the passages that were posted; without them those of a decision that stands
    or waits for approval, else none: the machine's passages are never picked beforehand.
    """
    suggestion, result = commitment.suggestion, commitment.result_report
    reviews = commitment.reviews.select_related("reviewer", "successor")
    history = [
        HistoryEntry(review, _shown_words(review), quotes_of(review.evidence, result))
        for review in reviews
    ]
    candidates = list(suggestion.candidates.order_by("rank")) if suggestion else []
    measures = list(commitment.measures.prefetch_related("targets"))
    words = [row.text for row in candidates]
    page = ReviewPage(
        commitment=commitment,
        context=marked_promise(_outside(commitment, measures), passages=words),
        measures=_measures(commitment, measures, words),
        promise_url=full_text_url(commitment.report, commitment.start),
        checkable=[str(VERIFIABILITY.get(code, code)) for code in commitment.verifiability_reasons],
        reasons=[reason_text(row["code"], row["params"]) for row in _reasons(suggestion)],
        history=history,
    )
    if result is None:
        return page
    if picked is None:
        picked = _decided(commitment, history)
    return _with_passages(page, result, candidates, picked)


def _with_passages(
    page: ReviewPage,
    result: Report,
    candidates: Sequence[EvidenceCandidate],
    picked: Picked,
) -> ReviewPage:
    """Add what is offered, what the report admits and plans next, and odd picks of the person."""
    standing = {place: text for place, text in picked.items() if result.text[slice(*place)] == text}
    source = Source(result, list(result.sections.all()), page.commitment.text, standing)
    offered = source.offered(candidates)
    problems, plans = source.part(SectionKind.PROBLEMS), source.part(SectionKind.PLAN)
    shown = {passage.place for passage in (*offered, *problems, *plans)}
    return replace(
        page,
        result_url=full_text_url(result, 0),
        passages=offered,
        others=source.at(sorted(standing.keys() - shown)),
        corrected=[text for place, text in sorted(picked.items()) if place not in standing],
        problems=problems,
        plans=plans,
    )


def _reasons(suggestion: Suggestion | None) -> list[dict[str, Any]]:
    return list(suggestion.reasons) if suggestion else []


def _decided(commitment: Commitment, history: Iterable[HistoryEntry]) -> Picked:
    """The evidence of the decision that stands or waits."""
    if commitment.review_state not in (ReviewState.CONFIRMED, ReviewState.APPROVAL):
        return {}
    decisions = (e.review for e in history if e.review.act == Review.Act.DECIDE)
    newest = next(decisions, None)
    return {(e["start"], e["end"]): e["text"] for e in newest.evidence} if newest else {}


def _shown_words(review: Review) -> str:
    """The suggestion that the reviewer saw: outcome, confidence, version."""
    if not review.shown:
        return ""
    outcome = OUTCOMES[Outcome(review.shown["outcome"])]
    return f"{outcome} {review.shown['confidence']:.0%} · {review.shown['matcher_version']}"


def _measures(
    commitment: Commitment, measures: Iterable[Measure], passages: Sequence[str]
) -> list[PromisedMeasure]:
    run = commitment.suggestion.run_id if commitment.suggestion else None
    views = {
        row.measure_id: row for row in commitment.suggestions.filter(run=run, measure__isnull=False)
    }
    return [
        PromisedMeasure(
            segments=marked_promise(measure.text, passages=passages),
            aside="" if measure.kind == MeasureKind.ACTION else measure.get_kind_display(),
            targets=[str(target) for target in measure.targets.all()],
            suggestion=views.get(measure.pk),
        )
        for measure in measures
    ]


def _outside(commitment: Commitment, measures: Sequence[Measure]) -> str:
    """The promise without its heading and its measures, which stand apart."""
    text = commitment.text.removeprefix(commitment.heading).lstrip("。：: \n")
    for measure in measures:
        text = text.replace(measure.text, "", 1)
    # Between measures that follow one another only punctuation is left.
    return text.strip() if any(character.isalnum() for character in text) else ""
