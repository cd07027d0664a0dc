"""Filing a message to an account: as an activity that the timeline, the ranking and the contact rules know of, with a
tickler for whoever works the account and the files as documents. And what a person does where no rule could say whose
it is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from creditdesk.cash.advised import follow_message
from creditdesk.domain.contact_rules import local_time
from creditdesk.domain.mail_addresses import fit_line
from creditdesk.domain.reasons import Reason, Refusal, refuse
from creditdesk.domain.ticklers import TicklerKind
from creditdesk.domain.visibility import Role, Visibility
from creditdesk.followup.access import possible_owners
from creditdesk.followup.attaching import journal_document, same_document, write_document
from creditdesk.followup.documents import sniffed
from creditdesk.followup.models import Activity, Document, Tickler
from creditdesk.followup.promising import Said
from creditdesk.followup.recording import (
    CAUSE_LONGEST,
    NOTE_LONGEST,
    NextAction,
    journal_activity,
    journal_tickler,
    unfit_owner,
    write_activity,
    write_tickler,
)
from creditdesk.followup.worklist import refresh_worklist
from creditdesk.journal.actions import append, append_all
from creditdesk.journal.transactions import action
from creditdesk.mail.models import IncomingAttachment, IncomingMessage
from creditdesk.parties.locks import lock_customers
from creditdesk.parties.models import Company, Customer, User
from creditdesk.policy.queries import policy_in_force

State = IncomingMessage.State
# What a person can still file, or set aside.
UNFILED = (State.UNMATCHED, State.PARKED, State.SET_ASIDE)
# Whoever files an automatic reply, a bounce or our own message has not heard from the customer: nobody wrote to us.
# What could not be read may be anybody's, and is a contact once a person says whose.
WRITTEN = (IncomingMessage.Kind.PERSON, IncomingMessage.Kind.UNREAD)
OPENED = {
    "dispute": "Dispute by e-mail of %(who)s: %(what)s",
    "promise": "Promise by e-mail of %(who)s: %(what)s",
    "paid": "Payment told by e-mail of %(who)s: %(what)s",
    "question": "Question by e-mail of %(who)s: %(what)s",
    "": "E-mail of %(who)s: %(what)s",
}


@dataclass(frozen=True, slots=True)
class Filing:
    """Where a message goes: the customer, the contact who wrote, the items that it is about, and why there."""

    customer: Customer
    contact_id: int | None = None
    item_ids: tuple[int, ...] = ()
    reasons: tuple[Reason, ...] = ()
    candidates: tuple[Mapping[str, Any], ...] = ()


@action
def file_message(
    message: IncomingMessage,
    *,
    customer: Customer,
    contact_id: int | None = None,
    item_ids: Sequence[int] = (),
    by: User,
    at: dt.datetime,
    as_of: dt.date,
    key: str,
) -> IncomingMessage:
    """File a message to the account that a person names; one that a machine wrote is no contact. A key files once.

    Raises Refusal where somebody else filed it meanwhile, naming who and when; for a customer of another company; for a
    contact or items of another customer. docs/rules/mail.md.
    """
    lock_customers([customer.id])
    held = IncomingMessage.objects.select_for_update().get(id=message.id)
    key = f"{held.id}/{key}"[:120]
    if held.key == key:
        return held
    if held.state not in UNFILED:
        raise _changed_meanwhile(held)
    if customer.company_id != held.company_id:
        raise refuse("mail.other_company", "this customer is not one of the company that the message was sent to")
    chosen = Reason("mail.by_person", "%(who)s filed it here", {"who": str(by)})
    filing = Filing(customer, contact_id, tuple(item_ids), (chosen,), tuple(held.candidates))
    held.key = key
    is_contact = held.kind in WRITTEN
    cause = asked_for(held) if is_contact else ""
    write_filing(held, filing, by=by, at=at, as_of=as_of, is_contact=is_contact, cause=cause)
    return held


@action
def set_aside(message: IncomingMessage, *, by: User, at: dt.datetime, key: str) -> IncomingMessage:
    """Say that the message is of no customer. The same key does it once.

    Raises Refusal where somebody else filed it meanwhile.
    """
    held = IncomingMessage.objects.select_for_update().get(id=message.id)
    key = f"{held.id}/{key}"[:120]
    if held.key == key:
        return held
    if held.state not in {State.UNMATCHED, State.PARKED}:
        raise _changed_meanwhile(held)
    held.state, held.filed_by, held.filed_at, held.key = State.SET_ASIDE, by, at, key
    held.save(update_fields=["state", "filed_by", "filed_at", "key"])
    journal_incoming("mail.set_aside", held, by=by, at=at)
    return held


def write_filing(
    message: IncomingMessage,
    filing: Filing,
    *,
    by: User,
    at: dt.datetime,
    as_of: dt.date,
    is_contact: bool,
    cause: str = "",
    key: str = "",
) -> None:
    """File a held message of a locked customer: as a contact where a person wrote it, with a tickler where it has a
    cause. `key`: by which activity and tickler are written once; empty for the first filing.

    Raises Refusal where contact or items are another customer's.
    """
    activity, tickler = None, None
    customer, key = filing.customer, key or f"mail/{message.id}"
    if is_contact:
        activity = _activity(message, filing, by=by, at=at, as_of=as_of, key=key)
    if cause:
        tickler = write_rep_tickler(customer, cause, by=by, at=at, as_of=as_of, key=key, activity=activity)
    documents = _keep_documents(message, customer, by=by, at=at)
    lists = follow_message(message.id, customer=customer)
    message.state, message.customer, message.contact_id = State.FILED, customer, filing.contact_id
    message.items, message.activity, message.tickler = list(filing.item_ids), activity, tickler
    message.reasons = [reason.as_dict() for reason in filing.reasons]
    message.candidates = list(filing.candidates)
    message.filed_by, message.filed_at = by, at
    message.save()
    refresh_worklist(as_of=as_of, customer_ids=[customer.id])
    if activity is not None:
        journal_activity(activity, by=by, at=at)
    if tickler is not None:
        journal_tickler(tickler, by=by, at=at)
    for document in documents:
        journal_document(document, by=by, at=at)
    append_all(lists, by=by.username, at=at)
    journal_incoming("mail.filed", message, by=by, at=at)


def write_rep_tickler(
    customer: Customer,
    cause: str,
    *,
    by: User,
    at: dt.datetime,
    as_of: dt.date,
    key: str,
    activity: Activity | None = None,
) -> Tickler | None:
    """A tickler for today for the account's rep, or for somebody else who can work it; None where nobody can."""
    owner = _owner(customer, as_of=as_of)
    if owner is None:
        return None
    action_due = NextAction(fit_line(cause, longest=CAUSE_LONGEST), as_of, owner, TicklerKind.EMAIL)
    return write_tickler(customer, action_due, by=by, at=at, as_of=as_of, key=key, activity=activity)


def clerk_of(company: Company) -> User:
    """The machine as a user of the company: what is filed by rule is filed in its name. It cannot sign in."""
    found = User.objects.filter(role=Role.MACHINE.value, is_active=True)
    clerk = found.filter(companies=company).order_by("id").first() or found.order_by("id").first()
    if clerk is None:
        clerk = User(username="machine", first_name="Creditdesk", role=Role.MACHINE.value)
        clerk.set_unusable_password()
        clerk.save()
    clerk.companies.add(company)
    return clerk


def journal_incoming(kind: str, message: IncomingMessage, *, by: User, at: dt.datetime) -> None:
    """Append what became of a message in to the journal: who wrote and what about stand apart, to be erased."""
    append(
        kind,
        by=by.username,
        at=at,
        subject=("incoming_message", message.id),
        company_id=message.company_id,
        customer_id=message.customer_id,
        facts={
            "kind": message.kind,
            "content": message.sha256,
            "items": message.items,
            "reasons": [str(reason["code"]) for reason in message.reasons],
        },
        private={"from": message.from_address, "subject": message.subject},
    )


def _activity(
    message: IncomingMessage, filing: Filing, *, by: User, at: dt.datetime, as_of: dt.date, key: str
) -> Activity:
    note = f"{message.subject}\n\n{message.fresh_text or message.text}".strip()
    said = Said(
        channel=Activity.Channel.EMAIL.value,
        direction=Activity.Direction.INBOUND.value,
        outcome=Activity.Outcome.RECEIVED.value,
        note=note[:NOTE_LONGEST],
        contact_id=filing.contact_id,
        item_ids=filing.item_ids,
        happened_at=_happened_at(message, filing.customer, at=at, as_of=as_of),
    )
    activity, _ = write_activity(filing.customer, said, by=by, at=at, as_of=as_of, key=key)
    return activity


def _happened_at(message: IncomingMessage, customer: Customer, *, at: dt.datetime, as_of: dt.date) -> dt.datetime:
    """When it was sent, as far as that can be: a date in the future, or long ago, is one that nobody believes."""
    policy = policy_in_force(as_of=as_of, company_id=customer.company_id).document.contact
    earliest = at - dt.timedelta(days=policy.max_days_back)
    for told in (message.sent_at, message.fetched_at):
        if told is not None and earliest <= told <= at:
            return told
    return at


def asked_for(message: IncomingMessage) -> str:
    """What the tickler asks for: the sentence that matters first, else what the message is about."""
    who = message.from_name or message.from_address or "?"
    first = next(iter(message.marked), None)
    if first is None:
        return OPENED[""] % {"who": who, "what": message.subject or "without a subject"}
    return OPENED.get(first["kind"], OPENED[""]) % {"who": who, "what": f"“{first['sentence']}”"}


def _owner(customer: Customer, *, as_of: dt.date) -> User | None:
    rep = customer.portfolio.rep if customer.portfolio is not None else None
    if rep is not None and not unfit_owner(customer, rep, as_of=as_of):
        return rep
    leads = [one for one in possible_owners(customer, as_of=as_of) if one.desk_role is Role.SUPERVISOR]
    return next(iter(leads or possible_owners(customer, as_of=as_of)), None)


def _keep_documents(message: IncomingMessage, customer: Customer, *, by: User, at: dt.datetime) -> list[Document]:
    """The files of the message as documents of the account; those of a kind that accounts do not take stay with it."""
    made = []
    for attachment in IncomingAttachment.objects.filter(message=message, content__isnull=False, document__isnull=True):
        content = bytes(attachment.content or b"")
        try:
            found = sniffed(content, name=attachment.name)
        except Refusal:
            continue
        document = same_document(customer, found, visibility=Visibility.HISTORY)
        if document is None:
            told = fit_line(f"E-mail of {message.from_address}: {message.subject}", longest=200)
            document = write_document(
                customer, found, name=attachment.name, content=content, description=told, by=by, at=at
            )
            made.append(document)
        attachment.document = document
        attachment.save(update_fields=["document"])
    return made


def day_of(company: Company, at: dt.datetime) -> dt.date:
    """The business day of the company at the instant."""
    return local_time(at, time_zone=company.time_zone).date()


def _changed_meanwhile(message: IncomingMessage) -> Refusal:
    if message.filed_by is None or message.filed_at is None:
        return refuse("mail.not_unmatched", "this message is %(state)s", state=message.get_state_display())
    return refuse(
        "mail.changed_meanwhile",
        "%(who)s %(what)s this message on %(when)s",
        who=str(message.filed_by),
        what="filed" if message.state == State.FILED else "set aside",
        when=f"{message.filed_at:%Y-%m-%d %H:%M} UTC",
    )
