"""Lists as files: at once where they are short, made in the background where they are long."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from ninja import Query, Router, Schema

from creditdesk.api.answers import reads, writes
from creditdesk.api.calls import Call, needs
from creditdesk.api.idempotency import keyed
from creditdesk.api.paging import PAGE, Cursor, Limit, page_by_id, page_sorted
from creditdesk.api.shapes import Body, Day, Page, PathId, Word
from creditdesk.domain.reasons import refuse
from creditdesk.domain.scopes import Scope
from creditdesk.domain.visibility import Permission
from creditdesk.exports.access import (
    Export,
    export_for,
    exports_of,
    is_counted,
    listing_named,
    may_have,
    may_take,
    refuse_without_second_factor,
)
from creditdesk.exports.actions import order_export, record_fetched, record_taken
from creditdesk.exports.asking import Asked, Listing
from creditdesk.exports.making import ask, company_by_code, is_large, make, sources_in
from creditdesk.exports.registry import LISTINGS
from creditdesk.exports.worker import content_of
from creditdesk.exports.writers import MEDIA_TYPES
from creditdesk.parties.exports import refuse_too_many

router = Router()
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_FILE: dict[str, Any] = {
    "responses": {200: {"content": {media_type.split(";")[0]: _BINARY for media_type in MEDIA_TYPES.values()}}}
}


class Form(StrEnum):
    """How the file comes: plain text for programs, or a workbook with typed cells."""

    CSV = "csv"
    XLSX = "xlsx"


class ListOut(Schema):
    """A list that I may take out, what it can be narrowed by, and whether it can be told as of a past day."""

    name: str
    title: str
    filters: list[str]
    as_of: bool


class Filters(Schema):
    """What a list is narrowed by; each list has some of them. A company is named by its code."""

    company: Word = ""
    portfolio: Word = ""
    owner: Word = ""
    customer: Word = ""
    item: Word = ""
    file: Word = ""
    currency: Word = ""
    bucket: Word = ""
    status: Word = ""
    state: Word = ""
    risk: Word = ""
    risk_class: Word = ""
    late: Word = ""
    planned: Word = ""
    minimum: Word = ""
    show: Word = ""
    basis: Word = ""
    known: Word = ""
    what: Word = ""
    verdict: Word = ""
    kind: Word = ""
    by: Word = ""
    q: Word = ""
    sort: Word = ""


class ExportIn(Body):
    """The list by its name, its format, its day (today, if none), and what it is narrowed by."""

    list: Word
    format: Form = Form.CSV
    as_of: Day | None = None
    filters: dict[Word, Word] = {}


class ExportOut(Schema):
    """A file that is made in the background: how far it is, and until when it is kept. `problem` says what ended it."""

    id: int
    list: str
    format: str
    as_of: dt.date
    name: str
    state: str
    problem: str
    done: int
    total: int
    rows: int
    size: int
    asked_at: dt.datetime


@router.get("/lists", **reads(Page[ListOut]))
@needs(Permission.EXPORT)
def lists(request: Call, cursor: Cursor = "", limit: Limit = PAGE) -> Page[ListOut]:
    """The lists that I may take out, by name."""
    mine = [one for one in LISTINGS.values() if may_take(request.auth.user, one)]
    return page_sorted(mine, show=_listed, key=lambda one: (one.name,), cursor=cursor, limit=limit)


@router.get("/lists/file", **reads(None), openapi_extra=_FILE)
@needs(Permission.EXPORT)
def file_now(
    request: Call, filters: Query[Filters], list: Word, format: Form = Form.CSV, as_of: Day | None = None
) -> HttpResponse:
    """A list as a file, as long as it is no longer than is made at once; a longer one is ordered by POST /exports."""
    wanted = {name: text for name, text in filters.model_dump().items() if text}
    asked = _asked(request, list, wanted=wanted, as_of=as_of)
    sources = sources_in(asked, form=format)
    if is_large(sources):
        text = "%(count)d lines are more than the %(most)d that are made at once: order the file by POST /exports"
        raise refuse("export.large", text, count=sources, most=settings.EXPORT_ROWS_AT_ONCE)
    made = make(asked, form=format)
    record_taken(asked, rows=made.rows, at=request.at, limit=settings.EXPORTS_PER_HOUR)
    response = HttpResponse(made.content, content_type=MEDIA_TYPES[format])
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=made.name) or ""
    return response


@router.get("/exports", **reads(Page[ExportOut]))
@needs(Permission.EXPORT)
def my_exports(request: Call, cursor: Cursor = "", limit: Limit = PAGE) -> Page[ExportOut]:
    """The files that were made for me within a day, newest first."""
    found = exports_of(request.auth.user, at=request.at)
    return page_by_id(found, show=_export, cursor=cursor, limit=limit, newest_first=True)


@router.post("/exports", **writes(ExportOut, status=201))
@needs(Permission.EXPORT, scope=Scope.READ)
@keyed(status=201)
def order(request: Call, body: ExportIn) -> ExportOut:
    """Have a list made into a file in the background, however long it is."""
    asked = _asked(request, body.list, wanted=body.filters, as_of=body.as_of)
    made = order_export(
        asked,
        form=body.format.value,
        language=get_language() or "en",
        sources=sources_in(asked, form=body.format),
        at=request.at,
        limit=settings.EXPORTS_PER_HOUR,
        key=request.action_key,
    )
    return _export(made)


@router.get("/exports/{export_id}", **reads(ExportOut))
@needs(Permission.EXPORT)
def export(request: Call, export_id: PathId) -> ExportOut:
    """How far a file of mine is."""
    return _export(export_for(request.auth.user, export_id, at=request.at))


@router.get("/exports/{export_id}/file", **reads(None), openapi_extra=_FILE)
@needs(Permission.EXPORT)
def export_file(request: Call, export_id: PathId) -> StreamingHttpResponse:
    """The file, once its state is ready."""
    user = request.auth.user
    found = export_for(user, export_id, at=request.at)
    if not may_have(found, as_of=request.today):
        raise PermissionDenied("You no longer have the right to take this list out.")
    record_fetched(found, by=user, at=request.at)
    response = StreamingHttpResponse(content_of(found), content_type=MEDIA_TYPES[found.format])
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=found.name) or ""
    response["Content-Length"] = str(found.size)
    return response


def _asked(request: Call, name: str, *, wanted: dict[str, str], as_of: dt.date | None) -> Asked:
    """What is asked for. Raises NotVisible for no list of mine, and Refusal by the rules of docs/rules/access.md."""
    listing, user = listing_named(name), request.auth.user
    _require_right(request, name)
    refuse_without_second_factor(user, listing)
    if is_counted(listing):
        refuse_too_many(user, limit=settings.EXPORTS_PER_HOUR, at=request.at)
    return ask(
        listing,
        user=user,
        wanted=company_by_code(wanted, user=user),
        as_of=as_of or request.today,
        today=request.today,
        now=request.at,
    )


def _require_right(request: Call, name: str) -> None:
    if not may_take(request.auth.user, listing_named(name)):
        raise PermissionDenied("Your role does not see this list, or may not take it out.")


def _listed(one: Listing) -> ListOut:
    return ListOut(name=one.name, title=str(one.title), filters=list(one.filters), as_of=one.has_past)


def _export(each: Export) -> ExportOut:
    made = {"list", "done"}
    plain = {name: getattr(each, name) for name in ExportOut.model_fields if name not in made}
    return ExportOut(list=each.listing, done=each.taken, **plain)
