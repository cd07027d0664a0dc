"""Attaching a file to a locked account: plain functions that run inside the open transaction of an action."""

from __future__ import annotations

import datetime as dt

from creditdesk.domain.visibility import Visibility
from creditdesk.followup.documents import Sniffed, safe_name
from creditdesk.followup.models import Document, DocumentTakenBack
from creditdesk.journal.actions import append
from creditdesk.parties.models import Customer, User


def same_document(customer: Customer, found: Sniffed, *, visibility: Visibility) -> Document | None:
    """The same file on the account, if it is there already and was not taken back."""
    same = Document.objects.filter(customer=customer, sha256=found.sha256, visibility=visibility.value)
    return same.filter(taken_back__isnull=True).first()


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


def take_document_back(document: Document, *, why: str, by: User, at: dt.datetime) -> None:
    """Say that a document was attached to the wrong account, and tell the journal: from then on it is not shown there.

    The document itself stays as it is. docs/rules/mail.md.
    """
    DocumentTakenBack.objects.create(document=document, why=why[:200], by=by, at=at)
    append(
        "document.taken_back",
        by=by.username,
        at=at,
        subject=("document", document.id),
        company_id=document.company_id,
        customer_id=document.customer_id,
        facts={"sha256": document.sha256},
        private={"name": document.name, "why": why[:200]},
    )
