"""The permission matrix of payments and their matches; permission_matrix.py says how a row is written."""

from __future__ import annotations

from itertools import count
from typing import Any

from creditdesk.cash.actions import match_receipt
from creditdesk.cash.models import Match, Receipt
from creditdesk.cash.receiving import NewReceipt
from creditdesk.cash.settling import Choice
from creditdesk.domain.cash_proposals import MatchLine
from creditdesk.domain.visibility import Role
from tests import builders
from tests.web.permission_matrix import Arguments, Kind, Make, P, Row, holding
from tests.world import NOW, TODAY, World

_fresh = count(1)


def _made(world: World, name: str) -> Receipt:
    from creditdesk.cash.actions import enter_receipt

    of: Any = getattr(world, name)
    new = NewReceipt(100_00, "USD", TODAY, TODAY, customer=of, trace=f"matrix {next(_fresh)}")
    return enter_receipt(new, company=of.company, as_of=TODAY, by=world.erin, at=NOW)


def _receipt(name: str) -> Make:
    return lambda world: {"receipt_id": _made(world, name).id}


def _match(name: str) -> Make:
    def make(world: World) -> Arguments:
        receipt, item = _made(world, name), builders.invoice(getattr(world, name), amount=100_00)
        choice = Choice(getattr(world, name), (MatchLine(item.id, 100_00),))
        by: dict[str, Any] = {"by": world.erin, "as_of": TODAY, "at": NOW}
        made: Match = match_receipt(receipt, choice=choice, revision=0, key=f"matrix {next(_fresh)}", **by)
        return {"match_id": made.id}

    return make


CASH = holding(P.SEE_CASH)
APPLYING = holding(P.APPLY_CASH)
_ALL = CASH - {Role.REP}
RECEIPT = Kind(
    own=_receipt("acme"),
    neighbour=_receipt("zenith"),
    foreign=_receipt("foreign"),
    sees_own=CASH,
    sees_neighbour=_ALL,
)
MATCH = Kind(
    own=_match("acme"), neighbour=_match("zenith"), foreign=_match("foreign"), sees_own=CASH, sees_neighbour=_ALL
)
_WHY = {"why": "they said so", "revision": "0"}

ROWS: tuple[Row, ...] = (
    Row("cash", "GET", CASH),
    Row("cash_new", "GET", APPLYING),
    Row("cash_new", "POST", APPLYING),
    Row("cash_receipt", "GET", CASH, RECEIPT),
    Row("cash_history", "GET", CASH, RECEIPT),
    Row("cash_match", "POST", APPLYING, RECEIPT),
    # Nobody is named, and nobody is there.
    Row("cash_payer", "POST", APPLYING, RECEIPT, data={"revision": "0"}, also=frozenset({404})),
    Row("cash_same", "POST", APPLYING, RECEIPT, data={"revision": "0"}),
    Row("cash_off", "GET", APPLYING, RECEIPT),
    Row("cash_off", "POST", APPLYING, RECEIPT, data=_WHY),
    Row("cash_standing", "GET", APPLYING, RECEIPT),
    Row("cash_standing", "POST", APPLYING, RECEIPT, data={**_WHY, "standing": "on_account"}),
    Row("cash_take_back", "GET", APPLYING, MATCH),
    Row("cash_take_back", "POST", APPLYING, MATCH, data={"cause": "wrong", "why": "another's"}),
    Row("export_receipts", "GET", CASH & holding(P.EXPORT)),
    Row("export_matches", "GET", CASH & holding(P.EXPORT)),
)
_API = CASH & holding(P.USE_API)
_API_APPLYING = APPLYING & holding(P.USE_API)

_NEW = {"company": "NL", "amount_minor": 5_00, "currency": "USD", "value_date": TODAY.isoformat()}

API_ROWS: tuple[Row, ...] = (
    Row("api:receipts", "GET", _API),
    Row("api:enter_receipt", "POST", _API_APPLYING, data=_NEW),
    Row("api:receipt", "GET", _API, RECEIPT),
    Row("api:match_receipt", "POST", _API_APPLYING, RECEIPT, data={"revision": 0}),
    # It is not the same one as itself; nor is there another of the number.
    Row("api:say_receipt_same", "POST", _API_APPLYING, RECEIPT, data={"revision": 0, "receipt_id": 1}),
    Row("api:identify_receipt", "POST", _API_APPLYING, RECEIPT, data={"revision": 0, "customer_id": None, "why": "x"}),
    Row(
        "api:decide_receipt", "POST", _API_APPLYING, RECEIPT, data={"revision": 0, "standing": "on_account", "why": "x"}
    ),
    Row("api:take_back_match", "POST", _API_APPLYING, MATCH, data={"cause": "wrong", "why": "another's"}),
)
