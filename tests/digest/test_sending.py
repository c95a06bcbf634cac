"""One correct mail for each reader and week, over a real SMTP server."""

from __future__ import annotations

import datetime as dt
from email.message import EmailMessage

import pytest
from django.core import mail
from django.test import Client
from pytest_django import Settings

from tests import factories
from tests.digest.conftest import PostOffice
from tests.digest.samples import (
    MONDAY,
    by_address,
    delivery,
    reader_of,
    readers,
    small_world,
    states,
    subscriber,
)
from tracker.digest import FutureWeek, NoSuchWeek, preview_digests, send_due_digests
from tracker.models import Commitment, DigestDelivery, Subscription
from tracker.selectors import digests

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite]

MINUTE = dt.timedelta(minutes=1)
State = DigestDelivery.State


def plain_text(sent: EmailMessage) -> str:
    body = sent.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_one_correct_mail(post_office: PostOffice, settings: Settings) -> None:
    settings.SITE_URL = "https://promises.example.org"
    settings.DEFAULT_FROM_EMAIL = "承诺追踪 <promises@example.org>"
    readers("a")
    result = send_due_digests(now=MONDAY)
    assert [(i.recipient, i.week, i.state) for i in result.items] == [
        ("a@example.org", "2026-W47", State.SENT)
    ]
    [sent] = post_office.mails
    assert sent["To"] == "a@example.org"
    assert sent["From"] == "承诺追踪 <promises@example.org>"
    assert sent["Subject"].strip().startswith("承诺周报 2026 年第 47 周")
    assert sent["Auto-Submitted"] == "auto-generated"
    text, html = sent.iter_parts()
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert "目前未兑现 5 项" in text.get_content()
    assert "目前未兑现 5 项" in html.get_content()
    row = DigestDelivery.objects.get()
    assert row.message_id == sent["Message-ID"].strip()  # a long one is folded
    assert row.message_id.endswith("@promises.example.org>")
    assert row.sent_at is not None
    assert abs(row.sent_at - MONDAY) < MINUTE
    assert (row.attempts, row.error, row.lease_until) == (1, "", None)


def test_a_second_run_sends_nothing(post_office: PostOffice) -> None:
    readers("a", "b")
    send_due_digests(now=MONDAY)
    again = send_due_digests(now=MONDAY + 10 * MINUTE)
    late = send_due_digests(now=MONDAY + dt.timedelta(days=5))
    assert (again.items, late.items, len(post_office.mails)) == ((), (), 2)


def test_the_next_week_is_a_new_digest_with_an_id_of_its_own(post_office: PostOffice) -> None:
    readers("a")
    for day in (0, 1, 7, 8):
        send_due_digests(now=MONDAY + dt.timedelta(days=day))
    assert len({m["Message-ID"] for m in post_office.mails}) == len(post_office.mails) == 2


def test_the_row_says_data_before_the_server_has_the_text(post_office: PostOffice) -> None:
    post_office.watch = True
    readers("a")
    send_due_digests(now=MONDAY)
    assert post_office.seen == [("RCPT", "claimed"), ("DATA", "data")]
    assert states() == {"a": "sent"}


@pytest.mark.parametrize("address", ["a@example.org\nBcc: thief@example.org", "a@example.org\r\n"])
def test_an_address_with_a_line_break_reaches_nobody_else(
    post_office: PostOffice, address: str
) -> None:
    [subscription] = readers("a")
    reader = reader_of(subscription)
    reader.email = address
    reader.save()
    send_due_digests(now=MONDAY)
    assert {r for m in post_office.mails for r in (m["To"], m["Bcc"])} <= {"a@example.org", None}


def test_hostile_names_add_no_header(post_office: PostOffice) -> None:
    agency = factories.make_agency("局\r\nBcc: thief@example.org")
    small_world(agency)
    subscriber(agency, email="a@example.org")
    send_due_digests(now=MONDAY)
    [sent] = post_office.mails
    assert sent["Bcc"] is None
    assert post_office.recipients == ["a@example.org"]


def test_another_backend_gets_the_message_after_data_is_marked(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    readers("a")
    send_due_digests(now=MONDAY)
    assert states() == {"a": "sent"}
    assert [m.to for m in mail.outbox] == [["a@example.org"]]


def test_a_week_by_name_is_sent_whether_or_not_it_is_due(post_office: PostOffice) -> None:
    readers("a", "b")
    early = MONDAY - dt.timedelta(hours=3)
    assert send_due_digests(now=early).items == ()
    send_due_digests(now=early, week="2026-W47", to="b@example.org")
    assert states() == {"b": "sent"}
    send_due_digests(now=MONDAY)
    assert states() == {"a": "sent", "b": "sent"}
    assert len(post_office.mails) == 2


def test_who_unsubscribes_meanwhile_gets_nothing(post_office: PostOffice) -> None:
    [subscription] = readers("a")
    delivery(state="pending")
    Subscription.objects.filter(pk=subscription.pk).update(active=False)
    send_due_digests(now=MONDAY)
    assert (states(), post_office.mails) == ({"a": "pending"}, [])


@pytest.mark.parametrize(
    ("week", "error"), [("2026-W48", FutureWeek), ("2026-W99", NoSuchWeek), ("last", NoSuchWeek)]
)
def test_weeks_that_cannot_be_sent(week: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        send_due_digests(now=MONDAY, week=week)
    with pytest.raises(error):
        preview_digests(now=MONDAY, week=week)
    assert DigestDelivery.objects.count() == 0


def test_a_preview_is_what_would_be_sent_and_writes_nothing(post_office: PostOffice) -> None:
    readers("a", "b")
    [preview] = preview_digests(now=MONDAY, to="a@example.org")
    assert (preview.recipient, preview.week) == ("a@example.org", "2026-W47")
    assert (DigestDelivery.objects.count(), post_office.mails) == (0, [])
    send_due_digests(now=MONDAY, to="a@example.org")
    [sent] = post_office.mails
    assert sent["Subject"].strip() == preview.mail.subject


def test_one_click_ends_it(post_office: PostOffice, client: Client, settings: Settings) -> None:
    [subscription] = readers("a")
    send_due_digests(now=MONDAY)
    [sent] = post_office.mails
    assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    url = sent["List-Unsubscribe"].strip().removeprefix("<").removesuffix(">")
    answer = client.post(url.removeprefix(settings.SITE_URL), {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert Subscription.objects.get(pk=subscription.pk).ended_at is not None
    assert send_due_digests(now=MONDAY + dt.timedelta(days=7)).items == ()


def test_an_address_without_an_account_gets_its_own(post_office: PostOffice) -> None:
    agency = factories.make_agency()
    small_world(agency)
    by_address("a@example.org", agency)
    by_address("asked@example.org", agency, confirmed_at=None)
    ended = by_address("ended@example.org", agency)
    Subscription.objects.filter(pk=ended.pk).update(ended_at=MONDAY)
    subscriber(agency, email="A@example.org")  # has an account as well: one mail
    send_due_digests(now=MONDAY)
    assert states() == {"a": "sent"}
    assert post_office.recipients == ["a@example.org"]


def test_nothing_new_and_no_mail_wanted_is_done_for_the_week(post_office: PostOffice) -> None:
    readers("a", "b")
    Subscription.objects.filter(user__email="a@example.org").update(when_empty="nothing")
    Commitment.objects.filter(review_state="approval").update(review_state="proposed")
    later = MONDAY + dt.timedelta(days=28)
    result = send_due_digests(now=later)
    assert states() == {"a": "quiet", "b": "sent"}
    assert (str(result), result.ok) == ("1 sent, 1 quiet", True)
    [sent] = post_office.mails
    assert "没有新情况" in sent["Subject"]
    assert "没有新情况" in plain_text(sent)
    assert send_due_digests(now=later + dt.timedelta(days=2)).items == ()
    DigestDelivery.objects.update(week="2026-W47")  # and it does not count as a digest sent
    assert digests.last_sent("a@example.org", before_week="2026-W51") is None


def test_a_week_in_which_nothing_ran_is_not_made_up_for(post_office: PostOffice) -> None:
    """The next digest tells of both weeks."""
    readers("a")
    send_due_digests(now=MONDAY)
    promise_kept = MONDAY + dt.timedelta(days=3)
    Commitment.objects.filter(outcome="partial").update(reviewed_at=promise_kept)
    send_due_digests(now=MONDAY + dt.timedelta(days=14))
    assert sorted(DigestDelivery.objects.values_list("week", flat=True)) == ["2026-W47", "2026-W49"]
    assert "仍未兑现 1 项" in plain_text(post_office.mails[-1])
