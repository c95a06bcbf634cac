"""Two senders, killed again and again: nobody gets two mails, and nobody is forgotten."""

from __future__ import annotations

import datetime as dt
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from tests import factories
from tests.digest.conftest import PostOffice
from tests.digest.samples import small_world
from tracker.digest.weeks import week_of, zone_named
from tracker.models import DigestDelivery, Subscription, User

MAILS = 300
KILLS = 15
MANAGE = Path(__file__).resolve().parents[2] / "manage.py"


def crowd() -> None:
    """Readers without a password: hashing three hundred would take longer than the test."""
    agency = factories.make_agency()
    small_world(agency)
    users = User.objects.bulk_create(
        User(username=f"r{n:03d}", email=f"r{n:03d}@example.org") for n in range(MAILS)
    )
    for user in users:
        user.responsibilities.create(agency=agency)
    Subscription.objects.bulk_create(Subscription(user=user) for user in users)


def expire_leases() -> None:
    """What ten minutes would do."""
    past = timezone.now() - dt.timedelta(minutes=1)
    DigestDelivery.objects.filter(state__in=["claimed", "data"]).update(lease_until=past)


@pytest.mark.heavy
@pytest.mark.timeout(900)
@pytest.mark.django_db(transaction=True)
def test_killed_senders_lose_nothing_and_send_nothing_twice(
    post_office: PostOffice, settings: Settings, test_environment: dict[str, str]
) -> None:
    post_office.delay = 0.05  # a server thinks a while: many kills should fall into it
    crowd()
    week = week_of(timezone.now(), zone=zone_named(""))
    command = [sys.executable, str(MANAGE), "senddigests", "--week", week]
    env = test_environment | {"EMAIL_URL": f"smtp://127.0.0.1:{settings.EMAIL_PORT}"}
    dice = random.Random(20261116)
    for _ in range(KILLS):
        senders = [
            subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            for _ in range(2)
        ]
        kill_after = len(post_office.mails) + dice.randint(2, 16)
        while len(post_office.mails) < kill_after and any(s.poll() is None for s in senders):
            time.sleep(0.005)
        time.sleep(dice.uniform(0, 0.05))
        for sender in senders:
            sender.kill()
            sender.wait()
        expire_leases()
    subprocess.run(command, env=env, check=False, stdout=subprocess.DEVNULL, timeout=600)

    got = Counter(post_office.recipients)
    states = dict(DigestDelivery.objects.values_list("recipient", "state"))
    numbers = Counter(states.values())
    sys.stdout.write(f"{len(got)} of {MAILS} got a mail; states: {dict(numbers)}\n")
    assert numbers["unclear"], "no kill fell between data and sent: the test tried nothing"
    assert max(got.values()) == 1
    assert set(numbers) <= {"sent", "unclear"}
    assert sum(numbers.values()) == MAILS
    assert all(got[recipient] == 1 for recipient, state in states.items() if state == "sent")
