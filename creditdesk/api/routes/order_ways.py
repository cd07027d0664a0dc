"""Ways out of a hold: offers and their answers, money kept for orders, limits for a time; and decisions for the ERP."""

from __future__ import annotations

from typing import Literal

from ninja import Router

from creditdesk import dispatch
from creditdesk.api.answers import reads, writes
from creditdesk.api.calls import Call, needs
from creditdesk.api.idempotency import keyed
from creditdesk.api.paging import PAGE, Cursor, Limit, page_by_id
from creditdesk.api.routes.order_shapes import (
    KeepMoneyIn,
    KeptMoneyOut,
    OfferAnswerIn,
    OfferIn,
    OfferOut,
    OrderDecisionAnswerIn,
    OrderDecisionOut,
    TemporaryLimitIn,
    TemporaryLimitOut,
    decision_out,
    kept_out,
    limit_out,
    offer_out,
)
from creditdesk.api.routes.requests import RequestOut, request_out
from creditdesk.api.shapes import Page, PathId, Word
from creditdesk.credit import offering, prepaying, temporary_limits
from creditdesk.credit.access import (
    decision_for,
    offer_for,
    order_for,
    payment_named,
    prepayment_for,
    temporary_limit_for,
)
from creditdesk.credit.erp_decisions import answer_decision, decisions
from creditdesk.domain.order_alternatives import AlternativeKind
from creditdesk.domain.scopes import Scope
from creditdesk.domain.visibility import Permission
from creditdesk.parties.access import companies_of, company_for, customer_for

router = Router()


@router.post("/orders/{order_id}/offers", **writes(OfferOut, status=201))
@needs(Permission.DECIDE_ORDERS, scope=Scope.WORK)
@keyed(status=201)
def offer_a_way(request: Call, order_id: PathId, body: OfferIn) -> OfferOut:
    """Offer the customer one of the ways out, with a letter drafted for review."""
    user = request.auth.user
    found = order_for(user, order_id, as_of=request.today)
    made = offering.make_offer(
        found, AlternativeKind(body.kind), revision=body.revision, as_of=request.today, by=user, at=request.at,
        key=request.action_key,
    )  # fmt: skip
    dispatch.offer_made(made, as_of=request.today, by=user, at=request.at)
    return offer_out(made)


@router.post("/order-offers/{offer_id}/answer", **writes(OfferOut))
@needs(Permission.DECIDE_ORDERS, scope=Scope.WORK)
@keyed()
def answer_an_offer(request: Call, offer_id: PathId, body: OfferAnswerIn) -> OfferOut:
    """Record what the customer answered, and do what follows of a yes; or take the offer back."""
    user = request.auth.user
    act = {
        "accepted": offering.accept_offer,
        "declined": offering.decline_offer,
        "withdrawn": offering.withdraw_offer,
    }[body.answer]
    found = offer_for(user, offer_id, as_of=request.today)
    return offer_out(act(found, note=body.note, as_of=request.today, by=user, at=request.at))


@router.post("/orders/{order_id}/kept-money", **writes(KeptMoneyOut, status=201))
@needs(Permission.DECIDE_ORDERS, scope=Scope.WORK)
@keyed(status=201)
def keep_money(request: Call, order_id: PathId, body: KeepMoneyIn) -> KeptMoneyOut:
    """Keep money of a payment for an order, so that it makes no room for others."""
    user, today = request.auth.user, request.today
    found = order_for(user, order_id, as_of=today)
    item = payment_named(body.item_id, user=user, as_of=today)
    made = prepaying.keep_for_order(
        found, item, amount_minor=body.amount_minor, as_of=today, by=user, at=request.at, key=request.action_key
    )
    return kept_out(made)


@router.post("/kept-money/{prepayment_id}/give-back", **writes(KeptMoneyOut))
@needs(Permission.DECIDE_ORDERS, scope=Scope.WORK)
@keyed()
def give_money_back(request: Call, prepayment_id: PathId) -> KeptMoneyOut:
    """Let what was kept for an order be free again."""
    user = request.auth.user
    found = prepayment_for(user, prepayment_id, as_of=request.today)
    return kept_out(prepaying.give_back(found, as_of=request.today, by=user, at=request.at))


@router.post("/customers/{customer_id}/temporary-limits", **writes(TemporaryLimitOut, status=201))
@needs(Permission.DECIDE_ORDERS, scope=Scope.WORK)
@keyed(status=201)
def grant_a_temporary_limit(request: Call, customer_id: PathId, body: TemporaryLimitIn) -> TemporaryLimitOut:
    """Grant a higher limit until a day, within one's authority."""
    user = request.auth.user
    customer = customer_for(user, customer_id, as_of=request.today)
    made = temporary_limits.grant_temporary_limit(
        customer, **body.dict(), as_of=request.today, by=user, at=request.at, key=request.action_key
    )
    return limit_out(made)


@router.post("/customers/{customer_id}/temporary-limit-requests", **writes(RequestOut, status=201))
@needs(Permission.DECIDE_ORDERS, scope=Scope.WORK)
@keyed(status=201)
def ask_for_a_temporary_limit(request: Call, customer_id: PathId, body: TemporaryLimitIn) -> RequestOut:
    """Ask whoever may for a higher limit until a day that is beyond what one person grants alone."""
    user = request.auth.user
    customer = customer_for(user, customer_id, as_of=request.today)
    made = dispatch.ask_for_higher_limit(
        customer, **body.dict(), as_of=request.today, by=user, at=request.at, key=request.action_key
    )
    return request_out(made)


@router.post("/temporary-limits/{limit_id}/end", **writes(TemporaryLimitOut))
@needs(Permission.DECIDE_ORDERS, scope=Scope.WORK)
@keyed()
def end_a_temporary_limit(request: Call, limit_id: PathId) -> TemporaryLimitOut:
    """Take a temporary limit back before its day."""
    user = request.auth.user
    found = temporary_limit_for(user, limit_id, as_of=request.today)
    return limit_out(temporary_limits.end_temporary_limit(found, as_of=request.today, by=user, at=request.at))


@router.get("/order-decisions", **reads(Page[OrderDecisionOut]))
@needs(Permission.TELL_ORDERS, scope=Scope.POSTINGS)
def order_decisions(
    request: Call,
    state: Literal["awaiting", "all"] = "awaiting",
    company: Word = "",
    cursor: Cursor = "",
    limit: Limit = PAGE,
) -> Page[OrderDecisionOut]:
    """What became of orders, the oldest first: in this order the ERP carries it out."""
    user = request.auth.user
    chosen = [company_for(user, company)] if company else list(companies_of(user))
    found = decisions([one.id for one in chosen], waiting=state == "awaiting")
    return page_by_id(found, show=decision_out, cursor=cursor, limit=limit)


@router.post("/order-decisions/{decision_id}/answer", **writes(OrderDecisionOut))
@needs(Permission.TELL_ORDERS, scope=Scope.POSTINGS)
@keyed()
def answer_an_order_decision(request: Call, decision_id: PathId, body: OrderDecisionAnswerIn) -> OrderDecisionOut:
    """Record what the ERP did with a decision. The same answer again changes nothing; another one is refused."""
    user = request.auth.user
    found = decision_for(user, decision_id)
    accepted = body.answer == "accepted"
    done = answer_decision(found, accepted=accepted, reason=body.reason, by=user, at=request.at)
    return decision_out(decision_for(user, done.id))
