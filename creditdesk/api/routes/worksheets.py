"""Adjustment worksheets: ask by one, look at it, print it, take it out as a form, load the form back."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Annotated

from django.http import HttpResponse
from ninja import File, Form, Query, Router, Schema
from ninja.errors import HttpError
from ninja.files import UploadedFile
from pydantic import Field

from creditdesk import dispatch
from creditdesk.api.answers import WORKBOOK, reads, reads_file, writes
from creditdesk.api.calls import Call, needs
from creditdesk.api.idempotency import keyed
from creditdesk.api.paging import PAGE, Cursor, Limit, page_by_id
from creditdesk.api.routes.requests import RequestEvidenceIn, RequestEvidenceOut
from creditdesk.api.shapes import LARGEST_ID, Amount, Body, Cause, Id, Minor, MinorOrZero, Page, PathId, amount
from creditdesk.approvals.preparing import MOST_EVIDENCE
from creditdesk.approvals.worksheet_form import form_line, take_form
from creditdesk.approvals.worksheet_loading import LARGEST_BYTES
from creditdesk.approvals.worksheet_queries import (
    Part,
    open_claims,
    parts_of,
    requests_of,
    visible_worksheets,
    worksheet_for,
)
from creditdesk.domain.policy_requests import Shown
from creditdesk.domain.requests import MOST_LINES, Evidence
from creditdesk.domain.scopes import Scope
from creditdesk.domain.visibility import Permission
from creditdesk.domain.worksheets import CLAIM_LONGEST, SheetLine, Total, Worksheet, totals
from creditdesk.followup.access import visible_documents
from creditdesk.letters.pdf import MEDIA_TYPE
from creditdesk.letters.worksheets import worksheet_pdf
from creditdesk.parties.access import NotVisible, customer_for
from creditdesk.receivables.access import item_for, items_for

if TYPE_CHECKING:
    from creditdesk.approvals.models import Worksheet as WorksheetRow

router = Router()
_MOST_PAPERS = 50


class WorksheetLineIn(Body):
    """A document, how much of it falls, what for, and the tax in that; null: its part of the document's tax."""

    item_id: Id
    amount_minor: Minor
    tax_minor: MinorOrZero | None = None
    reason: Annotated[str, Field(pattern=r"^[a-z_]{1,40}$")]
    claim: Annotated[str, Field(max_length=CLAIM_LONGEST, pattern=r"^[^\x00-\x1f]*$")] = ""


class WorksheetIn(Body):
    """A worksheet about documents of one customer. `submit` lays it before those who decide; else they are drafts."""

    customer_id: Id
    lines: Annotated[list[WorksheetLineIn], Field(max_length=MOST_LINES)]
    words: Cause
    evidence: Annotated[list[RequestEvidenceIn], Field(max_length=MOST_EVIDENCE)] = []
    submit: bool = True


class WorksheetLoadIn(Body):
    """Whether what the form asks for is laid before those who decide."""

    submit: bool = True


class BookedLineOut(Schema):
    """A line with where it is booked."""

    request_id: int
    item_id: int | None
    number: str
    claim: str
    amount: Amount
    tax: Amount
    reason: str
    account: str
    cost_centre: str


class BookedOut(Schema):
    """What the lines of a reason, account, cost centre and currency come to."""

    reason: str
    account: str
    cost_centre: str
    amount: Amount
    tax: Amount
    net: Amount


class WorksheetRequestOut(Schema):
    """A request of the worksheet, how far it is, who decided it and what was posted."""

    id: int
    state: str
    sha256: str
    reason: str
    amount: Amount
    decided_by: str | None
    decided_on: dt.date | None
    posting_ids: list[int]


class WorksheetBriefOut(Schema):
    """Whose a worksheet is, who prepared it, and why."""

    id: int
    number: str
    company: str
    customer_id: int
    words: str
    prepared_by: str
    prepared_on: dt.date


class WorksheetOut(WorksheetBriefOut):
    """A worksheet as its requests stand."""

    lines: list[BookedLineOut]
    totals: list[BookedOut]
    evidence: list[RequestEvidenceOut]
    requests: list[WorksheetRequestOut]


@router.get("/worksheets", **reads(Page[WorksheetBriefOut]))
@needs(Permission.SEE_HISTORY)
def worksheet_list(request: Call, cursor: Cursor = "", limit: Limit = PAGE) -> Page[WorksheetBriefOut]:
    """The worksheets on the accounts that the user sees, the newest first."""
    found = visible_worksheets(request.auth.user, as_of=request.today)
    return page_by_id(found, show=_brief, cursor=cursor, limit=limit, newest_first=True)


@router.get("/worksheets/{worksheet_id}", **reads(WorksheetOut))
@needs(Permission.SEE_HISTORY)
def one_worksheet(request: Call, worksheet_id: PathId) -> WorksheetOut:
    """A worksheet with its lines, what they come to, what proves them, and how its requests stand."""
    return _worksheet_out(request, worksheet_for(request.auth.user, worksheet_id, as_of=request.today))


@router.get("/worksheets/{worksheet_id}/pdf", **reads_file(MEDIA_TYPE))
@needs(Permission.SEE_HISTORY)
def worksheet_as_pdf(request: Call, worksheet_id: PathId) -> HttpResponse:
    """The worksheet on paper."""
    found = worksheet_for(request.auth.user, worksheet_id, as_of=request.today)
    content = worksheet_pdf(found, _parts(request, found), today=request.today)
    headers = {"Content-Disposition": f'attachment; filename="{found.number}.pdf"'}
    return HttpResponse(content, content_type=MEDIA_TYPE, headers=headers)


@router.post("/worksheets", **writes(WorksheetOut, status=201))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed(status=201)
def prepare_a_worksheet(request: Call, body: WorksheetIn) -> WorksheetOut:
    """Ask for adjustments of several documents and reasons, all or none: one request for each reason and currency."""
    user = request.auth.user
    customer = customer_for(user, body.customer_id, as_of=request.today)
    made = dispatch.prepare_worksheet(
        customer,
        sheet=_sheet(request, body),
        submit=body.submit,
        by=user,
        at=request.at,
        as_of=request.today,
        key=request.action_key,
    )
    return _worksheet_out(request, made)


@router.get("/customers/{customer_id}/worksheet.xlsx", **reads_file(WORKBOOK))
@needs(Permission.RECORD_ACTIVITY)
def worksheet_as_form(
    request: Call,
    customer_id: PathId,
    item_id: Annotated[list[Annotated[int, Field(ge=1, le=LARGEST_ID)]], Query(max_length=MOST_LINES)] = [],  # noqa: B006
) -> HttpResponse:
    """The worksheet as a form that is filled in outside: of these documents, or of all that is open of the account."""
    user = request.auth.user
    customer = customer_for(user, customer_id, as_of=request.today)
    items = items_for(user, item_id, as_of=request.today) if item_id else open_claims(customer.id, most=MOST_LINES)
    if item_id and (len(items) != len(set(item_id)) or any(one.customer_id != customer.id for one in items)):
        raise NotVisible("items of the form")
    book = take_form(
        customer,
        lines=[form_line(item, fill=bool(item_id)) for item in items if item.open_minor > 0],
        papers=list(visible_documents(user, customer_id=customer.id)[:_MOST_PAPERS]),
        form_id=uuid.uuid4().hex,
        by=user,
        at=request.at,
        as_of=request.today,
    )
    headers = {"Content-Disposition": f'attachment; filename="worksheet-{customer.id}.xlsx"'}
    return HttpResponse(book, content_type=WORKBOOK, headers=headers)


@router.post("/worksheet-forms", **writes(WorksheetOut, status=201))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed(status=201)
def load_a_worksheet(request: Call, file: File[UploadedFile], about: Form[WorksheetLoadIn]) -> WorksheetOut:
    """Load a form that was filled in: all of it is asked for, or each cell that is wrong is named. Once for a form."""
    if (file.size or 0) > LARGEST_BYTES:  # before it is read into memory
        raise HttpError(413, f"The file is larger than {LARGEST_BYTES} bytes.")
    made = dispatch.load_worksheet(
        file.read(), submit=about.submit, by=request.auth.user, at=request.at, as_of=request.today
    )
    return _worksheet_out(request, made)


def _sheet(call: Call, body: WorksheetIn) -> Worksheet:
    lines = []
    for one in body.lines:
        item = item_for(call.auth.user, one.item_id, as_of=call.today)
        lines.append(
            SheetLine(item.id, item.number, item.currency, one.amount_minor, one.tax_minor, one.reason, one.claim)
        )
    shown = tuple(
        Evidence(Shown(one.shows), one.document_id, one.activity_id, one.link, one.words) for one in body.evidence
    )
    return Worksheet(tuple(lines), body.words, shown)


def _parts(call: Call, worksheet: WorksheetRow) -> list[Part]:
    return parts_of(requests_of([worksheet.id], user=call.auth.user, as_of=call.today))


def _brief(worksheet: WorksheetRow) -> WorksheetBriefOut:
    return WorksheetBriefOut(
        id=worksheet.id,
        number=worksheet.number,
        company=worksheet.company.code,
        customer_id=worksheet.customer_id,
        words=worksheet.words,
        prepared_by=worksheet.prepared_by.username,
        prepared_on=worksheet.prepared_on,
    )


def _worksheet_out(call: Call, worksheet: WorksheetRow) -> WorksheetOut:
    parts = _parts(call, worksheet)
    return WorksheetOut(
        **_brief(worksheet).model_dump(),
        lines=[line for part in parts for line in _lines_out(part)],
        totals=[_booked_out(one) for one in totals(line.total for part in parts for line in part.lines)],
        evidence=_evidence_out(parts),
        requests=[_request_out(part) for part in parts],
    )


def _lines_out(part: Part) -> list[BookedLineOut]:
    code = part.request.currency
    return [
        BookedLineOut(
            request_id=part.request.id,
            item_id=one.line.item_id,
            number=one.line.number,
            claim=one.claim,
            amount=amount(one.line.amount_minor, code),
            tax=amount(one.line.tax_minor, code),
            reason=part.request.reason,
            account=one.line.account,
            cost_centre=one.line.cost_centre,
        )
        for one in part.lines
    ]


def _booked_out(one: Total) -> BookedOut:
    return BookedOut(
        reason=one.reason,
        account=one.account,
        cost_centre=one.cost_centre,
        amount=amount(one.amount_minor, one.currency),
        tax=amount(one.tax_minor, one.currency),
        net=amount(one.net_minor, one.currency),
    )


def _evidence_out(parts: list[Part]) -> list[RequestEvidenceOut]:
    """Each piece once, though every request of the worksheet shows it."""
    pieces = [(e.shows, e.document_id, e.activity_id, e.link, e.words) for part in parts for e in part.evidence]
    return [
        RequestEvidenceOut(shows=shows, document_id=document_id, activity_id=activity_id, link=link, words=words)
        for shows, document_id, activity_id, link, words in dict.fromkeys(pieces)
    ]


def _request_out(part: Part) -> WorksheetRequestOut:
    request, decision = part.request, part.decision
    return WorksheetRequestOut(
        id=request.id,
        state=request.state,
        sha256=request.sha256,
        reason=request.reason,
        amount=amount(request.amount_minor, request.currency),
        decided_by=decision.by.username if decision else None,
        decided_on=decision.on if decision else None,
        posting_ids=[one.id for one in part.postings],
    )
