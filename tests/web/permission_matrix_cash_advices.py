"""The permission matrix of payers' lists and of the letter that asks for one; permission_matrix.py says how a row is
written.
"""

from __future__ import annotations

from itertools import count

from creditdesk.cash.models import Remittance
from creditdesk.mail.models import IncomingAttachment
from tests.web.permission_matrix import Kind as Object
from tests.web.permission_matrix import Make, P, Row, holding
from tests.web.permission_matrix_api import API
from tests.web.permission_matrix_cash import RECEIPT
from tests.web.permission_matrix_mail import MAIL_IN
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


def _pictured(name: str) -> Make:
    """A list that came as a picture, with its message."""

    def make(world: World) -> dict[str, object]:
        told = _remittance(name)(world)
        message_id = MAIL[name](world)["incoming_id"]
        picture: dict[str, object] = {"name": "a.gif", "media_type": "image/gif", "content": b"GIF89a"}
        attachment = IncomingAttachment.objects.create(message_id=message_id, size=6, sha256="0" * 64, **picture)
        found = Remittance.objects.filter(id=told["remittance_id"])
        found.update(mail_id=attachment.message_id, attachment_id=attachment.id)
        return told

    return make


MAIL = {"acme": MAIL_IN.own, "foreign": MAIL_IN.foreign}
PICTURE = Object(own=_pictured("acme"), foreign=_pictured("foreign"), sees_own=WHOLE)
REMITTANCE = Object(own=_remittance("acme"), foreign=_remittance("foreign"), sees_own=WHOLE)
_ASIDE = {"revision": 0, "why": "it is none"}

ROWS: tuple[Row, ...] = (
    Row("remittances", "GET", WHOLE),
    Row("remittance", "GET", WHOLE, REMITTANCE),
    Row("remittance_picture", "GET", WHOLE & holding(P.SEE_HISTORY), PICTURE),
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
