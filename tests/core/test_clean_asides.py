"""What was never part of the text goes: readings, buttons, addresses, lost characters."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.timing import grows_linearly
from tracker.core.clean import clean
from tracker.core.types import Span

WORDS = ["(jiān)", "ji", "de", "打印", "关闭", "复制", "来源：", "本文来自", "某网", "著力", "一、"]
MORE = ["（一）", "如下：", "推进学法工作", "www.", "a.com", "&nbsp;", "    "]
PIECES = st.sampled_from([*"（）()【】。建設ā?@\ufffd\\nr\n１;”项\u200b\u2ed3", *WORDS, *MORE])


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("法治(fǎzhì)建設", "法治建设"),
        ("依法(yī fǎ)行政", "依法行政"),
        ("建jiàn设shè", "建设"),
        ("建[jiàn]设【shè】", "建设"),
        ("建(jia\u0300n)设", "建设"),
        ("推(tuī)进(jìn)我們(men)的(de)建(jiàn)设", "推进我们的建设"),
        ("我们(men)的(de)系统", "我们(men)的(de)系统"),
        ("建(jian4)设(she4)管(guan3)理", "建设管理"),
        ("建(ji?n)设和管(gu\ufffdn)理", "建设和管理"),
        ("建(jiàn@设", "建设"),
        ("坚?jiān?持", "坚持"),
        ("推(tuī)进(jìn)发(fā)布系统(app)", "推进发布系统(app)"),
        ("是否合规?建(jiàn)设", "是否合规?建设"),
        ("推进[ 复制 ]学法", "推进学法"),
        ("落实到位【打印】【关闭窗口】", "落实到位"),
        ("推进【打(dǎ)印】学法", "推进学法"),
        ("做好文件（打印）工作的人（科）", "做好文件工作的人（科）"),
        ("完成。（本文来自望川资讯网）推进", "完成。推进"),
        ("完成。本文来自望川资讯网。推进学法。", "完成。推进学法。"),
        ("推进依法www.wangchuan-news.com行政", "推进依法行政"),
        ("推进https://a.example.net/x/1.htm，落实", "推进，落实"),
        ("请登录www.wangchuan.com查询", "请登录www.wangchuan.com查询"),
        ("门户www.wangchuan.gov.cn上线", "门户www.wangchuan.gov.cn上线"),
        ("回顾\\r\\n2024年，甲&nbsp;乙", "回顾\n2024年，甲 乙"),
        ("??（一）学法", "（一）学法"),
        ("能否办好?是", "能否办好?是"),
    ],
)
def test_asides(raw: str, text: str) -> None:
    assert clean(raw).text == text


@pytest.mark.parametrize(
    "line",
    [
        "【打印】【关闭】",
        "打印本页 | 关闭窗口",
        "打印  分享  收藏",
        "字号：大 中 小",
        "【字号：",
        "来源：望川资讯网",
        "来源：望川资讯网 作者：佚名 浏览次数：128",
        "（来源：望川日报）",
        "责任编辑：某某",
        "上一篇：关于节水的通知",
        "您现在的位置：首页 > 公开",
        "本文来自望川资讯网",
        "转载请注明出处",
        "免责声明：本站内容仅供参考。如有疑问，请联系。",
        "】",
    ],
)
def test_lines_of_a_page_go(line: str) -> None:
    assert clean(f"加强学法。\n{line}\n规范执法。").text == "加强学法。\n规范执法。"


@pytest.mark.parametrize(
    "line",
    [
        "来源：一是市级拨款，二是自筹。",
        "打印机共享系统建成",
        "复制推广经验",
        "分享交流平台运行良好",
        "编辑：完成年鉴编辑，出版两卷",
        "扫码执法全面推行",
        "（一）打印设备",
        "下一篇章已经开启",
        "中",
        "大",
        "——2024年1月9日",
        "（来源：市统计局）全年增长",
    ],
)
def test_lines_of_the_text_stay(line: str) -> None:
    assert clean(f"加强学法。\n{line}\n规范执法。").text == f"加强学法。\n{line}\n规范执法。"


def test_title_behind_a_label() -> None:
    assert clean("来源：望川 资讯网        政府工作报告\n正文。").text == "政府工作报告\n正文。"


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("情况报告如下：一、主要做法", "情况报告如下：\n一、主要做法"),
        ("取得新成效 二、存在的不足", "取得新成效\n二、存在的不足"),
        ("抓好落实。（二）规范执法", "抓好落实。\n（二）规范执法"),
        ("依据第三条；（二）项规定办理", "依据第三条；（二）项规定办理"),
        ("依据第（一）款、第（二）项", "依据第（一）款、第（二）项"),
        ("稳步增长；一、二、三产业分别增长", "稳步增长；一、二、三产业分别增长"),
        ("完成关停。一、二级水源地达标", "完成关停。一、二级水源地达标"),
        ("名称   政府    工作", "名称 政府 工作"),
    ],
)
def test_line_breaks(raw: str, text: str) -> None:
    assert clean(raw).text == text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("\u2ed3期、\u2ed4户、\u2ec5效、\u2f00项、\uf900", "长期、门户、见效、一项、岂"),
        ("甲\u00ad乙\u202e丙\u2066丁\ufe0f戊\u2060己\u3164", "甲乙丙丁戊己"),
        ("\uf06c推进", "推进"),
        ("ＡＢ１２％；", "AB12％；"),
    ],
)
def test_characters(raw: str, text: str) -> None:
    assert clean(raw).text == text


@given(st.lists(PIECES, max_size=14).map("".join))
def test_cleaning_twice_changes_nothing(raw: str) -> None:
    once = clean(raw).text
    assert clean(once).text == once


@given(st.lists(PIECES, max_size=14).map("".join), st.data())
def test_every_span_has_its_place(raw: str, data: st.DataObject) -> None:
    cleaned = clean(raw)
    assert list(cleaned.origins) == sorted(cleaned.origins)
    start = data.draw(st.integers(0, len(cleaned.text)))
    end = data.draw(st.integers(start, len(cleaned.text)))
    place = cleaned.to_raw(Span(start, end))
    assert 0 <= place.start <= place.end <= len(raw)
    # What is the same in both scripts stands at the very place; a line break may be new.
    for index in range(start, end):
        char, source = cleaned.text[index], raw[cleaned.origins[index]]
        if char in "打印建来自推进学法工作一项（）":
            assert char == source


@pytest.mark.parametrize(
    "make",
    [
        lambda n: "(" * 4 * n,
        lambda n: "jiān" * n,
        lambda n: "建jiàn" * n,
        lambda n: "(建)ā" * n,
        lambda n: "\u200b" * 4 * n,
        lambda n: "。(" * 2 * n,
        lambda n: "【打印" * n,
        lambda n: "【打印" * (n // 2) + "】" * 2 * n,
        lambda n: "ā" + ")" * 4 * n,
        lambda n: "打印本页" * n,
        lambda n: ("打印" * 15 + "X\n") * (n // 8),
        lambda n: "。a." * n,
        lambda n: "甲www.a.com/" + "a" * 4 * n,
        lambda n: "。本文来自" * n,
        lambda n: "来源：" + " " * 4 * n,
        lambda n: "建 一、" * n,
        lambda n: "\\n" * 2 * n,
        lambda n: "建(?)ā" * n,
    ],
)
def test_hostile_text_takes_linear_time(make: Callable[[int], str]) -> None:
    assert grows_linearly(lambda n: clean(make(n)), small=12_500)
