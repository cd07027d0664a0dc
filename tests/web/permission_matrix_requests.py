"""The permission matrix of requests and approvals; permission_matrix.py says how a row is written."""

from __future__ import annotations

from typing import Any

from creditdesk.parties.models import User
from tests import builders
from tests.asking import adjustment, ask
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
from tests.world import World

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
    Row("request_new", "GET", RECORDERS, CUSTOMER),
    Row("request_new", "POST", RECORDERS, CUSTOMER),
)

_BODY: dict[str, Any] = {"currency": "USD", "words": "as talked over", "submit": False}
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
