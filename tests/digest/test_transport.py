"""The mail server at its worst: encrypted, behind a password, deaf, or refusing one of many."""

from __future__ import annotations

import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult
from pytest_django import Settings

from tests.digest.conftest import AnyPort, PostOffice
from tests.digest.samples import MONDAY, readers, states
from tracker.digest import send_due_digests
from tracker.models import DigestDelivery

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "sesam-oeffne-dich"


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that is good for a day, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    made, key = folder / "certificate.pem", folder / "key.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"]
    command += ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run([*command, "-out", made, "-keyout", key], check=True, capture_output=True)
    return made, key


def allowed(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
    """Only with the password."""
    return AuthResult(success=data.password == PASSWORD.encode(), handled=False)


@contextmanager
def encrypted(certificate: tuple[Path, Path], settings: Settings) -> Iterator[PostOffice]:
    """A post office that takes nothing in the clear and nothing without the password."""
    office = PostOffice()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    controller = AnyPort(
        office,
        hostname="127.0.0.1",
        port=0,
        tls_context=context,
        require_starttls=True,
        auth_required=True,
        authenticator=allowed,
    )
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    settings.EMAIL_USE_TLS, settings.EMAIL_TIMEOUT = True, 5
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "digest", PASSWORD
    try:
        yield office
    finally:
        controller.stop()


def error_of(name: str) -> str:
    return DigestDelivery.objects.get(recipient=f"{name}@example.org").error


def test_encrypted_and_with_a_password(
    certificate: tuple[Path, Path], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    with encrypted(certificate, settings) as office:
        readers("a")
        send_due_digests(now=MONDAY)
        assert (states(), office.recipients) == ({"a": "sent"}, ["a@example.org"])


def test_a_wrong_password_is_told_and_tried_again(
    certificate: tuple[Path, Path], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    with encrypted(certificate, settings) as office:
        settings.EMAIL_HOST_PASSWORD = "wrong"
        readers("a")
        send_due_digests(now=MONDAY)
        assert (states(), office.mails) == ({"a": "pending"}, [])
        assert error_of("a").startswith("535 ")


def test_a_stranger_in_the_servers_place_gets_nothing(
    certificate: tuple[Path, Path], settings: Settings
) -> None:
    with encrypted(certificate, settings) as office:
        readers("a")
        send_due_digests(now=MONDAY)
        assert (states(), office.mails) == ({"a": "pending"}, [])
        assert "CERTIFICATE_VERIFY_FAILED" in error_of("a")


@pytest.mark.parametrize(
    ("answer", "state"),
    [("450 4.2.1 try later", "pending"), ("550 5.1.1 unknown", "failed")],
)
def test_one_of_many_is_refused_and_the_others_get_theirs(
    post_office: PostOffice, answer: str, state: str
) -> None:
    post_office.on_rcpt = lambda address: answer if address.startswith("c@") else None
    readers("a", "b", "c", "d")
    send_due_digests(now=MONDAY)
    assert states() == {"a": "sent", "b": "sent", "c": state, "d": "sent"}
    assert [m["To"] for m in post_office.mails] == [f"{n}@example.org" for n in "abd"]
    assert error_of("c") == answer


@pytest.mark.parametrize(("slow", "state"), [("rcpt_delay", "pending"), ("delay", "unclear")])
def test_a_server_that_answers_too_late(
    post_office: PostOffice, settings: Settings, slow: str, state: str
) -> None:
    """Before the text it is a no; after it, nobody knows."""
    settings.EMAIL_TIMEOUT = 2.0  # nothing else may take so long, on a busy machine either
    setattr(post_office, slow, 4.0)
    readers("a")
    send_due_digests(now=MONDAY)
    assert states() == {"a": state}
    assert "timed out" in error_of("a")
