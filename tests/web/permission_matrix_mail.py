"""The permission matrix of mail; permission_matrix.py says how a row is written."""

from __future__ import annotations

import hashlib
from itertools import count

from creditdesk.domain.visibility import Role
from creditdesk.mail.mailboxes import Settings, make_mailbox
from creditdesk.mail.models import (
    IncomingAttachment,
    IncomingMessage,
    Mailbox,
    OutgoingAttachment,
    OutgoingMessage,
    SendAttempt,
)
from creditdesk.parties.models import Company
from tests import builders
from tests.web.permission_matrix import (
    ALL_ACCOUNTS,
    CREDIT,
    CUSTOMER,
    ITS_PEOPLE,
    RECORDERS,
    Arguments,
    Kind,
    Make,
    P,
    Row,
    holding,
)
from tests.world import NOW, World

_fresh = count(1)


def _box(world: World, company: Company) -> Mailbox:
    found = Mailbox.objects.filter(company=company, ended_at__isnull=True).first()
    if found is not None:
        return found
    return make_mailbox(company, Settings("Receivables", "ar@desk.example"), by=world.adam, at=NOW)


def _out(name: str) -> Make:
    def make(world: World) -> Arguments:
        customer, number = getattr(world, name), next(_fresh)
        made = OutgoingMessage.objects.create(
            company_id=customer.company_id,
            customer=customer,
            key=f"matrix-{number}",
            purpose="reply",
            to_address="ann@acme.example",
            subject="Your account",
            text="Please look at it.",
            message_id=f"<matrix-{number}@desk.example>",
            content_sha256="0" * 64,
            by=world.alice,
            queued_at=NOW,
            state="uncertain",
            state_at=NOW,
            next_try_at=NOW,
            attempt_count=1,
        )
        box = _box(world, customer.company)
        SendAttempt.objects.create(message=made, number=1, mailbox=box, began_at=NOW, outcome="uncertain")
        return {"outgoing_id": made.id}

    return make


def _in(name: str, *, filed: bool = True) -> Make:
    """A message filed to the customer; or one of its company that nobody has filed."""

    def make(world: World) -> Arguments:
        customer, number = getattr(world, name), next(_fresh)
        made = IncomingMessage.objects.create(
            company_id=customer.company_id,
            mailbox=_box(world, customer.company),
            uidvalidity=9,
            uid=number,
            sha256=hashlib.sha256(str(number).encode()).hexdigest(),
            size=1,
            fetched_at=NOW,
            state="filed" if filed else "unmatched",
            kind="person",
            from_address="ann@acme.example",
            subject="About our account",
            text="We pay.",
            fresh_text="We pay.",
            customer=customer if filed else None,
        )
        return {"incoming_id": made.id}

    return make


def _file_in(name: str) -> Make:
    def make(world: World) -> Arguments:
        message_id = _in(name)(world)["incoming_id"]
        made = IncomingAttachment.objects.create(
            message_id=message_id, name="a.txt", media_type="text/plain", size=1, sha256="0" * 64, content=b"a"
        )
        return {"attachment_id": made.id}

    return make


def _file_out(name: str) -> Make:
    def make(world: World) -> Arguments:
        message_id = _out(name)(world)["outgoing_id"]
        made = OutgoingAttachment.objects.create(
            message_id=message_id, name="a.txt", media_type="text/plain", size=1, sha256="0" * 64, content=b"a"
        )
        return {"sent_file_id": made.id}

    return make


def _mailbox(name: str) -> Make:
    def make(world: World) -> Arguments:
        company: Company = getattr(world, name)
        if name == "southwind" and not company.users.filter(role=Role.ADMINISTRATOR).exists():
            builders.user(f"mail-admin-{next(_fresh)}", role=Role.ADMINISTRATOR, companies=[company])
        return {"mailbox_id": _box(world, company).id}

    return make


def _kind(make: type | object, *, filed: bool = True) -> Kind:
    assert callable(make)
    return Kind(
        own=make("acme"),
        neighbour=make("zenith"),
        foreign=make("foreign"),
        sees_own=ITS_PEOPLE,
        sees_neighbour=ALL_ACCOUNTS,
    )


MAIL_OUT = _kind(_out)
MAIL_IN = _kind(_in)
MAIL_ATTACHMENT = _kind(_file_in)
MAIL_SENT_FILE = _kind(_file_out)
UNFILED_MAIL = Kind(own=_in("acme", filed=False), foreign=_in("foreign", filed=False), sees_own=ALL_ACCOUNTS)
MAILBOX = Kind(own=_mailbox("northlight"), foreign=_mailbox("southwind"))

HISTORY = holding(P.SEE_HISTORY)
MAILBOXES = holding(P.MANAGE_MAILBOXES)
API = holding(P.USE_API)
NEW_BOX = {"company": "NL", "sender_name": "Receivables", "address": "ar@desk.example"}

ROWS: tuple[Row, ...] = (
    Row("mail", "GET", HISTORY),
    Row("mail_unmatched", "GET", HISTORY),
    Row("mail_sending", "GET", HISTORY),
    Row("account_mail", "GET", CREDIT, CUSTOMER),
    Row("mail_in", "GET", HISTORY, MAIL_IN),
    Row("mail_out", "GET", HISTORY, MAIL_OUT),
    Row("mail_attachment", "GET", HISTORY, MAIL_ATTACHMENT),
    Row("mail_sent_file", "GET", HISTORY, MAIL_SENT_FILE),
    Row("mail_file", "POST", RECORDERS, UNFILED_MAIL, data={"key": "k"}),
    Row("mail_aside", "POST", RECORDERS, UNFILED_MAIL, data={"key": "k"}),
    Row("mail_move", "POST", RECORDERS, MAIL_IN, data={"key": "k"}),
    Row("mail_reply", "POST", RECORDERS, MAIL_IN, data={"key": "k"}),
    Row("mail_decide", "POST", RECORDERS, MAIL_OUT, data={"key": "k"}),
    Row("mailboxes", "GET", MAILBOXES),
    Row("mailbox_new", "GET", MAILBOXES),
    Row("mailbox_new", "POST", MAILBOXES),
    Row("mailbox", "GET", MAILBOXES, MAILBOX),
    Row("mailbox", "POST", MAILBOXES, MAILBOX),
    Row("mailbox_test", "POST", MAILBOXES, MAILBOX),
    Row("mailbox_readers", "POST", MAILBOXES, MAILBOX),
    Row("mailbox_end", "POST", MAILBOXES, MAILBOX),
)

# The interface for programs; permission_matrix_api.py takes them in.
API_ROWS: tuple[Row, ...] = (
    Row("api:mail_that_arrived", "GET", API & HISTORY),
    Row("api:unmatched_mail", "GET", API & HISTORY),
    Row("api:mail_that_went", "GET", API & HISTORY),
    Row("api:mail_in", "GET", API & HISTORY, MAIL_IN),
    Row("api:mail_out", "GET", API & HISTORY, MAIL_OUT),
    Row("api:file_mail", "POST", API & RECORDERS, UNFILED_MAIL, data={"customer_id": 1}),
    Row("api:move_mail", "POST", API & RECORDERS, MAIL_IN, data={"customer_id": 1}),
    Row("api:set_mail_aside", "POST", API & RECORDERS, UNFILED_MAIL),
    Row("api:answer_mail", "POST", API & RECORDERS, MAIL_IN, data={"text": "Thank you."}),
    Row("api:decide_mail", "POST", API & RECORDERS, MAIL_OUT, data={"arrived": True}),
    Row("api:mailboxes", "GET", API & MAILBOXES),
    Row("api:make_mailbox", "POST", API & MAILBOXES, data=NEW_BOX),
    Row("api:mailbox", "GET", API & MAILBOXES, MAILBOX),
    Row("api:test_mailbox", "POST", API & MAILBOXES, MAILBOX),
    Row("api:mailbox_readers", "GET", API & MAILBOXES, MAILBOX),
    Row("api:set_mailbox_readers", "POST", API & MAILBOXES, MAILBOX, data={"user_ids": []}),
    Row("api:end_mailbox", "POST", API & MAILBOXES, MAILBOX),
)
