"""Passages of the result report as the review page shows them, offered by the machine or not."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.urls import reverse

from tracker.admin.bars import Bar, bars_of, widest
from tracker.admin.marks import Segment, marked_hit, marked_passage
from tracker.admin.report_search import Hit
from tracker.core.sentences import sentence_spans
from tracker.core.types import SectionKind
from tracker.models import EvidenceCandidate, Report, Section
from tracker.wording import SECTION_KINDS

Place = tuple[int, int]  # start and end in Report.text
Picked = Mapping[Place, str]  # with the words that stood there when they were picked
FIRST_KEYS = 5  # digits for the machine's best passages; the next are for 不足 and 下一年度安排


@dataclass(frozen=True, slots=True)
class Passage:
    """A place of the result report that can be picked as evidence."""

    place: Place
    key: str  # the digit that picks it, or ""
    value: str  # what the form posts
    segments: Sequence[Segment]
    section: str
    heading: str
    position: int  # percent of the report before it
    url: str  # the place in the full text
    is_picked: bool
    score: str = ""
    bars: Sequence[Bar] = ()

    @property
    def is_related(self) -> bool:
        """Whether it shares words or numbers with the promise, or was picked."""
        return self.is_picked or self.has_marks

    @property
    def has_marks(self) -> bool:
        """Whether it shares words or numbers with the promise."""
        return any(segment.kind for segment in self.segments)


@dataclass(frozen=True, slots=True)
class Source:
    """The report that passages are taken from, and what they are shown for."""

    report: Report
    sections: Sequence[Section]
    promise: str
    picked: Picked
    # What the machine offers by its place; a blind page has none, because the ids tell the rank.
    candidate_ids: Mapping[Place, int] = field(default_factory=dict)

    def offered(self, candidates: Sequence[EvidenceCandidate]) -> list[Passage]:
        """The machine's passages, best first, with their comparisons on one scale."""
        scale = widest(row.comparisons for row in candidates)
        return [
            replace(
                self._passage((row.start, row.end), row.text),
                section=str(row.get_section_kind_display()),
                heading=row.section_heading,
                score=f"{row.score:.2f}",
                bars=bars_of(row.comparisons, scale=scale),
            )
            for row in candidates
        ]

    def part(self, kind: SectionKind) -> list[Passage]:
        """Every sentence of the parts of one kind, in the order of the report."""
        text = self.report.text
        return [
            replace(self._passage((span.start, span.end), span.of(text)), heading="")
            for section in self.sections
            if section.kind == kind
            for span in sentence_spans(text, start=section.start, end=section.end)
            if span.of(text) != section.heading
        ]

    def at(self, places: Iterable[Place]) -> list[Passage]:
        """Passages at these places, without the machine's view of them."""
        return [self._passage(place, self.report.text[slice(*place)]) for place in places]

    def hits(self, found: Iterable[Hit]) -> list[Passage]:
        """What a search found, with the searched words marked."""
        text = self.report.text
        return [
            self._passage(
                (hit.start, hit.end),
                text[hit.start : hit.end],
                segments=marked_hit(text[hit.start : hit.end], start=hit.start, words=hit.words),
            )
            for hit in found
        ]

    def _passage(
        self, place: Place, text: str, *, segments: Sequence[Segment] | None = None
    ) -> Passage:
        around = [row for row in self.sections if row.start <= place[0] < row.end]
        section = around[-1] if around else None
        return Passage(
            place=place,
            key="",
            value=passage_value(place, text, self.candidate_ids.get(place)),
            segments=marked_passage(text, promise=self.promise) if segments is None else segments,
            section=str(SECTION_KINDS[SectionKind(section.kind) if section else SectionKind.OTHER]),
            heading=section.heading if section else "",
            position=round(100 * place[0] / max(1, len(self.report.text))),
            url=full_text_url(self.report, place[0]),
            is_picked=self.picked.get(place) == text,
        )


def digits(
    offered: Sequence[Passage], others: Iterable[Passage], *, first: int = FIRST_KEYS
) -> dict[Place, str]:
    """Which digit picks which place: the `first` offered, then what shares words, then the rest."""
    known = {passage.place for passage in offered}
    related = [row for row in others if row.has_marks and row.place not in known]
    order = [*offered[:first], *related, *offered[first:]]
    return {row.place: str(number) for number, row in enumerate(order[:9], start=1)}


def with_digits(passages: Iterable[Passage], keys: Mapping[Place, str]) -> list[Passage]:
    """The passages with the digits that pick them."""
    return [replace(row, key=keys.get(row.place, "")) for row in passages]


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that a person picked, as they were then."""

    text: str
    is_corrected: bool  # 原报告已更正: the report no longer has them at that place


def quotes_of(evidence: Iterable[Mapping[str, Any]], report: Report | None) -> list[Quote]:
    """The stored words of a review's evidence, never cut out of the report again."""
    return [
        Quote(
            item["text"],
            is_corrected=report is None or report.text[item["start"] : item["end"]] != item["text"],
        )
        for item in evidence
    ]


def passage_value(place: Place, text: str, candidate_id: int | None) -> str:
    """What the form posts for a passage: place, candidate if it is one, words."""
    return json.dumps([*place, candidate_id, text], ensure_ascii=False)


def full_text_url(report: Report, start: int) -> str:
    """The paragraph of this place on the report's own page."""
    return line_url(report.pk, report.text.rfind("\n", 0, start) + 1)


def line_url(report: int, line: int) -> str:
    """The paragraph that begins at this place, on the page of the report with this key."""
    return reverse("admin:tracker_report_change", args=[report]) + f"#c{line}"
