"""Numbers that are aimed at by nobody: names, ranks, sizes, the past, conditions."""

from __future__ import annotations

import pytest

from tracker.core.quantities import find_figures, find_targets


@pytest.mark.parametrize(
    "text",
    [
        "实施“五个一”工程",
        "推进十个一工程",
        "扎实推动七个一体化",
        "做到四个不摘",
        "坚持两个维护",
        "抓好以下5个方面工作",
        "抓好八个方面",
        "进入全省前10名",
        "落实第十二条规定",
        "拨打0312-5881234电话",
        "完善“1+3+N”体系",
        "开展双随机一公开检查",
        "打好三大攻坚战",
        "确保一期工程投产",
        "完成二期工程",
        "实施三次产业融合行动",
        "水质达到国家四类以上标准",
        "提升15分钟健身圈标准",
        "用好“众创空间”〔23〕和孵化器[12]",
        "推出一批惠企政策",
        "打造一个平台",
        "走出一条新路",
        "干一件成一件",
        "全面完成各项任务",
        "保持十分突出的优势",
        "做好垃圾4分类",
        "服务零距离、对违法零容忍",
        "争创“零投诉”窗口",
    ],
)
def test_names_and_ranks(text: str) -> None:
    assert find_targets(text) == ()
    assert find_figures(text) == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("推进总投资5亿元的园区项目", 5e8),
        ("消除集体收入5万元以下的村", 5e4),
        ("培育年交易额100万元以上企业", 1e6),
        ("淘汰城区35蒸吨以下锅炉", 35),
        ("推进日处理6万吨的污水厂", 6e4),
        ("确保某电厂700万吨露天矿开工", 7e6),
        ("县城23万平方米的建材城完工", 2.3e5),
        ("重点谋划了12件实事", 12),
        ("在现有3条线路基础上优化", 3),
        ("已建成的8个站点投用", 8),
        ("去年确定的19项实事如期推进", 19),
        ("依托50家龙头企业", 50),
    ],
)
def test_sizes_and_the_past_count_only_in_reports(text: str, told: float) -> None:
    """Where a report tells what was done, 建成了12处 is the very figure that is looked for."""
    assert find_targets(text) == ()
    assert [figure.value for figure in find_figures(text)] == [told]


@pytest.mark.parametrize(
    "text",
    [
        "检查户次较去年下降10%",
        "在去年基础上增加培训2次",
        "改造棚户区20万平方米",
        "建成11万平方米的标准厂房",
        "推进4万吨仓储设施建设",
        "年底前10个项目开工",
        "完成投资150亿元以上，力争更多",
        "聚焦重点领域开展2次检查",
    ],
)
def test_what_looks_alike_and_is_aimed_at(text: str) -> None:
    assert len(find_targets(text)) == 1
