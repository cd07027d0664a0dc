"""The permission matrix of payers' lists and of the letter that asks for one; permission_matrix.py says how a row is
written.
"""

from __future__ import annotations

from itertools import count

from creditdesk.cash.models import Remittance
from tests.web.permission_matrix import Kind as Object
from tests.web.permission_matrix import Make, P, Row, holding
from tests.web.permission_matrix_api import API
from tests.web.permission_matrix_cash import RECEIPT
from tests.world import NOW, World

_fresh = count(1)
WHOLE = holding(P.SEE_CASH) & holding(P.SEE_ACCOUNTS_ALL)
POSTS = holding(P.APPLY_CASH) & holding(P.SEE_ACCOUNTS_ALL)
ASKS = holding(P.APPLY_CASH) & holding(P.RECORD_ACTIVITY)


def _remittance(name: str) -> Make:
    def make(world: World) -> dict[str, object]:
        customer = getattr(world, name)
        made = Remittance.objects.create(
            company_id=customer.company_id,
            customer=customer,
            key=f"matrix {next(_fresh)}",
            format="document",
            state="held",
            received_at=NOW,
            received_by="nobody",
        )
        return {"remittance_id": made.id}

    return make


REMITTANCE = Object(own=_remittance("acme"), foreign=_remittance("foreign"), sees_own=WHOLE)
_ASIDE = {"revision": 0, "why": "it is none"}

ROWS: tuple[Row, ...] = (
    Row("remittances", "GET", WHOLE),
    Row("remittance", "GET", WHOLE, REMITTANCE),
    Row("remittance_accept", "POST", POSTS, REMITTANCE, data={"revision": "0", "customer": ""}),
    Row("remittance_aside", "POST", POSTS, REMITTANCE, data={"revision": "0", "why": "it is none"}),
    Row("remittance_payments", "POST", POSTS, REMITTANCE, data={"revision": "0", "receipts": "1"}),
    Row("cash_ask_remittance", "POST", ASKS, RECEIPT),
    Row("export_remittances", "GET", holding(P.SEE_CASH) & holding(P.EXPORT)),
)
API_ROWS: tuple[Row, ...] = (
    Row("api:remittances", "GET", API & WHOLE),
    Row("api:remittance", "GET", API & WHOLE, REMITTANCE),
    Row(
        "api:accept_list",
        "POST",
        API & POSTS,
        REMITTANCE,
        data={"revision": 0, "customer_id": 1, "currency": "USD", "lines": []},
    ),
    Row("api:put_list_to_payments", "POST", API & POSTS, REMITTANCE, data={"revision": 0, "receipt_ids": [1, 2]}),
    Row("api:set_list_aside", "POST", API & POSTS, REMITTANCE, data=_ASIDE),
    Row("api:ask_what_it_pays", "POST", API & ASKS, RECEIPT),
)
