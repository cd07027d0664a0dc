"""Answering a message by hand: queued with the activity that tells of it, and judged again when it is sent.

An answer is no reminder: it does not count against the pace of dunning mail, and the caps of calls do not hold it. But
who may not be contacted at all, by this channel or by anyone but an attorney, is not written to.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence

from creditdesk.domain.contact_rules import Channel, stop_reasons
from creditdesk.domain.reasons import Reason, Refusal, refuse
from creditdesk.followup.contacting import barred_contact, customer_stops, event_stops
from creditdesk.followup.models import Activity, Document, Tickler, TicklerMove
from creditdesk.followup.promising import Said
from creditdesk.followup.recording import NOTE_LONGEST, journal_activity, locked_tickler, write_activity, write_move
from creditdesk.followup.worklist import refresh_worklist
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.mail.models import IncomingMessage, OutgoingMessage
from creditdesk.mail.outgoing import Attachment, Recipient, queue_message
from creditdesk.mail.papers import papers_of
from creditdesk.parties.locks import lock_customers
from creditdesk.parties.models import Contact, Customer, User

REPLY = "reply"
TEXT_LONGEST = 20_000


@action
def reply_to_mail(
    message: IncomingMessage,
    *,
    text: str,
    by: User,
    at: dt.datetime,
    as_of: dt.date,
    key: str,
    document_ids: Sequence[int] = (),
) -> OutgoingMessage:
    """Answer a filed message, with documents of the account; its tickler is done with it. The same key answers once.

    Raises Refusal for an empty or too long text, a message that a machine wrote, one that is not filed, a customer who
    may not be contacted, and a document that is not his.
    """
    if message.customer is None:
        raise refuse("mail.not_filed", "file the message to a customer first")
    lock_customers([message.customer.id])
    kept_key = f"reply/{message.id}/{hashlib.sha256(key.encode()).hexdigest()[:32]}"
    if (queued := OutgoingMessage.objects.filter(key=kept_key).first()) is not None:
        return queued
    customer = Customer.objects.select_related("company", "portfolio__rep").get(id=message.customer.id)
    if reasons := _unfit(message, customer, text, at=at):
        raise Refusal(tuple(reasons))
    papers = papers_of(customer, document_ids, by=by)
    subject = message.subject if message.subject.lower().startswith("re:") else f"Re: {message.subject}"
    queued = queue_message(
        key=kept_key,
        purpose=REPLY,
        company=customer.company,
        customer=customer,
        recipient=Recipient(message.from_name, message.from_address, message.contact_id),
        subject=subject,
        text=text,
        attachments=[Attachment(one.name, one.media_type, bytes(one.content)) for one in papers],
        reply_to=message,
        by=by,
        at=at,
    )
    activity, _ = write_activity(
        customer, _said(message, subject, text, papers), by=by, at=at, as_of=as_of, key=kept_key
    )
    _finish(message, by=by, at=at, as_of=as_of, key=kept_key)
    refresh_worklist(as_of=as_of, customer_ids=[customer.id])
    journal_activity(activity, by=by, at=at)
    append(
        "mail.answered",
        by=by.username,
        at=at,
        subject=("outgoing_message", queued.id),
        company_id=queued.company_id,
        customer_id=queued.customer_id,
        facts={"answers": message.id, "content": queued.content_sha256, "documents": [one.id for one in papers]},
        private={"to": queued.to_address, "subject": queued.subject},
    )
    return queued


def may_reply_go(message: OutgoingMessage, at: dt.datetime) -> Reason | None:
    """Why an answer that was queued may not go any more, by the facts of the moment of sending. Pure of the clock."""
    if message.customer is None:
        return None
    return next(iter(stops_of(message.customer, message.contact, at=at)), None)


def stops_of(customer: Customer, contact: Contact | None, *, at: dt.datetime) -> tuple[Reason, ...]:
    """Why the customer, or this contact, may not be written to. docs/rules/contact.md."""
    stops = customer_stops(customer, event_stops([customer.id]).get(customer.id, ()))
    reasons = stop_reasons(stops, channel=Channel.EMAIL)
    if contact is not None:
        reasons += barred_contact(contact, channel=Activity.Channel.EMAIL, at=at)
    return reasons


def _unfit(message: IncomingMessage, customer: Customer, text: str, *, at: dt.datetime) -> list[Reason]:
    reasons = list(stops_of(customer, message.contact, at=at))
    if message.kind != IncomingMessage.Kind.PERSON:
        reasons.append(Reason("mail.automatic", "a machine wrote this: nobody would read the answer"))
    if not text.strip():
        reasons.append(Reason("mail.empty", "write what is to be answered"))
    if len(text) > TEXT_LONGEST:
        facts: dict[str, str | int] = {"length": len(text), "most": TEXT_LONGEST}
        reasons.append(Reason("mail.long", "the text has %(length)d letters; at most %(most)d are sent", facts))
    return reasons


def _said(message: IncomingMessage, subject: str, text: str, papers: Sequence[Document]) -> Said:
    enclosed = f"\n\n[{', '.join(one.name for one in papers)}]" if papers else ""
    return Said(
        channel=Activity.Channel.EMAIL.value,
        direction=Activity.Direction.OUTBOUND.value,
        outcome=Activity.Outcome.SENT.value,
        note=f"{subject}\n\n{text}"[: NOTE_LONGEST - len(enclosed)] + enclosed,
        contact_id=message.contact_id,
        item_ids=tuple(message.items),
    )


def _finish(message: IncomingMessage, *, by: User, at: dt.datetime, as_of: dt.date, key: str) -> None:
    """Say that what the tickler of the message asked for is done."""
    if message.tickler_id is None:
        return
    # As it is under the lock of its customer: somebody may have moved it since the message was opened.
    tickler = Tickler.objects.get(id=message.tickler_id)
    if tickler.state != Tickler.State.OPEN:
        return
    held = locked_tickler(tickler, version=tickler.version)
    write_move(held, TicklerMove.Kind.DONE, by=by, at=at, as_of=as_of, key=f"{key}/d", state=Tickler.State.DONE)
