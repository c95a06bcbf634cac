"""The closed lists: what a thing can be, by a stable code. Words for them are in wording."""

from __future__ import annotations

from enum import StrEnum


class ReportKind(StrEnum):
    """The two genres that are accepted."""

    RULE_OF_LAW = "rule_of_law"  # 法治政府建设年度报告
    GOVERNMENT_WORK = "government_work"  # 政府工作报告


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
    """Why a commitment went back to review when a corrected report came in."""

    TEXT_CHANGED = "text_changed"
    TEXT_GONE = "text_gone"
    RESULT_CHANGED = "result_changed"


class Comparator(StrEnum):
    """How a reported number is held against a target."""

    EQ = "="
    GE = ">="
    GT = ">"
    LE = "<="
    LT = "<"
    ABOUT = "~"
