"""What hangs on one commitment: passages put forward, and the years of its chain."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Path, Router, Schema

from tracker.api import present, schemas
from tracker.api.errors import Problem
from tracker.api.parameters import Key, NoParameters, refuse_unknown
from tracker.core.types import Outcome, ReviewState, Status
from tracker.models import Commitment, EvidenceCandidate
from tracker.selectors.chains import Link, chain_of
from tracker.selectors.scope import visible_commitments

router = Router(tags=["承诺事项"])

ERRORS = {401: Problem, 403: Problem, 404: Problem, 422: Problem, 429: Problem}
Number = Annotated[Key, Path(description="承诺事项编号")]


class EvidenceList(Schema):
    """系统建议，未复核: the passages that the machine puts forward."""

    notice: str = Field(description="说明", examples=["系统建议，未复核"])
    items: list[schemas.Evidence] = Field(
        description="候选证据，最佳在前；待盲审（second_review）时不给出"
    )


class ChainLink(Schema):
    """One year of a chain. What differs is the machine's view."""

    commitment: int = Field(description="承诺事项编号", examples=[57])
    agency: schemas.AgencyRef = Field(description="单位")
    plan_year: int = Field(description="计划年度", examples=[2025])
    heading: str = Field(description="标题")
    status: Status = Field(description="状态（人工确认）")
    outcome: Outcome | None = Field(description="兑现情况（人工确认）")
    likeness: float | None = Field(description="与上一年承诺的相近程度，0 到 1；首年为 null")
    differences: list[dict[str, Any]] = Field(description="与上一年相比的变化（系统比对）")


class Chain(Schema):
    """连年承诺."""

    years_open: int = Field(description="至今连续承诺而未兑现的年数", examples=[3])
    links: list[ChainLink] = Field(description="各年的承诺，最早的在前")


@router.get(
    "/{commitment_id}/evidence",
    response={200: EvidenceList, **ERRORS},
    operation_id="list_evidence",
    summary="候选证据",
    description="系统为一项承诺找出的段落，连同比对项，未经人工复核。"
    "例：`/api/v1/commitments/57/evidence`",
)
def list_evidence(request: HttpRequest, commitment_id: Number) -> EvidenceList:
    """The candidates of one commitment of the caller's scope."""
    refuse_unknown(request, NoParameters)
    row = get_object_or_404(visible_commitments(request.user), pk=commitment_id)
    blind = row.review_state == ReviewState.SECOND_REVIEW
    found = EvidenceCandidate.objects.filter(suggestion=row.suggestion_id).order_by("rank")
    return EvidenceList(
        notice=present.unreviewed(),
        items=[] if blind or row.suggestion_id is None else [present.evidence(c) for c in found],
    )


@router.get(
    "/{commitment_id}/chain",
    response={200: Chain, **ERRORS},
    operation_id="get_chain",
    summary="连年承诺",
    description="同一承诺在各年度报告中的先后提出，由系统比对得出。"
    "例：`/api/v1/commitments/57/chain`",
)
def get_chain(request: HttpRequest, commitment_id: Number) -> Chain:
    """The chain that one commitment of the caller's scope stands in."""
    refuse_unknown(request, NoParameters)
    mine = visible_commitments(request.user)
    row = get_object_or_404(mine.select_related("report__agency"), pk=commitment_id)
    chain = chain_of(row, among=mine)
    return Chain(years_open=chain.years_open, links=[_link(link) for link in chain.links])


def _link(link: Link) -> ChainLink:
    row: Commitment = link.commitment
    agency = row.report.agency
    return ChainLink(
        commitment=row.pk,
        agency=schemas.AgencyRef(id=agency.pk, name=agency.name),
        plan_year=row.report.plan_year,
        heading=row.heading,
        status=Status(row.status),
        outcome=Outcome(row.outcome) if row.outcome else None,
        likeness=link.likeness,
        differences=list(link.differences),
    )
