import pytest

from tracker.core.outcomes.context import in_context, is_fragment, own_words
from tracker.core.quantities import find_targets
from tracker.core.types import Commitment, Measure, Span


@pytest.mark.parametrize(
    ("text", "fragment"),
    [
        ("6月底前完成。", True),
        ("年底前全面落实到位", True),
        ("6月底前完成清单。", True),
        ("6月底前完成裁量基准修订。", False),
        ("全年不少于4次", False),
    ],
)
def test_is_fragment(text: str, fragment: bool) -> None:
    assert is_fragment(text) is fragment


@pytest.mark.parametrize(
    ("heading", "measures", "told"),
    [
        ("", ("修订取水许可裁量基准。", "6月底前完成。"), "修订取水许可裁量基准，6月底前完成。"),
        ("规范取水", ("6月底前完成。",), "规范取水，6月底前完成。"),
        ("", ("6月底前完成。",), ""),
        ("会前学法", ("全年不少于4次",), "会前学法，全年不少于4次"),
        ("规范取水", ("组织取水口管理培训班并测试。",), "组织取水口管理培训班并测试。"),
    ],
)
def test_in_context(heading: str, measures: tuple[str, ...], told: str) -> None:
    parts = tuple(Measure(text, Span(0, len(text))) for text in measures)
    commitment = Commitment("(一)", heading, "", Span(0, 0), measures=parts)
    assert in_context(parts[-1], commitment) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("建设口袋公园12处", "建设口袋公园12处"),
        ("组织培训6期", "组织培训6期"),
        ("修订权责清单", "修订权责清单"),
        ("全年不少于4次", "会前学法，全年不少于4次"),
        ("6月底前完成", "会前学法，6月底前完成"),
    ],
)
def test_own_words(text: str, told: str) -> None:
    measure = Measure(text, Span(0, len(text)), targets=find_targets(text))
    commitment = Commitment("(一)", "会前学法", "", Span(0, 0), measures=(measure,))
    assert own_words(measure, commitment) == told
