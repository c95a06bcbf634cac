"""How far the fulfilment of a commitment can be checked (可核查度), 0 to 5, and why.

One point each for what a person would need in order to check it: an act that leaves
something to be shown, the thing it is done to, a number, a deadline, and a paper or a body
named. 0 and 1 are left out of the verifiable denominator.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from tracker.core.lexicon import alternatives
from tracker.core.quantities import find_deadlines
from tracker.core.types import Measure

ACTION: Final = "action"  # 有看得见的动作
OBJECT: Final = "object"  # 有明确的对象
NUMBER: Final = "number"  # 有数字
DEADLINE: Final = "deadline"  # 有时限
NAMED: Final = "named"  # 有引用文件或责任单位

_ACTION = re.compile(
    alternatives("concrete_verbs")
    + rf"|(?:^|[\s,，。；;：:、”）)]|[前后内底并将要]|{alternatives('action_adverbs')})"
    + alternatives("verb_nouns")
)
# What such an act is done to: a kind of thing that is then there, or a name in quotation marks.
_OBJECT = re.compile(
    alternatives("concrete_verbs")
    + r"[^,，。；;]{0,30}?(?:"
    + alternatives("deliverables")
    + r"|[《“])"
)


def rate_verifiability(
    text: str,
    measures: Sequence[Measure],
    *,
    documents: Sequence[str] = (),
    partners: Sequence[str] = (),
) -> tuple[int, tuple[str, ...]]:
    """The points of a commitment's words, and the codes of what earned them."""
    targets = [target for measure in measures for target in measure.targets]
    earned = {
        ACTION: bool(_ACTION.search(text)),
        OBJECT: bool(_OBJECT.search(text)) or any(target.object for target in targets),
        NUMBER: bool(targets),
        DEADLINE: bool(find_deadlines(text, plan_year=2000)),
        NAMED: bool(documents or partners),
    }
    reasons = tuple(code for code, has in earned.items() if has)
    return len(reasons), reasons
