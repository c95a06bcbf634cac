import pytest

from tracker.core.outcomes.context import in_context, is_fragment
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
