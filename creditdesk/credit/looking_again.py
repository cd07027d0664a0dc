"""Looking again at orders of accounts on which something changed, and every night at all that wait.

A payment, a dispute, an event, a new limit: whatever moves an account can cure a hold or bring one, at the account
itself and, where the head of its family has a limit, at every other account of the family.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence

from creditdesk.credit.facts import members_of
from creditdesk.credit.looking import Looked, look_at
from creditdesk.credit.models import Order
from creditdesk.domain.order_releases import WAITING, Checkpoint
from creditdesk.journal.transactions import action
from creditdesk.parties.families import lock_families
from creditdesk.parties.models import Company, Customer
from creditdesk.parties.queries import heads_of

# Customers in one transaction: who stands at a desk waits less than a second.
CHUNK = 200
_WAITING = [one.value for one in WAITING]


def look_again(customer_ids: Iterable[int], *, checkpoint: Checkpoint, as_of: dt.date, by: str, at: dt.datetime) -> int:
    """Look at the waiting orders of these accounts and of their families; returns how many were looked at."""
    waiting = _with_orders(sorted(set(customer_ids)))
    return sum(
        _look(company, some, checkpoint=checkpoint, as_of=as_of, by=by, at=at).seen
        for company, those in waiting.items()
        for some in (those[start : start + CHUNK] for start in range(0, len(those), CHUNK))
    )


def in_families(customer_ids: Iterable[int | None]) -> set[int | None]:
    """Those of the accounts that share a family with others: an order of one takes or leaves the room of all."""
    heads = heads_of(Customer.objects.filter(id__in={one for one in customer_ids if one}).only("id", "parent_id"))
    members = members_of(set(heads.values()))
    return {one for one, head in heads.items() if len(members.get(head, ())) > 1}


def look_by_night(company: Company, *, as_of: dt.date, by: str, at: dt.datetime) -> tuple[int, int, int]:
    """Look at every order of the company that waits: how many, how many are held since, how many may go since."""
    mine = Order.objects.filter(company=company, standing__in=_WAITING).order_by("customer_id")
    ids = list(mine.values_list("customer_id", flat=True).distinct())
    seen = held = let_go = 0
    for start in range(0, len(ids), CHUNK):
        done = _look(company, ids[start : start + CHUNK], checkpoint=Checkpoint.NIGHT, as_of=as_of, by=by, at=at)
        seen, held, let_go = seen + done.seen, held + len(done.held), let_go + len(done.let_go)
    return seen, held, let_go


@action
def _look(
    company: Company, customer_ids: Sequence[int], *, checkpoint: Checkpoint, as_of: dt.date, by: str, at: dt.datetime
) -> Looked:
    lock_families(Customer.objects.filter(id__in=customer_ids))
    return look_at(company, customer_ids, checkpoint=checkpoint, as_of=as_of, by=by, at=at)


def _with_orders(customer_ids: Sequence[int]) -> dict[Company, list[int]]:
    """Those of the accounts and of their families who have an order that waits, by company."""
    orders = Order.objects.filter(standing__in=_WAITING)
    if not customer_ids or not orders.exists():
        return {}
    heads = set(heads_of(Customer.objects.filter(id__in=customer_ids).only("id", "parent_id")).values())
    families = {one for those in members_of(heads).values() for one in those}
    found: dict[int, set[int]] = defaultdict(set)
    for company_id, customer_id in orders.filter(customer_id__in=families | set(customer_ids)).values_list(
        "company_id", "customer_id"
    ):
        found[company_id].add(customer_id)
    companies = Company.objects.in_bulk(found)
    return {companies[company_id]: sorted(those) for company_id, those in sorted(found.items())}
