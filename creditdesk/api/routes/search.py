"""Any customer or document by name, number or amount, among what the caller may see."""

from __future__ import annotations

from typing import Annotated

from ninja import Query, Router, Schema
from pydantic import StringConstraints

from creditdesk.api.answers import reads
from creditdesk.api.calls import Call, needs
from creditdesk.api.paging import PAGE
from creditdesk.api.routes.ledger import ItemOut, item_out
from creditdesk.api.routes.parties import ACCOUNTS, CustomerOut, customer_out
from creditdesk.api.shapes import is_storable
from creditdesk.parties.access import customers_in
from creditdesk.parties.queries import search_customers
from creditdesk.parties.reach import reach_of
from creditdesk.receivables.search import amounts_meant, items_by_amount, items_by_number

router = Router()
_Words = Annotated[str, StringConstraints(min_length=1, max_length=80)]
_Most = Annotated[int, Query(ge=1, le=PAGE, description="At most so many of each kind.")]


class FoundOut(Schema):
    """What was found, best first: customers, documents by number or purchase order, and documents of this amount."""

    customers: list[CustomerOut]
    documents: list[ItemOut]
    of_this_amount: list[ItemOut]


@router.get("/search", **reads(FoundOut))
@needs(*ACCOUNTS)
def search(request: Call, q: _Words, limit: _Most = PAGE) -> FoundOut:
    """Customers by number or name, and documents by number, purchase order or amount, as the search of the desk."""
    user = request.auth.user
    words = q.strip() if is_storable(q) else ""
    reach = reach_of(user, as_of=request.today)
    of_amount = items_by_amount(reach, amounts_meant(user, words), limit=limit)
    return FoundOut(
        customers=[customer_out(one) for one in search_customers(customers_in(reach), words, limit=limit)],
        documents=[item_out(one) for one in items_by_number(reach, words, limit=limit)],
        of_this_amount=[item_out(one) for one in of_amount],
    )
