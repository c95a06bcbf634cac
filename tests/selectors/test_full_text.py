"""全文检索: what has the words, in scope, best first; nothing that is read blind."""

from __future__ import annotations

import pytest
from django.db import connection

from tests import factories
from tests.timing import grows_linearly
from tracker.core.types import ReturnReason, ReviewState
from tracker.models import Commitment, EvidenceCandidate, User
from tracker.selectors import full_text as searching
from tracker.selectors.full_text import Hits, full_text, places_of, words_of
from tracker.selectors.full_text_finding import Kind
from tracker.selectors.scope import visible_commitments

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def search(user: User, query: str, *, kinds: tuple[Kind, ...] = searching.KINDS) -> Hits:
    return full_text(visible_commitments(user), words_of(query), kinds=kinds)


@pytest.fixture
def root(db: None) -> User:
    return factories.make_user(is_superuser=True)


@pytest.fixture
def promises(db: None) -> None:
    report = factories.make_report()
    for heading, text in (
        ("规范罚没物品库房", "规范罚没物品库房。逐件贴上二维码，按季盘点。"),
        ("清点旧物", "清点旧物。年内把罚没物品移交库房，处置结果报财政。"),
        ("上线 OA 系统", "上线 OA 系统。100% 的文件在线流转，it's a 'test' \\ 50%_。"),
        ("更新大厅标识", "更新大厅标识。添置引导牌😀两块。"),
    ):
        factories.make_commitment(report, heading=heading, text=text)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("罚没物品", ["规范罚没物品库房", "清点旧物"]),  # in the heading before in the text
        ("库房", ["规范罚没物品库房", "清点旧物"]),  # two characters
        ("库房 移交", ["清点旧物"]),
        ("移交 库房", ["清点旧物"]),
        ("物 库房", ["规范罚没物品库房", "清点旧物"]),  # one alone would not do
        ("庫房　盤點", ["规范罚没物品库房"]),  # 繁体, and a full-width space
        ("罚没品物", []),  # all its pairs but one stand somewhere
        ("oa", ["上线 OA 系统"]),
        ("ＯＡ 系统", ["上线 OA 系统"]),
        ("100%", ["上线 OA 系统"]),
        ("50%_", ["上线 OA 系统"]),
        ("10_%", []),  # no wildcard
        ("it's", ["上线 OA 系统"]),
        ("'test' \\", ["上线 OA 系统"]),
        ("牌😀两", ["更新大厅标识"]),
        ("库房 AND 移交", []),  # words, not operators
        ("-库房", []),
        ("库房*", []),
        ("NEAR(库房)", []),
        ('"库房" OR', []),
        ("text:库房", []),
        ("库房 | & ! <-> ( :*", []),
    ],
)
def test_what_is_found(root: User, promises: None, query: str, found: list[str]) -> None:
    hits = search(root, query)
    assert [hit.commitment.heading for hit in hits.hits] == found
    assert (hits.found, hits.capped) == (len(found), False)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", ()),
        (" \t　", ()),
        ("\x00", ()),
        ("库", ()),
        ("库 房", ()),
        ("库房 库房", ("库房",)),
        ("库\x00房", ("库房",)),
        ("\ud83d\ude00库", ()),
        (" ".join(f"词{n}" for n in range(30)), tuple(f"词{n}" for n in range(8))),
    ],
)
def test_the_words_of_a_query(query: str, words: tuple[str, ...]) -> None:
    assert words_of(query) == words


@pytest.mark.parametrize(
    "query", ["'" * 200, "\\" * 200, "罚" * 10_000, "😀" * 200, "\udc80\udc80"]
)
def test_hostile_queries_find_nothing_and_break_nothing(
    root: User, promises: None, query: str
) -> None:
    words = words_of(query)
    assert not words or search(root, query).found == 0


def test_evidence_leads_to_its_promise(root: User) -> None:
    pair = factories.make_pair(promises=factories.PROMISES[:1])
    hits = search(root, "柜台延时值守")
    assert {hit.kind for hit in hits.hits} == {"commitment", "evidence"}
    for hit in hits.hits:
        assert hit.commitment == pair.commitments[0]
        assert hit.text == (hit.candidate.text if hit.candidate else hit.commitment.text)
    only = search(root, "柜台延时值守", kinds=("evidence",))
    assert [hit.kind for hit in only.hits] == ["evidence"]


def test_a_passage_beside_several_promises_is_told_once_of_the_likeliest(root: User) -> None:
    pair = factories.make_pair()
    rows = EvidenceCandidate.objects.filter(text__contains="43场")
    assert rows.count() == len(pair.commitments)
    rows.filter(suggestion__commitment=pair.commitments[1]).update(score=0.99)
    hits = search(root, "43场")
    assert [hit.commitment for hit in hits.hits] == [pair.commitments[1]]
    assert hits.found == 1


def test_of_what_is_read_blind_no_passage_is_found(root: User) -> None:
    row = factories.make_pair(promises=factories.PROMISES[:1]).commitments[0]
    [passage] = search(root, "43场").hits
    assert passage.commitment == row
    Commitment.objects.filter(pk=row.pk).update(review_state=ReviewState.SECOND_REVIEW)
    assert search(root, "43场") == Hits((), 0, False)
    assert search(root, "延时值守", kinds=("commitment",)).found == 1


def test_passages_of_an_earlier_run_are_not_found(root: User) -> None:
    row = factories.make_pair(promises=factories.PROMISES[:1]).commitments[0]
    Commitment.objects.filter(pk=row.pk).update(suggestion=None)
    assert search(root, "43场").found == 0
    assert EvidenceCandidate.objects.filter(text__contains="43场").exists()


@pytest.mark.parametrize("reason", [ReturnReason.TEXT_GONE, ReturnReason.SET_ASIDE])
def test_what_left_the_plan_is_no_promise(root: User, reason: ReturnReason) -> None:
    row = factories.make_commitment(heading="试行夜间值班", text="试行夜间值班。")
    assert search(root, "夜间值班").found == 1
    Commitment.objects.filter(pk=row.pk).update(returned_reason=reason)
    assert search(root, "夜间值班").found == 0


def test_each_searches_their_own_scope() -> None:
    here, there = factories.make_pair(), factories.make_pair()
    inspector = factories.make_inspector(here.agency)
    hits = search(inspector, "柜台延时值守")
    assert {hit.commitment.report.agency for hit in hits.hits} == {here.agency}
    there.agency.is_hidden = True
    there.agency.save()
    root = factories.make_user(is_superuser=True)
    assert search(root, "柜台延时值守") == hits
    assert search(factories.make_user(), "柜台延时值守").found == 0


def test_of_many_the_newest_are_ranked_and_it_is_said(
    root: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "CANDIDATES", 3)
    report = factories.make_report()
    rows = [
        factories.make_commitment(report, heading="", text=f"巡查河道第{n}段。") for n in range(5)
    ]
    hits = search(root, "巡查河道")
    assert {hit.commitment.pk for hit in hits.hits} == {row.pk for row in rows[2:]}
    assert (hits.found, hits.capped) == (3, True)


def test_the_number_of_queries_does_not_grow(
    root: User, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    for _ in range(3):
        factories.make_pair()
    number = 9 if connection.vendor == "postgresql" else 4
    with django_assert_num_queries(number):  # type: ignore[operator]  # a callable of pytest-django's
        for hit in search(root, "柜台延时值守").hits:
            assert hit.commitment.report.agency.region is not None


@pytest.mark.parametrize(
    ("text", "words", "places"),
    [
        ("罚没物品入库，罚没", ("罚没",), [(0, 2), (7, 9)]),
        ("上线OA系统", ("oa",), [(2, 4)]),
        ("甲乙丙", ("甲乙", "甲乙丙"), [(0, 3)]),
        ("a.b", (".",), [(1, 2)]),
        ("İ甲乙", ("甲乙",), []),
    ],
)
def test_where_the_words_stand(
    text: str, words: tuple[str, ...], places: list[tuple[int, int]]
) -> None:
    assert places_of(text, words) == places


def test_marking_is_linear() -> None:
    assert grows_linearly(lambda size: places_of("罚" * size, ("罚" * 99 + "没",)), small=20_000)


def test_a_text_beyond_all_measure_is_stored(root: User) -> None:
    """Twenty thousand different pairs would be more than a tsvector holds."""
    letters = "".join(chr(0x20000 + n * 7 % 40_000) for n in range(300_000))
    row = factories.make_commitment(text="开头的词。" + letters)
    assert [hit.commitment.pk for hit in search(root, "开头的词").hits] == [row.pk]
