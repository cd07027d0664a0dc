"""What rows hold while they are written or taken back: the customers that they change, then their companies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from creditdesk.parties.locks import lock_customers, lock_records
from creditdesk.parties.models import Customer
from creditdesk.parties.records.salespeople import customers_of
from creditdesk.receivables.stops import refuse_stopped


def hold(rows: Iterable[tuple[int, Mapping[str, Any]]]) -> None:
    """Hold what the rows, each a company's key and values, write to; and ask whether postings are stopped there.

    A salesperson's user is that of all customers who bear the code, so that they are held too.
    """
    companies: set[int] = set()
    numbers: dict[int, set[str]] = defaultdict(set)
    codes: dict[int, set[str]] = defaultdict(set)
    for company_id, values in rows:
        companies.add(company_id)
        if number := values.get("customer_number"):
            numbers[company_id].add(number)
        if "salesperson_code" in values and "user" in values:
            codes[company_id].add(values["salesperson_code"])
    held: dict[int, set[int]] = defaultdict(set)
    for company_id, named in numbers.items():
        those = Customer.objects.filter(company_id=company_id, number__in=named)
        held[company_id] |= set(those.values_list("id", flat=True))
    for company_id, named in codes.items():
        held[company_id] |= customers_of(company_id, named)
    lock_customers({customer_id for ids in held.values() for customer_id in ids})
    lock_records(companies)
    for company_id in sorted(companies):
        refuse_stopped(company_id, held[company_id])
