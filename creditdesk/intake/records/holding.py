"""What rows hold while they are written or taken back: the customers that they change, then their companies; and how
many rows go into one transaction, so that nobody at a desk waits long for what they hold.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from creditdesk.intake.models import ImportFile, StagedRow
from creditdesk.parties.locks import lock_customers, lock_records
from creditdesk.parties.models import Customer
from creditdesk.parties.records.crm_customers import customers_meant
from creditdesk.parties.records.salespeople import customers_of, followers
from creditdesk.receivables.stops import refuse_stopped

# Rows in one transaction. Each changed record has an entry in the journal, so that a chunk is smaller than one of
# documents.
CHUNK = 100
# Customers who follow the salespeople of one transaction; the customers of one code follow together, however many.
FOLLOWING = 2_000


def at_once(file: ImportFile, rows: Sequence[StagedRow]) -> list[StagedRow]:
    """The first of the rows, as many as may be written in one transaction; at least one."""
    if file.content != ImportFile.Content.SALESPEOPLE:
        return list(rows)
    following = followers((one.company_code, one.row["values"]) for one in rows)
    taken: list[StagedRow] = []
    together = 0
    for one in rows:
        together += following[one.company_code, one.row["values"]["salesperson_code"]]
        if taken and together > FOLLOWING:
            break
        taken.append(one)
    return taken


def hold(rows: Iterable[tuple[int, Mapping[str, Any]]]) -> None:
    """Hold what the rows, each a company's key and values, write to; and ask whether postings are stopped there.

    A salesperson's user is that of all customers who bear the code, so that they are held too.
    """
    companies: set[int] = set()
    of_a_crm: list[tuple[int, Mapping[str, Any]]] = []
    numbers: dict[int, set[str]] = defaultdict(set)
    codes: dict[int, set[str]] = defaultdict(set)
    for company_id, values in rows:
        companies.add(company_id)
        if values.get("crm_account") or values.get("customer_name"):
            of_a_crm.append((company_id, values))
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
    for company_id in companies if of_a_crm else ():
        held[company_id] |= customers_meant([one for one in of_a_crm if one[0] == company_id])
    lock_customers({customer_id for ids in held.values() for customer_id in ids})
    lock_records(companies)
    for company_id in sorted(companies):
        refuse_stopped(company_id, held[company_id])
