"""What was said to customers, and what comes next."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Literal

from ninja import Router, Schema
from pydantic import AfterValidator, Field, StrictInt

from creditdesk import dispatch
from creditdesk.api.answers import reads, writes
from creditdesk.api.calls import Call, needs
from creditdesk.api.idempotency import keyed
from creditdesk.api.paging import PAGE, Cursor, Limit, cursor_marks, not_a_cursor, page_by_id, write_cursor
from creditdesk.api.routes.parties import ACCOUNTS
from creditdesk.api.shapes import (
    Amount,
    Because,
    Body,
    Cause,
    Day,
    Id,
    Instant,
    Line,
    Minor,
    MinorOrZero,
    Page,
    PathId,
    Text,
    TimeOfDay,
    Word,
    amount,
    because,
)
from creditdesk.domain.money import AmountError, Money, exponent
from creditdesk.domain.reasons import Reason, refuse
from creditdesk.domain.scopes import Scope
from creditdesk.domain.ticklers import TicklerKind
from creditdesk.domain.visibility import Permission, Visibility
from creditdesk.followup import actions
from creditdesk.followup.access import activity_for, possible_owners, tickler_for, visible_activities
from creditdesk.followup.actions import Contested, NextAction, Said
from creditdesk.followup.queries import TICKLERS_AHEAD, coming_ticklers, open_ticklers, ticklers_page
from creditdesk.followup.shown_ticklers import due_ticklers
from creditdesk.letters.confirming import Confirmed, log_contact_and_confirm
from creditdesk.parties.access import customer_for

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from creditdesk.followup.models import Activity, Tickler
    from creditdesk.parties.models import Customer, User

router = Router()


def _known_currency(code: str) -> str:
    try:
        exponent(code)
    except AmountError as error:
        raise ValueError(str(error)) from error
    return code


Currency = Annotated[str, Field(pattern="^[A-Z]{3}$"), AfterValidator(_known_currency)]

Channel = Literal["call", "email", "letter", "visit", "note"]
Outcome = Literal[
    "no_answer",
    "left_message",
    "spoke",
    "promised",
    "disputed",
    "refused",
    "wrong_number",
    "sent",
    "received",
    "noted",
]


class ActivityOut(Schema):
    """A contact or note, as it was recorded. A correction points at what it corrects."""

    id: int
    customer_id: int
    contact_id: int | None
    channel: str
    direction: str
    outcome: str
    note: str
    visibility: str
    promised: Amount | None
    promised_date: dt.date | None
    item_ids: list[int]
    confirmation_wanted: bool
    against_rules: list[Because]
    breach_reason: str
    corrects_id: int | None
    happened_at: dt.datetime
    recorded_at: dt.datetime
    by: str


class ConfirmationOut(Schema):
    """What became of the confirmation that was wanted: the letter that was drafted, with what it still lacks, or why
    none was.
    """

    letter_id: int | None
    reasons: list[Because]


class RecordedOut(ActivityOut):
    """A contact as it was recorded just now. `confirmation` is null where no promise was to be confirmed in writing."""

    confirmation: ConfirmationOut | None


class TicklerOut(Schema):
    """A next action on an account. `version` goes into the next act on it: nobody overrides what he has not seen.
    `due_time` is by the clock of the account's company; null at any time of the day. `about_order` is the order that it
    leads to.
    """

    id: int
    customer_id: int
    owner: str
    about_order: int | None
    kind: TicklerKind
    due_date: dt.date | None
    due_time: TimeOfDay | None
    cause: str
    state: str
    version: int
    created_at: dt.datetime


class PromisedIn(Body):
    """What was promised."""

    minor: Minor
    currency: Currency


class ContestedIn(Body):
    """What the customer contests of an item, and what he says."""

    item_id: Id
    disputed_minor: MinorOrZero
    reason: Cause


class ActivityIn(Body):
    """One contact or note. The outcome `promised` needs an amount and a day; without items it is about the account. It
    takes the place of what was promised before for the same debt, unless it is made `in_addition`.

    A call of ours that is made now and against the contact rules is refused without a `breach_reason`. `disputed` is
    written and `then` is planned with the contact, all or nothing.
    """

    channel: Channel
    direction: Literal["outbound", "inbound", "internal"]
    outcome: Outcome
    note: Text = ""
    visibility: Visibility = Visibility.HISTORY
    contact_id: Id | None = None
    item_ids: Annotated[list[Id], Field(max_length=500)] = []
    promised: PromisedIn | None = None
    promised_date: Day | None = None
    method: Literal["", "check", "ach", "wire", "card", "cash"] = ""
    in_addition: bool = False
    happened_at: Instant | None = None
    breach_reason: Line = ""
    confirmation_wanted: bool = False


class TicklerIn(Body):
    """What is to be done, when, and by whom: without `owner` by me, without `due_date` some day, without `due_time` at
    any time of it.
    """

    cause: Cause
    kind: TicklerKind = TicklerKind.OTHER
    due_date: Day | None = None
    due_time: TimeOfDay | None = None
    owner: Word = ""


class ActivityAndMoreIn(ActivityIn):
    """One contact or note with what the customer contests in it, and what is to be done then."""

    disputed: Annotated[list[ContestedIn], Field(max_length=100)] = []
    then: TicklerIn | None = None


class _Move(Body):
    """An act on a tickler as it was seen."""

    version: Annotated[StrictInt, Field(ge=1, le=2**31 - 1)]
    note: Line = ""


class SnoozeIn(_Move):
    """To which day it is put off. Without `due_time` it keeps the time of day that it has; null takes it away."""

    until: Day
    due_time: TimeOfDay | None = None


class HandOverIn(_Move):
    """To whom it goes, by user name."""

    to: Word


class DoneIn(_Move):
    """It is done."""


class CancelIn(_Move):
    """It is not needed any more, and why."""

    note: Cause


class ReopenIn(_Move):
    """It is to be done after all."""


@router.get("/customers/{customer_id}/activities", **reads(Page[ActivityOut]))
@needs(*ACCOUNTS)
def activities(
    request: Call,
    customer_id: PathId,
    channel: Channel | Literal[""] = "",
    outcome: Outcome | Literal[""] = "",
    cursor: Cursor = "",
    limit: Limit = PAGE,
) -> Page[ActivityOut]:
    """What was said to the customer, as far as I may read it, newest recorded first."""
    user = request.auth.user
    customer = customer_for(user, customer_id, as_of=request.today)
    found = visible_activities(user, customer_id=customer.id, channel=channel, outcome=outcome).select_related("by")
    page = page_by_id(found, show=_activity, cursor=cursor, limit=limit, newest_first=True)
    restricted = [one.id for one in page.entries if one.visibility == Visibility.RESTRICTED and one.by != user.username]
    if restricted:
        actions.note_restricted_read(customer, by=user, at=request.at, activity_ids=restricted)
    return page


@router.post("/customers/{customer_id}/activities", **writes(RecordedOut, status=201))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed(status=201)
def record_activity(request: Call, customer_id: PathId, body: ActivityAndMoreIn) -> RecordedOut:
    """Record a contact or note, with what the customer contests in it and what is to be done then. Card numbers in it
    are masked. Where a promise is made and `confirmation_wanted`, the letter that confirms it is drafted as well.
    """
    user = request.auth.user
    customer = customer_for(user, customer_id, as_of=request.today)
    kept = log_contact_and_confirm(
        customer,
        said=_said(body),
        then=_then(request, customer, body.then) if body.then else None,
        disputes=[Contested(one.item_id, one.disputed_minor, one.reason) for one in body.disputed],
        by=user,
        at=request.at,
        as_of=request.today,
        key=request.action_key,
    )
    if body.disputed:
        dispatch.accounts_changed([customer.id], as_of=request.today, at=request.at)
    return RecordedOut(confirmation=_confirmation(kept), **_activity(kept.activity).dict())


@router.post("/activities/{activity_id}/correction", **writes(ActivityOut, status=201))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed(status=201)
def correct_activity(request: Call, activity_id: PathId, body: ActivityIn) -> ActivityOut:
    """Say what was really said: a new activity that points at the old one, which stays."""
    user = request.auth.user
    activity = activity_for(user, activity_id, as_of=request.today)
    return _activity(
        actions.correct_activity(
            activity, said=_said(body), by=user, at=request.at, as_of=request.today, key=request.action_key
        )
    )


@router.get("/ticklers", **reads(Page[TicklerOut]))
@needs(Permission.WORK_TICKLERS)
def my_ticklers(
    request: Call, show: Literal["due", "coming"] = "due", cursor: Cursor = "", limit: Limit = PAGE
) -> Page[TicklerOut]:
    """The ticklers that show to me today: mine, those of whom I stand in for, those that came up to me. Or what is
    `coming`: mine of the next two weeks, and at the end those without a day.
    """
    user, today = request.auth.user, request.today
    if show == "coming":
        return _ticklers(coming_ticklers(user, as_of=today, until=today + TICKLERS_AHEAD), cursor=cursor, limit=limit)
    return _ticklers(due_ticklers(user, as_of=today), cursor=cursor, limit=limit)


@router.get("/customers/{customer_id}/ticklers", **reads(Page[TicklerOut]))
@needs(*ACCOUNTS)
def ticklers(request: Call, customer_id: PathId, cursor: Cursor = "", limit: Limit = PAGE) -> Page[TicklerOut]:
    """The account's ticklers still to be done, the first due first."""
    customer = customer_for(request.auth.user, customer_id, as_of=request.today)
    return _ticklers(open_ticklers(customer.id), cursor=cursor, limit=limit)


@router.post("/customers/{customer_id}/ticklers", **writes(TicklerOut, status=201))
@needs(Permission.WORK_TICKLERS, scope=Scope.WORK)
@keyed(status=201)
def open_tickler(request: Call, customer_id: PathId, body: TicklerIn) -> TicklerOut:
    """Plan a next action."""
    user = request.auth.user
    customer = customer_for(user, customer_id, as_of=request.today)
    then = _then(request, customer, body)
    return tickler_out(
        actions.open_tickler(customer, then=then, by=user, at=request.at, as_of=request.today, key=request.action_key)
    )


@router.post("/ticklers/{tickler_id}/snooze", **writes(TicklerOut))
@needs(Permission.WORK_TICKLERS, scope=Scope.WORK)
@keyed()
def snooze(request: Call, tickler_id: PathId, body: SnoozeIn) -> TicklerOut:
    """Put it off to a later day."""
    tickler = tickler_for(request.auth.user, tickler_id, as_of=request.today)
    moved = actions.snooze_tickler(
        tickler,
        until=body.until,
        due_time=_time(body.due_time) if "due_time" in body.model_fields_set else tickler.due_time,
        version=body.version,
        note=body.note,
        by=request.auth.user,
        at=request.at,
        as_of=request.today,
        key=request.action_key,
    )
    return tickler_out(moved)


@router.post("/ticklers/{tickler_id}/hand-over", **writes(TicklerOut))
@needs(Permission.WORK_TICKLERS, scope=Scope.WORK)
@keyed()
def hand_over(request: Call, tickler_id: PathId, body: HandOverIn) -> TicklerOut:
    """Give it to another person who sees the account."""
    tickler = tickler_for(request.auth.user, tickler_id, as_of=request.today)
    moved = actions.hand_over_tickler(
        tickler,
        to=person_named(request, tickler.customer, body.to),
        version=body.version,
        note=body.note,
        by=request.auth.user,
        at=request.at,
        as_of=request.today,
        key=request.action_key,
    )
    return tickler_out(moved)


@router.post("/ticklers/{tickler_id}/done", **writes(TicklerOut))
@needs(Permission.WORK_TICKLERS, scope=Scope.WORK)
@keyed()
def done(request: Call, tickler_id: PathId, body: DoneIn) -> TicklerOut:
    """Say that it is done."""
    return _ended(request, tickler_id, body, verb=actions.finish_tickler)


@router.post("/ticklers/{tickler_id}/cancellation", **writes(TicklerOut))
@needs(Permission.WORK_TICKLERS, scope=Scope.WORK)
@keyed()
def cancel(request: Call, tickler_id: PathId, body: CancelIn) -> TicklerOut:
    """Say that it is not needed any more, and why."""
    return _ended(request, tickler_id, body, verb=actions.cancel_tickler)


@router.post("/ticklers/{tickler_id}/reopening", **writes(TicklerOut))
@needs(Permission.WORK_TICKLERS, scope=Scope.WORK)
@keyed()
def reopen(request: Call, tickler_id: PathId, body: ReopenIn) -> TicklerOut:
    """Take a finished or cancelled one up again."""
    return _ended(request, tickler_id, body, verb=actions.reopen_tickler)


def _ended(request: Call, tickler_id: int, body: DoneIn | CancelIn | ReopenIn, *, verb: object) -> TicklerOut:
    assert callable(verb)
    moved = verb(
        tickler_for(request.auth.user, tickler_id, as_of=request.today),
        version=body.version,
        note=body.note,
        by=request.auth.user,
        at=request.at,
        as_of=request.today,
        key=request.action_key,
    )
    return tickler_out(moved)


def _then(request: Call, customer: Customer, body: TicklerIn) -> NextAction:
    owner = person_named(request, customer, body.owner) if body.owner else request.auth.user
    return NextAction(body.cause, body.due_date, owner, body.kind, _time(body.due_time))


def _time(told: str | None) -> dt.time | None:
    return dt.time.fromisoformat(told) if told else None


def person_named(request: Call, customer: Customer, username: str) -> User:
    """The colleague by name, if he can work the account. Raises Refusal."""
    people = possible_owners(customer, as_of=request.today)
    found = next((person for person in people if person.username == username), None)
    if found is None:
        raise refuse("tickler.owner", "nobody called %(name)s works this account", name=username)
    return found


def _said(body: ActivityIn) -> Said:
    return Said(
        channel=body.channel,
        direction=body.direction,
        outcome=body.outcome,
        note=body.note,
        visibility=body.visibility,
        contact_id=body.contact_id,
        item_ids=tuple(body.item_ids),
        promised=Money(body.promised.minor, body.promised.currency) if body.promised else None,
        promised_date=body.promised_date,
        method=body.method,
        in_addition=body.in_addition,
        happened_at=body.happened_at,
        breach_reason=body.breach_reason,
        confirmation_wanted=body.confirmation_wanted,
    )


def _activity(activity: Activity) -> ActivityOut:
    promised = None
    if activity.promised_minor is not None:
        promised = amount(activity.promised_minor, activity.promised_currency)
    made = {"promised", "item_ids", "against_rules", "by"}
    plain = {name: getattr(activity, name) for name in ActivityOut.model_fields if name not in made}
    against = [because(Reason.from_dict(stored)) for stored in activity.breach]
    return ActivityOut(
        promised=promised, item_ids=activity.items, against_rules=against, by=activity.by.username, **plain
    )


def _confirmation(kept: Confirmed) -> ConfirmationOut | None:
    if kept.letter is None and not kept.reasons:
        return None
    letter_id = kept.letter.id if kept.letter else None
    return ConfirmationOut(letter_id=letter_id, reasons=[because(one) for one in kept.reasons])


def _ticklers(found: QuerySet[Tickler], *, cursor: str, limit: int) -> Page[TicklerOut]:
    after = None
    if cursor:
        day, key = cursor_marks(cursor, str, int)
        try:
            after = (dt.date.fromisoformat(day) if day else None, key)
        except ValueError as error:
            raise not_a_cursor() from error
    rows = ticklers_page(found, after=after, size=limit)
    following = None
    if len(rows) > limit:
        last = rows[limit - 1]
        following = write_cursor([last.due_date.isoformat() if last.due_date else "", last.id])
    return Page(entries=[tickler_out(row) for row in rows[:limit]], next=following)


def tickler_out(tickler: Tickler) -> TicklerOut:
    plain = {name: getattr(tickler, name) for name in TicklerOut.model_fields if name not in {"owner", "due_time"}}
    due_time = f"{tickler.due_time:%H:%M}" if tickler.due_time else None
    return TicklerOut(owner=tickler.owner.username, due_time=due_time, **plain)
