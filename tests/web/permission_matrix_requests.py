"""The permission matrix of requests and approvals; permission_matrix.py says how a row is written."""

from __future__ import annotations

from typing import Any

from creditdesk.domain.visibility import Role
from creditdesk.parties.models import Customer, User
from creditdesk.settlements.models import Settlement
from tests import builders
from tests.asking import adjustment, approve, ask, settlement
from tests.web.permission_matrix import (
    ALL_ACCOUNTS,
    CUSTOMER,
    ITS_PEOPLE,
    RECORDERS,
    Arguments,
    Kind,
    Make,
    P,
    Row,
    holding,
)
from tests.web.permission_matrix_api import API
from tests.world import TODAY, World

SEES = holding(P.SEE_HISTORY)
DECIDES = holding(P.DECIDE_REQUESTS)


def preparer(world: World, customer: str) -> User:
    return world.charlie if customer == "foreign" else world.fay


def _asked(customer: str) -> Make:
    def make(world: World) -> Arguments:
        of = getattr(world, customer)
        request = ask(of, adjustment(builders.invoice(of, amount=100_00)), by=preparer(world, customer))
        return {"request_id": request.id}

    return make


def _neighbour_of(of: Customer) -> Customer:
    """A customer as `of`, on whose account nothing stands in the way."""
    return builders.customer(of.company, portfolio=of.portfolio, salesperson=of.salesperson)


def _settlement(customer: str) -> Make:
    def make(world: World) -> Arguments:
        of = _neighbour_of(getattr(world, customer))
        invoice = builders.invoice(of, amount=100_00)
        approver = builders.user(f"chief_{of.number}", role=Role.CONTROLLER, companies=[of.company])
        request = ask(of, settlement(invoice, offer=80_00, until=TODAY), by=preparer(world, customer))
        approve(request, by=approver)
        return {"settlement_id": Settlement.objects.get(request=request).id}

    return make


def _asked_to_settle(customer: str) -> Make:
    def make(world: World) -> Arguments:
        of = _neighbour_of(getattr(world, customer))
        content = settlement(builders.invoice(of, amount=100_00), offer=80_00, until=TODAY)
        return {"request_id": ask(of, content, by=preparer(world, customer)).id}

    return make


def _to_settle(customer: str) -> Make:
    def make(world: World) -> Arguments:
        of = getattr(world, customer)
        invoice = builders.invoice(of, amount=100_00)
        return {"customer_id": of.id, "lines": [{"item_id": invoice.id, "amount_minor": 100_00}]}

    return make


def _to_settle_otherwise(customer: str) -> Make:
    def make(world: World) -> Arguments:
        asked = _asked_to_settle(customer)(world)
        return {**asked, "lines": _to_settle(customer)(world)["lines"]}

    return make


SETTLEMENT = Kind(
    own=_settlement("acme"),
    neighbour=_settlement("zenith"),
    foreign=_settlement("foreign"),
    sees_own=ITS_PEOPLE & SEES,
    sees_neighbour=ALL_ACCOUNTS & SEES,
)
ASKED_TO_SETTLE = Kind(
    own=_asked_to_settle("acme"),
    neighbour=_asked_to_settle("zenith"),
    foreign=_asked_to_settle("foreign"),
    sees_own=ITS_PEOPLE & SEES,
    sees_neighbour=ALL_ACCOUNTS & SEES,
)
TO_SETTLE = Kind(
    own=_to_settle("acme"),
    neighbour=_to_settle("zenith"),
    foreign=_to_settle("foreign"),
    sees_own=ITS_PEOPLE,
    sees_neighbour=ALL_ACCOUNTS,
)
TO_SETTLE_OTHERWISE = Kind(
    own=_to_settle_otherwise("acme"),
    neighbour=_to_settle_otherwise("zenith"),
    foreign=_to_settle_otherwise("foreign"),
    sees_own=ITS_PEOPLE & SEES,
    sees_neighbour=ALL_ACCOUNTS & SEES,
)
REQUEST = Kind(
    own=_asked("acme"),
    neighbour=_asked("zenith"),
    foreign=_asked("foreign"),
    sees_own=ITS_PEOPLE & SEES,
    sees_neighbour=ALL_ACCOUNTS & SEES,
)
_SEEN: dict[str, Any] = {"sha256": "0" * 64, "words": "no", "act": "refuse"}

ROWS: tuple[Row, ...] = (
    Row("requests", "GET", SEES),
    Row("requests_several", "GET", DECIDES),
    Row("requests_approve", "POST", DECIDES),
    Row("request", "GET", SEES, REQUEST),
    Row("request_change", "GET", RECORDERS & SEES, REQUEST),
    Row("request_change", "POST", RECORDERS & SEES, REQUEST),
    Row("request_decide", "POST", DECIDES, REQUEST, data=_SEEN),
    Row("request_withdraw", "POST", RECORDERS, REQUEST),
    Row("request_recover", "POST", holding(P.POST_LEDGER) & SEES, REQUEST),
    Row("request_new", "GET", RECORDERS, CUSTOMER),
    Row("request_new", "POST", RECORDERS, CUSTOMER),
    Row("small_rests", "GET", SEES),
    Row("small_rests_ask", "POST", RECORDERS & SEES),
    Row("settlements", "GET", SEES),
    Row("unclaimed", "GET", SEES),
    Row("settlement", "GET", SEES, SETTLEMENT),
    Row("settlement_change", "GET", RECORDERS & SEES, ASKED_TO_SETTLE),
    Row("settlement_change", "POST", RECORDERS & SEES, ASKED_TO_SETTLE),
    Row("settlement_new", "GET", RECORDERS, CUSTOMER),
    Row("settlement_new", "POST", RECORDERS, CUSTOMER),
    Row("settlement_figures", "GET", RECORDERS, CUSTOMER),
)

_BODY: dict[str, Any] = {"currency": "USD", "words": "as talked over", "submit": False}
_TERMS: dict[str, Any] = {
    **_BODY,
    "offer_minor": 1,
    "pay_by": "2026-06-30",
    "method": "wire",
}
_SEES, _WORKS = API & SEES, API & RECORDERS
API_ROWS: tuple[Row, ...] = (
    Row("api:request_list", "GET", _SEES),
    Row(
        "api:prepare_a_request",
        "POST",
        _WORKS,
        CUSTOMER,
        data=_BODY | {"kind": "status", "status": "cod"},
        place="body",
    ),
    Row("api:one_request", "GET", _SEES, REQUEST),
    Row("api:small_rests", "GET", _SEES),
    Row("api:ask_to_sweep", "POST", _WORKS, data={"customer_ids": []}),
    Row("api:settlement_list", "GET", _SEES),
    Row("api:unclaimed_credits", "GET", _SEES),
    Row("api:one_settlement", "GET", _SEES, SETTLEMENT),
    Row("api:ask_to_settle", "POST", _WORKS, TO_SETTLE, data=_TERMS, place="body"),
    Row(
        "api:change_a_settlement",
        "POST",
        _WORKS,
        TO_SETTLE_OTHERWISE,
        data=_TERMS | {"seen_revision": 9},
        bodily=frozenset({"lines"}),
    ),
    Row("api:revise_a_request", "POST", _WORKS, REQUEST, data=_BODY | {"seen_revision": 1}),
    Row("api:withdraw_a_request", "POST", _WORKS, REQUEST),
    Row("api:decide_a_request", "POST", API & DECIDES, REQUEST, data={"decision": "approve", "sha256": "0" * 64}),
    Row("api:reverse_a_request", "POST", API & DECIDES, REQUEST, data={"reason": "no", "sha256": "0" * 64}),
    Row(
        "api:record_a_recovery",
        "POST",
        API & holding(P.POST_LEDGER),
        REQUEST,
        data={"payment_item_id": 1, "amount_minor": 1},
    ),
)
