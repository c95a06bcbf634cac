"""The pieces that the pages are built from: bars, marks, passages, paragraphs."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.factories import ANSWERS, PROBLEMS, make_inspector, make_pair
from tests.services.deciding import decide
from tracker.admin.bars import bars_of, widest
from tracker.admin.filters import confidence_band
from tracker.admin.marks import marked_passage, marked_promise
from tracker.admin.passages import Quote, Source, passage_value, quotes_of
from tracker.admin.review_page import build_page
from tracker.core.types import SectionKind
from tracker.models import Commitment


def comparison(name: str, contribution: float) -> dict[str, Any]:
    return {"name": name, "level": 1, "label": "x", "contribution": contribution}


def test_bars_follow_one_another_and_deductions_come_last() -> None:
    row = [comparison("numbers", -1), comparison("words", 2), comparison("base", -9)]
    bars = bars_of(row, scale=4)
    assert [(b.title, b.x, b.width) for b in bars] == [
        ("用语", "0.0", "50.0"),
        ("数字", "50.0", "25.0"),
        ("基准分", "75.0", "0.0"),
    ]
    assert [b.contribution for b in bars] == ["+2.00", "−1.00", "−9.00"]
    assert [b.is_deduction for b in bars] == [False, True, True]
    assert [b.is_constant for b in bars] == [False, False, True]


def test_the_scale_is_the_longest_line_without_the_constant() -> None:
    rows = [[comparison("words", 2), comparison("numbers", -1)], [comparison("base", -9)]]
    assert widest(rows) == 3
    assert widest([]) == widest([[]]) == 1


def test_an_unknown_comparison_is_shown_under_its_own_name() -> None:
    assert bars_of([comparison("novel", 1)], scale=1)[0].title == "novel"


@pytest.mark.parametrize(
    ("confidence", "band"), [(0.0, "低"), (0.64, "低"), (0.65, "中"), (0.84, "中"), (0.85, "高")]
)
def test_confidence_bands(confidence: float, band: str) -> None:
    assert confidence_band(confidence) == band


def test_marks_cut_a_text_without_losing_any_of_it() -> None:
    promise = "编写办件图解12册，摆放到乡镇窗口。"
    passage = "办件图解编成9册，已送到六个乡镇的窗口。"
    for text, segments in (
        (passage, marked_passage(passage, promise=promise)),
        (promise, marked_promise(promise, passages=[passage])),
    ):
        assert "".join(segment.text for segment in segments) == text
        assert {segment.kind for segment in segments} > {""}
    assert [s.kind for s in marked_passage("无关", promise="别的")] == [""]
    assert marked_promise("", passages=[]) == []


def test_a_passage_is_posted_with_its_place_and_words() -> None:
    assert json.loads(passage_value((3, 9), '"引号"', 7)) == [3, 9, 7, '"引号"']


@pytest.mark.django_db
def test_parts_are_cut_into_sentences_without_their_heading() -> None:
    pair = make_pair()
    sections = list(pair.result.sections.all())
    source = Source(pair.result, sections, pair.commitments[2].text, {})
    problems = source.part(SectionKind.PROBLEMS)
    assert ["".join(s.text for s in p.segments) for p in problems] == list(PROBLEMS)
    assert [pair.result.text[slice(*p.place)] for p in problems] == list(PROBLEMS)
    assert [p.is_related for p in problems] == [True, False]
    assert source.part(SectionKind.LEADERSHIP) == []
    assert {p.section for p in problems} == {"不足"}


@pytest.mark.django_db
def test_nothing_is_picked_until_a_person_does() -> None:
    pair = make_pair()
    commitment = Commitment.objects.get(pk=pair.commitments[0].pk)
    page = build_page(commitment)
    assert not any(p.is_picked for p in (*page.passages, *page.problems, *page.plans))
    place = page.passages[1].place
    odd = (place[0], place[0] + 4)
    words = {spot: pair.result.text[slice(*spot)] for spot in (place, odd)}
    again = build_page(commitment, picked=words)
    assert [p.is_picked for p in again.passages] == [False, True, False]
    assert [p.place for p in again.others] == [odd]
    assert again.others[0].section == "成效"
    assert again.corrected == []


@pytest.mark.django_db
def test_what_was_picked_is_shown_in_its_own_words_after_a_correction() -> None:
    pair = make_pair()
    reviewer = make_inspector(pair.agency)
    start = pair.result.text.index(ANSWERS[0])
    picked = {"start": start, "end": start + len(ANSWERS[0]), "text": ANSWERS[0]}
    decide(pair.commitments[0], reviewer, "fulfilled", evidence=[picked])
    before = build_page(Commitment.objects.get(pk=pair.commitments[0].pk))
    assert ([q.is_corrected for q in before.history[0].quotes], before.corrected) == ([False], [])
    pair.result.text = pair.result.text.replace(ANSWERS[0], ANSWERS[0].replace("43", "34"))
    pair.result.save()
    page = build_page(Commitment.objects.get(pk=pair.commitments[0].pk))
    assert page.corrected == [ANSWERS[0]]
    assert [(q.text, q.is_corrected) for q in page.history[0].quotes] == [(ANSWERS[0], True)]
    assert not page.others


def test_quotes_without_a_report_are_marked() -> None:
    item = {"start": 0, "end": 1, "text": "甲"}
    assert quotes_of([item], None) == [Quote("甲", is_corrected=True)]


@pytest.mark.django_db
def test_the_words_between_measures_are_shown_only_if_there_are_any() -> None:
    pair = make_pair(promises=[("添置长椅", "添置长椅。针对雨天积水，年内添置长椅20把;")])
    commitment = pair.commitments[0]
    assert build_page(commitment).context == []
    measure = commitment.measures.get()
    measure.text = "年内添置长椅20把"
    measure.save()
    assert "".join(s.text for s in build_page(commitment).context) == "针对雨天积水，;"
