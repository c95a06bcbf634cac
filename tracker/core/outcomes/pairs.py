"""A plan set against the next report: candidates and suggestions for all of it (整份比对)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from tracker.core.blocking import Pools, split_pools
from tracker.core.matching import MOST_CANDIDATES, Model, Ranking, rank, shipped_model
from tracker.core.outcomes.aggregation import aggregate
from tracker.core.outcomes.rules import LIKELY, LOOKED_AT, Rankings, suggest
from tracker.core.tokens import encode
from tracker.core.types import (
    Commitment,
    CommitmentAssessment,
    EvidenceCandidate,
    Measure,
    MeasureAssessment,
    PairAssessment,
    Sentence,
    Suggestion,
    Target,
)

SELF_EXPLAINING: Final = 12  # characters; 全年不少于4次 needs its heading
APART: Final = 2  # so many candidates from problems, and from the next plan, at most


def assess_commitments(
    commitments: Sequence[Commitment],
    sentences: Sequence[Sentence],
    *,
    model: Model | None = None,
) -> PairAssessment:
    """Judge every commitment and measure by the sentences of the following year's report.

    Works with no commitments and with no sentences: then nothing is found.
    """
    model = model or shipped_model()
    texts = [t for c in commitments for t in (c.text, *(_in_context(m, c) for m in c.measures))]
    rankings = iter(_rank_all(texts, split_pools(sentences), model))
    return PairAssessment(
        commitments=tuple(
            _assess(c, [next(rankings) for _ in (c, *c.measures)], model) for c in commitments
        ),
        matcher_version=model.version,
        settings=tuple(sorted(model.settings.items())),
    )


def _in_context(measure: Measure, commitment: Commitment) -> str:
    """A measure's text, behind its commitment's heading when it says too little alone."""
    if len(measure.text) >= SELF_EXPLAINING or not commitment.heading:
        return measure.text
    return f"{commitment.heading}，{measure.text}"


def _rank_all(texts: Sequence[str], pools: Pools, model: Model) -> list[Rankings]:
    encoded = encode(texts)
    evidence = rank(texts, pools.evidence, model=model, encoded=encoded)
    problems, plan = (
        rank(texts, pool, model=model, encoded=encoded, limit=LOOKED_AT)
        for pool in (pools.problems, pools.plan)
    )
    return [Rankings(*three) for three in zip(evidence, problems, plan, strict=True)]


def _assess(
    commitment: Commitment, rankings: Sequence[Rankings], model: Model
) -> CommitmentAssessment:
    whole, *parts = rankings
    measures = tuple(
        MeasureAssessment(
            measure=measure,
            suggestion=_suggest(
                _in_context(measure, commitment), part, measure.targets, commitment, model
            ),
            candidates=_together(part, [part.evidence]),
        )
        for measure, part in zip(commitment.measures, parts, strict=True)
    )
    targets = [target for measure in commitment.measures for target in measure.targets]
    own = _suggest(commitment.text, whole, targets, commitment, model)
    return CommitmentAssessment(
        commitment=commitment,
        suggestion=aggregate(own, [measure.suggestion for measure in measures]),
        candidates=_together(whole, [ranking.evidence for ranking in rankings]),
        measures=measures,
    )


def _suggest(
    text: str, rankings: Rankings, targets: Sequence[Target], commitment: Commitment, model: Model
) -> Suggestion:
    return suggest(
        text,
        rankings,
        targets=targets,
        verifiability=commitment.verifiability,
        model=model,
    )


def _together(own: Rankings, evidence: Sequence[Ranking]) -> tuple[EvidenceCandidate, ...]:
    """The best passages of several rankings, then those that only admit or promise again.

    A passage keeps the highest score it got; evidence goes first, because what is admitted or
    promised again is never evidence that something was done.
    """
    best: dict[int, EvidenceCandidate] = {}
    for ranking in evidence:
        for candidate in ranking.candidates:
            held = best.get(candidate.sentence.index)
            if held is None or candidate.score > held.score:
                best[candidate.sentence.index] = candidate
    apart = [
        candidate
        for ranking in (own.problems, own.plan)
        for candidate in ranking.candidates[:APART]
        if candidate.score >= LIKELY
    ]
    done = sorted(best.values(), key=lambda c: (-c.score, c.sentence.index))
    chosen = [*done[: MOST_CANDIDATES - len(apart)], *apart]
    return tuple(replace(candidate, rank=place) for place, candidate in enumerate(chosen, start=1))
