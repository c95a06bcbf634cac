"""A file that a person is asked about, for tests of its page."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from tests.factories import make_upload
from tracker.models import Agency, Upload, User

LIST = "/admin/tracker/upload/"
NAME = "云岫市岚溪区司法局"
SHORT = "岚溪区司法局"


def asked(
    user: User | None,
    *candidates: Agency,
    read: str = SHORT,
    evidence: str = "岚溪区司法局关于上年工作的报告",
    **found: Any,
) -> Upload:
    """In doubt: whether it is of one of the candidates, and the year."""
    facts = {
        "agency": {"value": read, "evidence": evidence, "confidence": 0.9, "given": False},
        "report_year": {"value": "2024", "evidence": "去年", "confidence": 0.3, "given": False},
        "level": {"value": "county", "evidence": "岚溪区", "confidence": 0.8, "given": False},
    }
    if not read:
        del facts["agency"]
    return make_upload(
        user=user,
        state="asked",
        found={
            "facts": facts,
            "doubts": ["agency_namesakes", "year_unsure"],
            "candidates": [agency.pk for agency in candidates],
            "region": None,
            **found,
        },
    )


def page_of(upload: Upload) -> str:
    """Its page."""
    return reverse("admin:tracker_upload_change", args=[upload.pk])
