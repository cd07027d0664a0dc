"""What happened on an account, and the documents that prove it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from ninja import File, Form, Query, Router, Schema
from ninja.errors import HttpError
from ninja.files import UploadedFile

from creditdesk.api.answers import reads, reads_file, writes
from creditdesk.api.calls import Call, needs
from creditdesk.api.idempotency import keyed
from creditdesk.api.paging import PAGE, Cursor, Limit, not_a_cursor, page_by_id, read_cursor, write_cursor
from creditdesk.api.routes.parties import ACCOUNTS
from creditdesk.api.shapes import LARGEST_ID, Amount, Because, Body, Line, Page, PathId, amount, because
from creditdesk.domain.scopes import Scope
from creditdesk.domain.visibility import Permission, Visibility
from creditdesk.followup.access import document_for, visible_documents
from creditdesk.followup.actions import attach_document, note_restricted_read
from creditdesk.followup.documents import LARGEST_BYTES
from creditdesk.followup.timeline import Cursor as Place
from creditdesk.followup.timeline import Kind, timeline
from creditdesk.parties.access import customer_for

if TYPE_CHECKING:
    from creditdesk.followup.models import Document
    from creditdesk.followup.timeline import TimelineEntry

router = Router()


class TimelineOut(Schema):
    """One thing that happened: in words, and by `code`. What the ledger booked has a day; its hour is noon in UTC."""

    at: dt.datetime
    kind: str
    code: str
    what: str
    by: str
    subject_kind: str
    subject_id: int
    visibility: str
    body: str
    reasons: list[Because]
    amount: Amount | None
    corrected: bool


class DocumentOut(Schema):
    """A file that was attached to an account. Its kind is read from its content."""

    id: int
    customer_id: int
    name: str
    description: str
    media_type: str
    size: int
    sha256: str
    visibility: str
    by: str
    at: dt.datetime


class AttachIn(Body):
    """What the file is, and who may read it."""

    description: Line = ""
    visibility: Visibility = Visibility.HISTORY


@router.get("/customers/{customer_id}/timeline", **reads(Page[TimelineOut]))
@needs(*ACCOUNTS)
@needs(Permission.SEE_HISTORY)
def account_timeline(
    request: Call,
    customer_id: PathId,
    kind: Annotated[list[Kind], Query(max_length=len(Kind))] = [],  # noqa: B006  # read only
    cursor: Cursor = "",
    limit: Limit = PAGE,
) -> Page[TimelineOut]:
    """All that happened on the account, newest first, as far as I may read it; of some kinds only, if they are named.

    That restricted entries of others were shown is journaled.
    """
    user = request.auth.user
    customer = customer_for(user, customer_id, as_of=request.today)
    found = timeline(customer, user=user, kinds=kind, before=_place(cursor), limit=limit)
    if found.restricted_ids:
        note_restricted_read(customer, by=user, at=request.at, activity_ids=found.restricted_ids)
    following = write_cursor(str(found.older)) if found.older else None
    return Page(entries=[_happened(entry) for entry in found.entries], next=following)


@router.get("/customers/{customer_id}/documents", **reads(Page[DocumentOut]))
@needs(*ACCOUNTS)
@needs(Permission.SEE_HISTORY)
def documents(request: Call, customer_id: PathId, cursor: Cursor = "", limit: Limit = PAGE) -> Page[DocumentOut]:
    """The account's documents that I may read, newest first."""
    user = request.auth.user
    customer = customer_for(user, customer_id, as_of=request.today)
    found = visible_documents(user, customer_id=customer.id)
    return page_by_id(found, show=_document, cursor=cursor, limit=limit, newest_first=True)


@router.post("/customers/{customer_id}/documents", **writes(DocumentOut, status=201))
@needs(*ACCOUNTS, scope=Scope.WORK)
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed(status=201)
def attach(request: Call, customer_id: PathId, file: File[UploadedFile], about: Form[AttachIn]) -> DocumentOut:
    """Attach a file: a PDF, picture, workbook, letter, e-mail or plain text. The same one again is there already."""
    user = request.auth.user
    customer = customer_for(user, customer_id, as_of=request.today)
    if (file.size or 0) > LARGEST_BYTES:  # before it is read into memory
        raise HttpError(413, f"The file is larger than {LARGEST_BYTES} bytes.")
    attached = attach_document(
        customer,
        name=file.name or "",
        content=file.read(),
        description=about.description,
        visibility=about.visibility,
        by=user,
        at=request.at,
    )
    return _document(attached)


@router.get("/documents/{document_id}/file", **reads_file("application/octet-stream"))
@needs(*ACCOUNTS)
def document_file(request: Call, document_id: PathId) -> HttpResponse:
    """A document as it was attached. That a restricted one of another was read is journaled."""
    user = request.auth.user
    found = document_for(user, document_id, as_of=request.today)
    if found.visibility == Visibility.RESTRICTED and found.by_id != user.id:
        note_restricted_read(found.customer, by=user, at=request.at, document_ids=[found.id])
    response = HttpResponse(bytes(found.content), content_type="application/octet-stream")
    response["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=found.name) or "attachment"
    )
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _place(cursor: str) -> Place | None:
    if not cursor:
        return None
    mark = read_cursor(cursor)
    place = Place.parse(mark) if isinstance(mark, str) else None
    if place is None or not 0 <= place.key <= LARGEST_ID:
        raise not_a_cursor()
    return place


def _happened(entry: TimelineEntry) -> TimelineOut:
    subject, key = entry.subject
    return TimelineOut(
        at=entry.at,
        kind=entry.kind,
        code=entry.code,
        what=str(entry.what),
        by=entry.by,
        subject_kind=subject,
        subject_id=key,
        visibility=entry.visibility,
        body=entry.body,
        reasons=[because(reason) for reason in entry.reasons],
        amount=amount(entry.money.minor, entry.money.currency) if entry.money else None,
        corrected=entry.is_corrected,
    )


def _document(document: Document) -> DocumentOut:
    plain = {name: getattr(document, name) for name in DocumentOut.model_fields if name != "by"}
    return DocumentOut(by=document.by.username, **plain)
