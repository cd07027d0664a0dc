"""What happens to a message that arrived: stored to the byte, read apart, told by its kind, matched, filed.

1. `store_arrived` keeps the bytes under what the server calls the message, once; only then is it marked as seen.
2. `read_next` has the oldest stored one read in a process of its own, and files it in one transaction.

Whatever a message does, it is dealt with once: what cannot be read or filed is *parked* with its reason, and the next
one has its turn. docs/rules/mail.md.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import logging
from collections.abc import Callable, Sequence
from typing import Any

from django.db import OperationalError

from creditdesk.domain.mail_kinds import KindDecision, MailKind, MailSigns, kind_of
from creditdesk.domain.mail_matching import (
    Answered,
    MailEvidence,
    MatchDecision,
    NamedItem,
    Person,
    decide_match,
    document_numbers,
)
from creditdesk.domain.mail_quotes import fresh_part
from creditdesk.domain.mail_sentences import marked_sentences
from creditdesk.domain.reasons import Reason
from creditdesk.followup.card_numbers import mask_card_numbers
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.mail.advising import FoundAdvice, advices_in, keep_advices, may_advise
from creditdesk.mail.filing import Filing, asked_for, clerk_of, day_of, journal_incoming, write_filing
from creditdesk.mail.imap import Fetched
from creditdesk.mail.models import (
    IncomingAttachment,
    IncomingCandidate,
    IncomingMessage,
    Mailbox,
    OutgoingMessage,
    RawMail,
)
from creditdesk.mail.parsing import ReadLimits
from creditdesk.mail.reading import Unreadable, read_apart
from creditdesk.mail.sending import mail_policy
from creditdesk.parties.addresses import has_address
from creditdesk.parties.contact_actions import write_bounce
from creditdesk.parties.locks import lock_customers
from creditdesk.parties.models import Contact, Customer, User
from creditdesk.receivables.models import OpenItem

log = logging.getLogger(__name__)

MEGABYTE = 1_000_000
# Cause of a tickler, told in the reader's language where it is shown (`exports.planned`).
CAME_BACK = "Mail to %(to)s came back: %(why)s"
_CANDIDATES_MOST = 20
_IDS_MOST = 60
State = IncomingMessage.State
OutState = OutgoingMessage.State


@action
def store_arrived(box: Mailbox, fetched: Fetched, *, at: dt.datetime) -> IncomingMessage:
    """Keep a message to the byte, before anybody looks into it; the same one is the one that is there.

    One that arrived before under another number (the server numbered its folder anew) is kept by its hash only.
    """
    known = IncomingMessage.objects.filter(mailbox=box, uidvalidity=fetched.uidvalidity, uid=fetched.uid).first()
    if known is not None:
        return known
    sha256 = hashlib.sha256(fetched.content).hexdigest()
    before = IncomingMessage.objects.filter(mailbox=box, sha256=sha256).order_by("id").first()
    message = IncomingMessage.objects.create(
        company_id=box.company_id,
        mailbox=box,
        uidvalidity=fetched.uidvalidity,
        uid=fetched.uid,
        sha256=sha256,
        size=fetched.size,
        fetched_at=at,
        state=State.SET_ASIDE if before else State.STORED,
        reasons=[_CAME_BEFORE.as_dict()] if before else [],
    )
    if before is None:
        RawMail.objects.create(message=message, content=fetched.content)
    return message


def read_next(*, now: Callable[[], dt.datetime]) -> bool:
    """Read and file the oldest message that is stored; False where there is none. Never ends in an error of its own."""
    message = IncomingMessage.objects.filter(state=State.STORED).select_related("company").order_by("id").first()
    if message is None:
        return False
    policy = mail_policy(message.company, at=now())
    raw = bytes(RawMail.objects.get(message=message).content)
    try:
        limits = ReadLimits(policy.max_attachment_mb * MEGABYTE, policy.attachments_max)
        said = read_apart(raw, limits=limits)
        too_large = len(raw) < message.size
        advices = [] if too_large else advices_in(said, company=message.company, as_of=day_of(message.company, now()))
        most = policy.max_message_mb if too_large else None
        take_in(message, said, too_large=most, advices=advices, at=now())
    except Unreadable as unreadable:
        park(message, unreadable.reason, at=now())
    except OperationalError:
        raise  # the database is at fault, not the message: it has its turn again
    except Exception:
        log.exception("The message %s could not be filed; it is parked", message.id)
        park(message, _NOT_FILED, at=now())
    return True


@action
def park(message: IncomingMessage, reason: Reason, *, at: dt.datetime) -> IncomingMessage:
    """Leave a message that cannot be read or filed to a person. A second call changes nothing."""
    held = IncomingMessage.objects.select_for_update().get(id=message.id)
    if held.state == State.STORED:
        held.state, held.reasons = State.PARKED, [reason.as_dict()]
        held.save(update_fields=["state", "reasons"])
        journal_incoming("mail.parked", held, by=clerk_of(held.company), at=at)
    return held


@action
def take_in(
    message: IncomingMessage,
    said: dict[str, Any],
    *,
    too_large: int | None = None,
    advices: Sequence[FoundAdvice] = (),
    at: dt.datetime,
) -> IncomingMessage:
    """Write what a stored message says, and file it where the rules can tell whose it is.

    `too_large`: only the head was read, for the message is larger than so many megabytes. `advices`: what was read of
    its files and its text as remittance advices; they are kept as payers' lists with it.
    """
    _fill(message, said)
    evidence = _evidence(message, said)
    match = decide_match(evidence)
    decided = _kind(message, said)
    returned = _returned(message, said) if decided.kind in _REPORTS else None
    customer_id = returned.customer_id if returned is not None else match.customer_id
    if customer_id is not None:
        lock_customers([customer_id])
    held = IncomingMessage.objects.select_for_update().get(id=message.id)
    if held.state != State.STORED:
        return held
    message.kind = decided.kind.value
    message.answers_id = returned.id if returned is not None else match.answers
    message.reasons = [reason.as_dict() for reason in (decided.reason, *match.reasons) if reason is not None]
    message.candidates = _named_candidates(match)
    IncomingCandidate.objects.bulk_create(
        IncomingCandidate(message=message, customer_id=one["customer"]) for one in message.candidates
    )
    _keep_files(message, said)
    clerk = clerk_of(message.company)
    if too_large is not None:
        text = "it is larger than %(most)d MB: only its head was read"
        _leave(message, State.PARKED, Reason("mail.too_large", text, {"most": too_large}), by=clerk, at=at)
    elif decided.kind is MailKind.BOUNCE:
        _take_bounce(message, returned, said, by=clerk, at=at)
    elif decided.kind is MailKind.DELIVERED:
        _take_delivered(message, returned, by=clerk, at=at)
    elif decided.kind is MailKind.OWN:
        _leave(message, State.SET_ASIDE, None, by=clerk, at=at)
    elif match.customer_id is None:
        is_person = decided.kind is MailKind.PERSON
        _leave(message, State.UNMATCHED if is_person else State.SET_ASIDE, None, by=clerk, at=at)
    else:
        is_contact = decided.kind is MailKind.PERSON
        write_filing(
            message,
            _filing(message, match),
            by=clerk,
            at=at,
            as_of=day_of(message.company, at),
            is_contact=is_contact,
            cause=asked_for(message) if is_contact else "",
        )
    if advices and may_advise(decided, said):
        keep_advices(message, advices, by=clerk, at=at)
    return message


def _fill(message: IncomingMessage, said: dict[str, Any]) -> None:
    """Put what was read into the message's own words; numbers of cards are masked."""
    text = mask_card_numbers(str(said["text"]))[0]
    fresh = fresh_part(text)
    message.from_name, message.from_address = said["from_name"], said["from_address"]
    message.to_addresses, message.subject = said["to"], mask_card_numbers(said["subject"])[0][:500]
    message.sent_at = dt.datetime.fromisoformat(said["sent_at"]) if said["sent_at"] else None
    message.message_id, message.in_reply_to = said["message_id"], said["in_reply_to"]
    message.references = " ".join(said["references"])
    message.text, message.fresh_text = text, fresh
    message.html = mask_card_numbers(said["html"])[0]
    message.marked = [one.as_dict() for one in marked_sentences(fresh)]


def _kind(message: IncomingMessage, said: dict[str, Any]) -> KindDecision:
    ours = Mailbox.objects.filter(company_id=message.company_id).values_list("address", flat=True)
    signs = said["signs"]
    told = MailSigns(
        from_address=message.from_address,
        subject=message.subject,
        return_path=signs["return_path"],
        auto_submitted=signs["auto_submitted"],
        precedence=signs["precedence"],
        list_id=signs["list_id"],
        auto_reply_marks=tuple(signs["auto_reply_marks"]),
        report_action=(said["report"] or {}).get("action", ""),
        has_attachments=bool(said["attachments"]),
        is_own_id=bool(message.message_id) and bool(_ours(message, [message.message_id])),
    )
    return kind_of(told, ours=frozenset(ours))


def _ours(message: IncomingMessage, ids: Sequence[str]) -> list[OutgoingMessage]:
    """The messages of the company that have one of the ids."""
    wanted = [one for one in ids if one][:_IDS_MOST]
    return list(OutgoingMessage.objects.filter(company_id=message.company_id, message_id__in=wanted).order_by("-id"))


def _evidence(message: IncomingMessage, said: dict[str, Any]) -> MailEvidence:
    """Everything that could say whose message it is."""
    answered = _ours(message, [message.in_reply_to, *said["references"]])
    sender = message.from_address
    people: list[Person] = []
    if sender:
        contacts = Contact.objects.filter(has_address(sender), customer__company_id=message.company_id)
        people += [Person(one.customer_id, one.id, one.email) for one in contacts.order_by("rank", "id")[:50]]
        owners = Customer.objects.filter(has_address(sender), company_id=message.company_id).order_by("id")
        people += [Person(one.id, None, one.email) for one in owners[:50]]
    numbers = document_numbers(f"{message.subject}\n{message.fresh_text}")
    items = OpenItem.objects.filter(
        company_id=message.company_id, closed_date__isnull=True, number__in={*numbers, *map(str.upper, numbers)}
    )
    return MailEvidence(
        sender=sender,
        answered=tuple(Answered(one.id, one.customer_id, one.to_address) for one in answered),
        people=tuple(people),
        named=tuple(NamedItem(one.customer_id, one.id, one.number) for one in items.order_by("id")[:200]),
    )


def _filing(message: IncomingMessage, match: MatchDecision) -> Filing:
    assert match.customer_id is not None, "asked only where a customer was found"
    customer = Customer.objects.select_related("company", "portfolio__rep").get(id=match.customer_id)
    candidates = tuple(message.candidates)
    return Filing(customer, match.contact_id, match.item_ids, match.reasons, candidates)


def _named_candidates(match: MatchDecision) -> list[dict[str, Any]]:
    """Whom else it could be of, with names and reasons."""
    listed = match.candidates[:_CANDIDATES_MOST]
    known = Customer.objects.in_bulk([one.customer_id for one in listed])
    return [
        {
            "customer": one.customer_id,
            "number": known[one.customer_id].number,
            "name": known[one.customer_id].name,
            "reasons": [reason.as_dict() for reason in one.reasons],
        }
        for one in listed
        if one.customer_id in known
    ]


def _keep_files(message: IncomingMessage, said: dict[str, Any]) -> None:
    IncomingAttachment.objects.bulk_create(
        IncomingAttachment(
            message=message,
            name=each["name"],
            media_type=each["media_type"],
            size=each["size"],
            sha256=each["sha256"],
            content=base64.b64decode(each["content"]) if each["content"] is not None else None,
        )
        for each in said["attachments"]
    )


def _leave(
    message: IncomingMessage, state: IncomingMessage.State, reason: Reason | None, *, by: User, at: dt.datetime
) -> None:
    """Leave a held message to a person, or to nobody."""
    message.state = state
    if reason is not None:
        message.reasons = [reason.as_dict(), *message.reasons]
    message.save()
    journal_incoming(f"mail.{state.value}", message, by=by, at=at)


def _returned(message: IncomingMessage, said: dict[str, Any]) -> OutgoingMessage | None:
    """The message of ours that came back: one whose id is named, which nobody else can know."""
    ids = [message.in_reply_to, *said["references"], *said["mentioned"]]
    left = {OutState.SENT, OutState.UNCERTAIN, OutState.BOUNCED}
    return next((one for one in _ours(message, ids) if one.state in left), None)


def _take_bounce(
    message: IncomingMessage, returned: OutgoingMessage | None, said: dict[str, Any], *, by: User, at: dt.datetime
) -> None:
    """Mark the message that came back, and have somebody look for another address."""
    if returned is None:
        return _leave(message, State.UNMATCHED, None, by=by, at=at)
    report = said["report"] or {}
    why = report.get("diagnostic") or report.get("status") or message.subject
    held = OutgoingMessage.objects.select_for_update().get(id=returned.id)
    is_first = held.state != OutState.BOUNCED
    reason = Reason("mail.came_back", "it came back: %(why)s", {"why": why})
    if is_first:
        held.state, held.state_at, held.reason = OutState.BOUNCED, at, reason.as_dict()
        held.save(update_fields=["state", "state_at", "reason"])
    if returned.customer_id is None:
        _leave(message, State.SET_ASIDE, None, by=by, at=at)
    else:
        customer = Customer.objects.select_related("company", "portfolio__rep").get(id=returned.customer_id)
        filing = Filing(customer, held.contact_id, (), (reason,))
        cause = CAME_BACK % {"to": held.to_address, "why": why} if is_first else ""
        as_of = day_of(message.company, at)
        write_filing(message, filing, by=by, at=at, as_of=as_of, is_contact=False, cause=cause)
    if is_first:
        if held.contact is not None:
            key, as_of = f"bounce/{held.id}", day_of(message.company, at)
            write_bounce(held.contact, address=held.to_address, cause=why, by=by, at=at, as_of=as_of, key=key)
        _journal_bounced(held, why, by=by, at=at)
    return None


def _take_delivered(message: IncomingMessage, delivered: OutgoingMessage | None, *, by: User, at: dt.datetime) -> None:
    """Note that the recipient's server has the message. Of one that nobody could tell of, that is the proof that it
    went; one that came back stays so.
    """
    held = OutgoingMessage.objects.select_for_update().get(id=delivered.id) if delivered is not None else None
    _leave(message, State.SET_ASIDE, None, by=by, at=at)
    if held is None or held.delivered_at is not None or held.state == OutState.BOUNCED:
        return
    held.delivered_at = at
    if held.state == OutState.UNCERTAIN:
        held.state, held.state_at, held.reason = OutState.SENT, at, None
    held.save(update_fields=["delivered_at", "state", "state_at", "reason"])
    append(
        "mail.delivered",
        by=by.username,
        at=at,
        subject=("outgoing_message", held.id),
        company_id=held.company_id,
        customer_id=held.customer_id,
        facts={"content": held.content_sha256, "purpose": held.purpose},
        private={"to": held.to_address, "subject": held.subject},
    )


def _journal_bounced(returned: OutgoingMessage, why: str, *, by: User, at: dt.datetime) -> None:
    append(
        "mail.bounced",
        by=by.username,
        at=at,
        subject=("outgoing_message", returned.id),
        company_id=returned.company_id,
        customer_id=returned.customer_id,
        facts={"content": returned.content_sha256, "purpose": returned.purpose},
        private={"to": returned.to_address, "subject": returned.subject, "reason": why},
    )


# What a mail server tells of a message of ours.
_REPORTS = frozenset({MailKind.BOUNCE, MailKind.DELIVERED})
_CAME_BEFORE = Reason("mail.came_before", "the same message arrived before")
_NOT_FILED = Reason("mail.not_filed", "it could not be filed: the log of the server says why")
