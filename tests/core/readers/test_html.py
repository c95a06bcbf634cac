from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.samples.pages import AROUND, PAGES
from tests.samples.report import report_paragraphs
from tests.timing import grows_linearly
from tracker.core.readers.html import read_html
from tracker.core.types import UnreadableReport


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_of_a_page_the_article_and_nothing_else(name: str, encoding: str) -> None:
    lines = read_html(PAGES[name].encode(encoding)).split("\n")
    assert lines == report_paragraphs()
    assert not [word for word in AROUND if word in "".join(lines)]


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("<p>甲<b>乙</b>&amp;丙</p><div>丁<br>戊</div>", ["甲乙&丙", "丁", "戊"]),
        ("<p>甲<p>乙<p>丙", ["甲", "乙", "丙"]),
        ("<table><tr><td>甲<td>乙<tr><td>丙</table>", ["甲", "乙", "丙"]),
        ("<pre>甲\n乙</pre>", ["甲", "乙"]),
        ("<p>甲<!--藏-->乙<![if !x]>丙<![endif]></p>", ["甲乙丙"]),
        ("<p>甲<span style='DISPLAY : NONE'>藏</span>乙", ["甲乙"]),
        ("<div hidden>藏</div><p>甲", ["甲"]),
        ("<script>藏</script><style>藏</style><textarea>藏</textarea><p>甲", ["甲"]),
        ("</div></div><p>甲</div>乙</p>", ["甲", "乙"]),
        ("<p>时间：2025-01-01 来源：某处</p><p>甲</p><p>版权所有 某县</p>", ["甲"]),
        # Names of elements don't hide what is most of the text.
        ("<div class=footer><p>甲说了一句话。</p></div>", ["甲说了一句话。"]),
    ],
)
def test_blocks(body: str, lines: list[str]) -> None:
    assert read_html(f"<html><body>{body}".encode()).split("\n") == lines


def test_a_list_of_links_inside_goes_and_a_linked_heading_stays() -> None:
    links = "".join(f"<p><a href={n}>各地动态第{n}条</a></p>" for n in "甲乙丙丁")
    page = (
        f"<html><body><p>全县工作稳步推进，各项任务按时完成。</p>{links}"
        "<p><a href=x>二、下一步打算</a></p><p>继续抓好落实，年底前完成清理工作。</p>"
    )
    assert read_html(page.encode()).split("\n") == [
        "全县工作稳步推进，各项任务按时完成。",
        "二、下一步打算",
        "继续抓好落实，年底前完成清理工作。",
    ]


@pytest.mark.parametrize(
    "page",
    ["<html><body><script>x</script></body></html>", "<html></html>", "<html><body>&nbsp;</body>"],
)
def test_without_text(page: str) -> None:
    with pytest.raises(UnreadableReport, match="empty"):
        read_html(page.encode())


@pytest.mark.parametrize(
    "make",
    [
        lambda n: "<div>" * 3 * n + "甲" + "</div>" * 3 * n,
        lambda n: "<div>甲" * 2 * n,
        lambda n: "<span>甲" * 2 * n,
        lambda n: "</p>" * 4 * n + "甲",
        lambda n: "<p>甲</p>" * n,
        lambda n: "<a href=x>甲</a>。" * n,
        lambda n: "<table><tr><td>索引号：" * n + "</table>" * n + "<p>甲",
        lambda n: "&amp" * 2 * n + "甲",
    ],
    ids=["nested", "open divs", "open spans", "closed", "flat", "links", "tables", "entities"],
)
def test_hostile_pages_take_linear_time(make: Callable[[int], str]) -> None:
    def read(size: int) -> None:
        assert "甲" in read_html(f"<html><body>{make(size)}".encode())

    assert grows_linearly(read, small=5_000)
