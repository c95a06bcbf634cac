from pathlib import Path

import jieba
import numpy as np
import pytest

from tracker.core.tokens import (
    GENERIC_WEIGHT,
    GRAM_BITS,
    HMM,
    background,
    clauses,
    content_words,
    encode,
    gram_buckets,
    weighted_rows,
    word_spans,
    words,
)

jieba.setLogLevel(60)

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
HARD = [
    "规划期为2021-2035年，下设1-2个分中心。",
    "“双随机、一公开”抽查比例达98.5%以上；",
    "拨打12345-1热线，APP和Wi-Fi同步上线",
    "全年行政执法人员培训不少于2次（线上1次）。",
    "  前后 有空格\t和制表符 ",
    "𠀀字与emoji🙂也要原样",
    "",
]


@pytest.mark.parametrize("text", HARD)
def test_rjieba_cuts_like_jieba(text: str) -> None:
    assert list(words(text)) == jieba.lcut(text, HMM=HMM)


def test_rjieba_cuts_like_jieba_on_whole_reports() -> None:
    for path in sorted(SEEDS.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        assert list(words(text)) == jieba.lcut(text, HMM=HMM), path.name


@pytest.mark.parametrize("text", HARD)
def test_words_and_clauses_lose_nothing(text: str) -> None:
    assert "".join(words(text)) == text
    assert all(span.of(text) == word for word, span in word_spans(text))
    assert all(span.of(text) for span in clauses(text)) or not text


def test_content_words_leave_numbers_and_marks_out() -> None:
    found = content_words("评查案卷80份，合格率95%。")
    assert "案卷" in found
    assert not {"80", "，", "%", "。"} & set(found)


def test_clauses() -> None:
    text = "修订办法，公布清单；全部到位。"
    assert [span.of(text) for span in clauses(text)] == ["修订办法", "公布清单", "全部到位"]


def test_grams_stay_inside_runs_of_letters() -> None:
    owner, bucket = gram_buckets(["行政", "行，政"])
    first = set(bucket[owner == 0].tolist())
    second = set(bucket[owner == 1].tolist())
    assert len(first) == 3  # 行, 政, 行政
    assert second < first
    assert bucket.max() < 1 << GRAM_BITS


def test_generic_words_weigh_little() -> None:
    table = background()
    assert table.weight("继续") * 4 < table.weight("案卷")
    assert table.weight("没有这个词吧") == table.unseen_idf
    assert table.weight("持续") <= GENERIC_WEIGHT * table.unseen_idf


def test_related_words_have_near_vectors() -> None:
    table = background()
    near = table.vectors[table.vector_rows["培训"]] @ table.vectors[table.vector_rows["技能"]]
    far = table.vectors[table.vector_rows["培训"]] @ table.vectors[table.vector_rows["公路"]]
    assert near > far


def test_encode_keeps_empty_texts() -> None:
    encoded = encode(["", "修订办法，公布清单。"])
    assert len(encoded) == 2
    assert encoded.first_clause.tolist() == [0, 1]
    assert encoded.words[0] == ()
    assert np.allclose((encoded.grams.multiply(encoded.grams)).sum(axis=1).ravel(), [[0, 1]])
    assert len(encode([])) == 0


def test_weighted_rows_are_unit_rows() -> None:
    rows = encode(["依法行政", "公开透明运行"]).grams
    again = weighted_rows(rows, np.ones(1 << GRAM_BITS, np.float32))
    assert np.allclose(np.asarray(again.multiply(again).sum(axis=1)).ravel(), 1.0, atol=1e-5)
