"""The mailboxes of the companies: who they are, by which servers, whether those answer, and who works their queue."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Literal

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
from creditdesk.mail.access import mailbox_for, people_for, visible_mailboxes
from creditdesk.parties.access import company_for

if TYPE_CHECKING:
    from creditdesk.mail.access import Mailbox

router = Router()
_KEEPS = needs(Permission.MANAGE_MAILBOXES, scope=Scope.ADMIN)
Host = Annotated[str, StringConstraints(max_length=200, strip_whitespace=True), AfterValidator(storable)]
Short = Annotated[str, StringConstraints(max_length=160, strip_whitespace=True), AfterValidator(storable)]
Port = Annotated[int, Field(ge=1, le=65535)]
Security = Literal["tls", "starttls", "plain"]


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


class ReaderOut(Schema):
    """Somebody who works the queue of a mailbox."""

    user_id: int
    username: str
    given_at: dt.datetime


class ReadersOut(Schema):
    """Who works the queue of a mailbox, in the order in which it was given to them."""

    mailbox_id: int
    readers: list[ReaderOut]


class ReadersIn(Body):
    """Who is to work the queue of a mailbox: all of them."""

    user_ids: Annotated[list[Id], Field(max_length=200)]


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


@router.get("/mailboxes/{mailbox_id}/readers", **reads(ReadersOut))
@_KEEPS
def mailbox_readers(request: Call, mailbox_id: PathId) -> ReadersOut:
    """Who works what arrives at it and no rule could file, besides those who see all accounts."""
    return _readers(mailbox_for(request.auth.user, mailbox_id))


@router.post("/mailboxes/{mailbox_id}/readers", **writes(ReadersOut, confirmed=True))
@_KEEPS
@keyed()
@confirmed
def set_mailbox_readers(request: Call, mailbox_id: PathId, body: ReadersIn) -> ReadersOut:
    """Say who works its queue: those who are named, and nobody else."""
    user = request.auth.user
    box = mailbox_for(user, mailbox_id)
    known = {one.id: one for one in people_for(box)}
    if unknown := sorted(set(body.user_ids) - known.keys()):
        raise refuse("mailbox.readers", "user %(user)d cannot be given this mailbox", user=unknown[0])
    boxes.set_readers(box, [known[key] for key in sorted(set(body.user_ids))], by=user, at=request.at)
    return _readers(box)


def _box(box: Mailbox) -> MailboxOut:
    derived = {"company", "sending_trouble", "fetching_trouble"}
    plain = {name: getattr(box, name) for name in MailboxOut.model_fields if name not in derived}
    return MailboxOut(
        **plain,
        company=box.company.code,
        sending_trouble=because(Reason.from_dict(box.send_trouble)) if box.send_trouble else None,
        fetching_trouble=because(Reason.from_dict(box.fetch_trouble)) if box.fetch_trouble else None,
    )


def _readers(box: Mailbox) -> ReadersOut:
    found = boxes.readers_of(box)
    shown = [ReaderOut(user_id=one.user_id, username=one.user.username, given_at=one.given_at) for one in found]
    return ReadersOut(mailbox_id=box.id, readers=shown)
