from dataclasses import replace

import pytest

from tests.core.sentences import sentence, sentences
from tracker.core.matching import logistic
from tracker.core.outcomes import assess_commitments
from tracker.core.quantities import find_figures, find_targets
from tracker.core.types import (
    Commitment,
    Comparison,
    Measure,
    Outcome,
    SectionKind,
    Span,
    Target,
)
from tracker.core.waterfall import Waterfall


def commitment(heading: str, *measures: str) -> Commitment:
    text = heading + "。" + "；".join(measures)
    return Commitment(
        ordinal="(一)",
        heading=heading,
        text=text,
        span=Span(0, len(text)),
        measures=tuple(Measure(m, Span(0, len(m))) for m in measures),
        verifiability=4,
    )


PLAN = (
    commitment("规范执法", "修订行政处罚裁量基准并公布", "组织执法案卷集中评查"),
    commitment("建立犬类登记管理制度"),
)
RESULT = (
    sentence("5月修订并公布行政处罚裁量基准，涉及18个领域。", 0),
    sentence("组织执法案卷集中评查，评查案卷90份。", 1),
    sentence("犬类登记管理制度尚未建立，进度滞后。", 2, SectionKind.PROBLEMS),
    sentence("尽快建立犬类登记管理制度。", 3, SectionKind.PLAN),
    *(sentence(f"完成第{n}处口袋公园建设并向市民开放。", 4 + n) for n in range(12)),
)


def test_every_commitment_and_measure_is_assessed() -> None:
    pair = assess_commitments(PLAN, RESULT)
    assert [len(a.measures) for a in pair.commitments] == [2, 0]
    first, second = pair.commitments
    assert first.measures[0].candidates[0].sentence.index == 0
    assert first.measures[1].candidates[0].sentence.index == 1
    assert {c.sentence.index for c in first.candidates[:2]} == {0, 1}
    assert second.suggestion.outcome is Outcome.NOT_FULFILLED
    assert pair.matcher_version
    assert "evidence_threshold" in dict(pair.settings)


def test_ten_candidates_at_most_best_first() -> None:
    for assessment in assess_commitments(PLAN, RESULT).commitments:
        for candidates in (
            assessment.candidates,
            *(measure.candidates for measure in assessment.measures),
        ):
            scores = [c.score for c in candidates]
            assert scores == sorted(scores, reverse=True)
            assert len(scores) <= 10
            assert [c.rank for c in candidates] == list(range(1, len(scores) + 1))
            assert len({c.sentence.index for c in candidates}) == len(scores)
            kinds = [c.sentence.section_kind for c in candidates]
            assert kinds.count(SectionKind.PROBLEMS) <= 1
            assert kinds.count(SectionKind.PLAN) <= 1


def test_what_admits_comes_first_where_it_scores_best() -> None:
    second = assess_commitments(PLAN, RESULT).commitments[1]
    apart = {c.sentence.section_kind for c in second.candidates[:2]}
    assert apart == {SectionKind.PROBLEMS, SectionKind.PLAN}


def test_a_promise_made_again_does_not_outrank_what_was_done() -> None:
    text = "建成档案库房两间，配齐密集架。"
    plan = [Commitment("(一)", "建成档案库房", text, Span(0, len(text)))]
    done = sentences("档案库房建成两间，密集架配齐。")
    again = replace(done[0], index=1, text=text, section_kind=SectionKind.PLAN)
    (found,) = assess_commitments(plan, [*done, again]).commitments
    first, second = found.candidates
    assert (first.sentence.section_kind, second.sentence.section_kind) == (
        SectionKind.ACHIEVEMENTS,
        SectionKind.PLAN,
    )
    total = sum(comparison.contribution for comparison in second.comparisons)
    assert logistic(total) == pytest.approx(second.score)
    assert [c.contribution for c in second.comparisons if c.name == "section"] == [-6.0]


def test_commitment_and_measure_rest_on_the_same_numbers() -> None:
    promise = "货车超限率控制在1%以内。"
    targets = find_targets(promise)
    measure = Measure(promise, Span(0, len(promise)), targets=targets)
    text = "规范公路执法。" + promise
    whole = Commitment("(一)", "规范公路执法", text, Span(0, 9), measures=(measure,))
    for reported in ("货车超限率为0.8%。", "规范公路执法，货车超限治理有序。", "植树3万株。"):
        (found,) = assess_commitments([whole], sentences(reported)).commitments
        codes = [
            {r.code for r in view.suggestion.reasons if r.code.startswith("number")}
            for view in (found, found.measures[0])
        ]
        assert "number_met" not in codes[0] - codes[1]


def test_empty_plan_and_empty_result() -> None:
    assert assess_commitments((), RESULT).commitments == ()
    found = assess_commitments(PLAN, ()).commitments
    assert {a.suggestion.outcome for a in found} == {Outcome.NO_EVIDENCE}
    assert found[0].candidates == ()


def test_a_report_without_sections_still_counts_as_evidence() -> None:
    loose = tuple(sentence(s.text, s.index, SectionKind.OTHER) for s in RESULT[:2])
    assert assess_commitments(PLAN, loose).commitments[0].candidates


def test_a_short_measure_is_read_under_its_heading() -> None:
    plan = (commitment("会前集体学法", "全年不少于4次", "编印学法读本"),)
    result = sentences("全年会前集体学法6次。", "开展爱国卫生运动4次。")
    short = assess_commitments(plan, result).commitments[0].measures[0]
    assert short.candidates[0].sentence.index == 0


@pytest.mark.parametrize(
    ("planned", "outcome"),
    [
        ("建设口袋公园12处。", Outcome.IN_PROGRESS),
        ("提升城市品质，建设口袋公园12处，改造老旧管网。", Outcome.IN_PROGRESS),
        ("建设口袋公园10处。", Outcome.IN_PROGRESS),
        ("依法履职，修订权责清单。", Outcome.NO_EVIDENCE),
        ("建设法治公园2处。", Outcome.NO_EVIDENCE),
    ],
)
def test_a_heading_hides_no_promise_made_again(planned: str, outcome: Outcome) -> None:
    plan = (commitment("依法履职", "建设口袋公园12处"),)
    result = (sentence("全年评查执法案卷40份。", 0), sentence(planned, 1, SectionKind.PLAN))
    (whole,) = assess_commitments(plan, result).commitments
    assert whole.measures[0].suggestion.outcome is outcome


def test_every_sentence_is_read_for_figures_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many targets ask the same sentence: reading its numbers is what a pair spends most on."""
    read: list[str] = []

    def counted(text: str) -> tuple[Target, ...]:
        read.append(text)
        return find_figures(text)

    monkeypatch.setattr("tracker.core.outcomes.figures.find_figures", counted)
    measures = ("组织执法案卷评查不少于4次", "执法案卷评查率达到98%", "开展执法案卷评查80件")
    told = ("组织执法案卷评查5次。", "执法案卷评查率99%。", "评查执法案卷90件。")
    report = tuple(sentence(text, place) for place, text in enumerate(told))
    plan = tuple(
        replace(
            item, measures=tuple(replace(m, targets=find_targets(m.text)) for m in item.measures)
        )
        for item in (commitment("规范执法", *measures), commitment("执法案卷评查", *measures))
    )
    pair = assess_commitments(plan, report)
    assert all(entry.reported for item in pair.commitments for entry in item.ledger)
    assert sorted(read) == sorted(set(read)) == sorted(told)


def test_only_what_is_shown_is_put_into_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Up to sixteen passages are ranked for a promise, and ten of them shown."""
    told: list[tuple[str, str]] = []
    tell = Waterfall.told

    def counted(fall: Waterfall, place: int, passage: str) -> tuple[Comparison, ...]:
        told.append((fall.promise, passage))
        return tell(fall, place, passage)

    monkeypatch.setattr(Waterfall, "told", counted)
    shown = [
        candidate
        for assessment in assess_commitments(PLAN, RESULT).commitments
        for candidates in (assessment.candidates, *(m.candidates for m in assessment.measures))
        for candidate in candidates
    ]
    assert len(told) == len(shown)
    assert all(candidate.comparisons for candidate in shown)
