"""An account as it is opened: who it is, what it owes and what is next, asked in two rounds to the database."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from creditdesk.domain.policy import PolicyDocument
from creditdesk.followup.models import Tickler, WorklistRow
from creditdesk.followup.queries import read_next_tickler, read_worklist_row
from creditdesk.parties.access import bare_customer_within, read_surroundings, surrounded
from creditdesk.parties.models import Customer
from creditdesk.parties.plain_sql import ask_together
from creditdesk.parties.reach import Reach
from creditdesk.policy.queries import numbers_from, policies_from, read_versions
from creditdesk.receivables.queries import PositionFacts, positions_from, read_positions


@dataclass(frozen=True, slots=True)
class OpenedAccount:
    """A customer with what stands around it, the edges of its aging, its position in each currency, its row on the
    worklist, the next of its ticklers, and the policy of the day.
    """

    customer: Customer
    edges: tuple[int, ...]
    facts: list[PositionFacts]
    row: WorklistRow | None
    tickler: Tickler | None
    policy: PolicyDocument
    policy_number: int


def open_account(reach: Reach, customer_id: int, *, as_of: dt.date) -> OpenedAccount:
    """The account on the day, for somebody with this reach. Raises NotVisible."""
    customer = bare_customer_within(reach, customer_id)
    companies, portfolios, people, salespeople, relatives, versions, kept, rows, ticklers = ask_together(
        *read_surroundings(customer),
        read_versions(as_of),
        read_positions([customer.id]),
        read_worklist_row(customer.id),
        read_next_tickler(customer.id),
    )
    policy = policies_from(versions, [customer.company_id], as_of=as_of)[customer.company_id]
    edges = policy.aging.buckets
    tickler = next(iter(ticklers), None)
    for person in people:
        if tickler is not None and tickler.owner_id == person.id:
            tickler.owner = person
    return OpenedAccount(
        surrounded(
            customer,
            companies=companies,
            portfolios=portfolios,
            people=people,
            salespeople=salespeople,
            relatives=relatives,
        ),
        edges,
        positions_from(kept, as_of=as_of, edges=edges),
        next(iter(rows), None),
        tickler,
        policy,
        numbers_from(versions, [customer.company_id], as_of=as_of)[customer.company_id],
    )
