"""What a person reads for the codes that the core and the database use (中文，经 gettext).

Below the models, because their choices need the labels; knows only the core's types.
"""

from tracker.wording.corrections import correction_text
from tracker.wording.durations import duration_text, left_text, rate_text
from tracker.wording.exports import EXPORT_ERRORS, export_error_text
from tracker.wording.health import HEALTH_CHECKS, HEALTH_FINDINGS, health_text
from tracker.wording.history import (
    CHAIN_BREAKS,
    DIFFERENCES,
    SUCCESSION_REASONS,
    difference_text,
    succession_reason_text,
)
from tracker.wording.imports import IMPORT_ERRORS, import_error_text
from tracker.wording.labels import (
    BASES,
    BODY_KINDS,
    COMPARISONS,
    MEASURE_KINDS,
    NO_REGION,
    OUTCOMES,
    PERIODS,
    REGION_LEVELS,
    REPORT_KINDS,
    RETURN_REASONS,
    REVIEW_STATES,
    SECTION_KINDS,
    STATUSES,
    TOPICS,
    UNCLASSIFIED,
    VERDICTS,
    VERIFIABILITY,
)
from tracker.wording.questions import FACTS, QUESTIONS, question_text
from tracker.wording.reasons import (
    REASONS,
    reason_text,
)
from tracker.wording.refusals import (
    JOB_ERRORS,
    READ_ERRORS,
    REFUSALS,
    STORAGE_ERRORS,
    job_error_text,
    read_error_text,
    refusal_text,
    storage_error_text,
)
from tracker.wording.sheets import CELL_ERRORS, SHEET_ERRORS, cell_error_text, sheet_error_text

__all__ = [
    "BASES",
    "BODY_KINDS",
    "CELL_ERRORS",
    "CHAIN_BREAKS",
    "COMPARISONS",
    "DIFFERENCES",
    "EXPORT_ERRORS",
    "FACTS",
    "HEALTH_CHECKS",
    "HEALTH_FINDINGS",
    "IMPORT_ERRORS",
    "JOB_ERRORS",
    "MEASURE_KINDS",
    "NO_REGION",
    "OUTCOMES",
    "PERIODS",
    "QUESTIONS",
    "READ_ERRORS",
    "REASONS",
    "REFUSALS",
    "REGION_LEVELS",
    "REPORT_KINDS",
    "RETURN_REASONS",
    "REVIEW_STATES",
    "SECTION_KINDS",
    "SHEET_ERRORS",
    "STATUSES",
    "STORAGE_ERRORS",
    "SUCCESSION_REASONS",
    "TOPICS",
    "UNCLASSIFIED",
    "VERDICTS",
    "VERIFIABILITY",
    "cell_error_text",
    "correction_text",
    "difference_text",
    "duration_text",
    "export_error_text",
    "health_text",
    "import_error_text",
    "job_error_text",
    "left_text",
    "question_text",
    "rate_text",
    "read_error_text",
    "reason_text",
    "refusal_text",
    "sheet_error_text",
    "storage_error_text",
    "succession_reason_text",
]
