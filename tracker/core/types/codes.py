"""The closed lists: what a thing can be, by a stable code. Words for them are in wording."""

from __future__ import annotations

from enum import StrEnum


class ReportKind(StrEnum):
    """The two genres that are accepted."""

    RULE_OF_LAW = "rule_of_law"  # 法治政府建设年度报告
    GOVERNMENT_WORK = "government_work"  # 政府工作报告


class RegionLevel(StrEnum):
    """How high the place of a body stands."""

    PROVINCE = "province"  # 省级
    PREFECTURE = "prefecture"  # 地市级
    COUNTY = "county"  # 县级
    TOWNSHIP = "township"  # 乡镇级


class BodyKind(StrEnum):
    """A government or one of its departments: they file by different days."""

    GOVERNMENT = "government"  # 政府
    DEPARTMENT = "department"  # 部门


class SectionKind(StrEnum):
    """What a part of a report is about."""

    ACHIEVEMENTS = "achievements"  # 成效
    PROBLEMS = "problems"  # 不足
    LEADERSHIP = "leadership"  # 第一责任人履职
    PLAN = "plan"  # 下一年度安排
    OTHER = "other"


class Status(StrEnum):
    """The public state of a commitment; leaves PENDING only by a confirmed Review."""

    PENDING = "pending"  # 待兑现
    FULFILLED = "fulfilled"  # 已兑现
    DROPPED = "dropped"  # 不再推进


class Outcome(StrEnum):
    """The finer result behind a status (兑现情况)."""

    AWAITING_REPORT = "awaiting_report"  # 待报告
    NO_EVIDENCE = "no_evidence"  # 未回应
    IN_PROGRESS = "in_progress"  # 推进中
    PARTIAL = "partial"  # 部分兑现
    NOT_FULFILLED = "not_fulfilled"  # 未达成
    FULFILLED = "fulfilled"  # 已兑现
    DROPPED = "dropped"  # 不再推进
    SUPERSEDED = "superseded"  # 已被替代
    NOT_ASSESSABLE = "not_assessable"  # 难以核查

    @property
    def status(self) -> Status:
        """The public status that a confirmed review with this outcome gives."""
        if self is Outcome.FULFILLED:
            return Status.FULFILLED
        if self in (Outcome.DROPPED, Outcome.SUPERSEDED):
            return Status.DROPPED
        return Status.PENDING


class ReviewState(StrEnum):
    """How far the human review has come. The machine writes only the first two."""

    UNMATCHED = "unmatched"
    PROPOSED = "proposed"
    IN_REVIEW = "in_review"
    SECOND_REVIEW = "second_review"
    APPROVAL = "approval"
    DISPUTED = "disputed"
    CONFIRMED = "confirmed"


class ReturnReason(StrEnum):
    """Why a commitment went back to review: a corrected report, or a correction by hand."""

    TEXT_CHANGED = "text_changed"
    TEXT_GONE = "text_gone"
    RESULT_CHANGED = "result_changed"
    HAND_CHANGED = "hand_changed"  # a person corrected how it was cut
    SET_ASIDE = "set_aside"  # a person said that it is no commitment of its own


class Comparator(StrEnum):
    """How a reported number is held against a target."""

    EQ = "="
    GE = ">="
    GT = ">"
    LE = "<="
    LT = "<"
    ABOUT = "~"


class Basis(StrEnum):
    """Over which time a number counts, where the words say so."""

    YEARLY = "yearly"  # 新增、当年、每年
    CUMULATIVE = "cumulative"  # 累计、总数


class Period(StrEnum):
    """How often an act is promised; the value of such a target is that of a whole year."""

    WEEK = "week"  # 每周
    MONTH = "month"  # 每月
    QUARTER = "quarter"  # 每季度
    HALF_YEAR = "half_year"  # 每半年
    YEAR = "year"  # 每年


class MeasureKind(StrEnum):
    """What a piece of a commitment says: what is done, what for, or nothing one can check."""

    ACTION = "action"  # 举措
    AIM = "aim"  # 目标表述
    SLOGAN = "slogan"  # 口号


class Verdict(StrEnum):
    """How a number aimed at came out (数字核对)."""

    MET = "met"  # 已达到
    MISSED = "missed"  # 未达到
    UNREPORTED = "unreported"  # 未交代


class Topic(StrEnum):
    """The eight systems of 《法治政府建设实施纲要（2021-2025年）》, and the Party's leadership."""

    FUNCTIONS = "functions"  # 政府机构职能体系
    RULES = "rules"  # 依法行政制度体系
    DECISIONS = "decisions"  # 行政决策制度体系
    ENFORCEMENT = "enforcement"  # 行政执法工作体系
    EMERGENCIES = "emergencies"  # 突发事件应对体系
    DISPUTES = "disputes"  # 社会矛盾纠纷行政预防调处化解体系
    OVERSIGHT = "oversight"  # 行政权力制约和监督体系
    TECHNOLOGY = "technology"  # 法治政府建设科技保障体系
    LEADERSHIP = "leadership"  # 党的领导
