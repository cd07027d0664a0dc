"""Plain builders of the post: a mailbox, a queued message, one that arrived."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import count
from typing import Any

from django.db import transaction

from creditdesk.domain.reasons import Reason
from creditdesk.mail import smtp
from creditdesk.mail.arriving import read_next, store_arrived
from creditdesk.mail.imap import Fetched
from creditdesk.mail.mailboxes import Settings, make_mailbox
from creditdesk.mail.models import IncomingMessage, Mailbox, OutgoingMessage
from creditdesk.mail.outgoing import Attachment, Recipient, queue_message, send_next
from creditdesk.parties.models import Company, Contact, Customer, User
from tests.world import NOW

_fresh = count(1)
OUR_ADDRESS = "ar@northlight.example"


def mailbox(company: Company, *, by: User, smtp_port: int = 0, imap_port: int = 0, **more: Any) -> Mailbox:
    """A mailbox; with servers on this machine where ports are given."""
    written = Settings(sender_name="Northlight Receivables", address=OUR_ADDRESS)
    if smtp_port:
        written = replace(written, smtp_host="127.0.0.1", smtp_port=smtp_port, smtp_security="plain")
    if imap_port:
        written = replace(
            written,
            imap_host="127.0.0.1",
            imap_port=imap_port,
            imap_security="plain",
            imap_user="desk",
            imap_password="secret",
        )
    return make_mailbox(company, replace(written, **more), by=by, at=NOW)


def contact(customer: Customer, *, email: str, name: str = "Ann Payer") -> Contact:
    """A contact of the customer with an address."""
    return Contact.objects.create(customer=customer, name=name, email=email)


def queued(
    customer: Customer,
    *,
    by: User,
    key: str = "",
    address: str = "ann@acme.example",
    name: str = "Ann Payer",
    purpose: str = "reply",
    subject: str = "Your account",
    text: str = "Please look at it.",
    attachments: Iterable[Attachment] = (),
    at: dt.datetime = NOW,
    **more: Any,
) -> OutgoingMessage:
    """A message in the outbox."""
    with transaction.atomic():
        return queue_message(
            key=key or f"test-{next(_fresh)}",
            purpose=purpose,
            company=customer.company,
            customer=customer,
            recipient=Recipient(name, address),
            subject=subject,
            text=text,
            attachments=tuple(attachments),
            by=by,
            at=at,
            **more,
        )


def let_go(message: OutgoingMessage, at: dt.datetime) -> Reason | None:
    """Nothing speaks against it."""
    return None


def impatient(server: smtp.Server, *, sender: str, recipient: str, raw: bytes) -> smtp.Answer:
    """The way out for tests: it waits for nobody longer than half a second."""
    return smtp.hand_over(
        replace(server, step_seconds=0.5, whole_seconds=3), sender=sender, recipient=recipient, raw=raw
    )


class Clock:
    """A clock that a test moves."""

    def __init__(self, at: dt.datetime = NOW) -> None:
        self.at = at

    def __call__(self) -> dt.datetime:
        return self.at

    def on(self, **span: float) -> None:
        """Let time pass."""
        self.at += dt.timedelta(**span)


def send_all(clock: Callable[[], dt.datetime], *, most: int = 50) -> int:
    """Send what is due; returns how many messages were dealt with."""
    done = 0
    while done < most and send_next(now=clock, may_go=let_go, hand_over=impatient):
        done += 1
    return done


def written(
    *,
    sender: str = "Ann Payer <ann@acme.example>",
    subject: str = "About our account",
    text: str = "We will pay on Friday.",
    to: str = OUR_ADDRESS,
    headers: str = "",
) -> bytes:
    """A message as a mail server would hand it over."""
    number = next(_fresh)
    head = (
        f"From: {sender}\r\nTo: {to}\r\nSubject: {subject}\r\nMessage-ID: <m{number}@acme.example>\r\n"
        f"Date: Mon, 15 Jun 2026 13:00:00 +0000\r\n{headers}"
        "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    )
    return (head + text.replace("\n", "\r\n") + "\r\n").encode()


def arrived(box: Mailbox, raw: bytes, *, at: dt.datetime = NOW, size: int | None = None) -> IncomingMessage:
    """The message stored and read."""
    number = next(_fresh)
    fetched = Fetched(1, number, size or len(raw), raw, whole=True)
    stored = store_arrived(box, fetched, at=at)
    while read_next(now=lambda: at):
        pass
    return IncomingMessage.objects.select_related("company", "customer", "contact", "answers", "tickler").get(
        id=stored.id
    )
