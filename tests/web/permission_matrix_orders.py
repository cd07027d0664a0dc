"""The permission matrix of orders, holds and ways out; permission_matrix.py says how a row is written."""

from __future__ import annotations

import datetime as dt
from itertools import count

from creditdesk import dispatch
from creditdesk.credit.models import AccountHold, Offer, Order, OrderDecision, Prepayment, TemporaryLimit
from creditdesk.credit.telling import ToldOrder, take_order
from creditdesk.domain.visibility import Role
from tests import builders
from tests.web.permission_matrix import ACCOUNTS, Arguments, Kind, Make, P, Row, holding
from tests.web.permission_matrix import CUSTOMER as ANYBODYS
from tests.web.permission_matrix_api import API
from tests.world import NOW, TODAY, World

_fresh = count(1)
SEES = holding(P.SEE_ORDERS)
DECIDES = holding(P.DECIDE_ORDERS)
TELLS = holding(P.TELL_ORDERS)
REPORTERS = ACCOUNTS & holding(P.REPORT_EVENTS)
_ALL = SEES - {Role.REP, Role.SALES}


def _order(world: World, name: str) -> Order:
    customer = getattr(world, name)
    told = ToldOrder(f"SO-{next(_fresh)}", 1, TODAY, customer.currency, 100_00)
    return take_order(customer, told, as_of=TODAY, by="erp", at=NOW)


def _of_order(name: str) -> Make:
    return lambda world: {"order_id": _order(world, name).id}


def _offer(name: str) -> Make:
    def make(world: World) -> Arguments:
        order = _order(world, name)
        made = Offer.objects.create(
            order=order, kind="prepay", words={"code": "x", "text": "x", "facts": {}}, ship_minor=1, exposure_minor=0,
            until=TODAY + dt.timedelta(days=5), by=world.alice, at=NOW, key=f"matrix {next(_fresh)}",
        )  # fmt: skip
        return {"offer_id": made.id}

    return make


def _kept(name: str) -> Make:
    def make(world: World) -> Arguments:
        order, item = _order(world, name), builders.payment(getattr(world, name), amount=100_00)
        made = Prepayment.objects.create(
            order=order, item=item, amount_minor=100_00, by=world.alice, at=NOW, key=f"matrix {next(_fresh)}"
        )
        return {"prepayment_id": made.id}

    return make


def _by_hand(name: str) -> Make:
    def make(world: World) -> Arguments:
        customer = getattr(world, name)
        made = AccountHold.objects.create(
            company=customer.company, customer=customer, why="x", by=world.bob, at=NOW, key=f"matrix {next(_fresh)}"
        )
        return {"hold_id": made.id}

    return make


def _limit(name: str) -> Make:
    def make(world: World) -> Arguments:
        customer = getattr(world, name)
        made = TemporaryLimit.objects.create(
            company=customer.company, customer=customer, limit_minor=100_00, first_day=TODAY, until=TODAY, why="x",
            authority=[], by=world.carol, at=NOW, key=f"matrix {next(_fresh)}",
        )  # fmt: skip
        return {"limit_id": made.id}

    return make


def _decision(name: str) -> Make:
    return lambda world: {"decision_id": OrderDecision.objects.filter(order=_order(world, name)).get().id}


def _release_asked(name: str) -> Make:
    def make(world: World) -> Arguments:
        order = _order(world, name)
        asked = dispatch.ask_for_release(
            order, words="x", revision=order.revision, by=world.charlie if name == "foreign" else world.fay, at=NOW,
            as_of=TODAY, key=f"matrix {next(_fresh)}",
        )  # fmt: skip
        return {"request_id": asked.id}

    return make


def _kind(make: object) -> Kind:
    return Kind(
        own=make("acme"),  # type: ignore[operator]
        neighbour=make("zenith"),  # type: ignore[operator]
        foreign=make("foreign"),  # type: ignore[operator]
        sees_own=SEES,
        sees_neighbour=_ALL,
    )


ORDER = _kind(_of_order)
OFFER = _kind(_offer)
KEPT = _kind(_kept)
BY_HAND = _kind(_by_hand)
LIMIT = _kind(_limit)
CUSTOMER = Kind(
    own=lambda world: {"customer_id": world.acme.id},
    neighbour=lambda world: {"customer_id": world.zenith.id},
    foreign=lambda world: {"customer_id": world.foreign.id},
    sees_own=SEES,
    sees_neighbour=_ALL,
)
# A request is read by those who read the account's history, and asked for anew by those who work orders.
RELEASE_ASKED = Kind(
    own=_release_asked("acme"),
    neighbour=_release_asked("zenith"),
    foreign=_release_asked("foreign"),
    sees_own=SEES & holding(P.SEE_HISTORY),
    sees_neighbour=_ALL & holding(P.SEE_HISTORY),
)
DECISION = Kind(own=_decision("acme"), foreign=_decision("foreign"), sees_own=SEES)
_WHY = {"revision": "0", "comment": "they pay"}

ROWS: tuple[Row, ...] = (
    Row("holds", "GET", SEES),
    Row("held_accounts", "GET", SEES),
    Row("hold_report", "GET", holding(P.SEE_HISTORY)),
    Row("export_hold_report", "GET", holding(P.SEE_HISTORY) & holding(P.EXPORT)),
    Row("order", "GET", SEES, ORDER),
    Row("order_release", "POST", DECIDES, ORDER, data={**_WHY, "key": "m"}),
    Row("order_ask", "POST", DECIDES, ORDER, data={**_WHY, "key": "m"}),
    Row("release_change", "GET", DECIDES, RELEASE_ASKED),
    Row("release_change", "POST", DECIDES, RELEASE_ASKED, data={**_WHY, "seen": "0"}),
    Row("order_reject", "POST", DECIDES, ORDER, data={**_WHY, "key": "m"}),
    Row("order_hold", "POST", DECIDES, ORDER, data={"why": "x", "key": "m"}),
    Row("order_offer", "POST", DECIDES, ORDER, data={"kind": "deposit", "revision": "0", "key": "m"}),
    Row("order_mention", "POST", holding(P.WORK_TICKLERS), ORDER, data={"key": "m", "to": "0", "word": "x"}),
    Row("sales_answer", "GET", REPORTERS, ANYBODYS),
    Row("sales_answer", "POST", REPORTERS, ANYBODYS, data={"kind": "word", "key": "m"}),
    Row("order_keep", "POST", DECIDES, ORDER, data={"key": "m"}),
    Row("offer_answer", "POST", DECIDES, OFFER, data={"answer": "declined", "key": "m"}),
    Row("prepayment_give_back", "POST", DECIDES, KEPT),
    Row("account_hold_lift", "POST", DECIDES, BY_HAND, data={"because": "x", "key": "m"}),
    Row("account_orders", "GET", SEES, CUSTOMER),
    Row("account_order_hold", "POST", DECIDES, CUSTOMER, data={"why": "x", "key": "m"}),
    Row("account_limit", "POST", DECIDES, CUSTOMER, data={"key": "m"}),
    Row("temporary_limit_end", "POST", DECIDES, LIMIT),
    Row("export_orders", "GET", holding(P.SEE_HISTORY) & holding(P.EXPORT)),
    Row("export_held_accounts", "GET", SEES & holding(P.EXPORT)),
)
_TOLD = {
    "company": "NL",
    "customer": "nobody",
    "number": "SO-9",
    "version": 1,
    "placed_on": TODAY.isoformat(),
    "currency": "USD",
    "amount_minor": 100,
}
_KEEP = {"item_id": 2**60, "amount_minor": 1}
_DECIDE = {"revision": 0, "comment": "they pay"}
API_ROWS: tuple[Row, ...] = (
    Row("api:order_list", "GET", API & SEES),
    Row("api:order_in_question", "GET", API & holding(P.SEE_HISTORY), ORDER),
    # There is no such customer.
    Row("api:tell_order", "POST", API & TELLS, data=_TOLD, also=frozenset({404})),
    Row("api:release_an_order", "POST", API & DECIDES, ORDER, data=_DECIDE),
    Row("api:ask_for_a_release", "POST", API & DECIDES, ORDER, data=_DECIDE),
    Row("api:ask_for_a_release_again", "POST", API & DECIDES, RELEASE_ASKED, data={**_DECIDE, "seen_revision": 1}),
    Row("api:reject_an_order", "POST", API & DECIDES, ORDER, data=_DECIDE),
    Row("api:hold_orders", "POST", API & DECIDES, CUSTOMER, data={"why": "x"}),
    Row("api:lift_order_hold", "POST", API & DECIDES, BY_HAND, data={"because": "x"}),
    Row("api:offer_a_way", "POST", API & DECIDES, ORDER, data={"kind": "deposit", "revision": 0}),
    Row("api:answer_an_offer", "POST", API & DECIDES, OFFER, data={"answer": "declined"}),
    # There is no such payment.
    Row(
        "api:keep_money",
        "POST",
        API & DECIDES,
        ORDER,
        data={"item_id": 2**60, "amount_minor": 1},
        also=frozenset({404}),
    ),
    Row(
        "api:ask_a_colleague",
        "POST",
        API & holding(P.WORK_TICKLERS),
        ORDER,
        data={"colleague": "nobody", "word": "x"},
    ),
    Row("api:answer_about_a_hold", "POST", API & REPORTERS, ANYBODYS, data={"kind": "word"}),
    Row("api:give_money_back", "POST", API & DECIDES, KEPT),
    Row(
        "api:grant_a_temporary_limit",
        "POST",
        API & DECIDES,
        CUSTOMER,
        data={"limit_minor": 100, "until": TODAY.isoformat(), "why": "x"},
    ),
    Row(
        "api:ask_for_a_temporary_limit",
        "POST",
        API & DECIDES,
        CUSTOMER,
        data={"limit_minor": 100, "until": TODAY.isoformat(), "why": "x"},
    ),
    Row("api:end_a_temporary_limit", "POST", API & DECIDES, LIMIT),
    Row("api:order_decisions", "GET", API & TELLS),
    Row("api:answer_an_order_decision", "POST", API & TELLS, DECISION, data={"answer": "accepted"}),
)
