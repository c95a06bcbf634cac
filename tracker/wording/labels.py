"""What a code is called on a screen (中文，经 gettext)."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tracker.core.types import (
    Basis,
    BodyKind,
    MeasureKind,
    Outcome,
    Period,
    RegionLevel,
    ReportKind,
    ReturnReason,
    ReviewState,
    SectionKind,
    Status,
    Topic,
    Verdict,
)

REPORT_KINDS: dict[ReportKind, Promise] = {
    ReportKind.RULE_OF_LAW: _("法治政府建设年度报告"),
    ReportKind.GOVERNMENT_WORK: _("政府工作报告"),
}

SECTION_KINDS: dict[SectionKind, Promise] = {
    SectionKind.ACHIEVEMENTS: _("成效"),
    SectionKind.PROBLEMS: _("不足"),
    SectionKind.LEADERSHIP: _("第一责任人履职"),
    SectionKind.PLAN: _("下一年度安排"),
    SectionKind.OTHER: _("其他"),
}

REGION_LEVELS: dict[RegionLevel, Promise] = {
    RegionLevel.PROVINCE: _("省级"),
    RegionLevel.PREFECTURE: _("地市级"),
    RegionLevel.COUNTY: _("县级"),
    RegionLevel.TOWNSHIP: _("乡镇级"),
}

BODY_KINDS: dict[BodyKind, Promise] = {
    BodyKind.GOVERNMENT: _("政府"),
    BodyKind.DEPARTMENT: _("部门"),
}

TOPICS: dict[Topic, Promise] = {
    Topic.FUNCTIONS: _("政府机构职能"),
    Topic.RULES: _("依法行政制度"),
    Topic.DECISIONS: _("行政决策"),
    Topic.ENFORCEMENT: _("行政执法"),
    Topic.EMERGENCIES: _("突发事件应对"),
    Topic.DISPUTES: _("矛盾纠纷化解"),
    Topic.OVERSIGHT: _("权力制约和监督"),
    Topic.TECHNOLOGY: _("科技保障"),
    Topic.LEADERSHIP: _("党的领导"),
}
UNCLASSIFIED = _("未归类")  # of no topic
NO_REGION = _("无地区")

MEASURE_KINDS: dict[MeasureKind, Promise] = {
    MeasureKind.ACTION: _("举措"),
    MeasureKind.AIM: _("目标表述"),
    MeasureKind.SLOGAN: _("口号"),
}

# What earned a commitment its points (Commitment.verifiability_reasons).
VERIFIABILITY: dict[str, Promise] = {
    "action": _("有可查的动作"),
    "object": _("有明确的对象"),
    "number": _("有数量"),
    "deadline": _("有时限"),
    "named": _("有文件或责任单位"),
}

BASES: dict[Basis, Promise] = {
    Basis.YEARLY: _("当年数"),
    Basis.CUMULATIVE: _("累计数"),
}

PERIODS: dict[Period, Promise] = {
    Period.WEEK: _("每周"),
    Period.MONTH: _("每月"),
    Period.QUARTER: _("每季度"),
    Period.HALF_YEAR: _("每半年"),
    Period.YEAR: _("每年"),
}

VERDICTS: dict[Verdict, Promise] = {
    Verdict.MET: _("已达到"),
    Verdict.MISSED: _("未达到"),
    Verdict.UNREPORTED: _("未交代"),
}

STATUSES: dict[Status, Promise] = {
    Status.PENDING: _("待兑现"),
    Status.FULFILLED: _("已兑现"),
    Status.DROPPED: _("不再推进"),
}

OUTCOMES: dict[Outcome, Promise] = {
    Outcome.AWAITING_REPORT: _("待报告"),
    Outcome.NO_EVIDENCE: _("未回应"),
    Outcome.IN_PROGRESS: _("推进中"),
    Outcome.PARTIAL: _("部分兑现"),
    Outcome.NOT_FULFILLED: _("未达成"),
    Outcome.FULFILLED: _("已兑现"),
    Outcome.DROPPED: _("不再推进"),
    Outcome.SUPERSEDED: _("已被替代"),
    Outcome.NOT_ASSESSABLE: _("难以核查"),
}

REVIEW_STATES: dict[ReviewState, Promise] = {
    ReviewState.UNMATCHED: _("未比对"),
    ReviewState.PROPOSED: _("待复核"),
    ReviewState.IN_REVIEW: _("复核中"),
    ReviewState.SECOND_REVIEW: _("待盲审"),
    ReviewState.APPROVAL: _("待批准"),
    ReviewState.DISPUTED: _("有争议"),
    ReviewState.CONFIRMED: _("已确认"),
}

RETURN_REASONS: dict[ReturnReason, Promise] = {
    ReturnReason.TEXT_CHANGED: _("更正后的报告改动了这一项，原结论已撤回，请重新复核"),
    ReturnReason.RESULT_CHANGED: _(
        "下一年度报告已更正，原结论依据的段落有变，结论已撤回，请重新复核"
    ),
    ReturnReason.TEXT_GONE: _("更正后的报告不再有这一项，原记录保留，请核实"),
    ReturnReason.HAND_CHANGED: _("这一项经人工更正，原结论已撤回，请重新复核"),
    ReturnReason.SET_ASIDE: _("经人工更正，这一项不再单列，原记录保留"),
}

# What was compared (Comparison.name), for the bars that add up to a score.
COMPARISONS: dict[str, Promise] = {
    "characters": _("字面"),
    "clause": _("分句"),
    "words": _("用语"),
    "topic": _("主题"),
    "context": _("上下文"),
    "names": _("文件与名称"),
    "numbers": _("数字"),
    "section": _("所在部分"),
    "base": _("基准分"),
}
