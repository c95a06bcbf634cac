"""Short forms for tests that post to the review page."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.factories import (
    Pair,
)
from tracker.admin.passages import passage_value
from tracker.models import Commitment


def url_of(commitment: Commitment) -> str:
    return reverse("admin:tracker_commitment_review", args=[commitment.pk])


def posted(commitment: Commitment, **changes: Any) -> dict[str, Any]:
    data = {"version": commitment.version, "suggestion": commitment.suggestion_id or ""}
    return data | changes


def value_of(pair: Pair, words: str) -> str:
    start = pair.result.text.index(words)
    return passage_value((start, start + len(words)), words, None)


def send(client: Client, commitment: Commitment, **changes: Any) -> HttpResponse:
    answer = client.post(url_of(commitment), posted(commitment, **changes))
    assert isinstance(answer, HttpResponse)
    return answer
