"""Calls: what lies before a person who calls, who an incoming caller is, unknown callers, the plan of the day."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

from django.conf import settings
from ninja import Query, Router, Schema
from pydantic import AfterValidator, StringConstraints

from creditdesk.api.answers import reads, writes
from creditdesk.api.calls import Call, needs
from creditdesk.api.idempotency import keyed
from creditdesk.api.paging import PAGE, Cursor, Limit, page_by_id
from creditdesk.api.routes.parties import ACCOUNTS, QueryId
from creditdesk.api.shapes import Amount, Because, Body, Cause, Day, Page, PathId, Text, Word, amount, because, storable
from creditdesk.domain.phone_numbers import NumberError, dial_link, read_number
from creditdesk.domain.reasons import refuse
from creditdesk.domain.scopes import Scope
from creditdesk.domain.visibility import Permission
from creditdesk.followup import unknown_calls
from creditdesk.followup.call_sheet import call_sheet
from creditdesk.followup.todays_plan import todays_plan
from creditdesk.followup.unknown_calls import Heard
from creditdesk.parties.access import companies_of, customer_for
from creditdesk.parties.callers import callers_with
from creditdesk.parties.reach import reach_of, seat_of
from creditdesk.policy.queries import policies_in_force, policy_in_force

if TYPE_CHECKING:
    from creditdesk.domain.day_plan import Line
    from creditdesk.followup.todays_plan import TodaysPlan
    from creditdesk.followup.unknown_calls import UnknownCall

router = Router()
Number = Annotated[str, StringConstraints(min_length=1, max_length=40), AfterValidator(storable)]


class TalkingPointOut(Schema):
    """One thing to speak of, with the figures that it comes from and the items that it is about."""

    topic: str
    say: Because
    figures: list[Because]
    item_ids: list[int]


class CallSheetOut(Schema):
    """Whom to ask for, whether we may call now and if not from when, and what to speak of, in its order.

    `item_ids` are the items that are spoken of unless somebody says otherwise; none is the whole account.
    """

    customer_id: int
    contact_id: int | None
    phone: str
    dial: str
    time_zone: str
    allowed: bool
    reasons: list[Because]
    earliest: dt.datetime | None
    collectable: Amount
    talking_points: list[TalkingPointOut]
    item_ids: list[int]


class CallerOut(Schema):
    """Somebody with the number, and how alike the numbers are: `same`, `same_line`, `ends_alike`."""

    customer_id: int
    number: str
    name: str
    company: str
    contact_id: int | None
    contact: str
    phone: str
    likeness: str


class CallersOut(Schema):
    """Who may be calling, the most alike first; the number in its international form where it has one."""

    international: str
    extension: str
    callers: list[CallerOut]


class UnknownCallOut(Schema):
    """A call from somebody whom the desk does not know, to be looked after on its day."""

    id: int
    company: str
    number: str
    caller: str
    note: str
    due_date: dt.date
    by: str
    at: dt.datetime


class UnknownCallIn(Body):
    """What was heard of the caller, and when to look after it."""

    company: Word
    number: Number
    caller: Word = ""
    note: Text = ""
    due_date: Day


class UnknownCallClosingIn(Body):
    """What came of it."""

    note: Cause


class PlannedOut(Schema):
    """A task of the day: when it begins (none: not today), what becomes of it (`today`, `tomorrow`, `supervisor`)."""

    kind: str
    what: Because
    customer_id: int | None
    name: str
    begins: dt.datetime | None
    fate: str
    left_over: bool
    reasons: list[Because]


class DayPlanOut(Schema):
    """The rest of my day in order, then what is not for today; minutes of work, and those that are left."""

    date: dt.date
    ends_at: dt.datetime | None
    minutes_needed: int
    minutes_left: int
    beyond: int
    tasks: list[PlannedOut]


@router.get("/customers/{customer_id}/call", **reads(CallSheetOut))
@needs(Permission.RECORD_ACTIVITY)
def call_context(request: Call, customer_id: PathId, contact: QueryId = None) -> CallSheetOut:
    """What lies before me when I call the customer, or one person of it. Looking at it writes nothing."""
    user = request.auth.user
    customer = customer_for(user, customer_id, as_of=request.today)
    policy = policy_in_force(as_of=request.today, company_id=customer.company_id).document
    sheet = call_sheet(user, customer, contact_id=contact, now=request.at, as_of=request.today, policy=policy)
    return CallSheetOut(
        customer_id=customer.id,
        contact_id=sheet.contact.id if sheet.contact else None,
        phone=sheet.phone,
        dial=dial_link(sheet.phone, country=customer.country, sip_domain=settings.SIP_DOMAIN),
        time_zone=sheet.time_zone,
        allowed=sheet.decision.allowed,
        reasons=[because(reason) for reason in sheet.decision.reasons],
        earliest=sheet.decision.earliest,
        collectable=amount(sheet.collectable_minor, sheet.currency),
        talking_points=[
            TalkingPointOut(
                topic=point.topic.value,
                say=because(point.say),
                figures=[because(figure) for figure in point.figures],
                item_ids=list(point.item_ids),
            )
            for point in sheet.points
        ],
        item_ids=list(sheet.chosen),
    )


@router.get("/calls/lookup", **reads(CallersOut))
@needs(*ACCOUNTS)
def look_caller_up(request: Call, number: Annotated[Number, Query()]) -> CallersOut:
    """Who has the number, or its last digits, among the customers that I see and their people."""
    user = request.auth.user
    company = companies_of(user).first()
    try:
        typed = read_number(number, country=company.country if company else "")
    except NumberError as error:
        raise refuse("caller.number", "%(why)s", why=str(error)) from error
    found = callers_with(typed, reach=reach_of(user, as_of=request.today))
    return CallersOut(
        international=typed.international,
        extension=typed.extension,
        callers=[
            CallerOut(
                customer_id=one.customer.id,
                number=one.customer.number,
                name=one.customer.name,
                company=one.customer.company.code,
                contact_id=one.contact.id if one.contact else None,
                contact=one.contact.name if one.contact else "",
                phone=one.number,
                likeness=one.likeness.name.lower(),
            )
            for one in found
        ],
    )


@router.get("/calls/unknown", **reads(Page[UnknownCallOut]))
@needs(Permission.WORK_TICKLERS)
def unknown_callers(request: Call, cursor: Cursor = "", limit: Limit = PAGE) -> Page[UnknownCallOut]:
    """Calls from unknown callers that nobody has looked after."""
    found = unknown_calls.open_unknown_calls(request.auth.user).select_related("company").order_by("id")
    return page_by_id(found, show=_unknown, cursor=cursor, limit=limit)


@router.post("/calls/unknown", **writes(UnknownCallOut, status=201))
@needs(Permission.WORK_TICKLERS, scope=Scope.WORK)
@keyed(status=201)
def keep_unknown_call(request: Call, body: UnknownCallIn) -> UnknownCallOut:
    """Keep a call from somebody whom nobody knows."""
    user = request.auth.user
    company = companies_of(user).filter(code=body.company).first()
    if company is None:
        raise refuse("unknown_call.company", "%(company)s is no company of yours", company=body.company)
    heard = Heard(body.number, body.caller, body.note, body.due_date)
    return _unknown(
        unknown_calls.record_unknown_call(
            company, heard=heard, by=user, at=request.at, as_of=request.today, key=request.action_key
        )
    )


@router.post("/calls/unknown/{call_id}/closing", **writes(UnknownCallOut))
@needs(Permission.WORK_TICKLERS, scope=Scope.WORK)
@keyed()
def look_after_unknown_call(request: Call, call_id: PathId, body: UnknownCallClosingIn) -> UnknownCallOut:
    """Say that an unknown caller was looked after, and what came of it."""
    call = unknown_calls.unknown_call_for(request.auth.user, call_id)
    unknown_calls.close_unknown_call(call, note=body.note, by=request.auth.user, at=request.at)
    return _unknown(call)


@router.get("/day-plan", **reads(DayPlanOut))
@needs(Permission.WORK_TICKLERS)
def my_day(request: Call) -> DayPlanOut:
    """The rest of my day, in the order in which it can be done."""
    seat = seat_of(request.auth.user, as_of=request.today)
    policies = policies_in_force([one.id for one in seat.companies], as_of=request.today)
    plan = todays_plan(seat, policies=policies, now=request.at, as_of=request.today)
    if plan is None:
        return DayPlanOut(date=request.today, ends_at=None, minutes_needed=0, minutes_left=0, beyond=0, tasks=[])
    return DayPlanOut(
        date=request.today,
        ends_at=plan.ends_at,
        minutes_needed=plan.plan.minutes_needed,
        minutes_left=plan.plan.minutes_left,
        beyond=plan.beyond,
        tasks=[_planned(plan, line) for line in (*plan.plan.lines, *plan.plan.later)],
    )


def _planned(plan: TodaysPlan, line: Line) -> PlannedOut:
    subject = plan.of(line)
    return PlannedOut(
        kind=subject.kind.value,
        what=because(subject.what),
        customer_id=subject.customer_id,
        name=subject.name,
        begins=line.begins,
        fate=line.fate.value,
        left_over=line.is_left_over,
        reasons=[because(reason) for reason in line.reasons],
    )


def _unknown(call: UnknownCall) -> UnknownCallOut:
    plain = {name: getattr(call, name) for name in UnknownCallOut.model_fields if name not in ("by", "company")}
    return UnknownCallOut(company=call.company.code, by=call.by.username, **plain)
