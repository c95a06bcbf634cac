import pytest

from tracker.core.outcomes.cues import Cues
from tracker.core.outcomes.grounds import number_reasons
from tracker.core.quantities import find_figures, find_targets
from tracker.core.types import LedgerEntry, Verdict


@pytest.mark.parametrize(
    ("promise", "told", "gap", "words"),
    [
        ("满意率达到98%", "满意率92.7%", -5.3, "5.3个百分点"),
        ("抽查案卷60份", "抽查案卷41份", -19.0, "19份"),
    ],
)
def test_a_gap_of_shares_is_in_points(promise: str, told: str, gap: float, words: str) -> None:
    (target,), (figure,) = find_targets(promise), find_figures(told)
    entry = LedgerEntry(target, figure, Verdict.MISSED, gap)
    cues = Cues({}, told, (told,), (told,), "", (entry,), (), (), new_fact=True)
    (reason,) = number_reasons(cues)
    assert dict(reason.params)["gap"] == words
