from tests.core.sentences import sentence, sentences
from tracker.core.outcomes import assess_commitments
from tracker.core.types import Commitment, Measure, Outcome, SectionKind, Span


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


def test_ten_candidates_at_most_and_evidence_before_the_rest() -> None:
    for assessment in assess_commitments(PLAN, RESULT).commitments:
        kinds = [c.sentence.section_kind for c in assessment.candidates]
        apart = [kind in (SectionKind.PROBLEMS, SectionKind.PLAN) for kind in kinds]
        assert apart == sorted(apart)
        assert len(kinds) <= 10
        assert [c.rank for c in assessment.candidates] == list(range(1, len(kinds) + 1))
        assert len({c.sentence.index for c in assessment.candidates}) == len(kinds)


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
