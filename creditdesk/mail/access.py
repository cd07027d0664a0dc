"""The only way to a message, an attachment or a mailbox: by the user who asks. docs/rules/mail.md.

A message that is filed, or went out to a customer, is of that customer's history. One that nobody has filed yet could
be of anybody: those see it who see all accounts of the company, and whoever reads the mailbox where nothing in it
points at an account that he does not see.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef, Q, QuerySet

from creditdesk.domain.visibility import Permission, has_permission
from creditdesk.mail.models import (
    IncomingAttachment,
    IncomingCandidate,
    IncomingMessage,
    Mailbox,
    MailboxReader,
    OutgoingAttachment,
    OutgoingMessage,
)
from creditdesk.parties.access import NotVisible
from creditdesk.parties.models import User
from creditdesk.parties.reach import Reach, reach_of

# Screens name the type of what they are given.
__all__ = [
    "IncomingMessage",
    "Mailbox",
    "OutgoingMessage",
    "attachment_for",
    "can_read_mailboxes",
    "incoming_for",
    "mailbox_for",
    "may_file",
    "outgoing_for",
    "people_for",
    "sees_unfiled",
    "sent_file_for",
    "visible_incoming",
    "visible_mailboxes",
    "visible_outgoing",
    "works_unfiled",
]

_State, _Kind = IncomingMessage.State, IncomingMessage.Kind


def sees_unfiled(user: User) -> bool:
    """Whether the user may read whatever is not filed to any customer."""
    return has_permission(user.desk_role, Permission.SEE_HISTORY) and has_permission(
        user.desk_role, Permission.SEE_ACCOUNTS_ALL
    )


def can_read_mailboxes(user: User) -> bool:
    """Whether the user can be given a mailbox to read: whoever reads history and records what customers said."""
    wanted = (Permission.SEE_HISTORY, Permission.RECORD_ACTIVITY)
    return user.is_active and all(has_permission(user.desk_role, one) for one in wanted)


def works_unfiled(user: User) -> bool:
    """Whether there is a queue of unmatched mail for the user: of all accounts, or of a mailbox that he reads."""
    return sees_unfiled(user) or (can_read_mailboxes(user) and _read_by(user).exists())


def may_file(user: User) -> bool:
    """Whether the user may say whose a message is that he sees and nobody has filed."""
    return can_read_mailboxes(user)


def visible_outgoing(user: User, *, as_of: dt.date) -> QuerySet[OutgoingMessage]:
    """The messages out that the user may read."""
    if not has_permission(user.desk_role, Permission.SEE_HISTORY):
        return OutgoingMessage.objects.none()
    return OutgoingMessage.objects.filter(_in_reach(user, reach_of(user, as_of=as_of)))


def visible_incoming(user: User, *, as_of: dt.date) -> QuerySet[IncomingMessage]:
    """The messages in that the user may read."""
    if not has_permission(user.desk_role, Permission.SEE_HISTORY):
        return IncomingMessage.objects.none()
    reach = reach_of(user, as_of=as_of)
    readable = _in_reach(user, reach)
    if not sees_unfiled(user) and can_read_mailboxes(user):
        readable |= _of_read_mailboxes(user, reach)
    return IncomingMessage.objects.filter(readable)


def outgoing_for(user: User, message_id: int, *, as_of: dt.date) -> OutgoingMessage:
    """The message out with its customer. Raises NotVisible."""
    found = visible_outgoing(user, as_of=as_of).filter(id=message_id)
    message = found.select_related("company", "customer__company", "contact", "by", "answers", "follows").first()
    if message is None:
        raise NotVisible(f"outgoing message {message_id}")
    return message


def incoming_for(user: User, message_id: int, *, as_of: dt.date) -> IncomingMessage:
    """The message in with its customer. Raises NotVisible."""
    found = visible_incoming(user, as_of=as_of).filter(id=message_id)
    message = found.select_related("company", "customer__company", "contact", "filed_by", "answers").first()
    if message is None:
        raise NotVisible(f"incoming message {message_id}")
    return message


def attachment_for(user: User, attachment_id: int, *, as_of: dt.date) -> IncomingAttachment:
    """The file that came with a message, for a download. Raises NotVisible, also where it was not kept."""
    within = visible_incoming(user, as_of=as_of).values("id")
    found = IncomingAttachment.objects.filter(id=attachment_id, message__in=within, content__isnull=False).first()
    if found is None:
        raise NotVisible(f"attachment {attachment_id}")
    return found


def sent_file_for(user: User, attachment_id: int, *, as_of: dt.date) -> OutgoingAttachment:
    """The file that went out with a message, for a download. Raises NotVisible."""
    within = visible_outgoing(user, as_of=as_of).values("id")
    found = OutgoingAttachment.objects.filter(id=attachment_id, message__in=within).first()
    if found is None:
        raise NotVisible(f"sent file {attachment_id}")
    return found


def visible_mailboxes(user: User) -> QuerySet[Mailbox]:
    """The mailboxes of the user's companies that count, for those who keep them."""
    if not has_permission(user.desk_role, Permission.MANAGE_MAILBOXES):
        return Mailbox.objects.none()
    found = Mailbox.objects.filter(company__in=user.companies.all(), ended_at__isnull=True)
    return found.select_related("company").order_by("company__code")


def mailbox_for(user: User, mailbox_id: int) -> Mailbox:
    """The mailbox. Raises NotVisible."""
    found = visible_mailboxes(user).filter(id=mailbox_id).first()
    if found is None:
        raise NotVisible(f"mailbox {mailbox_id}")
    return found


def people_for(mailbox: Mailbox) -> list[User]:
    """Who can be given the mailbox to read: people of its company who would not see its queue otherwise, by name."""
    people = User.objects.filter(is_active=True, companies=mailbox.company_id)
    found = [one for one in people if can_read_mailboxes(one) and not sees_unfiled(one)]
    return sorted(found, key=lambda one: (str(one), one.id))


def _in_reach(user: User, reach: Reach) -> Q:
    reached = reach.customers("customer__")
    if not sees_unfiled(user):
        return reached
    return reached | Q(customer__isnull=True, company__in=user.companies.values("id"))


def _read_by(user: User) -> QuerySet[MailboxReader]:
    return MailboxReader.objects.filter(user=user, ended_at__isnull=True, mailbox__company__in=user.companies.all())


def _of_read_mailboxes(user: User, reach: Reach) -> Q:
    """What a reader of mailboxes works: unmatched letters of people, unless one could be of an account of others.

    What came back and what we wrote ourselves may quote what was meant for anybody, so it is not among it. What he set
    aside himself he can still file.
    """
    of_others = IncomingCandidate.objects.filter(message=OuterRef("pk")).exclude(reach.customers("customer__"))
    waits = Q(state__in=[_State.UNMATCHED, _State.PARKED]) | Q(state=_State.SET_ASIDE, filed_by=user)
    written = Q(customer__isnull=True, kind__in=[_Kind.PERSON, _Kind.UNREAD])
    return waits & written & Q(mailbox__in=_read_by(user).values("mailbox")) & Q(~Exists(of_others))
