"""Whatever bytes are handed in: a reading that holds together, or UnreadableReport."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.timing import fastest
from tracker.core.pipeline import read_file
from tracker.core.types import ReportReading, UnreadableReport

pytestmark = [pytest.mark.heavy, pytest.mark.timeout(1200)]

SEEDS = sorted((Path(__file__).resolve().parents[2] / "seeds").glob("*.txt"))
SUFFIXES = st.sampled_from([".txt", ".html", ".docx", ".pdf", ".wps", "", ".TXT", ".exe"])
# What such texts are made of: headings, ordinals, stops, numbers and their units, odd blanks.
WORDS = """
一、 （一） (二) 一是 二是 第一， 1. 2024年 2025年 法治政府建设 年度报告
下一年度工作安排 主要成效 存在的问题 不少于3次 100%
1.3万亿斤 每季度一次 全覆盖 县司法局 《办法》 。 ； ， “ ） 𠮷
"""
BLANKS = ["\n", "\r\n", "\u3000", "\ufeff", "\x00", "\u202e"]
PIECES = st.sampled_from([*WORDS.split(), *BLANKS])
TITLES = st.sampled_from(["", "虚设县司法局2024年法治政府建设年度报告\n"])
LIKE_REPORTS = st.lists(PIECES | st.text(max_size=8), max_size=80).map("".join)
LONGEST = 2.0  # seconds for one text; a short one must not take that long
MANY = settings(
    max_examples=6000,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def holds_together(reading: ReportReading) -> None:
    """Every place is inside the text, and says what is written there."""
    text = reading.text.text
    assert len(reading.text.origins) == len(text) + 1
    for section in reading.sections:
        assert section.span.end <= len(text)
    for sentence in reading.sentences:
        assert sentence.span.of(text) == sentence.text
    for commitment in reading.commitments:
        assert commitment.span.of(text) == commitment.text
        assert all(commitment.span.contains(measure.span) for measure in commitment.measures)


def read(data: bytes, suffix: str) -> None:
    def work() -> None:
        with suppress(UnreadableReport):
            holds_together(read_file(data, filename=f"报告{suffix}"))

    assert fastest(work, enough=LONGEST) <= LONGEST


@MANY
@given(data=st.binary(max_size=2000), suffix=SUFFIXES)
def test_any_bytes(data: bytes, suffix: str) -> None:
    read(data, suffix)


@MANY
@given(title=TITLES, text=LIKE_REPORTS, encoding=st.sampled_from(["utf-8", "gb18030", "utf-16"]))
def test_texts_made_of_what_reports_are_made_of(title: str, text: str, encoding: str) -> None:
    read((title + text).encode(encoding, "ignore"), ".txt")


@MANY
@given(data=st.data())
def test_seed_reports_with_pieces_cut_out_moved_and_put_in(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(SEEDS)).read_text("utf-8")
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.integers(0, 400)))
        text = text[:start] + data.draw(LIKE_REPORTS) + text[end:]
    read(text.encode(), ".txt")
