"""A queued message as the bytes that go over the wire. The same message makes the same text at every attempt."""

from __future__ import annotations

import datetime as dt
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from creditdesk.mail.models import Mailbox, OutgoingMessage

_POLICY = SMTP.clone(max_line_length=78)
_REFERENCES_MOST = 20


def wire_bytes(message: OutgoingMessage, mailbox: Mailbox) -> bytes:
    """The message with its headers. Raises ValueError where a header cannot be written so."""
    made = EmailMessage(policy=_POLICY)
    made["From"] = _party(mailbox.sender_name, mailbox.address)
    made["To"] = _party(message.to_name, message.to_address)
    made["Subject"] = message.subject
    made["Date"] = format_datetime(message.queued_at.astimezone(dt.UTC))
    made["Message-ID"] = message.message_id
    if message.in_reply_to:
        made["In-Reply-To"] = message.in_reply_to
        made["References"] = " ".join(message.references.split()[-_REFERENCES_MOST:]) or message.in_reply_to
    # A receiver's machine leaves a letter written by a machine unanswered where it says so (RFC 3834).
    if message.purpose not in {"reply", "message"}:
        made["Auto-Submitted"] = "auto-generated"
    made.set_content(message.text, cte="quoted-printable")
    if message.html:
        made.add_alternative(message.html, subtype="html", cte="quoted-printable")
    for each in message.attachments.all():
        kind, _, subtype = each.media_type.partition("/")
        content = bytes(each.content)
        if kind == "text":
            kind, subtype = "application", "octet-stream"  # the bytes stay as they are, whatever their charset
        made.add_attachment(
            content, maintype=kind or "application", subtype=subtype or "octet-stream", filename=each.name
        )
    _bound(made, by=message.content_sha256)
    return made.as_bytes()


def _bound(made: EmailMessage, *, by: str) -> None:
    """Give the parts boundaries that are the same at every attempt, and cannot stand in the text by chance."""
    several = (part for part in made.walk() if part.is_multipart())
    for number, part in enumerate(several, start=1):
        part.set_boundary(f"=_{by[:40]}_{number}")


def _party(name: str, address: str) -> Address:
    return Address(display_name=name, addr_spec=address)
