import pytest

from tracker.core.outcomes.each import spread
from tracker.core.quantities import find_targets


@pytest.mark.parametrize(
    ("promise", "objects"),
    [
        ("节水宣传进社区、进工地各15场", ["节水宣传进社区", "进工地"]),
        ("取水证、排污证电子化全覆盖", ["取水证电子化", "排污证电子化"]),
        ("评查案卷、合同60份", None),
        ("抽查案卷60份", None),
        ("取水户、用水户年均检查分别达到3次和2次", None),  # dealt out, not for each
    ],
)
def test_spread(promise: str, objects: list[str] | None) -> None:
    found = list(spread(find_targets(promise), promise))
    assert all(listed is (objects is not None) for _, _, listed in found)
    if objects is not None:
        assert [target.object for target, _, _ in found] == objects


def test_a_target_that_is_not_in_the_text_stays_as_it_is() -> None:
    (target,) = find_targets("抽查案卷60份")
    assert list(spread([target], "别的话")) == [(target, -1, False)]
