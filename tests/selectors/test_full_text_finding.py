"""全文检索: every way of finding finds what reading all texts one by one finds."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from django.db import connection
from django.db.models import Q, QuerySet

from tests import factories
from tracker.core.types import ReturnReason, ReviewState, SectionKind, Topic
from tracker.models import Agency, Commitment, EvidenceCandidate, Report, User
from tracker.selectors import full_text_finding as finding
from tracker.selectors import full_text_told
from tracker.selectors.commitments import in_plan
from tracker.selectors.full_text import words_of
from tracker.selectors.full_text_conditions import by_pairs
from tracker.selectors.full_text_counts import Counted
from tracker.selectors.full_text_finding import TEXTS, Finder, Kind
from tracker.selectors.full_text_told import Within
from tracker.selectors.scope import visible_commitments, visible_reports

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

WORDS = ("窗口", "夜间值守", "OA", "it's", "\\", "50%_", "牌😀", "码", "二维码", "B号楼")
PROMISES, PASSAGES, SEED = 10, 2, 5
OWN = (Q(), Q(topic=Topic.ENFORCEMENT.value))  # what else is asked of a promise


def _sentence(dice: random.Random) -> str:
    return "，".join(dice.sample(WORDS, k=dice.randint(1, 5))) + "。"


@pytest.fixture
def texts(db: None) -> Sequence[Agency]:
    """Agencies with promises and passages of few words; every fate that hides one of them."""
    dice = random.Random(SEED)
    agencies = [factories.make_agency() for _ in range(2)]
    for agency in agencies:
        told = [(SectionKind.ACHIEVEMENTS, "办成的事", [_sentence(dice) for _ in range(30)])]
        plan = factories.make_report(agency, report_year=2023)
        result = factories.make_report(agency, report_year=2024, sections=told)
        for _ in range(PROMISES):
            _promise(plan, result, told[0][2], dice)
    return agencies


def _promise(plan: Report, result: Report, told: Sequence[str], dice: random.Random) -> None:
    state = dice.choice([ReviewState.PROPOSED, ReviewState.PROPOSED, ReviewState.SECOND_REVIEW])
    row = factories.make_commitment(
        plan,
        heading=_sentence(dice),
        text=_sentence(dice),
        result_report=result,
        review_state=state,
        returned_reason=dice.choice(["", "", ReturnReason.TEXT_GONE.value]),
        topic=dice.choice(["", Topic.ENFORCEMENT.value]),
    )
    for version in ("1", "2"):  # what the earlier of the two runs found is not to be found
        factories.make_suggestion(
            row, passages=dice.sample(told, PASSAGES), matcher_version=version
        )
    if dice.random() < 0.2:
        Commitment.objects.filter(pk=row.pk).update(suggestion=None)


def _readable(user: User, own: Q) -> dict[Kind, list[tuple[int, str]]]:
    """All texts that a person may find, the newest first."""
    seen = set(visible_commitments(user).filter(own).values_list("pk", flat=True))
    rows = [r for r in Commitment.objects.order_by("-pk") if r.pk in seen and not r.returned_reason]
    shown = {row.suggestion_id for row in rows if row.review_state != "second_review"}
    passages = EvidenceCandidate.objects.order_by("-pk")
    return {
        "commitment": [(row.pk, f"{row.heading}\n{row.text}".lower()) for row in rows],
        "evidence": [(row.pk, row.text.lower()) for row in passages if row.suggestion_id in shown],
    }


@dataclass(frozen=True)
class Way:
    """How PostgreSQL is made to look."""

    first: int = 600
    small: int = 0
    by_index: bool = True
    likely: float = 0.0
    told: bool = False  # of which reports the scope is
    most_reports: int = 8000
    whole: int = 0  # the cost of reading a scope that is told as a whole


WAYS = {
    "by the index": Way(),
    "by the index, in steps": Way(first=2),
    "newest first": Way(by_index=False),
    "newest first, in steps": Way(first=2, by_index=False),
    "a small scope as a whole": Way(small=10_000, likely=1e6),
    "many in a large scope": Way(small=3, likely=1e6, first=2),
    "told, by the index": Way(likely=1e6, first=2, told=True, whole=10**9),
    "told, newest first": Way(likely=1e6, first=2, told=True, whole=10**9, by_index=False),
    "told, as a whole": Way(likely=1e6, told=True),
    "told, but too many": Way(small=3, likely=1e6, first=2, told=True, most_reports=1),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=list(WAYS))
def test_what_is_found_is_what_reading_everything_finds(
    texts: Sequence[Agency], way: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "FIRST", way.first)
    monkeypatch.setattr(finding, "SMALL", way.small)
    monkeypatch.setattr(full_text_told, "MOST_REPORTS", way.most_reports)
    monkeypatch.setattr(finding, "WHOLE", dict.fromkeys(TEXTS, way.whole))
    monkeypatch.setattr(Counted, "index_is_sooner", lambda *_args, **_kwargs: way.by_index)
    monkeypatch.setattr(Counted, "likely", lambda *_args: way.likely)
    dice = random.Random(SEED)
    people = [
        factories.make_user(is_superuser=True),
        factories.make_inspector(texts[0]),
        factories.make_user(),
    ]
    total = 0
    for user in people:
        readable = {own: _readable(user, own) for own in OWN}
        for turn in range(15):
            words = words_of(" ".join(dice.sample(WORDS, k=1 + turn % 2)))
            if not words:  # a single letter is not looked for alone
                continue
            own = OWN[turn % 3 % 2]
            within = Within(visible_reports(user), own) if way.told else None
            ground = in_plan(visible_commitments(user)).filter(own)
            finder = Finder(ground, words, within=within)
            most = 3 if turn % 4 < 2 else 1000
            for kind in TEXTS:
                expected = [pk for pk, text in readable[own][kind] if all(w in text for w in words)]
                found = [row[0] for row in finder.newest(kind, most)]
                assert found == expected[:most], (words, kind)
                total += len(expected)
    assert total > 100  # it is no comparison of nothing with nothing


@pytest.mark.postgresql
@pytest.mark.parametrize(
    ("reports", "shares", "whole"),
    [  # of 500,000 promises and as many passages
        (200, {"窗口": 0.1}, {"commitment": True, "evidence": True}),
        (200, {"窗口": 0.02}, {"commitment": True, "evidence": True}),
        (200, {"窗口": 0.003}, {"commitment": False, "evidence": True}),
        (600, {"窗口": 0.1}, {"commitment": True, "evidence": True}),
        (600, {"窗口": 0.002}, {"commitment": False, "evidence": False}),
        (2000, {"窗口": 0.1}, {"commitment": False, "evidence": False}),
        (2000, {"窗口": 0.02}, {"commitment": False, "evidence": False}),
        (6000, {"窗口": 0.02}, {"commitment": False, "evidence": False}),
    ],
)
def test_a_scope_is_read_as_a_whole_where_that_is_sooner(
    reports: int,
    shares: dict[str, float],
    whole: dict[Kind, bool],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = {texts.table: 5e5 for texts in TEXTS.values()} | {Report._meta.db_table: 2e4}
    of_pairs = {(t.table, pair): s for t in TEXTS.values() for pair, s in shares.items()}
    monkeypatch.setattr(finding, "counted", lambda *_args, **_kwargs: Counted(rows, of_pairs))
    told = full_text_told.Told("{}", reports, Q())
    monkeypatch.setattr(finding, "told_by", lambda _within: told)
    ways: list[bool] = []

    def nothing(_told: full_text_told.Told, *, along_index: bool) -> QuerySet[Commitment]:
        ways.append(along_index)
        return Commitment.objects.filter(pk=0)

    monkeypatch.setattr(full_text_told.Told, "commitments", nothing)
    finder = Finder(Commitment.objects.all(), ("窗口",), within=Within(Report.objects.all(), Q()))
    for kind in TEXTS:
        assert finder.newest(kind, 501) == []
    assert dict(zip(TEXTS, ways, strict=True)) == whole


@pytest.mark.postgresql
@pytest.mark.parametrize("kind", TEXTS)
def test_postgresql_asks_the_index(kind: Kind) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    texts = TEXTS[kind]
    asked = by_pairs(texts.rows, texts.title, ("罚没", "库房"))
    assert f"{texts.table}_grams" in asked.explain()
