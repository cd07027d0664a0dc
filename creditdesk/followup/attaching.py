"""Attaching a file to a locked account: plain functions that run inside the open transaction of an action."""

from __future__ import annotations

import datetime as dt

from creditdesk.domain.visibility import Visibility
from creditdesk.followup.documents import Sniffed, safe_name
from creditdesk.followup.models import Document
from creditdesk.journal.actions import append
from creditdesk.parties.models import Customer, User


def same_document(customer: Customer, found: Sniffed, *, visibility: Visibility) -> Document | None:
    """The same file on the account, if it is there already."""
    return Document.objects.filter(customer=customer, sha256=found.sha256, visibility=visibility.value).first()


def write_document(
    customer: Customer,
    found: Sniffed,
    *,
    name: str,
    content: bytes,
    description: str = "",
    visibility: Visibility = Visibility.HISTORY,
    by: User,
    at: dt.datetime,
) -> Document:
    """Write the file as a document of the account."""
    return Document.objects.create(
        company_id=customer.company_id,
        customer=customer,
        name=safe_name(name, media_type=found.media_type),
        description=" ".join(description.split())[:200],
        media_type=found.media_type,
        size=len(content),
        sha256=found.sha256,
        content=content,
        visibility=visibility.value,
        by=by,
        at=at,
    )


def journal_document(document: Document, *, by: User, at: dt.datetime) -> None:
    """Append the attaching to the journal."""
    append(
        "document.attached",
        by=by.username,
        at=at,
        subject=("document", document.id),
        company_id=document.company_id,
        customer_id=document.customer_id,
        facts={"sha256": document.sha256, "size": document.size, "media_type": document.media_type},
        private={"name": document.name, "description": document.description},
    )
