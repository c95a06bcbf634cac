"""No digest is lost and none comes twice: refusals, broken lines, dead and racing senders."""

from __future__ import annotations

import datetime as dt
import threading
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from tests.digest.conftest import PostOffice
from tests.digest.samples import MONDAY, closed, delivery, readers, states
from tracker.digest import send_due_digests, sending
from tracker.digest.content import DigestContent, build_content
from tracker.digest.subjects import Subject
from tracker.models import DigestDelivery, User

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite]

MINUTE = dt.timedelta(minutes=1)
State = DigestDelivery.State


def test_a_refused_recipient_fails_alone_with_the_servers_words(post_office: PostOffice) -> None:
    post_office.on_rcpt = lambda a: "550 5.1.1 no such mailbox" if a.startswith("b@") else None
    readers("a", "b", "c")
    result = send_due_digests(now=MONDAY)
    assert states() == {"a": "sent", "b": "failed", "c": "sent"}
    assert DigestDelivery.objects.get(state="failed").error == "550 5.1.1 no such mailbox"
    assert not result.ok
    assert str(result) == "2 sent, 1 failed"
    assert send_due_digests(now=MONDAY + dt.timedelta(days=2)).items == ()


@pytest.mark.parametrize("step", ["on_rcpt", "on_data"])
def test_not_now_is_tried_again_later_and_later(post_office: PostOffice, step: str) -> None:
    setattr(post_office, step, lambda address: "451 4.7.1 come back later")
    readers("a")
    assert send_due_digests(now=MONDAY).ok
    row = DigestDelivery.objects.get()
    assert (row.state, row.error) == ("pending", "451 4.7.1 come back later")
    assert send_due_digests(now=MONDAY + 10 * MINUTE).items == ()
    send_due_digests(now=MONDAY + 12 * MINUTE)
    assert send_due_digests(now=MONDAY + 33 * MINUTE).items == ()
    setattr(post_office, step, lambda address: None)
    send_due_digests(now=MONDAY + 36 * MINUTE)
    assert len(post_office.mails) == 1
    assert DigestDelivery.objects.values_list("state", "attempts", "error").get() == ("sent", 3, "")


def test_after_a_day_of_noes_it_fails(post_office: PostOffice) -> None:
    post_office.on_rcpt = lambda address: "451 come back later"
    readers("a")
    tried = [
        minutes
        for minutes in range(0, 30 * 60, 10)
        if send_due_digests(now=MONDAY + minutes * MINUTE).items
    ]
    assert len(tried) == 8
    assert 24 * 60 <= tried[-1] <= 25 * 60
    row = DigestDelivery.objects.get()
    assert (row.state, row.attempts, row.error) == ("failed", 8, "451 come back later")


def test_refused_after_the_text_is_a_no_not_a_doubt(post_office: PostOffice) -> None:
    post_office.on_data = lambda address: "554 5.7.1 looks like spam"
    readers("a")
    send_due_digests(now=MONDAY)
    row = DigestDelivery.objects.get()
    assert (row.state, row.error) == ("failed", "554 5.7.1 looks like spam")


def test_a_line_that_breaks_after_the_text_is_unclear_and_never_sent_again(
    post_office: PostOffice,
) -> None:
    post_office.drop_after_data = True
    readers("a")
    result = send_due_digests(now=MONDAY)
    assert states() == {"a": "unclear"}
    assert not result.ok
    post_office.drop_after_data = False
    for day in range(1, 6):
        send_due_digests(now=MONDAY + dt.timedelta(days=day))
    assert len(post_office.mails) == 1


@pytest.mark.parametrize("answer", ["354 go on", "taken, I think", "199 hm"])
def test_an_answer_that_means_nothing_leaves_a_doubt(post_office: PostOffice, answer: str) -> None:
    post_office.on_data = lambda address: answer
    readers("a")
    send_due_digests(now=MONDAY)
    assert states() == {"a": "unclear"}
    assert send_due_digests(now=MONDAY + dt.timedelta(hours=2)).items == ()


def test_a_mailbox_given_up_gets_nothing_any_more(post_office: PostOffice) -> None:
    post_office.on_rcpt = lambda address: "451 come back later"
    readers("a")
    send_due_digests(now=MONDAY)
    User.objects.filter(email="a@example.org").update(email="new@example.org")
    post_office.on_rcpt = lambda address: None
    send_due_digests(now=MONDAY + 20 * MINUTE)
    assert post_office.recipients == ["new@example.org"]
    assert states() == {"a": "failed", "new": "sent"}


def test_no_server_is_tried_again(settings: Settings, post_office: PostOffice) -> None:
    settings.EMAIL_PORT = 1  # nobody is there
    readers("a")
    send_due_digests(now=MONDAY)
    row = DigestDelivery.objects.get()
    assert row.state == "pending"
    assert "refused" in row.error


@pytest.mark.parametrize(
    ("left", "after", "mails"),
    [
        ({"state": "pending"}, "sent", 1),
        ({"state": "pending", "lease_until": MONDAY + MINUTE}, "pending", 0),
        ({"state": "claimed", "lease_until": MONDAY + MINUTE}, "claimed", 0),
        ({"state": "claimed", "lease_until": MONDAY - MINUTE}, "sent", 1),
        ({"state": "data", "lease_until": MONDAY + MINUTE}, "data", 0),
        ({"state": "data", "lease_until": MONDAY - MINUTE}, "unclear", 0),
        ({"state": "sent"}, "sent", 0),
        ({"state": "failed"}, "failed", 0),
        ({"state": "unclear"}, "unclear", 0),
    ],
)
def test_what_a_dead_sender_left(
    post_office: PostOffice, left: dict[str, Any], after: str, mails: int
) -> None:
    readers("a")
    delivery(**left)
    send_due_digests(now=MONDAY)
    assert states() == {"a": after}
    assert len(post_office.mails) == mails


def test_a_sender_that_lost_its_lease_hands_nothing_over(post_office: PostOffice) -> None:
    readers("a")

    def steal(address: str) -> None:
        DigestDelivery.objects.update(attempts=9)

    def answer(address: str) -> None:
        thread = threading.Thread(target=closed(steal), args=(address,))
        thread.start()
        thread.join()

    post_office.on_rcpt = answer
    [item] = send_due_digests(now=MONDAY).items
    assert (item.state, post_office.mails) == (State.CLAIMED, [])
    assert states() == {"a": "claimed"}


def test_two_senders_at_once_send_once(post_office: PostOffice) -> None:
    post_office.delay = 0.02
    names = [f"r{number:02d}" for number in range(20)]
    readers(*names)
    barrier = threading.Barrier(2)
    results = []

    def run() -> None:
        barrier.wait()
        results.append(send_due_digests(now=MONDAY))

    threads = [threading.Thread(target=closed(run)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert post_office.recipients == [f"{name}@example.org" for name in names]
    assert sum(result.count(State.SENT) for result in results) == 20
    assert set(states().values()) == {"sent"}


def test_one_bad_digest_does_not_keep_the_others(
    post_office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    readers("a", "b")

    def broken(subject: Subject, *, now: dt.datetime) -> DigestContent:
        if subject.recipient == "a@example.org":
            raise ZeroDivisionError
        return build_content(subject, now=now)

    monkeypatch.setattr(sending, "build_content", broken)
    send_due_digests(now=MONDAY)
    assert states() == {"a": "pending", "b": "sent"}


def test_another_backend_that_breaks_leaves_a_doubt(settings: Settings, tmp_path: Path) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    readers("a")
    with pytest.MonkeyPatch.context() as patch:
        backend = "django.core.mail.backends.filebased.EmailBackend.write_message"
        patch.setattr(backend, lambda *args: 1 / 0)
        send_due_digests(now=MONDAY)
    assert states() == {"a": "unclear"}


def test_what_waits_beyond_its_week_is_given_up(post_office: PostOffice) -> None:
    readers("a")
    row = delivery(state="pending", week="2026-W45")
    DigestDelivery.objects.filter(pk=row.pk).update(created_at=MONDAY - dt.timedelta(days=14))
    result = send_due_digests(now=MONDAY)
    assert [(item.week, item.state) for item in result.items] == [
        ("2026-W45", State.FAILED),
        ("2026-W47", State.SENT),
    ]
