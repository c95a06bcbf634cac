"""What holds for every admin page: constant queries, nothing inline, everything escaped."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.admin.pages import (
    MODELS,
    desk_urls,
    inline_code,
    list_urls,
    logged_in,
    make_world,
    row_urls,
)
from tests.factories import (
    ANSWERS,
    make_agency,
    make_inspector,
    make_job,
    make_pair,
    make_region,
    make_suggestion,
    make_upload,
    make_user,
)
from tracker.models import (
    AgencySuccession,
    Batch,
    Commitment,
    DigestDelivery,
    Renewal,
    SavedView,
    Subscription,
    User,
)
from tracker.services import reviews
from tracker.services.batches import open_batch

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{ 7|add:7 }}"


def queries(client: Client, url: str) -> int:
    client.get(url)  # what is cached once per process is there now
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url).status_code == 200, url
    return len(captured)


def grow(reviewer: User) -> None:
    """One more row of everything that the lists show."""
    pair = make_pair()
    reviews.decide(pair.commitments[0].pk, reviewer=reviewer, version=1, outcome="partial")
    member = make_user(responsible_for=[pair.agency])
    subscription = Subscription.objects.create(user=member)
    DigestDelivery.objects.create(
        subscription=subscription, recipient=member.email, week="2026-W02"
    )
    batch = open_batch(Batch.Source.ADMIN, user=member)
    failure: dict[str, Any] = {"state": "failed", "error_code": f"code{pair.plan.pk}"}
    make_upload(report=pair.result, user=member, batch=batch, **failure)
    make_job(pair, **failure)
    AgencySuccession.objects.create(
        predecessor=pair.agency, successor=make_pair().agency, since_year=2021
    )
    make_region(parent=pair.agency.region)


LISTS = [
    *(f"admin:tracker_{model}_changelist" for model in MODELS),
    *(f"admin:tracker_commitment_{page}" for page in ("bulk", "view_counts", "agreement")),
]
FEW, MANY = 3, 30


def test_a_list_takes_as_many_queries_for_many_rows_as_for_few() -> None:
    """All of them in one test: the rows take longer to make than the lists to read."""
    root = make_user(is_superuser=True)
    SavedView.objects.create(user=root, name="全部", query="queue=all")
    client = logged_in(root)
    urls = [
        reverse(name) + ("?queue=all" if name.endswith("commitment_changelist") else "")
        for name in LISTS
    ]
    for _ in range(FEW):
        grow(root)
    before = {url: queries(client, url) for url in urls}
    for _ in range(MANY - FEW):
        grow(root)
    assert {url: queries(client, url) for url in urls} == before


def test_the_progress_takes_constant_queries() -> None:
    root = make_user(is_superuser=True)
    client = logged_in(root)
    grow(root)
    url = reverse("admin:tracker_upload_progress_all")
    before = queries(client, url)
    for _ in range(3):
        grow(root)
    assert queries(client, url) == before


@pytest.mark.sqlite
def test_the_queue_of_an_inspector_takes_constant_queries() -> None:
    region = make_region()
    inspector = make_inspector(region)
    client = logged_in(inspector)
    names = ("changelist", "bulk", "view_counts")
    urls = [reverse(f"admin:tracker_commitment_{name}") for name in names]
    SavedView.objects.create(user=inspector, name="一", query="point=renewed&light=green")

    def add() -> None:
        agency = make_agency(region=region)
        before, after = make_pair(agency, report_year=2021), make_pair(agency)
        for old, new in zip(before.commitments, after.commitments, strict=True):
            Renewal.objects.create(earlier=old, later=new, likeness=0.9)
        make_suggestion(after.commitments[0], confidence=0.99, matcher_version="sure")

    add()
    before = [queries(client, url) for url in urls]
    for _ in range(4):
        add()
    assert [queries(client, url) for url in urls] == before


def test_the_review_page_takes_constant_queries() -> None:
    few = make_pair(answers=ANSWERS[:1])
    many = make_pair(answers=[f"{answer}第{i}次。" for i in range(3) for answer in ANSWERS])
    client = logged_in(make_inspector(few.agency, many.agency))
    urls = [
        reverse("admin:tracker_commitment_review", args=[pair.commitments[2].pk])
        for pair in (few, many)
    ]
    assert queries(client, urls[0]) == queries(client, urls[1])


def test_every_page_forbids_inline_code_and_has_none() -> None:
    world = make_world()
    client = logged_in(make_user(is_superuser=True))
    for url in [*list_urls(), *desk_urls(), *row_urls(world), reverse("admin:index")]:
        answer = client.get(url, follow=True)
        if answer.status_code == 403:
            continue
        policy = answer.headers["Content-Security-Policy"]
        assert "unsafe" not in policy, url
        assert "default-src 'none'" in policy, url
        assert inline_code(answer.content.decode()) == [], url


def test_inline_code_would_be_found() -> None:
    page = '<p style="x" onclick="y"><style></style><script>1</script><a href="javascript:1">'
    assert len(inline_code(page)) == 5
    assert inline_code('<script src="/a.js"></script><rect width="3"/>') == []


def test_hostile_text_is_escaped_everywhere() -> None:
    promise = f"推进{HOSTILE}。年内办好{HOSTILE}三件。"
    answer = f"已推进{HOSTILE}三件。"
    pair = make_pair(promises=[(HOSTILE, promise)], answers=[answer])
    pair.agency.name = HOSTILE
    pair.agency.save()
    commitment = pair.commitments[0]
    assert commitment.suggestion is not None
    commitment.suggestion.reasons = [{"code": HOSTILE, "params": {}}]
    commitment.suggestion.save()
    candidate = commitment.suggestion.candidates.get()
    candidate.section_heading = HOSTILE
    candidate.comparisons = [{"name": HOSTILE, "label": HOSTILE, "level": 0, "contribution": 1}]
    candidate.save()
    root = make_user(HOSTILE[:100], is_superuser=True)
    start = pair.result.text.index(answer)
    picked = {"start": start, "end": start + len(answer), "text": answer}
    made = reviews.decide(
        commitment.pk,
        reviewer=root,
        version=1,
        outcome="fulfilled",
        note=HOSTILE,
        evidence=[picked],
    )
    batch = open_batch(Batch.Source.COMMAND, label=HOSTILE, user=root)
    failure: dict[str, Any] = {"state": "failed", "error_code": HOSTILE[:60]}
    make_upload(filename=HOSTILE, user=root, batch=batch, **failure)
    make_job(pair, **failure)
    client = logged_in(root)
    urls = [reverse(f"admin:tracker_{model}_changelist") + "?" for model in MODELS]
    urls += [reverse("admin:tracker_commitment_changelist") + "?queue=all", *desk_urls()]
    SavedView.objects.create(user=root, name=HOSTILE[:40], query="queue=all")
    urls += [reverse("admin:tracker_commitment_review", args=[commitment.pk])]
    urls += [reverse("admin:tracker_report_change", args=[pair.result.pk])]
    urls += [reverse("admin:tracker_review_change", args=[made.pk])]
    urls += [reverse("admin:tracker_upload_add"), reverse("admin:tracker_upload_progress_all")]
    urls += [reverse("admin:tracker_upload_progress", args=[batch.pk])]
    for url in urls:
        html = client.get(url).content.decode()
        assert "<script>alert" not in html, url
        assert "<img src=x" not in html, url
        assert inline_code(html) == [], url


def test_the_lists_speak_chinese() -> None:
    client = logged_in(make_user(is_superuser=True))
    html = client.get(reverse("admin:index")).content.decode()
    assert "承诺追踪" in html
    for name in (
        "承诺事项",
        "年度报告",
        "上传文件",
        "周报投递",
        "复核记录",
        "单位",
        "地区",
        "用户",
    ):
        assert name in html


def test_a_report_counts_the_promises_that_it_still_makes() -> None:
    pair = make_pair()
    Commitment.objects.filter(pk=pair.commitments[0].pk).update(returned_reason="text_gone")
    root = logged_in(make_user(is_superuser=True))
    html = root.get(reverse("admin:tracker_report_change", args=[pair.plan.pk])).content.decode()
    assert ">2 条</a>" in html
