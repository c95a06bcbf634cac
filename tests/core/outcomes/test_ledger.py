import pytest

from tests.core.sentences import sentence, sentences
from tracker.core.outcomes.ledger import reconcile
from tracker.core.outcomes.reported import Source
from tracker.core.quantities import find_targets
from tracker.core.types import LedgerEntry, SectionKind, Span, Verdict

MET, MISSED, OPEN = Verdict.MET, Verdict.MISSED, Verdict.UNREPORTED


def held(promise: str, *passages: str) -> tuple[LedgerEntry, ...]:
    return reconcile(find_targets(promise), sentences(*passages), promise=promise)


@pytest.mark.parametrize(
    ("promise", "passage", "verdicts"),
    [
        ("抽查执法案卷不少于60份", "全年抽查执法案卷72份", [MET]),
        ("抽查执法案卷不少于60份", "全年抽查执法案卷58份", [MISSED]),
        ("抽查执法案卷不少于60份", "新增执法车辆58辆", [OPEN]),
        ("抽查执法案卷不少于60份", "抽查执法案卷，整改到位", [OPEN]),
        # measure words for the same things
        ("开展普法讲座20场", "开展普法讲座23场次", [MET]),
        ("打通断头路3处", "打通断头路5条", [MET]),
        # a list of months counts, and so does 各 after it
        ("举办法制员轮训班2期", "3月、9月各举办一期法制员轮训班", [MET]),
        ("每季度召开一次企业座谈会", "3月、6月、10月分别召开企业座谈会", [MISSED]),
        ("举办法制员轮训班3期", "分两期举办法制员轮训班", [MISSED]),
        ("实现法制员轮训全覆盖", "全县法制员轮训全部完成", [MET]),
        # a rate is not a count, a change is not a level
        ("法制员轮训率达到95%", "法制员轮训95人", [OPEN]),
        ("行政诉讼败诉率下降5%以上", "行政诉讼败诉率为12%", [OPEN]),
        ("旅游收入增长8%", "旅游收入6.2亿元，同比增长9.4%", [MET]),
        ("旅游收入达到8亿元", "旅游收入同比增长8%", [OPEN]),
        ("旅游收入增长8%", "旅游收入同比下降9.4%", [MISSED]),
        ("涉企检查次数下降10%", "涉企检查次数同比上升12%", [MISSED]),
        ("涉企检查次数下降10%", "涉企检查次数同比下降16%", [MET]),
        # the less the better
        ("行政诉讼败诉率控制在5%以内", "行政诉讼败诉率3.2%", [MET]),
        ("行政诉讼败诉率5%左右", "行政诉讼败诉率9%", [MISSED]),
        # several numbers: each has its own object
        (
            "新建口袋公园6处，改造农贸市场3处",
            "新建口袋公园7处，改造农贸市场2处",
            [MET, MISSED],
        ),
        ("城镇居民收入增长8%", "城镇、农村居民收入分别增长7%和9%", [MISSED]),
        ("农村居民收入增长8%", "城镇、农村居民收入分别增长7%和9%", [MET]),
        ("农村居民收入增长8%", "城乡居民收入分别达到4.1万元、2.2万元，增长7%、9%", [MET]),
        # units converted
        ("发放稳岗补贴2000万元", "发放稳岗补贴0.23亿元", [MET]),
        ("流转水域滩涂300亩", "流转水域滩涂18公顷", [MISSED]),
        ("改造老旧管网3公里", "改造老旧管网3200米", [MET]),
        ("回收废旧农膜2吨", "回收废旧农膜1900公斤", [MISSED]),
        # short forms, and what a list says once for all
        ("规模以上企业节水率达到90%", "规上企业节水率达到93%", [MET]),
        ("完成户厕改造400座", "农村改厕420座", [MET]),
        ("改建灌溉渠道20公里", "新建改建排水渠道6公里、灌溉渠道24公里", [MET]),
        ("改造柳湾路、石桥路等背街小巷10条", "改造背街小巷11条", [MET]),
        ("小学、初中节水课时分别达到4节和6节", "小学、初中节水课时分别达到5节和5节", [MET, MISSED]),
        # what is added, and what it comes to
        ("新开通至邻县的3条公交线路", "公交线路达到34条", [OPEN]),
        ("新开通至邻县的3条公交线路", "开通公交线路4条", [MET]),
        # an act tells no object, and a bare one is not the one that is named
        ("投资800万元实施泵站改造", "投资950万元实施供热站搬迁", [OPEN]),
        ("完成投资2.8亿元", "固定资产投资完成9亿元", [OPEN]),
        # ranges and 左右
        ("招录协管员8至10名", "招录协管员9名", [MET]),
        ("办理援助案件300件左右", "办理援助案件286件", [MET]),
        ("办理援助案件300件左右", "办理援助案件210件", [MISSED]),
        # another thing, or only some of it
        ("新增规上工业企业5家", "全区经营主体新登记4000家", [OPEN]),
        ("创建法治示范村20个", "其中省级法治示范村4个", [OPEN]),
        # wanted, quoted, of another year, of several years
        ("抽查执法案卷60份", "年初提出抽查执法案卷60份，工作有序开展", [OPEN]),
        ("抽查执法案卷60份", "力争抽查执法案卷60份", [OPEN]),
        ("抽查执法案卷60份", "去年抽查执法案卷66份", [OPEN]),
        ("抽查执法案卷60份", "五年来抽查执法案卷310份", [OPEN]),
        ("完成绿化造林500亩", "累计完成绿化造林2100亩", [OPEN]),
        ("完成绿化造林500亩", "全年累计完成绿化造林520亩", [MET]),
        ("设立政务便民站12个", "设立政务便民站不到12个", [MISSED]),
        # the size of one project is no sum of all
        ("完成水利投资3亿元", "投资3.4亿元的水利枢纽一期主体完工", [OPEN]),
    ],
)
def test_reconcile(promise: str, passage: str, verdicts: list[Verdict]) -> None:
    entries = held(promise, passage)
    assert [entry.verdict for entry in entries] == verdicts, entries


def test_the_gap_is_recorded_in_the_unit_of_the_target() -> None:
    (entry,) = held("接入视频点位50路以上", "已接入视频点位18路")
    assert entry.gap == -32
    (entry,) = held("发放稳岗补贴2000万元", "发放稳岗补贴0.23亿元")
    assert entry.gap is not None
    assert entry.gap * (10_000 if "万" in entry.target.unit else 1) == pytest.approx(3_000_000)


def test_the_reported_number_has_its_place_in_the_report() -> None:
    text = "评查案卷有序开展，全年抽查执法案卷72份。"
    passage = sentence(text)
    shifted = type(passage)(
        passage.index, text, Span(100, 100 + len(text)), passage.section_kind, ""
    )
    promise = "抽查执法案卷60份"
    (entry,) = reconcile(find_targets(promise), [shifted], promise=promise)
    assert entry.reported is not None
    place = Span(entry.reported.span.start - 100, entry.reported.span.end - 100)
    assert "72份" in place.of(text)
    assert entry.likeness == pytest.approx(1.0)


def test_the_best_passage_wins_a_tie() -> None:
    (entry,) = held("抽查执法案卷60份", "抽查执法案卷61份", "抽查执法案卷9份")
    assert entry.verdict is MET


def test_nothing_aimed_at() -> None:
    assert reconcile((), sentences("抽查执法案卷61份")) == ()


PROMISE = "抽查执法案卷60份"


def from_report(*done: str, admitted: str = "", year: int | None = None) -> LedgerEntry:
    lacking = (sentence(admitted, 90, SectionKind.PROBLEMS),) if admitted else ()
    source = Source(sentences(*done), lacking, year=year)
    (entry,) = reconcile(find_targets(PROMISE), (), promise=PROMISE, source=source)
    return entry


def test_a_number_elsewhere_in_the_report_needs_the_whole_name() -> None:
    assert from_report("组织培训3期；抽查执法案卷72份").verdict is MET
    assert from_report("组织培训3期；抽查合同文本72份").verdict is OPEN


def test_what_is_admitted_counts_before_what_is_boasted_of() -> None:
    entry = from_report("抽查执法案卷60份", admitted="抽查执法案卷仅41份，覆盖面不够。")
    assert entry.verdict is MISSED
    assert entry.reported is not None
    assert entry.reported.value == 41
    assert from_report("抽查执法案卷60份", admitted="执法案卷质量不高。").verdict is MET


def test_a_number_of_another_year_is_none_of_this() -> None:
    assert from_report("2023年抽查执法案卷72份", year=2024).verdict is OPEN
    assert from_report("2024年抽查执法案卷72份", year=2024).verdict is MET
    assert from_report("比2023年有所增加，抽查执法案卷72份", year=2024).verdict is MET


def test_a_word_that_stands_at_many_numbers_needs_more_beside_it() -> None:
    promise = "实施水厂改扩建，完成投资1亿元"
    targets = find_targets(promise)
    other = reconcile(targets, sentences("物流园区完成投资2.6亿元"), promise=promise)
    own = reconcile(targets, sentences("水厂改扩建完成投资1.2亿元"), promise=promise)
    assert [e.verdict for e in other] == [OPEN]
    assert [e.verdict for e in own] == [MET]
