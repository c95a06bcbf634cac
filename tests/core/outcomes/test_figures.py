import pytest

from tests.timing import fastest
from tracker.core.outcomes.figures import MOST, figures_in, lead_of, pairs_of


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("评查案卷72份", [(72, "份")]),
        ("3月、9月各举办一期轮训班", [(2, "次"), (2, "期")]),
        ("分三批开展轮训", [(3, "批")]),
        ("法制员全部参训", [(100, "%")]),
        ("依法开展工作", []),
        ("", []),
    ],
)
def test_figures_in(text: str, numbers: list[tuple[float, str]]) -> None:
    found = sorted((f.target.value, f.target.unit) for f in figures_in(text))
    assert found == sorted(numbers)


def test_a_bare_change_belongs_to_the_number_before_it() -> None:
    income, growth, other = figures_in("旅游收入6.2亿元，同比增长9.4%；游客到访320万人次")
    assert "旅游收入" in income.near
    assert "旅游收入" in growth.near
    assert "旅游收入" not in other.near


def test_a_clause_that_names_nothing_goes_on_about_the_one_before() -> None:
    (figure,) = figures_in("坚持会前学法，全年6次")
    assert "会前学法" in figure.near
    _, other = figures_in("房屋征收16公顷，实施棚户区改造19公顷")
    assert "征收" not in other.near


def test_lead_of() -> None:
    assert lead_of(2, "新增停车泊位300个") == "新增"
    assert lead_of(-1, "新增") == ""
    (figure,) = figures_in("今年新增停车泊位300个")
    assert figure.lead.endswith("新增")


def test_pairs_of() -> None:
    assert pairs_of("行政3执法案") == {"行政", "执法", "法案"}


@pytest.mark.parametrize(
    "text", ["3项" * 300_000, "甲、" * 300_000 + "各3场", "各3场，" * 200_000, "1" * 900_000]
)
def test_hostile_passages_take_little_time(text: str) -> None:
    assert len(figures_in(text)) <= MOST
    assert fastest(lambda: figures_in(text), enough=0.5) < 0.5
