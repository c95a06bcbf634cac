"""One synthetic pair of reports (20 commitments, 60 measures, 150 sentences), three ways.

The goal is 40 ms for the shipped matcher on one core, warm. Beside it: what a naive program
would do with difflib, and rapidfuzz's partial_ratio on raw text, which only rank.
"""

from __future__ import annotations

import random
from difflib import SequenceMatcher
from functools import cache

from rapidfuzz import fuzz, process

from tracker.core.comparisons import number_units
from tracker.core.outcomes.memos import forget
from tracker.core.pipeline import assess_pair
from tracker.core.quantities import find_targets
from tracker.core.types import (
    CleanText,
    Commitment,
    Identity,
    Measure,
    ReportReading,
    SectionKind,
    Sentence,
    Span,
)

COMMITMENTS, MEASURES, SENTENCES = 20, 3, 150
SEED = 7

_DOERS = ("各科室", "执法大队", "政务服务中心", "法规科", "各镇街", "市场监管所")
_ACTS = ("组织开展", "举办", "修订完善", "公布", "推行", "评查", "抽查", "建立健全", "督促落实")
_THINGS = (
    "行政执法案卷",
    "执法骨干轮训",
    "权责清单动态调整",
    "涉企检查计划",
    "公平竞争审查制度",
    "行政复议案件办理",
    "政务服务事项标准",
    "普法宣传进社区活动",
    "重大行政决策合法性审查",
    "应急预案演练",
    "行政规范性文件清理",
    "高频事项跨区域通办",
)
_ENDS = ("不断提升工作质效", "办理结果向社会公开", "群众满意率达到98%", "问题全部整改到位")


def sentence(dice: random.Random) -> str:
    """A made-up sentence of a report, with a number in it."""
    count = f"{dice.randint(2, 60)}{dice.choice('次场件项期')}"
    return (
        f"{dice.choice(_DOERS)}{dice.choice(_ACTS)}{dice.choice(_THINGS)}{count}，"
        f"{dice.choice(_ACTS)}{dice.choice(_THINGS)}，{dice.choice(_ENDS)}。"
    )


def _commitment(dice: random.Random, number: int) -> Commitment:
    texts = [sentence(dice) for _ in range(MEASURES)]
    measures = tuple(Measure(t, Span(0, len(t)), find_targets(t)) for t in texts)
    whole = "".join(texts)
    return Commitment(str(number), dice.choice(_THINGS), whole, Span(0, len(whole)), measures, 4)


def _reading(
    commitments: tuple[Commitment, ...], sentences: tuple[Sentence, ...] = ()
) -> ReportReading:
    nobody = Identity(None, None, None, None, None)
    return ReportReading(CleanText("", "", (0,)), nobody, (), sentences, commitments)


@cache
def synthetic() -> tuple[ReportReading, ReportReading]:
    """A plan, and a result that has a plan of its own as long; always the same."""
    dice = random.Random(SEED)
    commitments = tuple(_commitment(dice, number) for number in range(COMMITMENTS))
    kinds = [SectionKind.ACHIEVEMENTS] * 12 + [SectionKind.PROBLEMS, *[SectionKind.PLAN] * 2]
    sentences = []
    for index in range(SENTENCES):
        text, kind = sentence(dice), kinds[index * len(kinds) // SENTENCES]
        sentences.append(Sentence(index, text, Span(0, len(text)), kind, ""))
    following = tuple(_commitment(dice, number) for number in range(COMMITMENTS))
    return _reading(commitments), _reading(following, tuple(sentences))


def _texts() -> tuple[list[str], list[str]]:
    plan, result = synthetic()
    promises = [t for c in plan.commitments for t in (c.text, *(m.text for m in c.measures))]
    return promises, [sentence.text for sentence in result.sentences]


def match_pair() -> tuple[int, str]:
    """The shipped pipeline: ranking, ledger, outcomes and reasons, what is promised again.

    What one run remembers must not help the next.
    """
    forget()
    number_units.cache_clear()
    assess_pair(*synthetic())
    return 1, "pairs"


def difflib_pair() -> tuple[int, str]:
    """Ranking only, by difflib.SequenceMatcher.ratio."""
    promises, passages = _texts()
    for promise in promises:
        matcher = SequenceMatcher(b=promise, autojunk=False)
        scores = []
        for passage in passages:
            matcher.set_seq1(passage)
            scores.append(matcher.ratio())
        sorted(scores, reverse=True)
    return 1, "pairs"


def rapidfuzz_pair() -> tuple[int, str]:
    """Ranking only, by rapidfuzz partial_ratio on raw text, one core."""
    promises, passages = _texts()
    (-process.cdist(promises, passages, scorer=fuzz.partial_ratio, workers=1)).argsort(axis=1)
    return 1, "pairs"
