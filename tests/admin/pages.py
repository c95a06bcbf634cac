"""Every page of the admin that shows or takes rows of ours, for tests that visit them all."""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import Pair, make_export, make_job, make_pair, make_upload, make_user
from tracker.models import (
    AgencySuccession,
    Batch,
    Correction,
    DigestDelivery,
    Review,
    Subscription,
    User,
)
from tracker.services import reviews
from tracker.services.batches import open_batch
from tracker.services.keys import issue_key

MODELS = [
    *("agency", "agencysuccession", "apikey", "commitment", "correction", "digestdelivery"),
    *("export", "matchjob", "matchrun", "region", "report", "review", "subscription"),
    *("upload", "user"),
]


@dataclass(frozen=True)
class World:
    """One agency with two reports and a row of every table beside them."""

    pair: Pair
    rows: dict[str, int]  # model name -> primary key
    batch: int


def make_world() -> World:
    """Rows of every table, all within the scope of one agency."""
    pair = make_pair()
    other = make_pair()
    member = make_user(responsible_for=[pair.agency])
    subscription = Subscription.objects.create(user=member)
    delivery = DigestDelivery.objects.create(
        subscription=subscription, recipient=member.email, week="2026-W01"
    )
    batch = open_batch(Batch.Source.COMMAND, expected=1)
    upload = make_upload(report=pair.result, state="done", result="insert", batch=batch)
    succession = AgencySuccession.objects.create(
        predecessor=pair.agency, successor=other.agency, since_year=2020
    )
    region = pair.agency.region
    assert region is not None
    rows = {
        "agency": pair.agency.pk,
        "agencysuccession": succession.pk,
        "apikey": issue_key(member, name="大屏")[0].pk,
        "commitment": pair.commitments[0].pk,
        "correction": _correction(pair, member).pk,
        "digestdelivery": delivery.pk,
        "export": make_export(member).pk,
        "matchjob": make_job(pair).pk,
        "matchrun": pair.plan.plan_runs.get().pk,
        "region": region.pk,
        "report": pair.plan.pk,
        "review": _review(pair).pk,
        "subscription": subscription.pk,
        "upload": upload.pk,
        "user": member.pk,
    }
    return World(pair=pair, rows=rows, batch=batch.pk)


def _correction(pair: Pair, user: User) -> Correction:
    return Correction.objects.create(
        report=pair.plan,
        kind=Correction.Kind.SET_ASIDE,
        said={"text": pair.commitments[0].text, "nth": 0},
        was={"headings": [pair.commitments[0].heading]},
        made_by=user,
        undone_by=user,
        undone_at=timezone.now(),
    )


def _review(pair: Pair) -> Review:
    root = make_user(is_superuser=True)
    return reviews.decide(
        pair.commitments[2].pk, reviewer=root, version=1, outcome="no_evidence", note="没有提到"
    )


def list_urls() -> list[str]:
    """All lists and add pages, and the progress of everything."""
    urls = [
        reverse(f"admin:tracker_{model}_{page}")
        for model in MODELS
        for page in ("changelist", "add")
    ]
    return [*urls, reverse("admin:tracker_upload_progress_all")]


def desk_urls() -> list[str]:
    """The pages beside the list of commitments."""
    names = ("bulk", "view_counts", "agreement")
    urls = [reverse(f"admin:tracker_commitment_{name}") for name in names]
    return [*urls, reverse("admin:tracker_inspection")]


def preview_urls(world: World) -> list[str]:
    """A subscriber's digest as it would be sent, and the mail inside that page."""
    return [
        reverse(f"admin:tracker_subscription_{name}", args=[world.rows["subscription"]])
        for name in ("preview", "preview_mail")
    ]


def row_urls(world: World) -> list[str]:
    """All pages of one row each, the review page, and the progress of a batch."""
    urls = [
        reverse(f"admin:tracker_{model}_{page}", args=[world.rows[model]])
        for model in MODELS
        for page in ("change", "history", "delete")
    ]
    return [
        *urls,
        reverse("admin:tracker_commitment_review", args=[world.rows["commitment"]]),
        *correction_urls(world.pair),
        reverse("admin:tracker_export_file", args=[world.rows["export"]]),
        reverse("admin:tracker_upload_progress", args=[world.batch]),
        *preview_urls(world),
        reverse("admin:auth_user_password_change", args=[world.rows["user"]]),
    ]


def correction_urls(pair: Pair) -> list[str]:
    """The pages that mend the plan of a pair by hand."""
    part = pair.plan.sections.get(kind="plan")
    return [
        reverse("admin:tracker_report_correct", args=[pair.plan.pk]),
        reverse("admin:tracker_report_split", args=[pair.plan.pk, 0]),
        reverse("admin:tracker_report_part", args=[pair.plan.pk, part.start]),
    ]


def logged_in(user: User) -> Client:
    """A client of this user."""
    client = Client()
    client.force_login(user)
    return client


class InlineCode(HTMLParser):
    """Collects what a content security policy without unsafe-inline would stop."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._in_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        self.found += [f"{tag} {n}" for n in names if n == "style" or n.startswith("on")]
        self.found += [
            f"{tag} {n}" for n, v in names.items() if (v or "").startswith("javascript:")
        ]
        self.found += ["style element"] if tag == "style" else []
        is_code = names.get("type") in (None, "", "text/javascript", "module")
        self.found += (
            ["inline script"] if tag == "script" and "src" not in names and is_code else []
        )


def inline_code(html: str) -> list[str]:
    """Inline scripts, styles and handlers of a page."""
    parser = InlineCode()
    parser.feed(html)
    return parser.found
