"""The same company every time: M open items of N customers with a heavy tail, credits, part payments and settled items.

About one customer for thirty-three items unless it is told otherwise; the largest has thousands. A fifth more items are
settled, so that a past day has something to remember. Everything goes through the ledger's own bulk path, so that
loading is measured too.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from itertools import islice

from django.db import transaction

from creditdesk.config import clock
from creditdesk.domain.visibility import Role
from creditdesk.journal.actions import append
from creditdesk.parties.models import Company, Customer, ExchangeRate, Portfolio, User
from creditdesk.receivables import batches, positions
from creditdesk.receivables.bulk import CHUNK
from creditdesk.receivables.recognition import NewItem, Source, recognise

# The pages ask for today, so the history is dated back from it; all else is the same on every day.
TODAY = clock.today()
YESTERDAY = TODAY - dt.timedelta(days=1)
NOW = clock.now()
EDGES = (0, 30, 60, 90, 120)
ITEMS_PER_CUSTOMER = 33
_CITIES = ("New_York", "Chicago", "Denver", "Los_Angeles")


def make_people() -> None:
    """A company, ten reps with a portfolio each, their supervisor, and an analyst who sees every account."""
    company = Company.objects.create(code="BM", name="Benchmark Supply", currency="USD", country="US")
    ExchangeRate.objects.create(currency="CAD", base="USD", day=TODAY, rate_ppm=730_000)
    supervisor = User.objects.create(username="supervisor", role=Role.SUPERVISOR.value)
    supervisor.companies.add(company)
    for number in range(10):
        rep = User.objects.create(username=f"rep{number}", role=Role.REP.value)
        rep.companies.add(company)
        Portfolio.objects.create(name=f"Portfolio {number}", company=company, rep=rep, supervisor=supervisor)
    analyst = User.objects.create(username="analyst", role=Role.DEDUCTION_ANALYST.value)
    analyst.companies.add(company)


def make_customers(count: int) -> list[int]:
    """So many customers, dealt out over the portfolios; returns their ids."""
    company = Company.objects.get(code="BM")
    portfolios = list(Portfolio.objects.order_by("id"))
    for start in range(0, count, CHUNK):
        Customer.objects.bulk_create(
            Customer(
                company=company,
                number=f"{100_000 + index}",
                name=f"Retailer {index:06d} {'Ltd' if index % 3 else 'Inc'}",
                search_name=f"retailer {index:06d} {'ltd' if index % 3 else 'inc'}",
                currency="USD",
                risk_class="ABCD"[index % 4],
                time_zone=f"America/{_CITIES[index % 4]}",
                portfolio=portfolios[index % len(portfolios)],
            )
            for index in range(start, min(start + CHUNK, count))
        )
    return list(Customer.objects.order_by("id").values_list("id", flat=True))


def numbers_of(customer_ids: list[int]) -> list[str]:
    """The numbers of the first thousand of them."""
    return list(Customer.objects.filter(id__in=customer_ids[:1000]).order_by("id").values_list("number", flat=True))


def new_items(customer_ids: list[int], *, count: int) -> Iterator[NewItem]:
    """`count` open items and a fifth as many settled ones, in the order of their posting dates."""
    chance = random.Random(20260615)
    total = count + count // 5
    for index in range(total):
        # The square of a uniform number: a few customers have most of the items.
        customer_id = customer_ids[int(len(customer_ids) * chance.random() ** 2.2)]
        age = int((total - index) * 400 / total)
        document_date = TODAY - dt.timedelta(days=age)
        days = (30, 30, 45, 60)[index % 4]
        amount = chance.randrange(1_000, 2_000_000)
        kind, sign = _kind(chance.random())
        settled, settled_date = _settled(index, amount * sign, document_date=document_date, chance=chance)
        yield NewItem(
            customer_id=customer_id,
            kind=kind,
            number=f"{kind[:3].upper()}{7_000_000 + index}",
            currency="CAD" if index % 20 == 0 else "USD",
            original_minor=amount * sign,
            document_date=document_date,
            posting_date=document_date,
            due_date=document_date + dt.timedelta(days=days),
            po_number=f"PO{index}",
            disputed_minor=amount // 4 if index % 50 == 7 and sign > 0 else 0,
            settled_minor=settled,
            settled_date=settled_date,
        )


def load(items: Iterator[NewItem]) -> int:
    """Take the items into the ledger in short transactions, as an import does; returns how many."""
    company_id = Company.objects.get(code="BM").id
    loaded = 0
    while chunk := list(islice(items, CHUNK)):
        with transaction.atomic():
            key = f"bench/{loaded}"
            recognise(chunk, source=Source(company_id=company_id, by="bench", at=NOW, key=key))
            append(
                "documents.taken_over",
                by="bench",
                at=NOW,
                subject=("company", company_id),
                company_id=company_id,
                facts={"documents": len(chunk), "batches": batches.stated(key)},
            )
        loaded += len(chunk)
    return loaded


def make_positions() -> None:
    """All positions, as of yesterday: the night to today is one of the jobs."""
    with transaction.atomic():
        positions.refresh(None, as_of=YESTERDAY, edges=EDGES)


def _kind(chance: float) -> tuple[str, int]:
    if chance < 0.04:
        return "credit_memo", -1
    if chance < 0.07:
        return "payment", -1
    return "invoice", 1


def _settled(index: int, original: int, *, document_date: dt.date, chance: random.Random) -> tuple[int, dt.date | None]:
    """Every sixth item is settled, every twenty-fifth in part; the rest is untouched."""
    day = min(TODAY, document_date + dt.timedelta(days=chance.randrange(5, 90)))
    if index % 6 == 5:
        return original, day
    if index % 25 == 3:
        return original // 3, day
    return 0, None
