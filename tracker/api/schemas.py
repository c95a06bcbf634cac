"""What the API answers. What the machine thinks and what a person decided are two objects."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from ninja import Field, Schema

from tracker.core.types import (
    Basis,
    Comparator,
    MeasureKind,
    Outcome,
    Period,
    ReturnReason,
    ReviewState,
    SectionKind,
    Status,
    Topic,
)

Place = tuple[int, int]
_PLACE = "原文位置 [起, 止)，按整理后文本的字符计"


class AgencyRef(Schema):
    """单位."""

    id: int = Field(description="单位编号", examples=[3])
    name: str = Field(description="单位全称", examples=["某某县示例局"])


class RegionRef(Schema):
    """地区."""

    code: str = Field(description="行政区划代码", examples=["330100"])
    name: str = Field(description="地区名称", examples=["某某市"])


class ReportRef(Schema):
    """年度报告."""

    id: int = Field(description="报告编号", examples=[12])
    report_year: int = Field(description="报告年度", examples=[2024])
    title: str = Field(description="标题")


class Comparison(Schema):
    """比对项: one labelled reason of a score."""

    name: str = Field(description="比对项代码", examples=["numbers"])
    label: str = Field(description="比对的事实", examples=["3期≠4期"])
    contribution: float = Field(description="对得分的贡献", examples=[-0.4])


class Evidence(Schema):
    """候选证据: a passage put forward by the machine."""

    rank: int = Field(description="名次，1 为最佳", examples=[1])
    text: str = Field(description="原文")
    span: Place = Field(description=_PLACE, examples=[[120, 168]])
    section_kind: SectionKind = Field(description="所在部分", examples=["achievements"])
    section_heading: str = Field(description="所在标题")
    score: float = Field(description="得分，0 到 1", examples=[0.81])
    comparisons: list[Comparison] = Field(description="比对项")


class Suggestion(Schema):
    """系统建议，未复核: the machine's view, never a decision."""

    reviewed: Literal[False] = Field(False, description="恒为 false：系统建议不是人工结论")
    notice: str = Field(description="说明", examples=["系统建议，未复核"])
    outcome: Outcome = Field(description="建议的兑现情况", examples=["partial"])
    suggested_status: Status = Field(description="建议的状态", examples=["pending"])
    confidence: float = Field(description="置信度，0 到 1", examples=[0.74])
    reasons: list[str] = Field(description="理由")


class CommitmentSuggestion(Suggestion):
    """系统建议，未复核: of a whole commitment, with the run that made it."""

    matcher_version: str = Field(description="比对版本")
    created_at: dt.datetime = Field(description="比对时间")


class SuggestionWithEvidence(CommitmentSuggestion):
    """系统建议，未复核, with the passages it rests on."""

    evidence: list[Evidence] = Field(description="候选证据，最佳在前")


class MeasureSuggestion(Suggestion):
    """系统建议，未复核: of one measure."""

    evidence: list[Evidence] = Field(description="候选证据，最佳在前")


class Review(Schema):
    """人工复核结论: confirmed by a person."""

    outcome: Outcome = Field(description="确认的兑现情况", examples=["partial"])
    status: Status = Field(description="确认的状态", examples=["pending"])
    confirmed_at: dt.datetime | None = Field(description="确认时间")


class PickedEvidence(Schema):
    """A passage that the reviewer rested the decision on."""

    text: str = Field(description="原文")
    span: Place = Field(description=_PLACE, examples=[[120, 168]])
    section_kind: str = Field(description="所在部分", examples=["achievements"])


class ReviewDetail(Review):
    """人工复核结论, with who decided on what grounds."""

    decided_by: str = Field(description="复核人的用户名")
    approved_by: str | None = Field(description="批准人的用户名，仅不再推进的事项有")
    note: str = Field(description="说明")
    evidence: list[PickedEvidence] = Field(description="采用的证据")


class Target(Schema):
    """量化目标."""

    text: str = Field(description="原文", examples=["不少于2次"])
    span: Place = Field(description=_PLACE)
    value: float = Field(description="数值", examples=[2])
    unit: str = Field(description="计量单位", examples=["次"])
    comparator: Comparator = Field(description="比较", examples=[">="])
    object: str = Field(description="对象", examples=["培训"])
    deadline: dt.date | None = Field(description="期限")
    other_end: float | None = Field(
        description="范围的另一端：“2至3名”中不决定是否达到的那个数；null 即不是范围"
    )
    basis: Basis | None = Field(
        description="口径：yearly 当年数，cumulative 累计数；null 即原文没有说明",
        examples=["yearly"],
    )
    every: Period | None = Field(
        description="频次：week 每周，month 每月，quarter 每季度，half_year 每半年，year 每年；"
        "value 已折算为全年",
        examples=["quarter"],
    )
    stretch: bool = Field(description="力争、争取一类的目标", examples=[False])


class Measure(Schema):
    """具体举措."""

    text: str = Field(description="举措内容")
    kind: MeasureKind = Field(
        description="性质：action 举措，aim 目标表述，slogan 口号；后两种不计入兑现",
        examples=["action"],
    )
    span: Place = Field(description=_PLACE)
    targets: list[Target] = Field(description="量化目标")
    suggestion: MeasureSuggestion | None = Field(description="系统建议，未复核")


class VerifiabilityPoint(Schema):
    """可核查度的一项依据."""

    code: str = Field(
        description="代码：action、object、number、deadline、named", examples=["deadline"]
    )
    label: str = Field(description="说明", examples=["有时限"])


class Commitment(Schema):
    """承诺事项."""

    id: int = Field(description="承诺事项编号", examples=[57])
    ordinal: str = Field(description="项号", examples=["（一）"])
    heading: str = Field(description="标题", examples=["推进窗口延时服务"])
    text: str = Field(description="承诺内容")
    span: Place = Field(description=_PLACE)
    agency: AgencyRef = Field(description="单位")
    region: RegionRef | None = Field(description="单位所属地区")
    report: ReportRef = Field(description="作出承诺的报告")
    result_report: ReportRef | None = Field(description="下一年度报告；null 即待报告")
    plan_year: int = Field(description="计划年度：应兑现的年份", examples=[2025])
    verifiability: int = Field(description="可核查度 0 到 5；0、1 不计入可核查分母", examples=[4])
    topic: Topic | None = Field(
        description="主题，系统归类：functions 政府机构职能，rules 依法行政制度，"
        "decisions 行政决策，enforcement 行政执法，emergencies 突发事件应对，"
        "disputes 矛盾纠纷化解，oversight 权力制约和监督，technology 科技保障，"
        "leadership 党的领导；null 即未归类",
        examples=["enforcement"],
    )
    documents: list[str] = Field(description="承诺中引用的文件，不含书名号")
    partners: list[str] = Field(description="承诺中写明的协同单位")
    status: Status = Field(description="状态，只随人工确认改变", examples=["pending"])
    outcome: Outcome | None = Field(
        description="兑现情况：人工确认的结果；下一年度报告未提交时为 awaiting_report；"
        "已提交而未确认时为 null",
        examples=["partial"],
    )
    review_state: ReviewState = Field(description="复核状态", examples=["confirmed"])
    returned_reason: ReturnReason | None = Field(
        description="因报告更正或人工更正而退回复核的原因；"
        "text_gone 和 set_aside 的事项已不在计划中，不计入任何统计",
        examples=["text_changed"],
    )
    review: Review | None = Field(description="人工复核结论；确认之前为 null")
    suggestion: CommitmentSuggestion | None = Field(
        description="系统建议，未复核；待盲审（second_review）时不给出"
    )


class CommitmentDetail(Commitment):
    """承诺事项, with all that hangs on it."""

    verifiability_reasons: list[str] = Field(
        description="可核查度的依据，只有代码；说明见 verifiability_points"
    )
    verifiability_points: list[VerifiabilityPoint] = Field(
        description="可核查度的依据，每项一分，共 verifiability 项"
    )
    measures: list[Measure] = Field(description="具体举措")
    review: ReviewDetail | None = Field(description="人工复核结论；确认之前为 null")
    suggestion: SuggestionWithEvidence | None = Field(
        description="系统建议，未复核；待盲审（second_review）时不给出"
    )


class CommitmentPage(Schema):
    """One page; following next_cursor loses and repeats nothing, whatever is added meanwhile."""

    items: list[Commitment] = Field(description="按编号升序")
    next_cursor: str | None = Field(description="下一页的游标；null 即已到末页")
