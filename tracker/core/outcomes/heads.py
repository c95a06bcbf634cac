"""The word that says what kind of thing is counted (中心词): 园区 of 市级以上现代农业园区."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tracker.core.lexicon import words as entries
from tracker.core.outcomes.memos import remembered
from tracker.core.tokens import content_words

# Acts and ways of counting stand behind the thing: 改造 of 老旧小区改造, 增速 of 投资增速.
_BEHIND: Final = frozenset(
    word
    for name in ("light_verbs", "action_verbs", "concrete_verbs", "verb_nouns", "saying_words")
    for word in entries(name)
) | {"改造", "治理", "修复", "整治", "任务", "项目", "工程", "增速", "增幅", "开工", "竣工"}


def other_head(words: Sequence[str], near: str, told: str) -> bool:
    """Whether a number counts another kind of thing than the promised object.

    `words` are those of the object, `near` what stands at the number, `told` the number's own
    object. 市级以上农业龙头企业 is no 市级以上现代农业园区, however many words they share.
    """
    ours, theirs = _head(tuple(words)), _head(content_words(told))
    if not ours or not theirs or ours in near:
        return False
    return not any(theirs in word or word in theirs for word in words)


@remembered
def _head(words: tuple[str, ...]) -> str:
    """The last word that is no act, of two characters at least, or ""."""
    return next((w for w in reversed(words) if len(w) > 1 and w not in _BEHIND), "")
