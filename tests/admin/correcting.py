"""The page where a report is mended by hand, for tests."""

from __future__ import annotations

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tracker.models import Report
from tracker.services.corrections import state_of


def url_of(report: Report) -> str:
    """The page of mending."""
    return reverse("admin:tracker_report_correct", args=[report.pk])


def post(client: Client, report: Report, **data: object) -> HttpResponse:
    """Its answer to one act, from a page as it is now."""
    answer = client.post(url_of(report), {"seen": state_of(report), **data})
    assert isinstance(answer, HttpResponse)
    return answer


def told(client: Client, report: Report, **data: object) -> str:
    """What a page says on the next page."""
    answer = client.post(url_of(report), {"seen": state_of(report), **data}, follow=True)
    return "；".join(str(message) for message in answer.context["messages"])
