"""What became of a file, in words, and where the words lead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.models import Upload
from tracker.wording import question_text, read_error_text


def outcome_words(upload: Upload) -> str:
    """What became of a file, in words."""
    if upload.state == Upload.State.FAILED:
        return read_error_text(upload.error_code, cast(Mapping[str, object], upload.error_params))
    if upload.state == Upload.State.ASKED:
        return question_text(upload.found.get("doubts", []))
    return str(upload.get_result_display())


def state_of(upload: Upload) -> dict[str, object]:
    """A file's line on the page that handed it in; `busy`: it will change by itself.

    What is asked about leads to the question, what was stored to the report.
    """
    line: dict[str, object] = {
        "id": upload.pk,
        "state": upload.state,
        "label": str(upload.get_state_display()),
        "words": outcome_words(upload),
        "busy": upload.state in (Upload.State.WAITING, Upload.State.RUNNING),
    }
    if upload.state == Upload.State.ASKED:
        url = reverse("admin:tracker_upload_change", args=[upload.pk])
        return line | {"url": url, "link": _("去补充")}
    if upload.report is not None:
        url = reverse("admin:tracker_report_change", args=[upload.report.pk])
        return line | {"url": url, "link": str(upload.report)}
    return line
