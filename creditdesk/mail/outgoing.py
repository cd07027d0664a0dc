"""Messages out: queued with the business change, claimed, handed over, settled. docs/rules/mail.md.

1. `queue_message` writes the message in the transaction of whatever it tells of; from then on it never changes.
2. `send_next` claims the oldest that is due, in a transaction of its own: the attempt is committed, and `may_go` says
   by the facts of that moment whether the message may still go.
3. The server is spoken to, outside of any transaction.
4. What came of it is written.

Killed between 2 and 4, nobody can tell whether the message went out: when the claim has run out it is *uncertain*, and
`decide_uncertain` takes a person's word for it. Nothing is sent twice by itself.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.crypto import salted_hmac

from creditdesk.domain.mail_addresses import fit_address, fit_line
from creditdesk.domain.reasons import refuse
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.mail.models import (
    IncomingMessage,
    Mailbox,
    OutgoingAttachment,
    OutgoingMessage,
    SendAttempt,
    UncertainDecision,
)
from creditdesk.mail.sending import MayGo, mail_policy, send_next
from creditdesk.parties.locks import lock_customers
from creditdesk.parties.models import Company, Customer, User

MEGABYTE = 1_000_000

__all__ = ["Attachment", "MayGo", "Recipient", "decide_uncertain", "queue_message", "send_next"]

State = OutgoingMessage.State
_NOWHERE = "creditdesk.invalid"
_REFERENCES_MOST = 20


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who gets the message. `contact_id`: the contact of the customer whose address it is, if it is one's."""

    name: str
    address: str
    contact_id: int | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with the message."""

    name: str
    media_type: str
    content: bytes


def queue_message(
    *,
    key: str,
    purpose: str,
    company: Company,
    customer: Customer | None,
    recipient: Recipient,
    subject: str,
    text: str,
    html: str = "",
    attachments: Sequence[Attachment] = (),
    reply_to: OutgoingMessage | IncomingMessage | None = None,
    by: User,
    at: dt.datetime,
) -> OutgoingMessage:
    """Put a message into the outbox, within the caller's transaction; the same key is the message that is there.

    The caller's own journal entry tells of it. Names, subject and file names become one line each without control
    signs. Raises Refusal for an address that is none, an empty subject or text, and files that are too large together.
    """
    if (queued := OutgoingMessage.objects.filter(key=key).first()) is not None:
        return queued
    subject, text = fit_line(subject), text.replace("\r\n", "\n").replace("\r", "\n")
    if not subject or not text.strip():
        raise refuse("mail.empty", "a message needs a subject and a text")
    files = [
        (fit_line(each.name, longest=200) or "attachment", fit_line(each.media_type, longest=100), each.content)
        for each in attachments
    ]
    _refuse_too_large(files, company=company, at=at)
    made = OutgoingMessage(
        company=company,
        customer=customer,
        contact_id=recipient.contact_id,
        key=key,
        purpose=purpose,
        to_name=fit_line(recipient.name, longest=160),
        to_address=fit_address(recipient.address),
        subject=subject,
        text=text,
        html=html,
        message_id=_message_id(key, company),
        by=by,
        queued_at=at,
        state_at=at,
        next_try_at=at,
    )
    _thread(made, reply_to)
    made.content_sha256 = content_hash(made, files)
    made.save(force_insert=True)
    OutgoingAttachment.objects.bulk_create(
        OutgoingAttachment(
            message=made,
            name=name,
            media_type=media_type,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            content=content,
        )
        for name, media_type, content in files
    )
    return made


def _refuse_too_large(files: Sequence[tuple[str, str, bytes]], *, company: Company, at: dt.datetime) -> None:
    """Say it before it is queued: most servers take no larger message, and say so only once the whole of it came."""
    size, most = sum(len(content) for _, _, content in files), mail_policy(company, at=at).max_sent_mb
    if size > most * MEGABYTE:
        raise refuse(
            "mail.too_much",
            "the files have %(size)s MB together, and at most %(most)d MB go with a message: leave some out, or send "
            "them in several",
            size=f"{size / MEGABYTE:.1f}",
            most=most,
        )


def content_hash(message: OutgoingMessage, files: Sequence[tuple[str, str, bytes]]) -> str:
    """SHA-256 over everything that the recipient gets: to whom, what, and each file."""
    told = [message.to_name, message.to_address, message.subject, message.text, message.html]
    listed = [[name, media_type, hashlib.sha256(content).hexdigest()] for name, media_type, content in files]
    return hashlib.sha256(json.dumps([told, listed], ensure_ascii=False).encode()).hexdigest()


@action
def decide_uncertain(
    message: OutgoingMessage, *, arrived: bool, by: User, at: dt.datetime, key: str
) -> OutgoingMessage:
    """Take a person's word whether an uncertain message went out: if not, it waits again for another attempt.

    The same key decides once. Raises Refusal where somebody else decided it meanwhile, naming who and when.
    """
    if message.customer_id is not None:
        lock_customers([message.customer_id])
    held = OutgoingMessage.objects.select_for_update().get(id=message.id)
    key = f"{held.id}/{key}"[:120]
    if UncertainDecision.objects.filter(key=key).exists():
        return held
    if held.state != State.UNCERTAIN:
        raise _decided_meanwhile(held)
    attempt = SendAttempt.objects.filter(message=held).latest("number")
    UncertainDecision.objects.create(message=held, attempt=attempt, arrived=arrived, by=by, at=at, key=key)
    held.state, held.state_at, held.reason = State.SENT if arrived else State.WAITING, at, None
    held.next_try_at = at
    held.save(update_fields=["state", "state_at", "reason", "next_try_at"])
    append(
        "mail.decided",
        by=by.username,
        at=at,
        subject=("outgoing_message", held.id),
        company_id=held.company_id,
        customer_id=held.customer_id,
        facts={"arrived": arrived, "attempt": attempt.number},
    )
    return held


def _decided_meanwhile(message: OutgoingMessage) -> Exception:
    last = UncertainDecision.objects.filter(message=message).select_related("by").order_by("-id").first()
    if last is None:
        return refuse(
            "mail.not_uncertain", "this message is %(state)s: there is nothing to decide", state=message.state
        )
    return refuse(
        "mail.changed_meanwhile",
        "%(who)s said on %(when)s that it %(what)s",
        who=str(last.by),
        when=f"{last.at:%Y-%m-%d %H:%M} UTC",
        what="arrived" if last.arrived else "did not arrive",
    )


def _message_id(key: str, company: Company) -> str:
    """The same for the same key, and not to be guessed: an answer that names it knows the message."""
    box = Mailbox.objects.filter(company=company, ended_at__isnull=True).first()
    host = box.address.rpartition("@")[2] if box else _NOWHERE
    return f"<{salted_hmac('creditdesk message id', key, algorithm='sha256').hexdigest()[:40]}@{host}>"


def _thread(message: OutgoingMessage, reply_to: OutgoingMessage | IncomingMessage | None) -> None:
    """Put the message behind the one that it answers."""
    if reply_to is None or not reply_to.message_id:
        return
    if isinstance(reply_to, OutgoingMessage):
        message.follows = reply_to
    else:
        message.answers = reply_to
    before = [part for part in reply_to.references.split() if part.startswith("<") and part.isascii()]
    named = fit_line(reply_to.message_id, longest=900)
    if named.isascii() and " " not in named:
        message.in_reply_to = named
        message.references = " ".join([*before[-_REFERENCES_MOST:], named])
