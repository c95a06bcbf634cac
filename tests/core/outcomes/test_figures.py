import pytest

from tracker.core.outcomes.figures import figures_in, lead_of, pairs_of


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
    assert pairs_of("旅游收入") <= growth.near
    assert income.near <= growth.near
    assert not pairs_of("旅游收入") & other.near


def test_lead_of() -> None:
    assert lead_of(2, "新增停车泊位300个") == "新增"
    assert lead_of(-1, "新增") == ""
    (figure,) = figures_in("今年新增停车泊位300个")
    assert figure.lead.endswith("新增")


def test_pairs_of() -> None:
    assert pairs_of("行政3执法案") == {"行政", "执法", "法案"}
