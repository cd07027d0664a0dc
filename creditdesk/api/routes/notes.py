"""What was said: found by its words, and as notes on the way to the CRM and the ERP."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Literal

from ninja import Query, Router, Schema
from pydantic import AfterValidator, StringConstraints

from creditdesk.api.answers import reads, writes
from creditdesk.api.calls import Call, needs
from creditdesk.api.idempotency import keyed
from creditdesk.api.paging import PAGE, Cursor, Limit, cursor_marks, not_a_cursor, page_by_id, write_cursor
from creditdesk.api.routes.parties import QueryId
from creditdesk.api.shapes import Amount, Body, Line, Page, PathId, amount, is_storable, storable
from creditdesk.domain.scopes import Scope
from creditdesk.domain.visibility import Permission
from creditdesk.followup.actions import note_restricted_read
from creditdesk.followup.outgoing_notes import (
    NoteState,
    NoteSystem,
    acknowledge_note,
    answer_of,
    note_for,
    notes,
    state_of,
)
from creditdesk.followup.searching import customers_by_id, restricted_among, search_page
from creditdesk.parties.access import customer_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from creditdesk.followup.access import Activity

router = Router()
System = Literal["crm", "erp"]
Words = Annotated[str, StringConstraints(min_length=1, max_length=120), AfterValidator(storable)]


class SaidOut(Schema):
    """An entry in whose note all the words stand. `said_by`: who wrote it, as another program calls him."""

    activity_id: int
    customer_id: int
    customer_number: str
    customer_name: str
    channel: str
    direction: str
    outcome: str
    visibility: str
    note: str
    contact_id: int | None
    happened_at: dt.datetime
    by: str
    source: str
    said_by: str
    corrected: bool


class NoteOut(Schema):
    """An activity for another program, which takes it over once, under a number of its own, and answers by `id`."""

    id: int
    system: str
    company: str
    customer_number: str
    customer_name: str
    contact: str
    crm_account: str
    happened_at: dt.datetime
    recorded_at: dt.datetime
    by: str
    channel: str
    direction: str
    outcome: str
    visibility: str
    text: str
    promised: Amount | None
    promised_date: dt.date | None
    corrects_id: int | None
    state: str
    reference: str
    reason: str


class NoteAnswerIn(Body):
    """What the program did: it took the note over, under which number, or refused it, and why."""

    system: System
    answer: Literal["accepted", "refused"]
    reference: Annotated[str, StringConstraints(max_length=60, strip_whitespace=True), AfterValidator(storable)] = ""
    reason: Line = ""


@router.get("/activities/search", **reads(Page[SaidOut]))
@needs(Permission.SEE_HISTORY)
def search_activities(
    request: Call,
    q: Annotated[Words, Query(description="Words that all stand in one note, in any order.")],
    customer: QueryId = None,
    cursor: Cursor = "",
    limit: Limit = PAGE,
) -> Page[SaidOut]:
    """What was said, by its words, the newest first. Reading restricted entries of others is journaled."""
    user = request.auth.user
    if customer is not None:
        customer_for(user, customer, as_of=request.today)
    before = ""
    if cursor:
        (before,) = cursor_marks(cursor, str)
        if not is_storable(before) or "~" not in before:
            raise not_a_cursor()
    found = search_page(user, q, as_of=request.today, customer_id=customer, before=before, size=limit)
    _journal(request, found.rows)
    return Page(entries=[_found(one) for one in found.rows], next=write_cursor([found.older]) if found.older else None)


@router.get("/activities/notes", **reads(Page[NoteOut]))
@needs(Permission.SEE_HISTORY)
def note_list(
    request: Call,
    system: System,
    state: Literal["awaiting", "accepted", "refused", "all"] = "awaiting",
    cursor: Cursor = "",
    limit: Limit = PAGE,
) -> Page[NoteOut]:
    """Activities for the CRM or the ERP, the oldest first. One that was answered does not come again as awaiting."""
    user, to = request.auth.user, NoteSystem(system)
    found = notes(user, system=to, state=None if state == "all" else NoteState(state), as_of=request.today)
    shown: list[Activity] = []

    def show(one: Activity) -> NoteOut:
        shown.append(one)
        return _note(one, to)

    page = page_by_id(found, show=show, cursor=cursor, limit=limit)
    _journal(request, shown)
    return page


@router.post("/activities/notes/{activity_id}/acknowledge", **writes(NoteOut))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed()
def acknowledge_a_note(request: Call, activity_id: PathId, body: NoteAnswerIn) -> NoteOut:
    """Record what the program did with the note. The same answer again changes nothing; another one is refused."""
    user, to = request.auth.user, NoteSystem(body.system)
    acknowledge_note(
        note_for(user, activity_id, system=to, as_of=request.today),
        system=to,
        accepted=body.answer == "accepted",
        reference=body.reference,
        reason=body.reason,
        by=user,
        at=request.at,
    )
    return _note(note_for(user, activity_id, system=to, as_of=request.today), to)


def _journal(request: Call, rows: Sequence[Activity]) -> None:
    """That restricted entries of others were given out goes into the journal, for each account."""
    user = request.auth.user
    restricted = restricted_among(rows, user=user)
    customers = customers_by_id(list(restricted)) if restricted else {}
    for customer_id, ids in restricted.items():
        note_restricted_read(customers[customer_id], by=user, at=request.at, activity_ids=ids)


def _found(one: Activity) -> SaidOut:
    plain = ("channel", "direction", "outcome", "visibility", "note", "contact_id", "happened_at", "source", "said_by")
    return SaidOut(
        activity_id=one.id,
        customer_id=one.customer_id,
        customer_number=one.customer.number,
        customer_name=one.customer.name,
        by=one.by.username,
        corrected=bool(getattr(one, "corrected", False)),
        **{name: getattr(one, name) for name in plain},
    )


def _note(one: Activity, system: NoteSystem) -> NoteOut:
    answer = answer_of(one, system)
    promised = None
    if one.promised_minor is not None:
        promised = amount(one.promised_minor, one.promised_currency)
    plain = (
        "id", "happened_at", "recorded_at", "channel", "direction", "outcome", "visibility", "promised_date",
        "corrects_id",
    )  # fmt: skip
    return NoteOut(
        system=system.value,
        company=one.company.code,
        customer_number=one.customer.number,
        customer_name=one.customer.name,
        contact=one.contact.name if one.contact else "",
        crm_account=one.contact.crm_account if one.contact else "",
        by=one.by.username,
        text=one.note,
        promised=promised,
        state=state_of(one, system).value,
        reference=answer.reference if answer else "",
        reason=answer.reason if answer else "",
        **{name: getattr(one, name) for name in plain},
    )
