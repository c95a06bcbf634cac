"""全文检索: every way of finding finds what reading all texts one by one finds."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from django.db import connection

from tests import factories
from tracker.core.types import ReturnReason, ReviewState, SectionKind
from tracker.models import Agency, Commitment, EvidenceCandidate, Report, User
from tracker.selectors import full_text_finding as finding
from tracker.selectors.commitments import in_plan
from tracker.selectors.full_text import words_of
from tracker.selectors.full_text_counts import Counted
from tracker.selectors.full_text_finding import TEXTS, Finder, Kind
from tracker.selectors.scope import visible_commitments

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

WORDS = ("窗口", "夜间值守", "OA", "it's", "\\", "50%_", "牌😀", "码", "二维码", "B号楼")
PROMISES, PASSAGES, SEED = 10, 2, 5


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
    )
    for version in ("1", "2"):  # what the earlier of the two runs found is not to be found
        factories.make_suggestion(
            row, passages=dice.sample(told, PASSAGES), matcher_version=version
        )
    if dice.random() < 0.2:
        Commitment.objects.filter(pk=row.pk).update(suggestion=None)


def _readable(user: User) -> dict[Kind, list[tuple[int, str]]]:
    """All texts that a person may find, the newest first."""
    seen = set(visible_commitments(user).values_list("pk", flat=True))
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


WAYS = {
    "by the index": Way(),
    "by the index, in steps": Way(first=2),
    "newest first": Way(by_index=False),
    "newest first, in steps": Way(first=2, by_index=False),
    "a small scope as a whole": Way(small=10_000, likely=1e6),
    "many in a large scope": Way(small=3, likely=1e6, first=2),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=list(WAYS))
def test_what_is_found_is_what_reading_everything_finds(
    texts: Sequence[Agency], way: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "FIRST", way.first)
    monkeypatch.setattr(finding, "SMALL", way.small)
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
        readable = _readable(user)
        for turn in range(15):
            words = words_of(" ".join(dice.sample(WORDS, k=1 + turn % 2)))
            if not words:  # a single letter is not looked for alone
                continue
            finder = Finder(in_plan(visible_commitments(user)), words)
            most = 3 if turn % 4 < 2 else 1000
            for kind in TEXTS:
                expected = [pk for pk, text in readable[kind] if all(w in text for w in words)]
                found = [row[0] for row in finder.newest(kind, most)]
                assert found == expected[:most], (words, kind)
                total += len(expected)
    assert total > 100  # it is no comparison of nothing with nothing


@pytest.mark.postgresql
@pytest.mark.parametrize("kind", TEXTS)
def test_postgresql_asks_the_index(kind: Kind) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    texts = TEXTS[kind]
    asked = finding._by_pairs(texts.rows, texts, ("罚没", "库房"))
    assert f"{texts.table}_grams" in asked.explain()
