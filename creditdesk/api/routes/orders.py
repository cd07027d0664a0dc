"""Orders that wait for credit: told by the ERP, held with all reasons, let go, rejected, held by hand."""

from __future__ import annotations

from typing import Literal

from ninja import Router

from creditdesk import dispatch
from creditdesk.api.answers import reads, writes
from creditdesk.api.calls import Call, needs
from creditdesk.api.idempotency import keyed
from creditdesk.api.paging import PAGE, Cursor, Limit, page_in_order
from creditdesk.api.routes.order_shapes import (
    AccountHoldOut,
    AskAgainIn,
    DecideOrderIn,
    HoldOrdersIn,
    LiftHoldIn,
    OrderIn,
    OrderInQuestionOut,
    OrderOut,
    hold_out,
    in_question_out,
    order_out,
)
from creditdesk.api.routes.parties import QueryId
from creditdesk.api.routes.requests import RequestOut, request_out
from creditdesk.api.shapes import Page, PathId, Word
from creditdesk.approvals.access import request_for
from creditdesk.credit import releasing
from creditdesk.credit.access import account_hold_for, order_for
from creditdesk.credit.queries import QUEUE_ORDERS, OrderFilter, orders
from creditdesk.credit.telling import ToldLine, ToldOrder, take_order
from creditdesk.domain.scopes import Scope
from creditdesk.domain.visibility import Permission
from creditdesk.parties.access import company_for, customer_for, visible_customers

router = Router()


@router.get("/orders", **reads(Page[OrderOut]))
@needs(Permission.SEE_ORDERS)
def order_list(
    request: Call,
    standing: Literal["passes", "held", "released", "rejected", "cancelled", "delivered", "all"] = "held",
    code: Literal["", "H1", "H2", "H3", "H4", "H5", "H6", "H7", "H8", "H9", "H10"] = "",
    company: Word = "",
    customer: QueryId = None,
    q: Word = "",
    sort: Literal["ship_date", "-ship_date", "amount", "-amount", "since", "-since"] = "ship_date",
    cursor: Cursor = "",
    limit: Limit = PAGE,
) -> Page[OrderOut]:
    """Orders, as on the page of held ones; `standing` is held unless another is asked for."""
    chosen = OrderFilter("" if standing == "all" else standing, code, company, customer, q)
    found = orders(request.auth.user, chosen=chosen, as_of=request.today)
    return page_in_order(
        found, show=lambda one: order_out(request, one), sort=sort, orders=QUEUE_ORDERS, cursor=cursor, limit=limit
    )


@router.get("/orders/{order_id}", **reads(OrderInQuestionOut))
@needs(Permission.SEE_HISTORY)
def order_in_question(request: Call, order_id: PathId) -> OrderInQuestionOut:
    """One order as it is judged now, with all that a decision about it needs."""
    user = request.auth.user
    return in_question_out(request, order_for(user, order_id, as_of=request.today))


@router.post("/orders", **writes(OrderOut, status=201))
@needs(Permission.TELL_ORDERS, scope=Scope.INTAKE)
@keyed(status=201)
def tell_order(request: Call, body: OrderIn) -> OrderOut:
    """Tell of a version of an order: new, changed, delivered or cancelled. It is looked at at once."""
    user = request.auth.user
    company = company_for(user, body.company)
    mine = visible_customers(user, as_of=request.today).filter(company=company, number=body.customer)
    customer = customer_for(user, mine.values_list("id", flat=True).first() or 0, as_of=request.today)
    facts = body.dict(exclude={"company", "customer", "lines"})
    told = ToldOrder(**facts, lines=tuple(ToldLine(**line.dict()) for line in body.lines))
    return order_out(request, take_order(customer, told, as_of=request.today, by=user.username, at=request.at))


@router.post("/orders/{order_id}/release", **writes(OrderOut))
@needs(Permission.DECIDE_ORDERS, scope=Scope.WORK)
@keyed()
def release_an_order(request: Call, order_id: PathId, body: DecideOrderIn) -> OrderOut:
    """Let a held order go within one's authority: every reason must be within it."""
    user = request.auth.user
    found = order_for(user, order_id, as_of=request.today)
    releasing.release_order(found, **body.dict(), as_of=request.today, by=user, at=request.at, key=request.action_key)
    return order_out(request, order_for(user, order_id, as_of=request.today))


@router.post("/orders/{order_id}/release-request", **writes(RequestOut, status=201))
@needs(Permission.DECIDE_ORDERS, scope=Scope.WORK)
@keyed(status=201)
def ask_for_a_release(request: Call, order_id: PathId, body: DecideOrderIn) -> RequestOut:
    """Ask whoever may to let a held order go that is beyond one's own authority."""
    user = request.auth.user
    found = order_for(user, order_id, as_of=request.today)
    made = dispatch.ask_for_release(
        found,
        words=body.comment,
        revision=body.revision,
        by=user,
        at=request.at,
        as_of=request.today,
        key=request.action_key,
    )
    return request_out(made)


@router.post("/requests/{request_id}/release", **writes(RequestOut))
@needs(Permission.DECIDE_ORDERS, scope=Scope.WORK)
@keyed()
def ask_for_a_release_again(request: Call, request_id: PathId, body: AskAgainIn) -> RequestOut:
    """Ask anew, by the order as it stands now, in the place of what an open request says."""
    user = request.auth.user
    asked = request_for(user, request_id, as_of=request.today)
    order = order_for(user, asked.content.get("terms", {}).get("order_id", 0), as_of=request.today)
    revised = dispatch.ask_for_release_again(
        asked,
        order,
        words=body.comment,
        revision=body.revision,
        seen=body.seen_revision,
        by=user,
        at=request.at,
        as_of=request.today,
    )
    return request_out(revised)


@router.post("/orders/{order_id}/reject", **writes(OrderOut))
@needs(Permission.DECIDE_ORDERS, scope=Scope.WORK)
@keyed()
def reject_an_order(request: Call, order_id: PathId, body: DecideOrderIn) -> OrderOut:
    """Say that a held order is not delivered on these terms."""
    user = request.auth.user
    found = order_for(user, order_id, as_of=request.today)
    return order_out(request, releasing.reject_order(found, **body.dict(), as_of=request.today, by=user, at=request.at))


@router.post("/customers/{customer_id}/order-holds", **writes(AccountHoldOut, status=201))
@needs(Permission.DECIDE_ORDERS, scope=Scope.WORK)
@keyed(status=201)
def hold_orders(request: Call, customer_id: PathId, body: HoldOrdersIn) -> AccountHoldOut:
    """Hold all orders of a customer, or one of them, by hand."""
    user, today = request.auth.user, request.today
    customer = customer_for(user, customer_id, as_of=today)
    only = order_for(user, body.order_id, as_of=today) if body.order_id else None
    made = releasing.hold_account(
        customer, why=body.why, order=only, until=body.until, as_of=today, by=user, at=request.at,
        key=request.action_key,
    )  # fmt: skip
    return hold_out(made)


@router.post("/order-holds/{hold_id}/lift", **writes(AccountHoldOut))
@needs(Permission.DECIDE_ORDERS, scope=Scope.WORK)
@keyed()
def lift_order_hold(request: Call, hold_id: PathId, body: LiftHoldIn) -> AccountHoldOut:
    """Lift a hold that a person placed."""
    user = request.auth.user
    found = account_hold_for(user, hold_id, as_of=request.today)
    return hold_out(releasing.lift_hold(found, because=body.because, as_of=request.today, by=user, at=request.at))
