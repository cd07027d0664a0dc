"""The only way to a message, an attachment or a mailbox: by the user who asks. docs/rules/mail.md.

A message that is filed, or went out to a customer, is of that customer's history. One that nobody has filed yet could
be of anybody: only those see it who see all accounts of the company.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet

from creditdesk.domain.visibility import Permission, has_permission
from creditdesk.mail.models import IncomingAttachment, IncomingMessage, Mailbox, OutgoingAttachment, OutgoingMessage
from creditdesk.parties.access import NotVisible
from creditdesk.parties.models import User
from creditdesk.parties.reach import reach_of

# Screens name the type of what they are given.
__all__ = [
    "IncomingMessage",
    "Mailbox",
    "OutgoingMessage",
    "attachment_for",
    "incoming_for",
    "mailbox_for",
    "may_file",
    "outgoing_for",
    "sees_unfiled",
    "sent_file_for",
    "visible_incoming",
    "visible_mailboxes",
    "visible_outgoing",
]


def sees_unfiled(user: User) -> bool:
    """Whether the user may read what is not filed to any customer."""
    return has_permission(user.desk_role, Permission.SEE_HISTORY) and has_permission(
        user.desk_role, Permission.SEE_ACCOUNTS_ALL
    )


def may_file(user: User) -> bool:
    """Whether the user may say whose message it is."""
    return sees_unfiled(user) and has_permission(user.desk_role, Permission.RECORD_ACTIVITY)


def visible_outgoing(user: User, *, as_of: dt.date) -> QuerySet[OutgoingMessage]:
    """The messages out that the user may read."""
    if not has_permission(user.desk_role, Permission.SEE_HISTORY):
        return OutgoingMessage.objects.none()
    return OutgoingMessage.objects.filter(_in_reach(user, as_of=as_of))


def visible_incoming(user: User, *, as_of: dt.date) -> QuerySet[IncomingMessage]:
    """The messages in that the user may read."""
    if not has_permission(user.desk_role, Permission.SEE_HISTORY):
        return IncomingMessage.objects.none()
    return IncomingMessage.objects.filter(_in_reach(user, as_of=as_of))


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


def _in_reach(user: User, *, as_of: dt.date) -> Q:
    reached = reach_of(user, as_of=as_of).customers("customer__")
    if not sees_unfiled(user):
        return reached
    return reached | Q(customer__isnull=True, company__in=user.companies.values("id"))
