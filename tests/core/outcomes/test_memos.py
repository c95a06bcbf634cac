from tests.core.sentences import sentences
from tracker.core.outcomes.memos import forget, remembered
from tracker.core.outcomes.pairs import assess_commitments


def test_what_is_remembered_is_asked_once_until_it_is_forgotten() -> None:
    asked = []

    @remembered
    def twice(number: int) -> int:
        asked.append(number)
        return 2 * number

    assert [twice(2), twice(2), twice(3)] == [4, 4, 6]
    assert asked == [2, 3]
    assess_commitments((), sentences("举办公文写作培训5期。"))  # the end of a pair forgets
    assert twice(2) == 4
    forget()
    assert twice(2) == 4
    assert asked == [2, 3, 2, 2]
