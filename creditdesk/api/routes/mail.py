"""E-mail: what arrived, what went out, what a person must decide of it; and the mailboxes of the companies."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any, Literal

from ninja import Router, Schema
from pydantic import AfterValidator, Field, StringConstraints

from creditdesk.api.answers import reads, writes
from creditdesk.api.calls import Call, needs
from creditdesk.api.idempotency import keyed
from creditdesk.api.paging import PAGE, Cursor, Limit, page_by_id
from creditdesk.api.second_factor import confirmed
from creditdesk.api.shapes import Because, Body, Id, Page, PathId, Word, because, storable
from creditdesk.domain.reasons import Reason, refuse
from creditdesk.domain.scopes import Scope
from creditdesk.domain.visibility import Permission
from creditdesk.mail import mailboxes as boxes
from creditdesk.mail import queries
from creditdesk.mail.access import incoming_for, mailbox_for, outgoing_for, visible_mailboxes
from creditdesk.mail.filing import file_message, set_aside
from creditdesk.mail.outgoing import decide_uncertain
from creditdesk.mail.papers import MOST_PAPERS
from creditdesk.mail.replying import TEXT_LONGEST, reply_to_mail
from creditdesk.parties.access import company_for, visible_customers

if TYPE_CHECKING:
    from creditdesk.mail.access import IncomingMessage, Mailbox, OutgoingMessage

router = Router()
_KEEPS = needs(Permission.MANAGE_MAILBOXES, scope=Scope.ADMIN)
_WORKS = needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
Host = Annotated[str, StringConstraints(max_length=200, strip_whitespace=True), AfterValidator(storable)]
Short = Annotated[str, StringConstraints(max_length=160, strip_whitespace=True), AfterValidator(storable)]
Port = Annotated[int, Field(ge=1, le=65535)]
Security = Literal["tls", "starttls", "plain"]


class MailInOut(Schema):
    """A message that arrived, without its text."""

    id: int
    company_id: int
    customer_id: int | None
    contact_id: int | None
    state: str
    kind: str
    from_name: str
    from_address: str
    subject: str
    sent_at: dt.datetime | None
    fetched_at: dt.datetime
    answers_id: int | None
    item_ids: list[int]
    activity_id: int | None
    tickler_id: int | None
    filed_at: dt.datetime | None


class SentenceOut(Schema):
    """A sentence that matters: dispute, promise, paid or question, and the words that say so."""

    sentence: str
    kind: str
    words: str


class CandidateOut(Schema):
    """A customer whose message it could be, and why."""

    customer_id: int
    number: str
    name: str
    reasons: list[Because]


class MailFileOut(Schema):
    """A file that came with a message; once it is a document of the account, its id there."""

    id: int
    name: str
    media_type: str
    size: int
    sha256: str
    document_id: int | None


class ReadMailOut(MailInOut):
    """A message with what it says. `fresh_text` is without what it quotes."""

    to: str
    text: str
    fresh_text: str
    marked: list[SentenceOut]
    reasons: list[Because]
    candidates: list[CandidateOut]
    files: list[MailFileOut]


class MailOutOut(Schema):
    """A message out, without its text."""

    id: int
    company_id: int
    customer_id: int | None
    contact_id: int | None
    key: str
    purpose: str
    state: str
    state_at: dt.datetime
    reason: Because | None
    to_name: str
    to_address: str
    subject: str
    queued_at: dt.datetime
    next_try_at: dt.datetime
    attempt_count: int


class SendAttemptOut(Schema):
    """One try to send it: what came of it, with the server's code and sentence."""

    number: int
    began_at: dt.datetime
    ended_at: dt.datetime | None
    outcome: str
    code: int | None
    words: str


class WrittenMailOut(MailOutOut):
    """A message out with what it says and every attempt to send it."""

    text: str
    message_id: str
    content_sha256: str
    attempts: list[SendAttemptOut]


class FileMailIn(Body):
    """To which customer. Contact and items are those that the message itself names, unless they are given."""

    customer_id: Id
    contact_id: Id | None = None
    item_ids: Annotated[list[Id], Field(max_length=200)] | None = None


class DecideMailIn(Body):
    """Whether the message arrived; false sends it again."""

    arrived: bool


class ReplyIn(Body):
    """The answer as plain text, with documents of the account."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=TEXT_LONGEST), AfterValidator(storable)]
    document_ids: Annotated[list[Id], Field(max_length=MOST_PAPERS)] = []


class MailboxOut(Schema):
    """A mailbox without its passwords, and what was wrong with its servers the last time."""

    id: int
    company: str
    sender_name: str
    address: str
    smtp_host: str
    smtp_port: int
    smtp_security: str
    smtp_user: str
    imap_host: str
    imap_port: int
    imap_security: str
    imap_user: str
    imap_folder: str
    made_at: dt.datetime
    fetched_at: dt.datetime | None
    sending_trouble: Because | None
    fetching_trouble: Because | None


class MailboxIn(Body):
    """A mailbox. Without a server to send by, messages wait; without one to receive by, nothing is fetched."""

    company: Word
    sender_name: Word
    address: Short
    smtp_host: Host = ""
    smtp_port: Port = 465
    smtp_security: Security = "tls"
    smtp_user: Short = ""
    smtp_password: Host = ""
    imap_host: Host = ""
    imap_port: Port = 993
    imap_security: Security = "tls"
    imap_user: Short = ""
    imap_password: Host = ""
    imap_folder: Word = "INBOX"


class TriedMailboxOut(Schema):
    """What failed of each way, in words: empty where it works, null where no server is named."""

    sending: str | None
    fetching: str | None


@router.get("/mail/in", **reads(Page[MailInOut]))
@needs(Permission.SEE_HISTORY)
def mail_that_arrived(request: Call, cursor: Cursor = "", limit: Limit = PAGE) -> Page[MailInOut]:
    """What was filed to the accounts that I see, newest first."""
    found = queries.arrived_mail(request.auth.user, as_of=request.today)
    return page_by_id(found, show=_in, cursor=cursor, limit=limit, newest_first=True)


@router.get("/mail/unmatched", **reads(Page[MailInOut]))
@needs(Permission.SEE_HISTORY)
def unmatched_mail(
    request: Call,
    state: Literal["", "unmatched", "parked", "set_aside", "stored"] = "",
    cursor: Cursor = "",
    limit: Limit = PAGE,
) -> Page[MailInOut]:
    """What a person must file, oldest first; nothing for those who do not see all accounts."""
    found = queries.unmatched_mail(request.auth.user, as_of=request.today, state=state)
    return page_by_id(found, show=_in, cursor=cursor, limit=limit)


@router.get("/mail/out", **reads(Page[MailOutOut]))
@needs(Permission.SEE_HISTORY)
def mail_that_went(
    request: Call,
    state: Literal["", "waiting", "sending", "sent", "uncertain", "failed", "withheld", "bounced"] = "",
    cursor: Cursor = "",
    limit: Limit = PAGE,
) -> Page[MailOutOut]:
    """Messages out in a state, newest first; without one, those that did not go out as they should."""
    found = queries.troubled_mail(request.auth.user, as_of=request.today, state=state)
    return page_by_id(found, show=_out, cursor=cursor, limit=limit, newest_first=True)


@router.get("/mail/in/{incoming_id}", **reads(ReadMailOut))
@needs(Permission.SEE_HISTORY)
def mail_in(request: Call, incoming_id: PathId) -> ReadMailOut:
    """One message that arrived, with what it says."""
    return _read(incoming_for(request.auth.user, incoming_id, as_of=request.today))


@router.get("/mail/out/{outgoing_id}", **reads(WrittenMailOut))
@needs(Permission.SEE_HISTORY)
def mail_out(request: Call, outgoing_id: PathId) -> WrittenMailOut:
    """One message out, with every attempt to send it."""
    return _written(outgoing_for(request.auth.user, outgoing_id, as_of=request.today))


@router.post("/mail/in/{incoming_id}/filing", **writes(ReadMailOut))
@_WORKS
@keyed()
def file_mail(request: Call, incoming_id: PathId, body: FileMailIn) -> ReadMailOut:
    """File a message that no rule could, to a customer of its company."""
    user = request.auth.user
    message = incoming_for(user, incoming_id, as_of=request.today)
    customer = visible_customers(user, as_of=request.today).filter(id=body.customer_id).first()
    if customer is None:
        raise refuse("mail.customer", "there is no customer %(customer)d for you", customer=body.customer_id)
    items = body.item_ids if body.item_ids is not None else queries.items_named(message, customer)
    contact_id = body.contact_id or queries.contact_of_sender(message, customer)
    filed = file_message(
        message,
        customer=customer,
        contact_id=contact_id,
        item_ids=items,
        by=user,
        at=request.at,
        as_of=request.today,
        key=request.action_key,
    )
    return _read(incoming_for(user, filed.id, as_of=request.today))


@router.post("/mail/in/{incoming_id}/aside", **writes(ReadMailOut))
@_WORKS
@keyed()
def set_mail_aside(request: Call, incoming_id: PathId) -> ReadMailOut:
    """Say that a message is of no customer."""
    user = request.auth.user
    message = incoming_for(user, incoming_id, as_of=request.today)
    set_aside(message, by=user, at=request.at, key=request.action_key)
    return _read(incoming_for(user, incoming_id, as_of=request.today))


@router.post("/mail/in/{incoming_id}/reply", **writes(WrittenMailOut, status=201))
@_WORKS
@keyed(status=201)
def answer_mail(request: Call, incoming_id: PathId, body: ReplyIn) -> WrittenMailOut:
    """Answer a filed message. It goes out in the background, if the customer may be written to then."""
    user = request.auth.user
    message = incoming_for(user, incoming_id, as_of=request.today)
    queued = reply_to_mail(
        message,
        text=body.text,
        document_ids=body.document_ids,
        by=user,
        at=request.at,
        as_of=request.today,
        key=request.action_key,
    )
    return _written(queued)


@router.post("/mail/out/{outgoing_id}/decision", **writes(WrittenMailOut))
@_WORKS
@keyed()
def decide_mail(request: Call, outgoing_id: PathId, body: DecideMailIn) -> WrittenMailOut:
    """Say whether an uncertain message arrived; if not, it is sent again."""
    user = request.auth.user
    message = outgoing_for(user, outgoing_id, as_of=request.today)
    return _written(decide_uncertain(message, arrived=body.arrived, by=user, at=request.at, key=request.action_key))


@router.get("/mailboxes", **reads(Page[MailboxOut]))
@_KEEPS
def mailboxes(request: Call, cursor: Cursor = "", limit: Limit = PAGE) -> Page[MailboxOut]:
    """The mailboxes of my companies."""
    return page_by_id(visible_mailboxes(request.auth.user), show=_box, cursor=cursor, limit=limit)


@router.post("/mailboxes", **writes(MailboxOut, status=201, confirmed=True))
@_KEEPS
@keyed(status=201)
@confirmed
def make_mailbox(request: Call, body: MailboxIn) -> MailboxOut:
    """Give a company a mailbox."""
    user = request.auth.user
    company = company_for(user, body.company)
    written = boxes.Settings(**body.dict(exclude={"company"}))
    return _box(boxes.make_mailbox(company, written, by=user, at=request.at, key=request.action_key))


@router.get("/mailboxes/{mailbox_id}", **reads(MailboxOut))
@_KEEPS
def mailbox(request: Call, mailbox_id: PathId) -> MailboxOut:
    """One mailbox and how its servers do."""
    return _box(mailbox_for(request.auth.user, mailbox_id))


@router.post("/mailboxes/{mailbox_id}/test", **writes(TriedMailboxOut))
@_KEEPS
@keyed()
def test_mailbox(request: Call, mailbox_id: PathId) -> TriedMailboxOut:
    """Sign in to both servers, and say in words what fails. Nothing is sent or fetched."""
    tried = boxes.try_mailbox(mailbox_for(request.auth.user, mailbox_id))
    return TriedMailboxOut(sending=tried.sending, fetching=tried.fetching)


@router.post("/mailboxes/{mailbox_id}/end", **writes(MailboxOut, confirmed=True))
@_KEEPS
@keyed()
@confirmed
def end_mailbox(request: Call, mailbox_id: PathId) -> MailboxOut:
    """End it: nothing more is sent or fetched by it."""
    user = request.auth.user
    return _box(boxes.end_mailbox(mailbox_for(user, mailbox_id), by=user, at=request.at))


def _in_facts(message: IncomingMessage) -> dict[str, Any]:
    plain = {name: getattr(message, name) for name in MailInOut.model_fields if name != "item_ids"}
    return plain | {"item_ids": message.items}


def _in(message: IncomingMessage) -> MailInOut:
    return MailInOut(**_in_facts(message))


def _read(message: IncomingMessage) -> ReadMailOut:
    return ReadMailOut(
        **_in_facts(message),
        to=message.to_addresses,
        text=message.text,
        fresh_text=message.fresh_text,
        marked=[SentenceOut(**one) for one in message.marked],
        reasons=_because(message.reasons),
        candidates=[
            CandidateOut(
                customer_id=one["customer"], number=one["number"], name=one["name"], reasons=_because(one["reasons"])
            )
            for one in (message.candidates if message.customer_id is None else ())  # once filed, no others are named
        ],
        files=[
            MailFileOut(**{name: getattr(one, name) for name in MailFileOut.model_fields})
            for one in queries.files_in(message)
        ],
    )


def _out_facts(message: OutgoingMessage) -> dict[str, Any]:
    plain = {name: getattr(message, name) for name in MailOutOut.model_fields if name != "reason"}
    return plain | {"reason": because(Reason.from_dict(message.reason)) if message.reason else None}


def _out(message: OutgoingMessage) -> MailOutOut:
    return MailOutOut(**_out_facts(message))


def _written(message: OutgoingMessage) -> WrittenMailOut:
    return WrittenMailOut(
        **_out_facts(message),
        text=message.text,
        message_id=message.message_id,
        content_sha256=message.content_sha256,
        attempts=[
            SendAttemptOut(**{name: getattr(one, name) for name in SendAttemptOut.model_fields})
            for one in queries.attempts_of(message)
        ],
    )


def _box(box: Mailbox) -> MailboxOut:
    derived = {"company", "sending_trouble", "fetching_trouble"}
    plain = {name: getattr(box, name) for name in MailboxOut.model_fields if name not in derived}
    return MailboxOut(
        **plain,
        company=box.company.code,
        sending_trouble=because(Reason.from_dict(box.send_trouble)) if box.send_trouble else None,
        fetching_trouble=because(Reason.from_dict(box.fetch_trouble)) if box.fetch_trouble else None,
    )


def _because(kept: list[dict[str, object]]) -> list[Because]:
    return [because(one) for one in queries.reasons_of(kept)]
