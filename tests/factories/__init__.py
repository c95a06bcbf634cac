"""Rows for tests: plain functions."""

from tests.factories.people import (
    PASSWORD,
    make_agency,
    make_approver,
    make_inspector,
    make_region,
    make_user,
)
from tests.factories.reports import (
    ANSWERS,
    PROBLEMS,
    PROMISES,
    Pair,
    make_commitment,
    make_pair,
    make_report,
    make_review,
)
from tests.factories.suggestions import make_candidate, make_suggestion
from tests.factories.work import make_export, make_job, make_upload

__all__ = [
    "ANSWERS",
    "PASSWORD",
    "PROBLEMS",
    "PROMISES",
    "Pair",
    "make_agency",
    "make_approver",
    "make_candidate",
    "make_commitment",
    "make_export",
    "make_inspector",
    "make_job",
    "make_pair",
    "make_region",
    "make_report",
    "make_review",
    "make_suggestion",
    "make_upload",
    "make_user",
]
