"""The people at customers: listed, added, changed, gone; how each may be reached, and whom to ask for next."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Literal

from ninja import Query, Router, Schema
from pydantic import AfterValidator, Field, StrictInt, StringConstraints

from creditdesk.api.answers import reads, writes
from creditdesk.api.calls import Call, needs
from creditdesk.api.idempotency import keyed
from creditdesk.api.paging import PAGE, Cursor, Limit, page_in_order
from creditdesk.api.routes.parties import ACCOUNTS, QueryId
from creditdesk.api.shapes import Because, Body, Day, Id, Line, Page, PathId, because, storable
from creditdesk.domain.contact_marks import Mark, MarkKind
from creditdesk.domain.contact_rules import Channel
from creditdesk.domain.scopes import Scope
from creditdesk.domain.visibility import Permission, has_permission
from creditdesk.parties.access import contact_for, customer_for
from creditdesk.parties.contact_actions import Card, add_contact, change_contact, leave_contact, mark_contact
from creditdesk.parties.in_order import Order
from creditdesk.parties.people import path_from, people_of, standing_of, superiors_seen
from creditdesk.parties.reach import reach_of

if TYPE_CHECKING:
    from creditdesk.parties.models import Contact, ContactMark, User

router = Router()
_BY_RANK = {"rank": Order("rank", int)}
Name = Annotated[str, StringConstraints(min_length=1, max_length=120, strip_whitespace=True), AfterValidator(storable)]
Rank = Annotated[StrictInt, Field(ge=1, le=99)]
Kind = Literal["", "ap_clerk", "ap_manager", "controller", "finance_head", "owner", "buyer", "sales", "attorney"]
Preferred = Literal["", "call", "email", "letter"]


class ContactOut(Schema):
    """A person at the customer; the lowest rank is asked for first. `version` is what a change must name.

    `reports_to_id` is null as well where that person is at an account that I do not see.
    """

    id: int
    name: str
    role: str
    kind: str
    rank: int
    phone: str
    mobile: str
    email: str
    language: str
    time_zone: str
    do_not_contact: bool
    authorised: bool
    preferred_channel: str
    reports_to_id: int | None
    left_on: dt.date | None
    version: int


class MarkOut(Schema):
    """What was recorded about reaching the person; no channel means all. The cause is for who reads the history."""

    kind: str
    channel: str
    day: dt.date
    address: str
    cause: str
    by: str
    at: dt.datetime


class ChannelOut(Schema):
    """How a channel stands today, and why the person must not be contacted by it; no reason: he may be."""

    channel: str
    state: str
    barred: list[Because]


class OneContactOut(ContactOut):
    """A person with how he may be reached today and all that was recorded about it, oldest first."""

    customer_id: int
    channels: list[ChannelOut]
    marks: list[MarkOut]


class RungOut(Schema):
    """Whom to ask for next, and why."""

    contact_id: int
    customer_id: int
    name: str
    role: str
    reason: Because


class EscalationOut(Schema):
    """Whom to ask for, one after the other."""

    entries: list[RungOut]


class CardIn(Body):
    """What is known of a person. What is left out is empty."""

    name: Name
    role: Line = ""
    kind: Kind = ""
    rank: Rank = 1
    phone: Line = ""
    mobile: Line = ""
    email: Line = ""
    language: Line = ""
    time_zone: Line = ""
    reports_to_id: Id | None = None
    preferred_channel: Preferred = ""
    authorised: bool = True


class ChangeContactIn(CardIn):
    """The whole card as it is to be, and the version of the one that it takes the place of."""

    version: Id


class DepartureIn(Body):
    """The last day with the customer; null: the person is there after all."""

    left_on: Day | None
    version: Id


class MarkIn(Body):
    """What is known about reaching the person. A failure names the channel, and the number or address that failed."""

    kind: Literal["consented", "opted_out", "failed", "represented", "cleared"]
    channel: Preferred = ""
    day: Day | None = None
    cause: Line = ""
    address: Line = ""


@router.get("/customers/{customer_id}/contacts", **reads(Page[ContactOut]))
@needs(*ACCOUNTS)
def customer_contacts(
    request: Call,
    customer_id: PathId,
    gone: Annotated[bool, Query(description="Those who left as well.")] = True,
    cursor: Cursor = "",
    limit: Limit = PAGE,
) -> Page[ContactOut]:
    """The customer's people, in the order in which they are asked for."""
    user = request.auth.user
    customer = customer_for(user, customer_id, as_of=request.today)
    found = people_of([customer.id])
    if not gone:
        found = found.filter(left_on__isnull=True)
    superiors = superiors_seen(found, reach=reach_of(user, as_of=request.today))

    def shown(contact: Contact) -> ContactOut:
        return _contact(contact, seen=contact.id in superiors)

    return page_in_order(found, show=shown, sort="rank", orders=_BY_RANK, cursor=cursor, limit=limit)


@router.get("/contacts/{contact_id}", **reads(OneContactOut))
@needs(*ACCOUNTS)
def contact(request: Call, contact_id: PathId) -> OneContactOut:
    """One person, with how he may be reached today."""
    return _one(request, contact_for(request.auth.user, contact_id, as_of=request.today))


@router.get("/customers/{customer_id}/escalation-path", **reads(EscalationOut))
@needs(*ACCOUNTS)
def escalation_path(request: Call, customer_id: PathId, spoken_with: QueryId = None) -> EscalationOut:
    """Whom to ask for next, from the person spoken with upwards; without one from the first who is asked for."""
    user = request.auth.user
    customer = customer_for(user, customer_id, as_of=request.today)
    reach = reach_of(user, as_of=request.today)
    path = path_from(customer, reach=reach, on=request.today, spoken_with=spoken_with)
    return EscalationOut(
        entries=[
            RungOut(
                contact_id=one.id,
                customer_id=one.customer_id,
                name=one.name,
                role=one.role,
                reason=because(rung.reason),
            )
            for one, rung in path
        ]
    )


@router.post("/customers/{customer_id}/contacts", **writes(OneContactOut, status=201))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed(status=201)
def add_a_contact(request: Call, customer_id: PathId, body: CardIn) -> OneContactOut:
    """Add a person at the customer."""
    user = request.auth.user
    customer = customer_for(user, customer_id, as_of=request.today)
    card = _card(request, body)
    return _one(request, add_contact(customer, card=card, by=user, at=request.at, key=request.action_key))


@router.post("/contacts/{contact_id}/change", **writes(OneContactOut))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed()
def change_a_contact(request: Call, contact_id: PathId, body: ChangeContactIn) -> OneContactOut:
    """Change what is known of the person. Refused where somebody changed it since the version: who, when, what."""
    user = request.auth.user
    found = contact_for(user, contact_id, as_of=request.today)
    card = _card(request, body, kept=found.reports_to_id)
    changed = change_contact(found, card=card, version=body.version, by=user, at=request.at, key=request.action_key)
    return _one(request, changed)


@router.post("/contacts/{contact_id}/departure", **writes(OneContactOut))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed()
def contact_left(request: Call, contact_id: PathId, body: DepartureIn) -> OneContactOut:
    """Say that the person left the customer, or is there after all. No file brings back who left."""
    user = request.auth.user
    changed = leave_contact(
        contact_for(user, contact_id, as_of=request.today),
        left_on=body.left_on,
        version=body.version,
        by=user,
        at=request.at,
        as_of=request.today,
        key=request.action_key,
    )
    return _one(request, changed)


@router.post("/contacts/{contact_id}/marks", **writes(OneContactOut))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed()
def mark_a_contact(request: Call, contact_id: PathId, body: MarkIn) -> OneContactOut:
    """Record a consent, an opt-out, a bounce, a dead number, an attorney, or that none of it holds any more."""
    user = request.auth.user
    found = contact_for(user, contact_id, as_of=request.today)
    channel = Channel(body.channel) if body.channel else None
    mark = Mark(MarkKind(body.kind), channel, body.day or request.today, body.cause, body.address)
    mark_contact(found, mark=mark, by=user, at=request.at, as_of=request.today, key=request.action_key)
    return _one(request, found)


def _card(request: Call, body: CardIn, *, kept: int | None = None) -> Card:
    """The card; a superior must be somebody whom I see, unless he is the one who stands there."""
    if body.reports_to_id is not None and body.reports_to_id != kept:
        contact_for(request.auth.user, body.reports_to_id, as_of=request.today)
    return Card(**body.dict(exclude={"version"}))


def _one(request: Call, found: Contact) -> OneContactOut:
    user: User = request.auth.user
    (standing,) = standing_of(people_of([found.customer_id]).filter(id=found.id), on=request.today)
    superiors = superiors_seen([standing.contact], reach=reach_of(user, as_of=request.today))
    sees_history = has_permission(user.desk_role, Permission.SEE_HISTORY)
    return OneContactOut(
        **_contact(standing.contact, seen=found.id in superiors).dict(),
        customer_id=found.customer_id,
        channels=[
            ChannelOut(
                channel=channel.value,
                state=standing.states[channel].value,
                barred=[because(reason) for reason in standing.barred[channel]],
            )
            for channel in Channel
        ],
        marks=[_mark(one, sees_history=sees_history) for one in standing.marks],
    )


def _contact(found: Contact, *, seen: bool) -> ContactOut:
    plain = {name: getattr(found, name) for name in ContactOut.model_fields if name != "reports_to_id"}
    return ContactOut(reports_to_id=found.reports_to_id if seen else None, **plain)


def _mark(one: ContactMark, *, sees_history: bool) -> MarkOut:
    return MarkOut(
        kind=one.kind,
        channel=one.channel,
        day=one.day,
        address=one.address,
        cause=one.cause if sees_history else "",
        by=one.by.username,
        at=one.at,
    )
