"""A real SMTP server that says what a test wants it to say."""

from __future__ import annotations

import asyncio
import email
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.db import connection

from tracker.models import DigestDelivery


@dataclass
class PostOffice:
    """Takes mail. `on_rcpt` and `on_data` may answer otherwise, by address; None is a yes."""

    on_rcpt: Callable[[str], str | None] = lambda address: None
    on_data: Callable[[str], str | None] = lambda address: None
    drop_after_data: bool = False
    rcpt_delay: float = 0.0
    delay: float = 0.0
    watch: bool = False  # note the state of the delivery in the database at each step
    mails: list[EmailMessage] = field(default_factory=list)
    seen: list[tuple[str, str]] = field(default_factory=list)

    @property
    def recipients(self) -> list[str]:
        return sorted(str(mail["To"]) for mail in self.mails)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        await asyncio.to_thread(self._note, "RCPT", address)
        await asyncio.sleep(self.rcpt_delay)
        answer = self.on_rcpt(address)
        if answer is None:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: Any, _session: Any, envelope: Any
    ) -> str:
        [address] = envelope.rcpt_tos
        await asyncio.to_thread(self._note, "DATA", address)
        answer = self.on_data(address)
        if answer is None:
            self.mails.append(email.message_from_bytes(envelope.content, policy=policy.default))
        if self.drop_after_data:
            server.transport.close()
        await asyncio.sleep(self.delay)
        return answer or "250 taken"

    def _note(self, step: str, address: str) -> None:
        if self.watch:
            with closing(connection):
                row = DigestDelivery.objects.get(recipient=address)
                self.seen.append((step, row.state))


class AnyPort(Controller):
    """On a port that the system picks; the stock one knocks at port 0 to see whether it is up."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]  # aiosmtpd is half typed


@pytest.fixture
def post_office(settings: Any) -> Iterator[PostOffice]:
    """The server, and Django's settings pointing at it."""
    office = PostOffice()
    controller = AnyPort(office, hostname="127.0.0.1", port=0, ready_timeout=60)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = controller.port
    settings.EMAIL_TIMEOUT = 5
    yield office
    controller.stop()
