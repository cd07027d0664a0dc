"""What the interface for programs tells of orders, and takes: its shapes."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any, Literal

from ninja import Schema
from pydantic import AfterValidator, Field, StrictBool, StrictInt, StringConstraints

from creditdesk.api.calls import Call
from creditdesk.api.routes.receipts import CurrencyCode
from creditdesk.api.shapes import (
    Amount,
    Because,
    Body,
    Cause,
    Day,
    DocumentNumber,
    Id,
    Line,
    Minor,
    MinorOrZero,
    Word,
    amount,
    because,
    storable,
)
from creditdesk.credit.queries import in_question, story_of
from creditdesk.domain.reasons import Reason
from creditdesk.domain.visibility import Permission, has_permission

if TYPE_CHECKING:
    from creditdesk.credit.access import AccountHold, Offer, Order, OrderDecision, Prepayment, TemporaryLimit
    from creditdesk.domain.order_alternatives import Alternative
    from creditdesk.domain.order_holds import FoundHold

Kind = Literal["pay_debt", "wait_for_promise", "deposit", "ship_part", "prepay", "cod", "temporary_limit"]
Comment = Annotated[
    str, StringConstraints(min_length=1, max_length=500, strip_whitespace=True), AfterValidator(storable)
]
Number = Annotated[str, StringConstraints(min_length=1, max_length=40, strip_whitespace=True), AfterValidator(storable)]


class HoldCodeOut(Schema):
    """A reason for which an order is held. The sentence is for those who may read an account's history."""

    code: str
    because: Because | None


class OrderOut(Schema):
    """An order as its newest version says it, and where it stands."""

    id: int
    company: str
    customer_id: int
    number: str
    version: int
    placed_on: dt.date
    ship_date: dt.date | None
    amount: Amount
    open: Amount
    terms_code: str
    is_cod: bool
    po_number: str
    standing: str
    standing_since: dt.datetime
    holds: list[HoldCodeOut]
    revision: int


class FoundHoldOut(Schema):
    """A reason that holds the order now, and what must be paid for it to fall; null where money does not help."""

    code: str
    because: Because
    cure: Amount | None


class ExcludedHoldOut(Schema):
    """A reason that would hold the order, and why the policy leaves it alone; `by` is the rule of that exclusion."""

    code: str
    because: Because
    excluded: Because
    by: str


class AlternativeOut(Schema):
    """A way to let the order go: what is paid first, what ships now, what is at risk then."""

    kind: str
    because: Because
    pay: Amount
    ship: Amount
    exposure: Amount
    lines: list[str]
    until: dt.date | None


class OfferOut(Schema):
    """A way out that the customer was offered: open, accepted, declined, lapsed, withdrawn or fulfilled."""

    id: int
    order_id: int
    kind: str
    because: Because
    pay: Amount
    ship: Amount
    until: dt.date
    state: str
    made_at: dt.datetime


class ReleaseOut(Schema):
    """That somebody let the order go: for which reasons, until when, and how that ended."""

    id: int
    codes: list[str]
    until: dt.date
    comment: str
    by: str
    at: dt.datetime
    ended_at: dt.datetime | None
    ended_because: str


class KeptMoneyOut(Schema):
    """Money of a payment that is kept for an order."""

    id: int
    order_id: int
    item_id: int
    amount: Amount
    ended_at: dt.datetime | None


class ExposurePartOut(Schema):
    """One part of what is at risk."""

    name: str
    amount: Amount


class OrderInQuestionOut(OrderOut):
    """A held order as it is judged now: all that holds it, what is at risk, who may let it go, what could be done."""

    found: list[FoundHoldOut]
    excluded: list[ExcludedHoldOut]
    exposure: Amount
    exposure_parts: list[ExposurePartOut]
    limit: Amount | None
    may_release: bool
    authority: list[Because]
    alternatives: list[AlternativeOut]
    offers: list[OfferOut]
    releases: list[ReleaseOut]
    kept: list[KeptMoneyOut]


class OrderLineIn(Body):
    """A line of an order; the lines together are its amount."""

    number: Number
    amount_minor: MinorOrZero
    item: Word = ""
    quantity: Annotated[str, StringConstraints(max_length=20), AfterValidator(storable)] = ""
    ship_date: Day | None = None


class OrderIn(Body):
    """A version of an order as the ERP has it. `delivered_minor` is what was invoiced of it so far.

    `discount_ppm` and `is_cod` that are not told stay as they were told, or accepted by the customer, before.
    """

    company: Word
    customer: Number
    number: Number
    version: Annotated[StrictInt, Field(ge=1, le=2**31 - 1)]
    placed_on: Day
    currency: CurrencyCode
    amount_minor: MinorOrZero
    delivered_minor: MinorOrZero = 0
    ship_date: Day | None = None
    terms_code: Annotated[str, StringConstraints(max_length=60), AfterValidator(storable)] = ""
    discount_ppm: Annotated[StrictInt, Field(ge=0, le=1_000_000)] | None = None
    is_cod: StrictBool | None = None
    po_number: Annotated[str, StringConstraints(max_length=60), AfterValidator(storable)] = ""
    salesperson_code: Annotated[str, StringConstraints(max_length=60), AfterValidator(storable)] = ""
    is_cancelled: StrictBool = False
    lines: Annotated[list[OrderLineIn], Field(max_length=500)] = []


class DecideOrderIn(Body):
    """Why an order is let go or rejected. `revision` is that of the order as it was seen."""

    revision: MinorOrZero
    comment: Comment


class AskAgainIn(DecideOrderIn):
    """Why an order is to be let go, asked anew; `seen_revision` is that of the request as it was seen."""

    seen_revision: Annotated[StrictInt, Field(ge=1, le=1_000_000)]


class HoldOrdersIn(Body):
    """Why all orders of a customer, or one of them, are held by hand, and until when if that ends by itself."""

    why: Comment
    order_id: Id | None = None
    until: Day | None = None


class AccountHoldOut(Schema):
    """A hold that a person put on orders."""

    id: int
    customer_id: int
    order_id: int | None
    why: str
    until: dt.date | None
    lifted_at: dt.datetime | None


class LiftHoldIn(Body):
    """Why the hold need not stand any more."""

    because: Cause


class OfferIn(Body):
    """The way out that the customer is offered."""

    kind: Kind
    revision: MinorOrZero


class OfferAnswerIn(Body):
    """What the customer answered, or that the offer is taken back, with a note."""

    answer: Literal["accepted", "declined", "withdrawn"]
    note: Line = ""


class KeepMoneyIn(Body):
    """The payment of which so much is kept for the order."""

    item_id: Id
    amount_minor: Minor


class TemporaryLimitIn(Body):
    """A limit in minor units of the customer's currency, until a day."""

    limit_minor: Minor
    until: Day
    why: Comment


class TemporaryLimitOut(Schema):
    """A limit that stands until a day."""

    id: int
    customer_id: int
    limit: Amount
    first_day: dt.date
    until: dt.date
    ended_at: dt.datetime | None


class OrderDecisionOut(Schema):
    """What became of an order: the ERP carries it out, and answers by `id`."""

    id: int
    company: str
    order: DocumentNumber
    customer: str
    version: int
    kind: str
    facts: dict[str, Any]
    at: dt.datetime
    state: str
    reason: str


class OrderDecisionAnswerIn(Body):
    """Whether the ERP carried it out; a no with its reason."""

    answer: Literal["accepted", "refused"]
    reason: Line = ""


def order_out(request: Call, found: Order) -> OrderOut:
    return OrderOut(**_facts(found, sees_why=has_permission(request.auth.user.desk_role, Permission.SEE_HISTORY)))


def _facts(found: Order, *, sees_why: bool) -> dict[str, Any]:
    return {
        "id": found.id,
        "company": found.company.code,
        "customer_id": found.customer_id,
        "number": found.number,
        "version": found.version,
        "placed_on": found.placed_on,
        "ship_date": found.ship_date,
        "amount": amount(found.amount_minor, found.currency),
        "open": amount(found.open_minor, found.currency),
        "terms_code": found.terms_code,
        "is_cod": found.is_cod,
        "po_number": found.po_number,
        "standing": found.standing,
        "standing_since": found.standing_since,
        "holds": [
            HoldCodeOut(code=one["code"], because=because(Reason.from_dict(one["why"])) if sees_why else None)
            for one in found.holds
        ],
        "revision": found.revision,
    }


def in_question_out(request: Call, found: Order) -> OrderInQuestionOut:
    asked = in_question(found, user=request.auth.user, as_of=request.today)
    story, currency = story_of(found), asked.exposure.currency
    return OrderInQuestionOut(
        **_facts(found, sees_why=True),
        found=[_found(one, currency) for one in asked.found],
        excluded=[
            ExcludedHoldOut(
                code=one.hold.code.value,
                because=because(one.hold.why),
                excluded=because(one.why),
                by=one.by.value,
            )
            for one in asked.excluded
        ],
        exposure=amount(asked.exposure.total_minor, currency),
        exposure_parts=[
            ExposurePartOut(name=str(part), amount=amount(minor, currency)) for part, minor in asked.exposure.parts
        ],
        limit=amount(asked.limit_minor, currency) if asked.limit_minor is not None else None,
        may_release=asked.authority.allowed,
        authority=[because(one) for one in asked.authority.reasons],
        alternatives=[_alternative(one, currency) for one in asked.alternatives],
        offers=[offer_out(one) for one in story.offers],
        releases=[
            ReleaseOut(
                id=one.id,
                codes=one.codes,
                until=one.until,
                comment=one.comment,
                by=one.by.username,
                at=one.at,
                ended_at=one.ended_at,
                ended_because=one.ended_because,
            )
            for one in story.releases
        ],
        kept=[kept_out(one) for one in story.kept],
    )


def _found(one: FoundHold, currency: str) -> FoundHoldOut:
    cure = amount(one.cure_minor, currency) if one.cure_minor is not None else None
    return FoundHoldOut(code=one.code.value, because=because(one.why), cure=cure)


def _alternative(one: Alternative, currency: str) -> AlternativeOut:
    return AlternativeOut(
        kind=one.kind.value,
        because=because(one.words),
        pay=amount(one.pay_minor, currency),
        ship=amount(one.ship_minor, currency),
        exposure=amount(one.exposure_minor, currency),
        lines=list(one.lines),
        until=one.until,
    )


def offer_out(one: Offer) -> OfferOut:
    currency = one.order.customer.currency
    return OfferOut(
        id=one.id,
        order_id=one.order_id,
        kind=one.kind,
        because=because(Reason.from_dict(one.words)),
        pay=amount(one.pay_minor, currency),
        ship=amount(one.ship_minor, currency),
        until=one.until,
        state=one.state,
        made_at=one.at,
    )


def kept_out(one: Prepayment) -> KeptMoneyOut:
    return KeptMoneyOut(
        id=one.id,
        order_id=one.order_id,
        item_id=one.item_id,
        amount=amount(one.amount_minor, one.item.currency),
        ended_at=one.ended_at,
    )


def hold_out(one: AccountHold) -> AccountHoldOut:
    return AccountHoldOut(
        id=one.id,
        customer_id=one.customer_id,
        order_id=one.order_id,
        why=one.why,
        until=one.until,
        lifted_at=one.lifted_at,
    )


def limit_out(one: TemporaryLimit) -> TemporaryLimitOut:
    return TemporaryLimitOut(
        id=one.id,
        customer_id=one.customer_id,
        limit=amount(one.limit_minor, one.customer.currency),
        first_day=one.first_day,
        until=one.until,
        ended_at=one.ended_at,
    )


def decision_out(one: OrderDecision) -> OrderDecisionOut:
    state = "awaiting" if one.accepted is None else "accepted" if one.accepted else "refused"
    return OrderDecisionOut(
        id=one.id,
        company=one.company.code,
        order=one.order.number,
        customer=one.order.customer.number,
        version=one.version,
        kind=one.kind,
        facts=one.facts,
        at=one.at,
        state=state,
        reason=one.reason,
    )
