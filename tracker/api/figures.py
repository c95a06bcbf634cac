"""What the statistics answer: flat rows, each with its numerator and denominators."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from ninja import Field, Schema


class Silence(Schema):
    """One row: what people confirmed as 未回应; …_suggested is the machine's view, in no rate."""

    key: str | None = Field(description="单位编号、区划代码、年份或主题", examples=["3"])
    label: str = Field(description="名称", examples=["某某县示例局"])
    silent: int = Field(description="分子：人工确认未回应", examples=[2])
    denominator_all: int = Field(description="分母（全部）：下一年度报告已提交", examples=[11])
    rate_all: float | None = Field(description="未回应率（占全部），0 到 1", examples=[0.182])
    silent_verifiable: int = Field(description="可核查者中人工确认未回应", examples=[2])
    denominator_verifiable: int = Field(description="分母（可核查）", examples=[9])
    rate_verifiable: float | None = Field(description="未回应率（占可核查），0 到 1")
    reviewed: int = Field(description="全部之中已人工确认", examples=[10])
    reviewed_share: float | None = Field(description="已复核比例，0 到 1", examples=[0.909])
    missed: int | None = Field(
        description="已确认者中有数字未达标的；数字由系统核对，给 as_of 时为 null", examples=[1]
    )
    silent_suggested: int | None = Field(
        description="系统建议未回应，未复核；给 as_of 时为 null", examples=[1]
    )
    missed_suggested: int | None = Field(
        description="系统认为数字未达标，未复核；给 as_of 时为 null", examples=[0]
    )


class SilenceTable(Schema):
    """Rows by group."""

    items: list[Silence] = Field(description="各组")


class Age(Schema):
    """One row of what is unfulfilled; the four of past_… add up to `open`."""

    key: str | None = Field(description="单位编号、区划代码、年份或主题代码", examples=["2023"])
    label: str = Field(description="名称", examples=["2023"])
    plan_year: int = Field(
        description="计划年度；不按年度分组时，是本组有未兑现的最早一个", examples=[2023]
    )
    years_past: int = Field(description="距该计划年度已过几年", examples=[3])
    open: int = Field(description="分子：未兑现", examples=[7])
    denominator_all: int = Field(description="分母（全部）：下一年度报告已提交", examples=[21])
    rate_all: float | None = Field(description="未兑现占全部，0 到 1", examples=[0.333])
    verifiable: int = Field(description="未兑现之中可核查", examples=[6])
    denominator_verifiable: int = Field(description="分母（可核查）", examples=[18])
    rate_verifiable: float | None = Field(
        description="未兑现且可核查，占可核查，0 到 1", examples=[0.333]
    )
    past_0: int = Field(description="未兑现之中，计划年度就是今年", examples=[0])
    past_1: int = Field(description="未兑现之中，计划年度已过一年", examples=[0])
    past_2: int = Field(description="未兑现之中，计划年度已过两年", examples=[0])
    past_3_or_more: int = Field(description="未兑现之中，计划年度已过三年以上", examples=[7])
    silent: int = Field(description="人工确认未回应", examples=[2])
    short: int = Field(description="人工确认部分兑现或未达成", examples=[2])
    moving: int = Field(description="人工确认推进中", examples=[1])
    vague: int = Field(description="人工确认难以核查", examples=[1])
    unconfirmed: int = Field(description="尚未人工确认", examples=[1])
    reviewed_share: float | None = Field(
        description="未兑现之中已复核的比例，0 到 1", examples=[0.857]
    )


class AgeTable(Schema):
    """Rows by group that have something unfulfilled."""

    items: list[Age] = Field(description="有未兑现的各组；按计划年度时近的在前")


class Compliance(Schema):
    """One row: whether reports are what the rules ask for."""

    key: str | None = Field(description="单位编号、区划代码或报告年度", examples=["2024"])
    label: str = Field(description="名称", examples=["2024"])
    ruled: int = Field(description="法治政府建设年度报告数", examples=[12])
    on_time: int = Field(description="按期报送", examples=[9])
    late: int = Field(description="逾期报送", examples=[2])
    undated: int = Field(description="无从判断是否按期", examples=[1])
    on_time_share: float | None = Field(description="按期率（占可判断者），0 到 1")
    incomplete: int = Field(description="缺少法定内容", examples=[3])
    comparable: int = Field(description="有上年计划可比的报告数（不限类型）", examples=[8])
    copied: int = Field(description="计划半数以上沿用上年", examples=[1])
    mean_copied: float | None = Field(description="沿用上年的平均比例，0 到 1")


class ComplianceTable(Schema):
    """Rows by group."""

    items: list[Compliance] = Field(description="各组")


class Month(Schema):
    """One month of confirmed decisions."""

    month: dt.date = Field(description="月份（首日，北京时间）", examples=["2026-10-01"])
    confirmed: int = Field(description="当月确认且仍有效的结论数", examples=[31])


class ProgressRow(Schema):
    """How far the reviews of one group have come; the five states add up to `denominator_all`."""

    key: str | None = Field(description="单位编号、区划代码、年份或主题代码", examples=["3"])
    label: str = Field(description="名称", examples=["某某县示例局"])
    reviewed: int = Field(description="分子：已确认", examples=[8])
    denominator_all: int = Field(description="分母（全部）：下一年度报告已提交", examples=[12])
    reviewed_share: float | None = Field(description="已复核比例（占全部），0 到 1")
    reviewed_verifiable: int = Field(description="可核查者中已确认", examples=[8])
    denominator_verifiable: int = Field(description="分母（可核查）", examples=[10])
    reviewed_share_verifiable: float | None = Field(
        description="已复核比例（占可核查），0 到 1", examples=[0.8]
    )
    waiting: int = Field(description="待复核", examples=[3])
    second: int = Field(description="待盲审", examples=[0])
    disputed: int = Field(description="有争议", examples=[0])
    approval: int = Field(description="待批准", examples=[1])
    overdue: int = Field(description="未确认且已过复核期限", examples=[1])
    soon: int = Field(description="未确认且复核期限将至", examples=[0])


class Progress(Schema):
    """How far the reviews have come; the five states add up to `all`."""

    all: int = Field(description="下一年度报告已提交", examples=[120])
    verifiable: int = Field(description="其中可核查", examples=[100])
    reviewed: int = Field(description="已确认", examples=[80])
    reviewed_verifiable: int = Field(description="可核查者中已确认", examples=[75])
    waiting: int = Field(description="待复核", examples=[30])
    second: int = Field(description="待盲审", examples=[4])
    disputed: int = Field(description="有争议", examples=[1])
    approval: int = Field(description="待批准", examples=[5])
    overdue: int = Field(description="未确认且已过复核期限", examples=[3])
    soon: int = Field(description="未确认且复核期限将至", examples=[6])
    reviewed_share: float | None = Field(description="已复核比例，0 到 1", examples=[0.667])
    reviewed_share_verifiable: float | None = Field(
        description="已复核比例（占可核查），0 到 1", examples=[0.75]
    )
    months: list[Month] = Field(description="近 24 个月每月确认数，早的在前")
    rows: list[ProgressRow] = Field([], description="各组，相加即为合计；没有给 by 时为空")


class Agreement(Schema):
    """一致性 of two readers of the same."""

    kind: Literal["all", "outcome", "reviewer"] = Field(description="全部、按结论、按复核人")
    key: str = Field(description="空、结论代码或复核人编号", examples=["partial"])
    pairs: int = Field(description="两人各自读过的事项数", examples=[40])
    agreed: int = Field(description="结论相同", examples=[34])
    kappa: float | None = Field(description="Cohen’s kappa；无从计算时为 null", examples=[0.79])


class Following(Schema):
    """How often a reviewer's conclusion is the machine's suggestion."""

    reviewer: int = Field(description="复核人编号", examples=[7])
    decided: int = Field(description="逐项作出且当时有系统建议的结论数", examples=[120])
    followed: int = Field(description="与系统建议相同", examples=[88])


class AgreementRow(Schema):
    """Both of one group. Nothing of a pair before both have read."""

    key: str | None = Field(description="单位编号、区划代码、年份或主题代码", examples=["3"])
    label: str = Field(description="名称", examples=["某某县示例局"])
    pairs: int = Field(description="两人各自读过的事项数", examples=[4])
    agreed: int = Field(description="结论相同", examples=[3])
    kappa: float | None = Field(description="Cohen’s kappa；无从计算时为 null", examples=[0.5])
    decided: int = Field(description="逐项作出且当时有系统建议的结论数", examples=[12])
    followed: int = Field(description="与系统建议相同", examples=[9])
    followed_share: float | None = Field(description="与系统建议相同的比例，0 到 1")


class AgreementTable(Schema):
    """Pairs of readers, and readers beside the machine."""

    items: list[Agreement] = Field(description="两人之间")
    following: list[Following] = Field(
        description="人与系统建议之间；批量复核不计，还在等待盲审的不计"
    )
    rows: list[AgreementRow] = Field([], description="有人读过的各组；没有给 by 时为空")
