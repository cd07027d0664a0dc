"""Many millions of items: the first million is loaded through the ledger, the rest are copies of it made in SQL.

A copy is another set of customers with the same documents, postings and entries under keys of their own, and the
journal tells of its batches; so every job and every proof has the same work to do as if all had been loaded. What
loading takes is measured by J4 and not here.
"""

from __future__ import annotations

from django.db import connection, models, transaction
from django.db.models import Max

from benchmarks.data import NOW
from creditdesk.journal.actions import append
from creditdesk.parties.models import Company, Customer
from creditdesk.receivables import batches
from creditdesk.receivables.models import Entry, OpenItem, Posting

# Of each table: the columns that refer to copied rows, and those whose texts must be told apart.
_TABLES: tuple[tuple[type[models.Model], dict[str, type[models.Model]], tuple[str, ...]], ...] = (
    (Customer, {"id": Customer}, ("number",)),
    (OpenItem, {"id": OpenItem, "customer_id": Customer}, ("number",)),
    (Posting, {"id": Posting}, ("key", "batch")),
    (Entry, {"id": Entry, "posting_id": Posting, "item_id": OpenItem, "customer_id": Customer}, ()),
)


def multiply(times: int) -> list[int]:
    """Make so many in all of everything that is there; returns the ids of all customers."""
    last = {model: model._default_manager.aggregate(last=Max("id"))["last"] for model, _, _ in _TABLES}
    keys = list(Posting.objects.order_by("batch").values_list("batch", flat=True).distinct())
    for copy in range(1, times):
        with transaction.atomic(), connection.cursor() as cursor:
            for model, moved, told_apart in _TABLES:
                cursor.execute(_copied(model, moved, told_apart, copy=copy, last=last))
            _tell([f"{key}/{copy}" for key in keys])
    for model, _, _ in _TABLES:
        _go_on_behind(model)
    return list(Customer.objects.order_by("id").values_list("id", flat=True))


def _copied(
    model: type[models.Model],
    moved: dict[str, type[models.Model]],
    told_apart: tuple[str, ...],
    *,
    copy: int,
    last: dict[type[models.Model], int],
) -> str:
    columns = [field.column for field in model._meta.concrete_fields]
    values = {column: f"{column} + {copy * last[of]}" for column, of in moved.items()}
    values |= {column: f"{column} || '/{copy}'" for column in told_apart}
    chosen = ", ".join(values.get(column, column) for column in columns)
    table = model._meta.db_table
    return f"INSERT INTO {table} ({', '.join(columns)}) SELECT {chosen} FROM {table} WHERE id <= {last[model]}"


def _tell(keys: list[str]) -> None:
    """Let the journal tell of the batches, as it does of those that were loaded."""
    company_id = Company.objects.get(code="BM").id
    for start in range(0, len(keys), 100):
        some = keys[start : start + 100]
        append(
            "documents.taken_over",
            by="bench",
            at=NOW,
            subject=("company", company_id),
            company_id=company_id,
            facts={"documents": 0, "batches": batches.stated(*some)},
        )


def _go_on_behind(model: type[models.Model]) -> None:
    """Let the keys of later rows stand behind those that were copied; SQLite does so by itself."""
    if connection.vendor == "postgresql":
        table = model._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT MAX(id) FROM {table}))")
