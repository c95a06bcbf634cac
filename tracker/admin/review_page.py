"""What the review page shows, put together from a constant number of queries.

Nothing here is markup: texts are cut into segments with a class each, and the template
escapes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from tracker.admin.correction_rows import CorrectionRow, rows_about
from tracker.admin.marks import Segment, marked_promise
from tracker.admin.passages import (
    FIRST_KEYS,
    Passage,
    Picked,
    Place,
    Source,
    digits,
    full_text_url,
    with_digits,
)
from tracker.admin.report_search import NOTHING, Hits, find
from tracker.admin.review_history import (
    HistoryEntry,
    decided,
    entries_of,
    is_blind,
    proposal_in,
    readings_of,
)
from tracker.core.types import MeasureKind, SectionKind
from tracker.models import (
    Commitment,
    EvidenceCandidate,
    Measure,
    Report,
    Review,
    Suggestion,
    User,
)
from tracker.wording import VERIFIABILITY, reason_text


@dataclass(frozen=True, slots=True)
class PromisedMeasure:
    """One measure with its numbers and the machine's view of it."""

    pk: int
    text: str
    segments: Sequence[Segment]
    aside: str  # 目标表述 or 口号: why it does not count; empty for an action
    targets: Sequence[str]
    suggestion: Suggestion | None


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """All of the page apart from the form."""

    commitment: Commitment
    context: Sequence[Segment]  # the promise's words outside its measures
    measures: Sequence[PromisedMeasure]
    promise_url: str
    is_blind: bool = False  # 盲审: nothing of the machine's or the first reader's view is here
    suggestion: Suggestion | None = None
    checkable: Sequence[str] = ()  # what earned the points of 可核查度
    result_url: str = ""  # the full text at its best place
    passages: Sequence[Passage] = ()
    others: Sequence[Passage] = ()  # picked, but not offered above
    corrected: Sequence[str] = ()  # picked, but no longer in the report: the words as picked
    problems: Sequence[Passage] = ()
    plans: Sequence[Passage] = ()
    found: Sequence[Passage] = ()  # by the words of `query`
    hits: Hits = NOTHING
    query: str = ""
    reasons: Sequence[str] = ()
    history: Sequence[HistoryEntry] = ()
    readings: Sequence[HistoryEntry] = ()  # the two that differ, of a dispute
    mended: Sequence[CorrectionRow] = ()  # how a person cut or named this promise

    @property
    def proposal(self) -> Review | None:
        """What a second person is asked to approve."""
        return proposal_in(self.history)


def build_page(
    commitment: Commitment,
    *,
    picked: Picked | None = None,
    reader: User | None = None,
    query: str = "",
) -> ReviewPage:
    """The page for a commitment that was loaded with its reports and suggestion.

    `picked` are the passages that were posted; without them those of a decision that stands
    or waits, else none: the machine's passages are never picked beforehand. `reader` is who
    looks: the second of a blind reading sees neither suggestion nor history. `query` are words
    to find in the following year's report.
    """
    history = entries_of(commitment)
    blind = is_blind(commitment, history, reader)
    suggestion, result = commitment.suggestion, commitment.result_report
    candidates = list(suggestion.candidates.order_by("rank")) if suggestion else []
    measures = list(commitment.measures.prefetch_related("targets"))
    words = [row.text for row in candidates]
    page = ReviewPage(
        commitment=commitment,
        context=marked_promise(_outside(commitment, measures), passages=words),
        measures=_measures(None if blind else suggestion, measures, words),
        promise_url=full_text_url(commitment.report, commitment.start),
        is_blind=blind,
        suggestion=None if blind else suggestion,
        checkable=[str(VERIFIABILITY.get(code, code)) for code in commitment.verifiability_reasons],
        reasons=[] if blind else _reasons(suggestion),
        history=[] if blind else history,
        readings=readings_of(commitment, history),
        mended=rows_about(commitment),
        query=query,
    )
    if result is None:
        return page
    if picked is None:
        picked = {} if blind else decided(commitment, history, reader)
    return _with_passages(page, result, candidates, picked)


def _with_passages(
    page: ReviewPage,
    result: Report,
    candidates: Sequence[EvidenceCandidate],
    picked: Picked,
) -> ReviewPage:
    """Add what is offered, what the report admits and plans next, and odd picks of people."""
    standing = {place: text for place, text in picked.items() if result.text[slice(*place)] == text}
    ids = {} if page.is_blind else {(row.start, row.end): row.pk for row in candidates}
    source = Source(result, list(result.sections.all()), page.commitment.text, standing, ids)
    if page.is_blind:  # as the report has them, which tells nothing of their rank
        offered = source.at(sorted((row.start, row.end) for row in candidates))
        first = len(offered)
    else:
        offered, first = source.offered(candidates), FIRST_KEYS
    problems, plans = source.part(SectionKind.PROBLEMS), source.part(SectionKind.PLAN)
    shown = {passage.place for passage in (*offered, *problems, *plans)}
    hits = find(result.text, page.query) if page.query else NOTHING
    keys = digits(offered, [*problems, *plans], first=first)
    best = offered[0].place[0] if offered and not page.is_blind else 0
    return replace(
        page,
        result_url=full_text_url(result, best),
        passages=with_digits(offered, keys),
        others=source.at(sorted((standing.keys() | _read(page, result)) - shown)),
        corrected=[text for place, text in sorted(picked.items()) if place not in standing],
        problems=with_digits(problems, keys),
        plans=with_digits(plans, keys),
        found=with_digits(source.hits(hits.best), keys),
        hits=hits,
    )


def _read(page: ReviewPage, result: Report) -> set[Place]:
    """What the two readers of a dispute picked, as far as the report still has it."""
    items = [item for entry in page.readings for item in entry.review.evidence]
    return {
        (item["start"], item["end"])
        for item in items
        if result.text[item["start"] : item["end"]] == item["text"]
    }


def _reasons(suggestion: Suggestion | None) -> list[str]:
    rows = suggestion.reasons if suggestion else []
    return [reason_text(row["code"], row["params"]) for row in rows]


def _measures(
    suggestion: Suggestion | None, measures: Iterable[Measure], passages: Sequence[str]
) -> list[PromisedMeasure]:
    """The measures, with what the run that made the suggestion says of each."""
    rows = suggestion.run.suggestions.filter(measure__in=measures) if suggestion else []
    views = {row.measure_id: row for row in rows}
    return [
        PromisedMeasure(
            pk=measure.pk,
            text=measure.text,
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
