"""What an administrator does to mailboxes: make one for a company, change it, try it, end it. docs/rules/mail.md.

`at_console=True`: the act was done from the command line, and the journal says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, fields

from django.conf import settings

from creditdesk.domain.addresses import may_send_to
from creditdesk.domain.mail_addresses import fit_address, fit_line
from creditdesk.domain.reasons import Reason, Refusal, refuse
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.mail import imap, sealed, smtp
from creditdesk.mail.access import can_read_mailboxes
from creditdesk.mail.models import Mailbox, MailboxReader
from creditdesk.parties.connecting import is_number
from creditdesk.parties.models import Company, User


@dataclass(frozen=True, slots=True)
class Settings:
    """A mailbox as an administrator writes it. An empty password of one that exists stays the one that it has."""

    sender_name: str
    address: str
    smtp_host: str = ""
    smtp_port: int = 465
    smtp_security: str = "tls"
    smtp_user: str = ""
    smtp_password: str = ""
    imap_host: str = ""
    imap_port: int = 993
    imap_security: str = "tls"
    imap_user: str = ""
    imap_password: str = ""
    imap_folder: str = "INBOX"


@dataclass(frozen=True, slots=True)
class Tried:
    """What failed of each way in words: empty where it works, None where there is no server for it."""

    sending: str | None
    fetching: str | None


@action
def make_mailbox(
    company: Company,
    written: Settings,
    *,
    by: User,
    at: dt.datetime,
    key: str | None = None,
    at_console: bool = False,
) -> Mailbox:
    """Give the company a mailbox. The same key makes one.

    Raises Refusal with every reason that is wrong with what was written, and where the company has one.
    """
    if key is not None and (made := Mailbox.objects.filter(key=key).first()) is not None:
        return made
    if reasons := unfit(written):
        raise Refusal(tuple(reasons))
    Company.objects.select_for_update().get(id=company.id)
    if Mailbox.objects.filter(company=company, ended_at__isnull=True).exists():
        raise refuse("mailbox.there", "%(company)s has a mailbox already: change that one", company=company.code)
    box = Mailbox(company=company, made_at=at, key=key)
    _write(box, written)
    box.save()
    _journal("mailbox.made", box, by=by, at=at, at_console=at_console)
    return box


@action
def change_mailbox(
    box: Mailbox, written: Settings, *, version: int, by: User, at: dt.datetime, at_console: bool = False
) -> Mailbox:
    """Change what the mailbox is; what was wrong with its servers is forgotten, and both are tried at once.

    Raises Refusal with every reason that is wrong with what was written, or where somebody changed it meanwhile.
    """
    held = _held(box)
    if held.version != version:
        raise refuse("mailbox.changed_meanwhile", "somebody changed this mailbox meanwhile: look at it again")
    if reasons := unfit(written):
        raise Refusal(tuple(reasons))
    _write(held, written)
    held.version += 1
    held.send_failures, held.send_next_at, held.send_trouble = 0, None, None
    held.fetch_failures, held.fetch_next_at, held.fetch_trouble = 0, None, None
    held.save()
    _journal("mailbox.changed", held, by=by, at=at, at_console=at_console)
    return held


@action
def end_mailbox(box: Mailbox, *, by: User, at: dt.datetime, at_console: bool = False) -> Mailbox:
    """End it: nothing more is sent or fetched by it, and its passwords are gone. A second call changes nothing."""
    held = Mailbox.objects.select_for_update().get(id=box.id)
    if held.ended_at is None:
        held.ended_at, held.smtp_password, held.imap_password = at, "", ""
        held.save(update_fields=["ended_at", "smtp_password", "imap_password"])
        _journal("mailbox.ended", held, by=by, at=at, at_console=at_console)
    return held


@action
def set_readers(
    box: Mailbox, people: Collection[User], *, by: User, at: dt.datetime, at_console: bool = False
) -> list[MailboxReader]:
    """Say who works what arrives at the mailbox and no rule could file; returns who does now. docs/rules/mail.md.

    Whoever is named stays or begins, whoever is not ends. A second call changes nothing. Raises Refusal for somebody
    who is not of the mailbox's company, or whose role neither reads what customers wrote nor records it.
    """
    held = _held(box)
    if reasons := [reason for person in people for reason in _unfit_reader(held, person)]:
        raise Refusal(tuple(reasons))
    standing = {one.user_id: one for one in MailboxReader.objects.filter(mailbox=held, ended_at__isnull=True)}
    wanted = {one.id for one in people}
    ended = [one for user_id, one in standing.items() if user_id not in wanted]
    MailboxReader.objects.filter(id__in=[one.id for one in ended]).update(ended_by=by, ended_at=at)
    begun = MailboxReader.objects.bulk_create(
        MailboxReader(mailbox=held, user_id=user_id, given_by=by, given_at=at)
        for user_id in sorted(wanted - standing.keys())
    )
    if ended or begun:
        facts = {"given": [one.user_id for one in begun], "ended": [one.user_id for one in ended]}
        append(
            "mailbox.readers",
            by=by.username,
            at=at,
            subject=("mailbox", held.id),
            company_id=held.company_id,
            facts=facts | ({"console": True} if at_console else {}),
        )
    return readers_of(held)


def readers_of(box: Mailbox) -> list[MailboxReader]:
    """Who works the queue of the mailbox, in the order in which it was given to them."""
    standing = MailboxReader.objects.filter(mailbox=box, ended_at__isnull=True)
    return list(standing.select_related("user").order_by("id"))


def _unfit_reader(box: Mailbox, person: User) -> list[Reason]:
    facts: dict[str, str | int] = {"who": str(person)}
    if not person.companies.filter(id=box.company_id).exists():
        return [Reason("mailbox.reader_company", "%(who)s does not work for the company of this mailbox", facts)]
    if not can_read_mailboxes(person):
        text = "%(who)s has a role that does not read and record what customers write"
        return [Reason("mailbox.reader_role", text, facts)]
    return []


def try_mailbox(box: Mailbox) -> Tried:
    """Sign in to both servers without sending or fetching anything."""
    sending = fetching = None
    if box.smtp_host:
        password = sealed.opened(box.smtp_password)
        server = smtp.Server(box.smtp_host, box.smtp_port, box.smtp_security, box.smtp_user, password or "", 5.0, 15.0)
        sending = smtp.try_sign_in(server) if password is not None else _GONE
    if box.imap_host:
        password = sealed.opened(box.imap_password)
        server = smtp.Server(box.imap_host, box.imap_port, box.imap_security, box.imap_user, password or "", 5.0, 15.0)
        fetching = imap.try_folder(server, box.imap_folder) if password is not None else _GONE
    return Tried(sending, fetching)


def unfit(written: Settings) -> list[Reason]:
    """Everything that is wrong with what was written."""
    reasons = []
    if not fit_line(written.sender_name) or len(written.sender_name) > 80:
        reasons.append(Reason("mailbox.sender_name", "a mailbox needs a sender's name of at most 80 letters"))
    try:
        fit_address(written.address)
    except Refusal as refusal:
        reasons += refusal.reasons
    for way in ("smtp", "imap"):
        reasons += _unfit_server(way, written)
    return reasons


def _unfit_server(way: str, written: Settings) -> list[Reason]:
    host, port = getattr(written, f"{way}_host").strip().rstrip("."), getattr(written, f"{way}_port")
    security = getattr(written, f"{way}_security")
    if not host:
        return []
    facts: dict[str, str | int] = {"host": host[:80], "way": way.upper()}
    if len(host) > 200 or not host.isascii() or not all(sign.isalnum() or sign in ".-:" for sign in host):
        return [Reason(f"mailbox.{way}_host", "%(host)s is no name of a host", facts)]
    inside = host in settings.MAIL_INTERNAL_HOSTS
    reasons = []
    if is_number(host) and not may_send_to(host, inside=inside):
        text = "%(host)s lies in a network that the operator has not allowed mail servers in"
        reasons.append(Reason(f"mailbox.{way}_host", text, facts))
    if not 1 <= port <= 65535:
        reasons.append(Reason(f"mailbox.{way}_port", "%(port)s is no port", {"port": port}))
    if security not in Mailbox.Security.values:
        reasons.append(Reason(f"mailbox.{way}_security", "%(value)s is not known here", {"value": security[:40]}))
    if security == Mailbox.Security.PLAIN and not inside:
        text = "%(way)s without encryption is for hosts that the operator has allowed"
        reasons.append(Reason(f"mailbox.{way}_security", text, facts))
    return reasons


def _write(box: Mailbox, written: Settings) -> None:
    for field in fields(written):
        value = getattr(written, field.name)
        if field.name.endswith("_password"):
            if value:
                setattr(box, field.name, sealed.closed(value))
        else:
            setattr(box, field.name, value.strip() if isinstance(value, str) else value)
    box.sender_name, box.address = fit_line(box.sender_name, longest=80), fit_address(box.address)
    box.smtp_host, box.imap_host = box.smtp_host.rstrip(".").lower(), box.imap_host.rstrip(".").lower()
    box.imap_folder = fit_line(box.imap_folder, longest=120) or "INBOX"


def _held(box: Mailbox) -> Mailbox:
    held = Mailbox.objects.select_for_update().get(id=box.id)
    if held.ended_at is not None:
        raise refuse("mailbox.ended", "somebody has ended this mailbox meanwhile")
    return held


def _journal(kind: str, box: Mailbox, *, by: User, at: dt.datetime, at_console: bool) -> None:
    facts = {"smtp_port": box.smtp_port, "imap_port": box.imap_port, "version": box.version}
    append(
        kind,
        by=by.username,
        at=at,
        subject=("mailbox", box.id),
        company_id=box.company_id,
        facts=facts | ({"console": True} if at_console else {}),
        private={"address": box.address, "smtp": box.smtp_host, "imap": box.imap_host, "name": box.sender_name},
    )


_GONE = "the password cannot be opened any more: enter it anew"
