"""Bar charts in DrawingML, drawn by the reader's own program.

A picture drawn here would need a Chinese font on the server, or show boxes; a chart of Word's
own is set in the fonts of whoever opens it, stays sharp in print, and its figures can be read
out. Series differ by filling, not by colour: hollow and solid survive a photocopier.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tracker.papers.blocks import Bars
from tracker.papers.docx_text import attribute, content

_NAMESPACES: Final = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)
_FILLINGS: Final = ("FFFFFF", "595959")
_EMU: Final = 36000  # a millimetre
_WIDTH_MM: Final = 150
_ROW_MM: Final = 9  # for a group of bars
_FRAME_MM: Final = 32  # title, axis and legend
_TALLEST_MM: Final = 205


def chart_part(bars: Bars) -> str:
    """The chart's own part of the package (word/charts/chartN.xml)."""
    series = "".join(
        _series(number, name, bars.names, values, percent=bars.percent)
        for number, (name, values) in enumerate(bars.series)
    )
    legend = (
        f'<c:legend><c:legendPos val="b"/><c:overlay val="0"/>{_font(1050)}</c:legend>'
        if len(bars.series) > 1
        else ""
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<c:chartSpace {_NAMESPACES}><c:roundedCorners val="0"/><c:chart>'
        f"<c:title><c:tx><c:rich><a:bodyPr/><a:p><a:pPr><a:defRPr/></a:pPr><a:r>"
        f'<a:rPr lang="zh-CN" sz="1200" b="0"/><a:t>{content(bars.title)}</a:t></a:r></a:p>'
        '</c:rich></c:tx><c:overlay val="0"/></c:title><c:autoTitleDeleted val="0"/>'
        '<c:plotArea><c:layout/><c:barChart><c:barDir val="bar"/><c:grouping val="clustered"/>'
        f'<c:varyColors val="0"/>{series}<c:gapWidth val="60"/>'
        f'<c:axId val="1"/><c:axId val="2"/></c:barChart>{_axes(bars)}</c:plotArea>{legend}'
        '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        f"{_font(1050)}</c:chartSpace>"
    )


def chart_paragraph(bars: Bars, *, number: int, relation: str) -> str:
    """The paragraph that holds the chart; its `number` is unique in the document."""
    tall = min(_TALLEST_MM, _FRAME_MM + _ROW_MM * len(bars.names) * len(bars.series) // 2 + 8)
    size = f'cx="{_WIDTH_MM * _EMU}" cy="{tall * _EMU}"'
    name, alt = attribute(bars.title), attribute(bars.alt)
    return (
        '<w:p><w:pPr><w:pStyle w:val="Figure"/></w:pPr><w:r><w:drawing>'
        '<wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent {size}/><wp:docPr id="{number}" name={name} descr={alt}/>'
        "<wp:cNvGraphicFramePr/><a:graphic><a:graphicData "
        'uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
        f'<c:chart r:id="{relation}"/></a:graphicData></a:graphic></wp:inline>'
        "</w:drawing></w:r></w:p>"
    )


def _series(
    number: int, name: str, names: Sequence[str], values: Sequence[float | None], *, percent: bool
) -> str:
    form = "0.0%" if percent else "0"
    filling = _FILLINGS[number % len(_FILLINGS)]
    labels = "".join(f'<c:pt idx="{i}"><c:v>{content(n)}</c:v></c:pt>' for i, n in enumerate(names))
    points = "".join(
        f'<c:pt idx="{i}"><c:v>{value:.6g}</c:v></c:pt>'
        for i, value in enumerate(values)
        if value is not None
    )
    count = f'<c:ptCount val="{len(names)}"/>'
    return (
        f'<c:ser><c:idx val="{number}"/><c:order val="{number}"/>'
        f"<c:tx><c:v>{content(name)}</c:v></c:tx>"
        f'<c:spPr><a:solidFill><a:srgbClr val="{filling}"/></a:solidFill>'
        '<a:ln w="9525"><a:solidFill><a:srgbClr val="404040"/></a:solidFill></a:ln></c:spPr>'
        '<c:invertIfNegative val="0"/>'
        f'<c:dLbls><c:numFmt formatCode="{form}" sourceLinked="0"/><c:spPr><a:noFill/></c:spPr>'
        f'{_font(900)}<c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/>'
        '<c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>'
        f"<c:cat><c:strLit>{count}{labels}</c:strLit></c:cat>"
        f"<c:val><c:numLit><c:formatCode>{form}</c:formatCode>{count}{points}</c:numLit></c:val>"
        "</c:ser>"
    )


def _axes(bars: Bars) -> str:
    """Names down the side, the first at the top; shares along the bottom from nought to all.

    Counts stand at the ends of their bars: an axis would cut them into fractions.
    """
    most = '<c:max val="1"/>' if bars.percent else ""
    deleted = 0 if bars.percent else 1
    return (
        '<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="maxMin"/></c:scaling>'
        '<c:delete val="0"/><c:axPos val="l"/><c:numFmt formatCode="General" sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>'
        f'{_font(1050)}<c:crossAx val="2"/><c:crosses val="autoZero"/><c:auto val="0"/>'
        '<c:lblAlgn val="ctr"/><c:lblOffset val="100"/><c:tickLblSkip val="1"/>'
        '<c:noMultiLvlLbl val="1"/></c:catAx>'
        f'<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/>{most}'
        f'<c:min val="0"/></c:scaling><c:delete val="{deleted}"/><c:axPos val="b"/>'
        '<c:numFmt formatCode="0%" sourceLinked="0"/><c:majorTickMark val="out"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>{_font(900)}'
        '<c:crossAx val="1"/><c:crosses val="max"/></c:valAx>'
    )


def _font(size: int) -> str:
    """In hundredths of a point."""
    return (
        f'<c:txPr><a:bodyPr/><a:p><a:pPr><a:defRPr sz="{size}" b="0">'
        '<a:solidFill><a:srgbClr val="000000"/></a:solidFill>'
        '<a:latin typeface="Times New Roman"/><a:ea typeface="仿宋_GB2312"/></a:defRPr></a:pPr>'
        '<a:endParaRPr lang="zh-CN"/></a:p></c:txPr>'
    )
