"""The report as a page of a government site, in the styles of several content systems."""

from __future__ import annotations

from tests.samples.report import report_paragraphs

TITLE, *BODY = report_paragraphs()
# Words that stand around the article in these pages and must not come out of them.
AROUND = (
    *("打印", "索引号", "版权所有", "当前位置", "政务公开", "下一篇", "虚ICP备", "脚本文字"),
    *("扫一扫", "相关链接", "互相转告", "春运工作", "浏览次数"),
)

_NAMES = ("首页", "机构概况", "政务公开", "办事服务", "互动交流", "政策文件", "专题专栏")
_MENU = "".join(f'<li><a href="/{name}">{name}</a></li>' for name in _NAMES)
_CRUMBS = (
    '<div class="crumb">当前位置：<a href="/">首页</a> &gt; <a href="/a">政务公开</a> &gt; '
    '<a href="/b">法治政府建设年度报告</a></div>'
)
_CATALOGUE = (
    '<table class="xxgk"><tr><td>索 引 号：</td><td>014335/2025-00012</td>'
    "<td>主题分类：</td><td>司法</td></tr><tr><td>发布机构：</td><td>望川县交通运输局</td>"
    f"<td>发文日期：</td><td>2025-01-22</td></tr><tr><td>名　　称：</td><td>{TITLE}</td></tr>"
    "</table>"
)
_BAR = (
    "<div>发布时间：2025-01-22 09:30　来源：县交通运输局　浏览次数：<span>128</span>次　"
    '字号：[<a href="#">大</a> <a href="#">小</a>] <a href="#">打印</a> <a href="#">关闭</a></div>'
)
_RELATED = (
    '<div class="list"><h3>相关链接</h3><ul>'
    "<li><a href=1>望川县信息公开工作年度报告发布，请社会公众监督。</a></li>"
    "<li><a href=2>关于做好2025年春运工作的通知</a></li></ul></div>"
    "<div>上一篇：<a href=3>没有了</a></div><div>下一篇：<a href=4>关于公布清单的公告</a></div>"
)
_FOOT = (
    '<div class="footer"><p>版权所有：望川县人民政府　承办：县数据局</p>'
    "<p>网站标识码：1234560001　虚ICP备12345678号</p>"
    "<p>本网站所有内容未经授权，不得转载。联系电话见首页。</p></div>"
)
_SCRIPT = (
    '<script>function a(){return "<p>不应出现的脚本文字，请忽略。</p>"}</script>'
    "<style>.a{color:red}</style>"
)
_HEAD = (
    '<!DOCTYPE html><html><head><meta charset="utf-8">'
    f'<meta name="ArticleTitle" content="{TITLE}"><title>{TITLE}_望川县人民政府</title>'
    f"{_SCRIPT}</head><body>"
)


def _each(before: str = "<p>　　", after: str = "</p>\n", *, of: list[str] = BODY) -> str:
    return "".join(f"{before}{paragraph}{after}" for paragraph in of)


_HALF = len(BODY) // 2
_STYLED = _each("<p><span style='font-family:仿宋'><span>", "</span></span></p><p>&nbsp;</p>")
_ASIDE = (
    '<div class="left"><h3>政策解读</h3><ul><li><a href=1>一图读懂规划</a>'
    "<p>近日县政府印发规划，明确了目标任务，请大家学习。</p></li>"
    "<li><p>现将有关事项公告如下，请互相转告，谢谢支持。</p></li></ul></div>"
)
PAGES = {
    "editor": f"{_HEAD}<ul class=nav>{_MENU}</ul>{_CRUMBS}<h1>{TITLE}</h1>{_BAR}"
    f'<div class="TRS_Editor"><style>p{{}}</style>{_each()}</div>{_RELATED}{_FOOT}{_SCRIPT}',
    "form": f'{_HEAD}<form id="aspnetForm"><div class=nav>{_MENU}</div>{_CRUMBS}{_CATALOGUE}'
    f'<div class="title">{TITLE}</div>{_BAR}<div id="UCAP-CONTENT">{_each()}</div>'
    f"<div>扫一扫在手机打开当前页</div>{_RELATED}{_FOOT}</form>",
    "breaks": f"{_HEAD}<table><tr><td>{_CRUMBS}</td></tr><tr><td><b>{TITLE}</b></td></tr>"
    f"<tr><td>{_BAR}</td></tr><tr><td id=zoom>{_each('　　', '<br/><br/>')}</td></tr>"
    f"<tr><td>{_RELATED}</td></tr></table>{_FOOT}",
    "hidden copy": f"{_HEAD}<h1>{TITLE}</h1>{_BAR}<div id=zoom>{_each()}</div>"
    f'<div style="display: none"><h2>{TITLE}</h2>{_each()}</div>{_FOOT}',
    "second copy": f"{_HEAD}<div class=pc>{_MENU}<h1>{TITLE}</h1><div id=zoom>{_each()}</div></div>"
    f"<div class=wap><h2>{TITLE}</h2><div>{_each()}</div></div>{_FOOT}",
    "spans": f"{_HEAD}<div class=header>{_MENU}</div><h1>{TITLE}</h1>{_BAR}"
    f"<div class=article>{_STYLED}</div>{_RELATED}{_FOOT}",
    "tables": f"<html><body>{_CRUMBS}<table><tr><td><ul>{_MENU}</ul></td><td><table>"
    f"<tr><td><h2>{TITLE}</h2></td></tr>{_each('<tr><td>', '</td></tr>')}"
    f"</table></td></tr></table>{_FOOT}",
    "aside": f"{_HEAD}<div class=nav>{_MENU}</div>{_ASIDE}<div class=right><h1>{TITLE}</h1>{_BAR}"
    f"<div class=con>{_each('<div>', '</div>')}</div></div>{_FOOT}",
    "two parts": f"{_HEAD}{_CRUMBS}<h1>{TITLE}</h1>{_CATALOGUE}<div class=content>"
    f"<div>{_each(of=BODY[:_HALF])}</div><div>{_each(of=BODY[_HALF:])}</div></div>{_RELATED}{_FOOT}",
    "list": f"{_HEAD}{_CRUMBS}<h1>{TITLE}</h1><div>{_each(of=BODY[:_HALF])}"
    f"<ul>{_each('<li>', of=BODY[_HALF:])}</ul></div>{_FOOT}",
    "all in one": f"{_HEAD}{_CRUMBS}<div id=zoom><p>{TITLE}</p><p>2025-01-22 09:30:11</p>{_BAR}"
    f"{_each()}</div>{_FOOT}",
    # One </div> too many: the article goes on outside of its element.
    "torn": f"{_HEAD}{_CRUMBS}<h1>{TITLE}</h1><div id=zoom>{_each(of=BODY[:-3])}</div></div>"
    f"{_each(of=BODY[-3:])}{_RELATED}{_FOOT}",
    "shown later": f"{_HEAD}<h1>{TITLE}</h1><div style='display:none'>{_each()}</div>{_FOOT}",
    "saved by Word": f"<html><body>{_each('<p class=MsoNormal>', of=[TITLE, *BODY])}</body></html>",
}
