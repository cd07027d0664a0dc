"""The one order in which rows are locked: customers first, by key, then their company."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection
from django.db.transaction import TransactionManagementError

from creditdesk.parties.models import Company


def lock_customers(ids: Iterable[int]) -> None:
    """Hold the customers until the transaction ends. On SQLite the transaction itself excludes other writers."""
    if not connection.in_atomic_block:
        raise TransactionManagementError("Customers are locked in a transaction.")
    listed = ",".join(str(int(customer_id)) for customer_id in set(ids))
    if connection.vendor == "postgresql" and listed:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT id FROM parties_customer WHERE id IN ({listed}) ORDER BY id FOR UPDATE")


def lock_records(company_ids: Iterable[int]) -> None:
    """Let one file of records at a time write for these companies. Postings go on; on SQLite writers queue anyway."""
    companies = Company.objects.select_for_update(no_key=True).filter(id__in=set(company_ids)).order_by("id")
    list(companies.values_list("id", flat=True))


def keep_books_open(company_id: int) -> None:
    """Keep the company's periods from being closed until the transaction ends. Postings do not wait for one another."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM parties_company WHERE id = %s FOR KEY SHARE", [company_id])


def close_books(company_id: int) -> None:
    """Wait for the postings of the company that are under way, and hold new ones back until the transaction ends."""
    Company.objects.select_for_update().get(id=company_id)
