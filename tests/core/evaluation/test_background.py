from pathlib import Path

import numpy as np

from tracker.core.evaluation.background import (
    DIMENSIONS,
    build_tables,
    gram_idf,
    read_sentences,
    word_vectors,
)
from tracker.core.tokens import GRAM_BITS, gram_buckets

TEXT = "河道清淤按期完成。案卷评查全面开展！\n短。\n普法讲座走进社区；"


def corpus(folder: Path) -> Path:
    for body in ("甲县", "乙县"):
        (folder / body).mkdir()
        (folder / body / "2024.txt").write_text(TEXT, encoding="utf-8")
    return folder


def test_read_sentences(tmp_path: Path) -> None:
    folder = corpus(tmp_path)
    assert len(read_sentences(folder)) == 6
    assert len(read_sentences(folder, leave_out=["乙县"])) == 3


def test_rarer_grams_weigh_more() -> None:
    idf = gram_idf(["案卷评查", "案卷归档", "河道清淤"])
    often = gram_buckets(["案"])[1][0]
    rare = gram_buckets(["淤"])[1][0]
    assert idf.shape == (1 << GRAM_BITS,)
    assert idf[often] < idf[rare]


def test_word_vectors_and_tables(tmp_path: Path) -> None:
    source = np.random.default_rng(0)
    words = ["案卷", "评查", "河道", "清淤", "讲座", "社区"] + [
        f"词{chr(0x4E00 + n)}" for n in range(200)
    ]
    cut = [[words[n] for n in source.integers(0, len(words), 12)] for _ in range(800)]
    vectors = word_vectors(cut, words)
    assert vectors.shape == (len(words), DIMENSIONS)
    assert np.isfinite(vectors).all()


def test_build_tables_writes_what_tokens_reads(tmp_path: Path) -> None:
    common = [chr(0x4E00 + n) for n in range(160)]
    source = np.random.default_rng(0)
    sentences = ["，".join(common[n] for n in source.integers(0, 160, 12)) for _ in range(400)]
    target = tmp_path / "tables.npz"
    counts = build_tables(sentences, target)
    with np.load(target, allow_pickle=False) as tables:
        names = bytes(tables["words"]).decode().split("\n")
        assert len(names) == len(tables["word_idf"]) == counts["words"]
        assert len(tables["vectors"]) == counts["vectors"]
        assert tables["gram_idf"].dtype == np.uint8
    assert counts["sentences"] == 400
