"""Reports, promises and what the machine says of them: real spans, invented sentences.

Everything that has a place in a text is really found there, so that code that slices a
report by span gets the words it expects.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tests.factories.people import SERIAL, make_agency
from tests.factories.suggestions import make_suggestion
from tracker.core.types import Outcome, ReportKind, ReviewState, SectionKind
from tracker.models import (
    Agency,
    Commitment,
    Measure,
    Report,
    Review,
    Section,
    User,
)
from tracker.services import sealing

PROMISES = (
    (
        "推进柜台延时值守",
        "推进柜台延时值守。周三傍晚多开一个柜台，全年延时值守不少于40场，值守安排按月张贴。",
    ),
    (
        "编写办件图解",
        "编写办件图解。年底前编成办件图解12册，摆放到各个乡镇窗口，供来访群众随手取阅。",
    ),
    (
        "启动旧卷宗扫描",
        "启动旧卷宗扫描。逐步把封存的旧卷宗扫描入库，首批完成3000卷，并配好检索目录。",
    ),
)
ANSWERS = (
    "周三傍晚的柜台延时值守全年办了43场，值守安排每月初张贴在门厅。",
    "办件图解编成9册，已送到六个乡镇的窗口。",
    "另外补种了庭院里的两排香樟，换下漏水的旧水管。",
)
PROBLEMS = ("旧卷宗扫描进度偏慢，只完成首批的一半。", "个别窗口人手偏紧，轮休排不开。")


@dataclass(frozen=True)
class Pair:
    """A plan, the report of the year after, and the plan's commitments with suggestions."""

    agency: Agency
    plan: Report
    result: Report
    commitments: list[Commitment]


def make_report(
    agency: Agency | None = None,
    *,
    report_year: int = 2024,
    sections: Sequence[tuple[SectionKind, str, Sequence[str]]] = (),
    kind: ReportKind = ReportKind.RULE_OF_LAW,
) -> Report:
    """A report whose text is its title and sections: (kind, heading, paragraphs)."""
    agency = agency or make_agency()
    title = f"{agency.name}{report_year}年法治政府建设年度报告"
    text, places = title, []
    for section_kind, heading, paragraphs in sections:
        start = len(text) + 1
        text += "\n" + "\n".join([heading, *paragraphs])
        places.append((section_kind, heading, start, len(text)))
    report = Report.objects.create(
        agency=agency,
        report_year=report_year,
        plan_year=report_year + 1,
        kind=kind.value,
        title=title,
        filename=f"{report_year}.txt",
        sha256=f"{next(SERIAL):064x}",
        raw_text=text,
        text=text,
        extractor_version="test",
    )
    Section.objects.bulk_create(
        Section(report=report, position=i, kind=k.value, heading=h, start=s, end=e)
        for i, (k, h, s, e) in enumerate(places)
    )
    return report


def make_commitment(
    report: Report | None = None,
    *,
    position: int | None = None,
    heading: str = "",
    text: str = "",
    result_report: Report | None = None,
    review_state: ReviewState = ReviewState.UNMATCHED,
    verifiability: int = 3,
    **fields: object,
) -> Commitment:
    """A commitment at its place in the report's text (at the end of it if it isn't there yet)."""
    report = report or make_report()
    if not text:
        heading, text = PROMISES[0]
    if text not in report.text:
        report.text += "\n" + text
        report.save(update_fields=["text"])
    if position is None:
        position = report.commitments.count()
    start = report.text.index(text)
    commitment = Commitment.objects.create(
        report=report,
        plan_year=report.plan_year,
        result_report=result_report,
        position=position,
        ordinal=f"（{'一二三四五六七八九十'[position % 10]}）",
        heading=heading or text.split("。")[0],
        text=text,
        start=start,
        end=start + len(text),
        review_state=review_state.value,
        verifiability=verifiability,
        **fields,
    )
    offset = text.find("。") + 1
    Measure.objects.create(
        commitment=commitment,
        position=0,
        text=text[offset:] or text,
        start=start + offset if text[offset:] else start,
        end=start + len(text),
    )
    return commitment


def make_pair(
    agency: Agency | None = None,
    *,
    report_year: int = 2024,
    promises: Sequence[tuple[str, str]] = PROMISES,
    answers: Sequence[str] = ANSWERS,
    suggest: bool = True,
) -> Pair:
    """Two consecutive reports; each promise is a proposed commitment with every answer offered."""
    agency = agency or make_agency()
    plan = make_report(
        agency,
        report_year=report_year,
        sections=[(SectionKind.PLAN, "下一步打算", [text for _, text in promises])],
    )
    result = make_report(
        agency,
        report_year=report_year + 1,
        sections=[
            (SectionKind.ACHIEVEMENTS, "办成的事", answers),
            (SectionKind.PROBLEMS, "还差的事", PROBLEMS),
            (SectionKind.PLAN, "来年打算", ["来年接着扫描余下的旧卷宗，年中前收尾。"]),
        ],
    )
    commitments = [
        make_commitment(
            plan,
            position=i,
            heading=heading,
            text=text,
            result_report=result,
            review_state=ReviewState.PROPOSED,
        )
        for i, (heading, text) in enumerate(promises)
    ]
    if suggest:
        for i, commitment in enumerate(commitments):
            make_suggestion(
                commitment,
                outcome=(Outcome.FULFILLED, Outcome.PARTIAL, Outcome.NO_EVIDENCE)[i % 3],
                confidence=round(0.9 - 0.25 * (i % 3), 2),
                passages=list(answers),
            )
    return Pair(agency=agency, plan=plan, result=result, commitments=commitments)


def make_review(commitment: Commitment, reviewer: User, **fields: object) -> Review:
    """A conclusion as the chain has it, without the rules of services.reviews."""
    values: dict[str, object] = {"act": Review.Act.DECIDE, "outcome": Outcome.FULFILLED.value}
    values |= {"commitment_version": commitment.version, **fields}
    review = Review(commitment=commitment, reviewer=reviewer, **values)
    sealing.append(review)
    return review
