"""What a worker process loads before its first task (预热): the tokenizer, the matcher's tables."""

from __future__ import annotations

from typing import Final

from tracker.core import pipeline

# Little enough to be read at once, and all that a report and its plan need is needed for it.
_REPORT: Final = """青石市司法局2023年法治政府建设情况报告
一、主要成效
全年开展执法培训12场，办结复议案件30件。
二、存在的不足
培训覆盖面还不够广。
三、下一年度工作安排
（一）加强执法培训。2024年底前开展执法培训20场以上，修订《青石市执法规程》。
"""


def warm_up() -> None:
    """Read and match a report of two lines: whatever is loaded at first use is loaded then."""
    reading = pipeline.read_text(_REPORT, filename="a.txt")
    pipeline.assess_pair(reading, reading)
