"""Promises to pay: by day, one by one, how many were kept; made with the activity in which they were told."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Literal

from ninja import Router, Schema

from creditdesk.api.answers import reads, writes
from creditdesk.api.calls import Call, needs
from creditdesk.api.idempotency import keyed
from creditdesk.api.paging import PAGE, Cursor, Limit, page_in_order
from creditdesk.api.routes.parties import QueryId
from creditdesk.api.shapes import Amount, Body, Cause, Day, Page, PathId, amount
from creditdesk.domain.reasons import Reason
from creditdesk.domain.scopes import Scope
from creditdesk.domain.visibility import Permission
from creditdesk.followup.access import promise_for
from creditdesk.followup.promise_judging import cancel_promise
from creditdesk.followup.promise_queries import (
    PROMISE_ORDERS,
    PromiseFilter,
    judgements_of,
    kept_rate,
    promises,
)

if TYPE_CHECKING:
    from creditdesk.followup.access import Promise

router = Router()


class PromiseOut(Schema):
    """A promise, what came of it, and the day on which that was decided. `level` counts promises of the same debt."""

    id: int
    customer_id: int
    activity_id: int
    amount: Amount
    date: dt.date
    made_on: dt.date
    method: str
    item_ids: list[int]
    level: int
    state: str
    received: Amount
    judged_on: dt.date | None


class JudgementOut(Schema):
    """One change of a promise's state, with its reason in words."""

    state: str
    received: Amount
    judged_on: dt.date | None
    reason: str
    code: str
    by: str
    at: dt.datetime


class JudgedPromiseOut(PromiseOut):
    """A promise with what became of it, oldest first."""

    judgements: list[JudgementOut]


class KeptRateOut(Schema):
    """How many of the promises for these days were kept, of those that were judged, and what came of them; per cent."""

    currency: str
    kept: int
    judged: int
    received: Amount
    promised: Amount
    count_percent: str | None
    value_percent: str | None


class KeptRatesOut(Schema):
    """The rates of the currencies in which something was promised for these days and judged."""

    first: dt.date
    last: dt.date
    rates: list[KeptRateOut]


class CancelPromiseIn(Body):
    """Why the promise does not stand any more."""

    reason: Cause


@router.get("/promises", **reads(Page[PromiseOut]))
@needs(Permission.SEE_HISTORY)
def promised(
    request: Call,
    state: Literal["", "open", "kept", "partly", "broken", "cancelled"] = "",
    first: Day | None = None,
    last: Day | None = None,
    portfolio: QueryId = None,
    customer: QueryId = None,
    sort: Literal["date", "-date"] = "date",
    cursor: Cursor = "",
    limit: Limit = PAGE,
) -> Page[PromiseOut]:
    """Promises by their day, from `first` to `last`."""
    chosen = PromiseFilter(first, last, state, portfolio, customer)
    found = promises(request.auth.user, chosen=chosen, as_of=request.today)
    return page_in_order(found, show=_promise, sort=sort, orders=PROMISE_ORDERS, cursor=cursor, limit=limit)


@router.get("/promises/kept-rate", **reads(KeptRatesOut))
@needs(Permission.SEE_HISTORY)
def promises_kept(request: Call, first: Day, last: Day) -> KeptRatesOut:
    """How many of the promises from `first` to `last` were kept, by currency."""
    rates = kept_rate(request.auth.user, first=first, last=last, as_of=request.today)
    told = [
        KeptRateOut(
            currency=currency,
            kept=rate.kept,
            judged=rate.judged,
            received=amount(rate.received_minor, currency),
            promised=amount(rate.promised_minor, currency),
            count_percent=_text(rate.count_percent),
            value_percent=_text(rate.value_percent),
        )
        for currency, rate in rates.items()
    ]
    return KeptRatesOut(first=first, last=last, rates=told)


@router.get("/promises/{promise_id}", **reads(JudgedPromiseOut))
@needs(Permission.SEE_HISTORY)
def promise(request: Call, promise_id: PathId) -> JudgedPromiseOut:
    """One promise with what became of it."""
    found = promise_for(request.auth.user, promise_id, as_of=request.today)
    judged = [
        JudgementOut(
            state=one.state,
            received=amount(one.received_minor, found.currency),
            judged_on=one.judged_on,
            reason=str(Reason.from_dict(one.cause)),
            code=one.cause["code"],
            by=one.by,
            at=one.at,
        )
        for one in judgements_of(found)
    ]
    return JudgedPromiseOut(judgements=judged, **_promise(found).dict())


@router.post("/promises/{promise_id}/cancellation", **writes(PromiseOut))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed()
def cancel_a_promise(request: Call, promise_id: PathId, body: CancelPromiseIn) -> PromiseOut:
    """Cancel an open promise that the customer took back, before its day is over."""
    user = request.auth.user
    found = promise_for(user, promise_id, as_of=request.today)
    return _promise(cancel_promise(found, reason=body.reason, by=user, at=request.at, as_of=request.today))


def _promise(found: Promise) -> PromiseOut:
    return PromiseOut(
        id=found.id,
        customer_id=found.customer_id,
        activity_id=found.activity_id,
        amount=amount(found.amount_minor, found.currency),
        date=found.date,
        made_on=found.made_on,
        method=found.method,
        item_ids=found.items,
        level=found.level,
        state=found.state,
        received=amount(found.received_minor, found.currency),
        judged_on=found.judged_on,
    )


def _text(percent: object) -> str | None:
    return None if percent is None else str(percent)
