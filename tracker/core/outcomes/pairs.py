"""A plan set against the next report: candidates and suggestions for all of it (整份比对)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from tracker.core.blocking import Pools, split_pools
from tracker.core.comparisons import compare
from tracker.core.matching import MOST_CANDIDATES, Model, Ranking, logistic, rank, shipped_model
from tracker.core.outcomes.aggregation import aggregate, exhorts_only, that_count
from tracker.core.outcomes.context import in_context, own_words
from tracker.core.outcomes.cues import gather
from tracker.core.outcomes.memos import forget
from tracker.core.outcomes.obstacles import LOOKED_AT, ON_SUBJECT
from tracker.core.outcomes.reported import Source, aims_among
from tracker.core.outcomes.rules import Judgement, Rankings, judge
from tracker.core.quantities import find_targets
from tracker.core.tokens import encode
from tracker.core.types import (
    Commitment,
    CommitmentAssessment,
    Comparison,
    EvidenceCandidate,
    Measure,
    MeasureAssessment,
    Outcome,
    PairAssessment,
    Reason,
    SectionKind,
    Sentence,
    Suggestion,
)

APART: Final = 1  # so many candidates from problems, and from the next plan, at most
# Log-odds that a passage loses because of where it stands. A promise made again in nearly the
# same words says nothing of the first one's being kept; an admission does speak of it, but of
# its not being kept. Rules, not fitted: the labels hold no problems and plan sections.
SECTION: Final = "section"  # the name of this comparison; its label is the kind of section
SECTION_WEIGHTS: Final = {SectionKind.PLAN: -6.0, SectionKind.PROBLEMS: -1.0}


def assess_commitments(
    commitments: Sequence[Commitment],
    sentences: Sequence[Sentence],
    *,
    model: Model | None = None,
    agency: str = "",
    year: int | None = None,
) -> PairAssessment:
    """Judge every commitment and measure by the sentences of the following year's report.

    `agency` is who reports: an act of another body (市局) is not its own; `year` the year that
    the report looks back at: a number of another is none of it. Works with no commitments and
    with no sentences: then nothing is found.
    """
    model = model or shipped_model()
    texts = [t for c in commitments for t in (c.text, *(in_context(m, c) for m in c.measures))]
    pools = split_pools(sentences)
    own = [t for c in commitments for t in (c.text, *(own_words(m, c) for m in c.measures))]
    ranked = _rank_all(texts, pools, model)
    rankings = iter(_made_again(ranked, pools.plan, texts=texts, own=own, model=model))
    aims = aims_among(pools.evidence)
    source = Source(pools.evidence, pools.problems, agency, year, aims)
    try:
        return PairAssessment(
            commitments=tuple(
                _assess(c, [next(rankings) for _ in (c, *c.measures)], model=model, source=source)
                for c in commitments
            ),
            matcher_version=model.version,
            settings=tuple(sorted(model.settings.items())),
        )
    finally:
        forget()


def _rank_all(texts: Sequence[str], pools: Pools, model: Model) -> list[Rankings]:
    """All texts against all pools: cut, weighed and compared together, ranked apart."""
    evidence, problems, plan = pools.evidence, pools.problems, pools.plan
    first, second = len(evidence), len(evidence) + len(problems)
    end = second + len(plan)
    every = encode(sentence.text for sentence in (*evidence, *problems, *plan))
    compared = compare(encode(texts), every, starts=(first, second))
    before = compared.between(0, first)
    done = rank(texts, evidence, model=model, compared=before, whole=False)
    admitted, again = (
        rank(
            texts,
            pool,
            model=model,
            compared=compared.between(*place),
            limit=LOOKED_AT,
            least=ON_SUBJECT,
            whole=False,
        )
        for pool, place in ((problems, (first, second)), (plan, (second, end)))
    )
    return [Rankings(*three) for three in zip(done, admitted, again, strict=True)]


def _made_again(
    rankings: list[Rankings],
    plan: Sequence[Sentence],
    *,
    texts: Sequence[str],
    own: Sequence[str],
    model: Model,
) -> list[Rankings]:
    """The rankings, where a heading was put before a measure with the next plan ranked anew.

    The heading's words don't return in the next plan: they would hide a promise made again
    word for word.
    """
    rows = [row for row, text in enumerate(texts) if text != own[row]] if plan else []
    promises = [own[n] for n in rows]
    anew = rank(promises, plan, model=model, limit=LOOKED_AT, least=ON_SUBJECT, whole=False)
    for row, again in zip(rows, anew, strict=True):
        rankings[row] = replace(rankings[row], plan=again)
    return rankings


def _assess(
    commitment: Commitment, rankings: Sequence[Rankings], *, model: Model, source: Source
) -> CommitmentAssessment:
    whole, *parts = rankings
    judged = [
        _judge_measure(measure, commitment, part, model=model, source=source)
        for measure, part in zip(commitment.measures, parts, strict=True)
    ]
    measures = tuple(
        MeasureAssessment(
            measure, judgement.suggestion, _together(part, [part.evidence]), judgement.ledger
        )
        for measure, judgement, part in zip(commitment.measures, judged, parts, strict=True)
    )
    own = _judge_whole(commitment, whole, judged, model=model, source=source)
    return CommitmentAssessment(
        commitment=commitment,
        suggestion=aggregate(own.suggestion, that_count(measures), vague=exhorts_only(commitment)),
        candidates=_together(whole, [ranking.evidence for ranking in rankings]),
        measures=measures,
        ledger=tuple(e for measure in measures for e in measure.ledger) or own.ledger,
    )


def _judge_measure(
    measure: Measure, commitment: Commitment, rankings: Rankings, *, model: Model, source: Source
) -> Judgement:
    text = in_context(measure, commitment)
    if not text:
        return Judgement(Suggestion(Outcome.NOT_ASSESSABLE, 0.5, (Reason("too_vague"),)), ())
    cues = gather(
        text,
        rankings.evidence,
        targets=measure.targets,
        agency=source.agency,
        source=source,
    )
    return judge(
        text,
        rankings,
        cues=cues,
        verifiability=commitment.verifiability,
        model=model,
        own=own_words(measure, commitment),
    )


def _judge_whole(
    commitment: Commitment,
    rankings: Rankings,
    measures: Sequence[Judgement],
    *,
    model: Model,
    source: Source,
) -> Judgement:
    """The commitment's own view; its numbers are those of its measures, so they never differ."""
    text = commitment.text
    cues = gather(
        text,
        rankings.evidence,
        targets=() if measures else find_targets(text, base=commitment.span.start),
        agency=source.agency,
        source=source,
        ledger=[entry for measure in measures for entry in measure.ledger] if measures else None,
    )
    verifiability = commitment.verifiability
    return judge(text, rankings, cues=cues, verifiability=verifiability, model=model)


def _together(own: Rankings, evidence: Sequence[Ranking]) -> tuple[EvidenceCandidate, ...]:
    """The best passages of several rankings, with one that admits and one that promises again.

    Best first by the score that is shown; section_kind tells which passages are only admissions
    or promises, and none of these ever counts as something done. A passage keeps the highest
    score it got; at most two of the ten are not evidence.
    """
    best: dict[int, tuple[EvidenceCandidate, Ranking]] = {}
    for ranking in evidence:
        for candidate in ranking.candidates:
            held = best.get(candidate.sentence.index)
            if held is None or candidate.score > held[0].score:
                best[candidate.sentence.index] = candidate, ranking
    apart = [
        _weighed_down(ranking.explained(candidate))
        for ranking in (own.problems, own.plan)
        for candidate in ranking.candidates[:APART]
        if candidate.score >= ON_SUBJECT
    ]
    done = sorted(best.values(), key=lambda held: _order(held[0]))[: MOST_CANDIDATES - len(apart)]
    told = [ranking.explained(candidate) for candidate, ranking in done]
    chosen = sorted([*told, *apart], key=_order)
    return tuple(
        c if c.rank == place else EvidenceCandidate(place, c.sentence, c.score, c.comparisons)
        for place, c in enumerate(chosen, start=1)
    )


def _weighed_down(candidate: EvidenceCandidate) -> EvidenceCandidate:
    """The candidate with the comparison `section`, so that its contributions still add up."""
    kind = candidate.sentence.section_kind
    section = Comparison(SECTION, 0, kind.value, SECTION_WEIGHTS[kind])
    comparisons = (*candidate.comparisons, section)
    score = logistic(sum([comparison.contribution for comparison in comparisons]))
    return EvidenceCandidate(candidate.rank, candidate.sentence, score, comparisons)


def _order(candidate: EvidenceCandidate) -> tuple[float, int]:
    return -candidate.score, candidate.sentence.index
