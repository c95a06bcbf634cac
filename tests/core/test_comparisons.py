import numpy as np
import pytest

from tracker.core.comparisons import (
    NAMES,
    alike,
    compare,
    facts_in,
    label_of,
    named_things,
    number_units,
)
from tracker.core.tokens import encode

PROMISE = "修订《餐饮油烟管理细则》，全年检查餐饮门店200家。"
PASSAGES = (
    "召开全区经济形势分析会，研究工业运行。",
    "《餐饮油烟管理细则》完成修订，检查餐饮门店231家，整改问题57个。",
    "完成老旧小区供暖管网改造。",
)


def values(promise: str, *passages: str) -> dict[str, list[float]]:
    compared = compare(encode([promise]), encode(passages))
    return dict(zip(NAMES, compared.values[:, 0].tolist(), strict=True))


@pytest.mark.parametrize("name", [n for n in NAMES if n != "context"])
def test_the_answer_leads_in_every_comparison(name: str) -> None:
    row = values(PROMISE, *PASSAGES)[name]
    assert max(range(3), key=row.__getitem__) == 1


def test_values_stay_in_range() -> None:
    compared = compare(encode([PROMISE, ""]), encode([*PASSAGES, ""]))
    assert compared.values.shape == (len(NAMES), 2, 4)
    assert compared.values.min() >= -1
    assert compared.values.max() <= 1 + 1e-5
    assert np.isfinite(compared.values).all()


def test_generic_openers_hardly_count() -> None:
    row = values("继续深入推进殡葬改革", "继续深入推进国企重组", "殡葬改革方案落地")["words"]
    assert row[1] > row[0]


def test_a_clause_is_found_inside_a_long_sentence() -> None:
    long = "新建停车位三百个，改造农贸市场两处，开通夜间公交线路，检查餐饮门店二百家"
    row = values("检查餐饮门店", long)
    assert row["clause"][0] > row["characters"][0]


def test_context_looks_at_neighbours_only() -> None:
    row = values(PROMISE, *PASSAGES)
    assert row["context"][1] < row["context"][0]
    assert row["context"][0] == pytest.approx(row["characters"][1] / 2)


def test_parts_belong_to_clauses() -> None:
    compared = compare(encode(["修订细则，检查门店"]), encode(["检查门店"]))
    assert compared.parts.shape == (2, 1)
    assert compared.parts[1, 0] == pytest.approx(1.0)
    assert compared.first_part.tolist() == [0]


def test_no_passages() -> None:
    assert compare(encode([PROMISE]), encode([])).values.shape == (len(NAMES), 1, 0)


@pytest.mark.parametrize(
    ("text", "things"),
    [
        ("出台《甲办法》和《乙办法》，推行“一码通”", ("甲办法", "乙办法", "一码通")),
        ("《甲办法》《甲办法》", ("甲办法",)),
        ("没有名称", ()),
    ],
)
def test_named_things(text: str, things: tuple[str, ...]) -> None:
    assert named_things(text) == things


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("2024年检查80家，合格率99％", ("家", "%")),
        ("办理1.2万件、3件", ("件",)),
        ("6月底前完成", ()),
    ],
)
def test_number_units(text: str, units: tuple[str, ...]) -> None:
    assert number_units(text) == units


def test_labels_name_what_is_shared() -> None:
    assert label_of("names", facts_in("names", PROMISE), PASSAGES[1]) == "餐饮油烟管理细则"
    assert label_of("numbers", facts_in("numbers", PROMISE), PASSAGES[1]) == "家"
    assert facts_in("words", PROMISE) == ()


def test_lists_one_behind_the_other_come_out_as_each_alone() -> None:
    promises, (one, other) = encode([PROMISE, "改造供热管网"]), (PASSAGES, PASSAGES[::-1])
    together = compare(promises, encode([*one, *other]), starts=(len(one),))
    for passages, first in ((one, 0), (other, len(one))):
        alone = compare(promises, encode(passages))
        part = together.between(first, first + len(passages))
        for name in ("values", "parts", "wordings"):
            assert getattr(part, name) == pytest.approx(getattr(alone, name), abs=1e-6)


def test_clauses_in_blocks_come_out_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    promises, passages = encode([PROMISE]), encode(PASSAGES)
    whole = compare(promises, passages)
    monkeypatch.setattr("tracker.core.comparisons.CLAUSES", 2)
    blocks = compare(promises, passages)
    assert blocks.values == pytest.approx(whole.values, abs=1e-6)
    assert blocks.wordings == pytest.approx(whole.wordings, abs=1e-6)


def test_a_clause_of_the_promise_meets_its_clause() -> None:
    compared = compare(encode(["修订细则，检查餐饮门店"]), encode(["植树三万株，检查餐饮门店"]))
    assert compared.wordings[:, 0] == pytest.approx([0, 1], abs=1e-5)


def test_a_full_matrix_comes_out_as_a_sparse_one(monkeypatch: pytest.MonkeyPatch) -> None:
    promises, passages = encode([PROMISE, PASSAGES[2]]), encode(PASSAGES)
    monkeypatch.setattr("tracker.core.comparisons.FULL", 10_000)
    full = compare(promises, passages)
    monkeypatch.setattr("tracker.core.comparisons.FULL", 0)
    sparse = compare(promises, passages)
    assert np.array_equal(full.values, sparse.values)
    assert np.array_equal(full.wordings, sparse.wordings)


def test_plans_are_alike_where_they_promise_the_same() -> None:
    likeness, covered = alike(encode([PROMISE, PASSAGES[2]]), encode([PASSAGES[2], PASSAGES[0]]))
    assert likeness[1, 0] == pytest.approx(1.0)
    assert covered[1, 0] == pytest.approx(1.0)
    assert likeness[0].max() < likeness[1, 0]
