"""The permission matrix of returned payments, held checks, offers in full, refunds and other currencies;
permission_matrix.py says how a row is written.
"""

from __future__ import annotations

from itertools import count
from typing import Any

from creditdesk.cash.models import Receipt, Refund, ReturnedPayment
from tests.web.permission_matrix import Arguments, Kind, Make, P, Row, holding
from tests.web.permission_matrix_api import API
from tests.world import NOW, TODAY, World

_fresh = count(1)
WHOLE = holding(P.SEE_CASH) & holding(P.SEE_ACCOUNTS_ALL)
POSTS = holding(P.APPLY_CASH) & holding(P.SEE_ACCOUNTS_ALL)
SETTLES = holding(P.REVIEW_CASH) & holding(P.SET_CREDIT)
CONFIRMS = holding(P.POST_LEDGER) & holding(P.REVIEW_CASH)


def _receipt_of(world: World, name: str, **facts: Any) -> Receipt:
    customer = getattr(world, name)
    told: dict[str, Any] = {"standing": "", "posting_date": TODAY, **facts}
    return Receipt.objects.create(
        company_id=customer.company_id,
        customer=customer,
        channel="check",
        number=f"M{next(_fresh)}",
        currency="USD",
        amount_minor=100_00,
        value_date=TODAY,
        recorded_at=NOW,
        recorded_by="nobody",
        **told,
    )


def _receipt(name: str, **facts: Any) -> Make:
    return lambda world: {"receipt_id": _receipt_of(world, name, **facts).id}


def _returned(name: str) -> Make:
    def make(world: World) -> Arguments:
        made = ReturnedPayment.objects.create(
            company_id=getattr(world, name).company_id,
            key=f"matrix {next(_fresh)}",
            code="R01",
            currency="USD",
            amount_minor=100_00,
            day=TODAY,
            recorded_at=NOW,
            recorded_by="nobody",
        )
        return {"returned_id": made.id}

    return make


def _refund(name: str) -> Make:
    def make(world: World) -> Arguments:
        receipt = _receipt_of(world, name, standing="refund")
        made = Refund.objects.create(
            company_id=receipt.company_id,
            receipt=receipt,
            currency="USD",
            amount_minor=100_00,
            why="paid twice",
            asked_by="nobody",
            asked_at=NOW,
        )
        return {"refund_id": made.id}

    return make


RETURNED = Kind(own=_returned("acme"), foreign=_returned("foreign"), sees_own=WHOLE)
RECEIPT = Kind(own=_receipt("acme"), foreign=_receipt("foreign"))
HELD = Kind(
    own=_receipt("acme", standing="post_dated", posting_date=None),
    foreign=_receipt("foreign", standing="post_dated", posting_date=None),
)
OFFERED = Kind(
    own=_receipt("acme", standing="full_settlement"), foreign=_receipt("foreign", standing="full_settlement")
)
REFUND = Kind(own=_refund("acme"), foreign=_refund("foreign"))
_SEEN = {"key": "matrix", "revision": "0"}

ROWS: tuple[Row, ...] = (
    Row("returned_payments", "GET", WHOLE),
    Row("returned_payment", "GET", WHOLE, RETURNED),
    Row("returned_payment_take", "POST", POSTS, RETURNED, data={**_SEEN, "receipt": ""}),
    Row("returned_payment_aside", "POST", POSTS, RETURNED, data={"key": "matrix", "why": "ours is another"}),
    Row("returned_payment_again", "POST", POSTS, RETURNED, data={"key": "matrix", "receipt": ""}),
    Row("special_cash", "GET", WHOLE),
    Row("refunds", "GET", WHOLE),
    Row("refund_decide", "GET", CONFIRMS, REFUND),
    Row("refund_decide", "POST", CONFIRMS, REFUND, data={"key": "matrix", "act": "decline", "why": "no"}),
    Row("receipt_return", "GET", POSTS, RECEIPT),
    Row("receipt_return", "POST", POSTS, RECEIPT, data={**_SEEN, "reason": "funds", "day": "today"}),
    Row("receipt_held", "GET", POSTS, HELD),
    Row("receipt_held", "POST", POSTS, HELD, data={**_SEEN, "act": "give_back", "why": "paid by wire"}),
    Row("receipt_settlement", "GET", SETTLES, OFFERED),
    Row("receipt_settlement", "POST", SETTLES, OFFERED, data={**_SEEN, "act": "accept", "why": "agreed"}),
    Row("receipt_exchange", "GET", POSTS, RECEIPT),
    Row("receipt_exchange", "POST", POSTS, RECEIPT, data={**_SEEN, "currency": "EUR"}),
    Row("receipt_exchange_back", "POST", POSTS, RECEIPT, data={**_SEEN, "why": "wrong"}),
)

_API_POSTS = API & holding(P.POST_LEDGER)
_REVIEWS = API & holding(P.REVIEW_CASH)
_BY = {"reason": "as agreed", "revision": 0}
API_ROWS: tuple[Row, ...] = (
    Row("api:returned_payment_list", "GET", API & holding(P.SEE_CASH)),
    Row("api:one_returned_payment", "GET", API & holding(P.SEE_CASH), RETURNED),
    Row("api:take_a_returned_payment_back", "POST", _API_POSTS, RETURNED, data={"receipt_id": 1, "revision": 0}),
    Row("api:return_a_receipt", "POST", _API_POSTS, RECEIPT, data={**_BY, "day": TODAY.isoformat()}),
    Row("api:set_a_return_aside", "POST", _API_POSTS, RETURNED, data={"reason": "another bank"}),
    Row("api:take_a_return_up", "POST", _API_POSTS, RETURNED, data={"reason": "ours"}),
    Row("api:note_a_presentment", "POST", _API_POSTS, RETURNED, data={"receipt_id": 1}),
    Row("api:deposit_a_check", "POST", _API_POSTS, HELD, data={"revision": 0}),
    Row("api:give_a_check_back", "POST", _API_POSTS, HELD, data=_BY),
    Row("api:decide_an_offer_in_full", "POST", _REVIEWS, OFFERED, data={**_BY, "settles": True}),
    Row("api:exchange_a_receipt", "POST", _API_POSTS, RECEIPT, data={"currency": "EUR", "revision": 0}),
    Row("api:take_an_exchange_back", "POST", _API_POSTS, RECEIPT, data=_BY),
    Row("api:refund_list", "GET", API & holding(P.SEE_CASH)),
    Row("api:confirm_a_refund", "POST", _REVIEWS, REFUND),
    Row("api:decline_a_refund", "POST", _REVIEWS, REFUND, data={"reason": "no"}),
)
