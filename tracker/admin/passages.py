"""Passages of the result report as the review page shows them, offered by the machine or not."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from tracker.admin.bars import Bar, bars_of, widest
from tracker.admin.marks import Segment, marked_passage
from tracker.core.sentences import sentence_spans
from tracker.core.types import SectionKind
from tracker.models import EvidenceCandidate, Report, Section
from tracker.wording import SECTION_KINDS

Place = tuple[int, int]  # start and end in Report.text
Picked = Mapping[Place, str]  # with the words that stood there when they were picked


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
        return self.is_picked or any(segment.kind for segment in self.segments)


@dataclass(frozen=True, slots=True)
class Source:
    """The report that passages are taken from, and what they are shown for."""

    report: Report
    sections: Sequence[Section]
    promise: str
    picked: Picked

    def offered(self, candidates: Sequence[EvidenceCandidate]) -> list[Passage]:
        """The machine's passages, best first, with their comparisons on one scale."""
        scale = widest(row.comparisons for row in candidates)
        return [
            self._passage(
                (row.start, row.end),
                row.text,
                section=str(row.get_section_kind_display()),
                candidate=row,
                scale=scale,
            )
            for row in candidates
        ]

    def part(self, kind: SectionKind) -> list[Passage]:
        """Every sentence of the parts of one kind, in the order of the report."""
        text = self.report.text
        return self.at(
            (span.start, span.end)
            for section in self.sections
            if section.kind == kind
            for span in sentence_spans(text, start=section.start, end=section.end)
            if span.of(text) != section.heading
        )

    def at(self, places: Iterable[Place]) -> list[Passage]:
        """Passages that the machine did not put forward."""
        return [
            self._passage(place, self.report.text[slice(*place)], section=self._label(place))
            for place in places
        ]

    def _passage(
        self,
        place: Place,
        text: str,
        *,
        section: str,
        candidate: EvidenceCandidate | None = None,
        scale: float = 1.0,
    ) -> Passage:
        return Passage(
            place=place,
            key=str(candidate.rank) if candidate and candidate.rank < 10 else "",
            value=passage_value(place, text, candidate.pk if candidate else None),
            segments=marked_passage(text, promise=self.promise),
            section=section,
            heading=candidate.section_heading if candidate else "",
            position=round(100 * place[0] / max(1, len(self.report.text))),
            url=full_text_url(self.report, place[0]),
            is_picked=self.picked.get(place) == text,
            score=f"{candidate.score:.2f}" if candidate else "",
            bars=bars_of(candidate.comparisons, scale=scale) if candidate else (),
        )

    def _label(self, place: Place) -> str:
        kinds = [row.kind for row in self.sections if row.start <= place[0] < row.end]
        return str(SECTION_KINDS[SectionKind(kinds[-1]) if kinds else SectionKind.OTHER])


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
    line = report.text.rfind("\n", 0, start) + 1
    return reverse("admin:tracker_report_change", args=[report.pk]) + f"#c{line}"
