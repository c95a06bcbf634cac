"""A plan set against the next report: candidates and suggestions for all of it (整份比对)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from tracker.core.blocking import Pools, split_pools
from tracker.core.matching import MOST_CANDIDATES, Model, Ranking, logistic, rank, shipped_model
from tracker.core.outcomes.aggregation import aggregate
from tracker.core.outcomes.context import in_context
from tracker.core.outcomes.cues import gather
from tracker.core.outcomes.obstacles import LOOKED_AT, ON_SUBJECT
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
) -> PairAssessment:
    """Judge every commitment and measure by the sentences of the following year's report.

    `agency` is who reports: an act of another body (市局) is not its own. Works with no
    commitments and with no sentences: then nothing is found.
    """
    model = model or shipped_model()
    texts = [t for c in commitments for t in (c.text, *(in_context(m, c) for m in c.measures))]
    rankings = iter(_rank_all(texts, split_pools(sentences), model))
    return PairAssessment(
        commitments=tuple(
            _assess(c, [next(rankings) for _ in (c, *c.measures)], model=model, agency=agency)
            for c in commitments
        ),
        matcher_version=model.version,
        settings=tuple(sorted(model.settings.items())),
    )


def _rank_all(texts: Sequence[str], pools: Pools, model: Model) -> list[Rankings]:
    encoded = encode(texts)
    evidence = rank(texts, pools.evidence, model=model, encoded=encoded)
    problems, plan = (
        rank(texts, pool, model=model, encoded=encoded, limit=LOOKED_AT)
        for pool in (pools.problems, pools.plan)
    )
    return [Rankings(*three) for three in zip(evidence, problems, plan, strict=True)]


def _assess(
    commitment: Commitment, rankings: Sequence[Rankings], *, model: Model, agency: str
) -> CommitmentAssessment:
    whole, *parts = rankings
    judged = [
        _judge_measure(measure, commitment, part, model=model, agency=agency)
        for measure, part in zip(commitment.measures, parts, strict=True)
    ]
    measures = tuple(
        MeasureAssessment(measure, judgement.suggestion, _together(part, [part.evidence]))
        for measure, judgement, part in zip(commitment.measures, judged, parts, strict=True)
    )
    own = _judge_whole(commitment, whole, judged, model=model, agency=agency)
    return CommitmentAssessment(
        commitment=commitment,
        suggestion=aggregate(own, [measure.suggestion for measure in measures]),
        candidates=_together(whole, [ranking.evidence for ranking in rankings]),
        measures=measures,
    )


def _judge_measure(
    measure: Measure, commitment: Commitment, rankings: Rankings, *, model: Model, agency: str
) -> Judgement:
    text = in_context(measure, commitment)
    if not text:
        return Judgement(Suggestion(Outcome.NOT_ASSESSABLE, 0.5, (Reason("too_vague"),)), ())
    cues = gather(text, rankings.evidence, targets=measure.targets, agency=agency)
    return judge(text, rankings, cues=cues, verifiability=commitment.verifiability, model=model)


def _judge_whole(
    commitment: Commitment,
    rankings: Rankings,
    measures: Sequence[Judgement],
    *,
    model: Model,
    agency: str,
) -> Suggestion:
    """The commitment's own view; its numbers are those of its measures, so they never differ."""
    text = commitment.text
    cues = gather(
        text,
        rankings.evidence,
        targets=() if measures else find_targets(text),
        agency=agency,
        ledger=[entry for measure in measures for entry in measure.ledger] if measures else None,
    )
    verifiability = commitment.verifiability
    return judge(text, rankings, cues=cues, verifiability=verifiability, model=model).suggestion


def _together(own: Rankings, evidence: Sequence[Ranking]) -> tuple[EvidenceCandidate, ...]:
    """The best passages of several rankings, with one that admits and one that promises again.

    Best first by the score that is shown; section_kind tells which passages are only admissions
    or promises, and none of these ever counts as something done. A passage keeps the highest
    score it got; at most two of the ten are not evidence.
    """
    best: dict[int, EvidenceCandidate] = {}
    for ranking in evidence:
        for candidate in ranking.candidates:
            held = best.get(candidate.sentence.index)
            if held is None or candidate.score > held.score:
                best[candidate.sentence.index] = candidate
    apart = [
        _weighed_down(candidate)
        for ranking in (own.problems, own.plan)
        for candidate in ranking.candidates[:APART]
        if candidate.score >= ON_SUBJECT
    ]
    done = sorted(best.values(), key=_order)[: MOST_CANDIDATES - len(apart)]
    chosen = sorted([*done, *apart], key=_order)
    return tuple(replace(candidate, rank=place) for place, candidate in enumerate(chosen, start=1))


def _weighed_down(candidate: EvidenceCandidate) -> EvidenceCandidate:
    """The candidate with the comparison `section`, so that its contributions still add up."""
    kind = candidate.sentence.section_kind
    section = Comparison(SECTION, 0, kind.value, SECTION_WEIGHTS[kind])
    comparisons = (*candidate.comparisons, section)
    return replace(
        candidate,
        comparisons=comparisons,
        score=logistic(sum(comparison.contribution for comparison in comparisons)),
    )


def _order(candidate: EvidenceCandidate) -> tuple[float, int]:
    return -candidate.score, candidate.sentence.index
