import json
import math

import pytest

from tests.core.sentences import sentences
from tracker.core.comparisons import NAMES, compare
from tracker.core.matching import (
    MOST_CANDIDATES,
    Linear,
    log_odds,
    logistic,
    parse_model,
    rank,
    shipped_model,
)
from tracker.core.tokens import encode
from tracker.core.waterfall import BASE

PROMISES = (
    "全年开展消防安全宣传进校园活动12场。",
    "修订行政处罚裁量基准，6月底前公布。",
    "推动犬类管理立法调研。",
)
PASSAGES = sentences(
    "深入学习贯彻上级会议精神，压实工作责任。",
    "消防安全宣传走进校园15场，受众4200人次。",
    "5月公布新修订的行政处罚裁量基准，涉及18个领域。",
    "新增公共停车泊位860个。",
    "组织开展春季植树活动，植树3万株。",
    "建成口袋公园7处。",
    "改造农村公路22公里。",
    "完成供热管网改造9公里。",
    "新建社区食堂4家。",
    "开通定制公交线路3条。",
    "发放稳岗补贴320万元。",
    "整治占道经营1100余处。",
)


@pytest.mark.parametrize(("number", "answer"), [(0, 1), (1, 2)])
def test_the_answer_comes_first(number: int, answer: int) -> None:
    ranking = rank(PROMISES, PASSAGES)[number]
    assert ranking.order[0] == answer
    assert ranking.candidates[0].sentence.index == answer
    assert ranking.candidates[0].score > 0.5


def test_every_passage_is_ranked_and_ten_are_candidates() -> None:
    for ranking in rank(PROMISES, PASSAGES):
        assert sorted(ranking.order) == list(range(len(PASSAGES)))
        assert list(ranking.log_odds) == sorted(ranking.log_odds, reverse=True)
        assert [c.rank for c in ranking.candidates] == list(range(1, MOST_CANDIDATES + 1))


def test_contributions_add_up_to_the_log_odds() -> None:
    for ranking in rank(PROMISES, PASSAGES):
        for candidate, odds in zip(ranking.candidates, ranking.log_odds, strict=False):
            total = sum(comparison.contribution for comparison in candidate.comparisons)
            assert total == pytest.approx(odds, abs=1e-4)
            assert candidate.score == pytest.approx(logistic(total))


def test_comparisons_are_labelled() -> None:
    comparisons = rank(PROMISES, PASSAGES)[0].candidates[0].comparisons
    assert comparisons[0].name == BASE
    assert {c.name for c in comparisons[1:]} <= set(NAMES)
    assert all(c.label and 0 <= c.level <= 3 for c in comparisons[1:])


def test_no_passages_and_no_promises() -> None:
    empty = rank(PROMISES, ())[0]
    assert (empty.order, empty.candidates, empty.covered) == ((), (), 0.0)
    assert empty.strength < -10
    assert rank((), PASSAGES) == ()


def test_silence_is_weaker_than_an_answer() -> None:
    answered, _, silent = rank(PROMISES, PASSAGES)
    assert silent.strength < 0 < answered.strength
    assert silent.covered < answered.covered <= 1 + 1e-6


def test_limit_and_least() -> None:
    assert len(rank(PROMISES, PASSAGES, limit=2)[0].candidates) == 2
    (likely,) = rank(PROMISES[:1], PASSAGES, least=0.5)
    assert [candidate.rank for candidate in likely.candidates] == [1]
    assert len(likely.order) == len(PASSAGES)


def test_comparisons_made_already_give_the_same() -> None:
    compared = compare(encode(PROMISES), encode(passage.text for passage in PASSAGES))
    assert rank(PROMISES, PASSAGES, compared=compared) == rank(PROMISES, PASSAGES)


def test_what_the_best_passage_shows() -> None:
    answered, _, silent = rank(PROMISES, PASSAGES)
    assert silent.part < answered.part <= 1 + 1e-6
    assert silent.wording < answered.wording <= 1 + 1e-6
    assert silent.apart < answered.apart


@pytest.mark.parametrize(
    ("chance", "odds"), [(0.5, 0), (0.0, -math.inf), (1.0, math.inf), (0.75, 1.0986)]
)
def test_log_odds(chance: float, odds: float) -> None:
    assert log_odds(chance) == pytest.approx(odds, abs=1e-4)


def test_shipped_weights_never_punish_likeness() -> None:
    model = shipped_model()
    assert set(model.ranking.weights) == set(NAMES)
    assert min(model.ranking.weights.values()) >= 0
    assert model.version


@pytest.mark.parametrize(("odds", "chance"), [(0, 0.5), (1000, 1.0), (-1000, 0.0), (1.0986, 0.75)])
def test_logistic(odds: float, chance: float) -> None:
    assert logistic(odds) == pytest.approx(chance, abs=1e-4)


def test_linear() -> None:
    linear = Linear(-1.0, {"a": 2.0})
    assert linear.log_odds({"a": 0.5, "b": 9}) == 0
    assert linear.probability({"a": 1}) == pytest.approx(1 / (1 + math.exp(-1)))
    with pytest.raises(KeyError):
        linear.log_odds({})


@pytest.mark.parametrize("text", ["{}", "not json", json.dumps({"version": "1"})])
def test_a_malformed_model_is_refused(text: str) -> None:
    with pytest.raises((KeyError, ValueError)):
        parse_model(text)
