"""Handing one message to a mail server so that the moment of no return is known.

Django's own sending tells neither when the server had the recipient nor when it had the text,
and reports success where one of two recipients was refused. Here one recipient is one
dialogue: MAIL, RCPT, then `before_data`, then DATA (RFC 5321, 3.3).
"""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from email.utils import parseaddr

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.smtp import EmailBackend as SMTPBackend
from django.core.mail.message import sanitize_address
from django.utils.encoding import force_str

WORDS = 500


class NotSent(Exception):  # noqa: N818 - an answer, not a program error
    """It surely did not go out. `final`: trying again is of no use. `words`: the server's own."""

    def __init__(self, words: str, *, final: bool) -> None:
        super().__init__(words)
        self.words = words[:WORDS]
        self.final = final


class Unclear(Exception):  # noqa: N818 - an answer, not a program error
    """The dialogue broke off while the text was on its way."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words[:WORDS]


class LeaseLost(Exception):  # noqa: N818 - an answer, not a program error
    """`before_data` said no; nothing was handed over."""


def deliver(message: EmailMultiAlternatives, *, before_data: Callable[[], bool]) -> None:
    """Hand over one message to its one recipient; returns when the server has taken it.

    `before_data` is called once, when only the text is still to be sent; it says whether to go
    on. Raises NotSent, Unclear or LeaseLost. A backend that isn't SMTP gets the message whole:
    `before_data` comes before the call, and an error within it is Unclear.
    """
    backend = get_connection()
    if isinstance(backend, SMTPBackend):
        _deliver_smtp(backend, message, before_data=before_data)
        return
    _go_on(before_data)
    try:
        taken = backend.send_messages([message])
    except Exception as error:  # any backend, any error: what it did before is not known
        raise Unclear(_described(error)) from error
    if not taken:
        raise NotSent("the mail backend did not take the message", final=False)


def _deliver_smtp(
    backend: SMTPBackend, message: EmailMultiAlternatives, *, before_data: Callable[[], bool]
) -> None:
    # Rendered first: a message that can't be built must not cost a connection.
    body = message.message().as_bytes(linesep="\r\n")
    try:
        server = _connected(backend)
        _envelope(server, message)
        _go_on(before_data)
        _text(server, body)
    finally:
        _hang_up(backend)


def _connected(backend: SMTPBackend) -> smtplib.SMTP:
    """Spoken to, encrypted and logged in, as EMAIL_URL wants it. No failure of it is final."""
    try:
        backend.open()
    except (OSError, smtplib.SMTPException) as error:
        raise NotSent(_described(error), final=False) from error
    if backend.connection is None:
        raise NotSent("no connection", final=False)
    return backend.connection


def _envelope(server: smtplib.SMTP, message: EmailMultiAlternatives) -> None:
    sender = _address(message.from_email)
    recipient = _address(message.to[0])
    try:
        server.ehlo_or_helo_if_needed()
        options = ["BODY=8BITMIME"] if server.has_extn("8bitmime") else []
        _accepted(*server.mail(sender, options))
        _accepted(*server.rcpt(recipient))
    except (OSError, smtplib.SMTPException) as error:
        raise NotSent(_described(error), final=False) from error


def _text(server: smtplib.SMTP, body: bytes) -> None:
    try:
        code, words = server.data(body)
    except smtplib.SMTPDataError as error:  # refused before the text: nothing was handed over
        raise NotSent(_described(error), final=error.smtp_code >= 500) from error
    except Exception as error:  # whatever it is, the text may have gone out
        raise Unclear(_described(error)) from error
    if code < 200 or 300 <= code < 400:  # no answer that a mail server gives to a text
        raise Unclear(_answer(code, words))
    _accepted(code, words)


def _accepted(code: int, words: bytes | str) -> None:
    """Every code but 2xx is a no: 5xx for good, 4xx for now (RFC 5321, 4.2.1)."""
    if not 200 <= code < 300:
        raise NotSent(_answer(code, words), final=code >= 500)


def _answer(code: int, words: bytes | str) -> str:
    return f"{code} {force_str(words, errors='replace')}"


def _go_on(before_data: Callable[[], bool]) -> None:
    if not before_data():
        raise LeaseLost


def _hang_up(backend: SMTPBackend) -> None:
    try:
        backend.close()
    except (OSError, smtplib.SMTPException):
        return  # what the server has, it has: a lost farewell changes nothing


def _address(text: str) -> str:
    """The bare address for the envelope, host name in ASCII."""
    return parseaddr(sanitize_address(text, "utf-8"))[1]


def _described(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _answer(error.smtp_code, error.smtp_error)
    return f"{type(error).__name__}: {error}"
