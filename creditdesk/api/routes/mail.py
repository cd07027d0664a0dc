"""E-mail: what arrived, what went out, and what a person must decide of it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any, Literal

from ninja import Router, Schema
from pydantic import AfterValidator, Field, StringConstraints

from creditdesk import dispatch
from creditdesk.api.answers import reads, writes
from creditdesk.api.calls import Call, needs
from creditdesk.api.idempotency import keyed
from creditdesk.api.paging import PAGE, Cursor, Limit, page_by_id
from creditdesk.api.shapes import Because, Body, Id, Page, PathId, because, storable
from creditdesk.domain.reasons import Reason, refuse
from creditdesk.domain.scopes import Scope
from creditdesk.domain.visibility import Permission
from creditdesk.mail import queries
from creditdesk.mail.access import incoming_for, outgoing_for
from creditdesk.mail.filing import file_message, set_aside
from creditdesk.mail.moving import move_message
from creditdesk.mail.outgoing import decide_uncertain
from creditdesk.mail.papers import MOST_PAPERS
from creditdesk.mail.replying import TEXT_LONGEST, reply_to_mail
from creditdesk.parties.access import visible_customers

if TYPE_CHECKING:
    from creditdesk.mail.access import IncomingMessage, OutgoingMessage

router = Router()
_WORKS = needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)


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
    body_removed_at: dt.datetime | None


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
    """A message with what it says. `fresh_text` is without what it quotes; both are empty from `body_removed_at` on."""

    to: str
    text: str
    fresh_text: str
    marked: list[SentenceOut]
    reasons: list[Because]
    candidates: list[CandidateOut]
    files: list[MailFileOut]


class MailOutOut(Schema):
    """A message out, without its text. `delivered_at`: when the recipient's server reported it; many never do."""

    id: int
    company_id: int
    customer_id: int | None
    contact_id: int | None
    key: str
    purpose: str
    state: str
    state_at: dt.datetime
    delivered_at: dt.datetime | None
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
    """What a person must file, oldest first: of all accounts, or of the mailboxes that I read."""
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
    filed = file_message(message, **_whither(request, message, body), by=user, at=request.at, key=request.action_key)
    dispatch.mail_filed(filed.id, as_of=request.today, at=request.at)
    return _read(incoming_for(user, filed.id, as_of=request.today))


@router.post("/mail/in/{incoming_id}/move", **writes(ReadMailOut))
@_WORKS
@keyed()
def move_mail(request: Call, incoming_id: PathId, body: FileMailIn) -> ReadMailOut:
    """Move a message filed to the wrong account: what it made there is taken back, and made at the right one."""
    user = request.auth.user
    message = incoming_for(user, incoming_id, as_of=request.today)
    moved = move_message(message, **_whither(request, message, body), by=user, at=request.at, key=request.action_key)
    dispatch.mail_filed(moved.id, as_of=request.today, at=request.at)
    return _read(incoming_for(user, moved.id, as_of=request.today))


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


def _whither(request: Call, message: IncomingMessage, body: FileMailIn) -> dict[str, Any]:
    """To which customer, contact and items. Raises Refusal for a customer whom the caller does not see."""
    customer = visible_customers(request.auth.user, as_of=request.today).filter(id=body.customer_id).first()
    if customer is None:
        raise refuse("mail.customer", "there is no customer %(customer)d for you", customer=body.customer_id)
    return {
        "customer": customer,
        "contact_id": body.contact_id or queries.contact_of_sender(message, customer),
        "item_ids": body.item_ids if body.item_ids is not None else queries.items_named(message, customer),
        "as_of": request.today,
    }


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


def _because(kept: list[dict[str, object]]) -> list[Because]:
    return [because(one) for one in queries.reasons_of(kept)]
