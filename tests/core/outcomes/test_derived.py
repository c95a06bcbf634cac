import pytest

from tests.timing import fastest
from tracker.core.outcomes.derived import changes_in, sums_of
from tracker.core.outcomes.figures import figures_in


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("纠错案件由40件减少到30件。", [(25.0, "纠错案件减少")]),
        ("办理时限由15个工作日压缩至6个工作日。", [(60.0, "办理时限压缩")]),
        ("全年收到投诉，投诉量从200件上升到260件。", [(30.0, "投诉量上升")]),
        ("覆盖率由82%提高到97%。", []),  # points, not percent
        ("案件由0件增加到3件。", []),
        ("案件30件。", []),
        ("", []),
    ],
)
def test_changes(text: str, found: list[tuple[float, str]]) -> None:
    told = [(figure.target.value, figure.target.object) for figure in changes_in(text)]
    assert told == found
    assert all(f.target.text == f.target.span.of(text) for f in changes_in(text))


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("上半年建成厕所5处，下半年7处。", [12.0]),
        ("上半年建成厕所5处，新增绿地3公顷。", []),
        ("上半年合格率95%，下半年97%。", []),
        ("全年建成厕所5处。", []),
    ],
)
def test_sums(text: str, values: list[float]) -> None:
    assert [figure.target.value for figure in sums_of(figures_in(text))] == values


def test_a_hostile_sentence_takes_no_time() -> None:
    assert fastest(lambda: list(changes_in("由1件减少到" * 150_000)), enough=2) < 2
