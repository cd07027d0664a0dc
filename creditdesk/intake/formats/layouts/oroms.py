"""Oracle Retail Order Management (OROMS): the Detail Aging report as CSV. A minus behind the amount means credit."""

from __future__ import annotations

from creditdesk.intake.formats.layouts.description import PARTY, FirstOf, Layout

_ACCOUNT = (
    "Bill to account",
    "Bill to account #",
    "Bill to account number",
    "Account #",
    "Bill to",
    "Customer #",
    "Customer number",
)
_NAME = ("Company name", "Bill to name", "Customer name", "Customer")

DETAIL_AGING = Layout(
    name="oroms",
    title="Oracle OROMS, Detail Aging",
    needs=(
        ("Open item type", "Item type"),
        ("Invoice number", "Invoice #", "Invoice"),
        ("Created", "Create date", "Date created"),
        ("Due", "Due date", "Date due"),
        ("Balance",),
        ("Paid",),
    ),
    fields={
        "customer_number": _ACCOUNT,
        "customer_name": _NAME,
        "document_type": ("Open item type", "Item type"),
        "document_number": ("Invoice number", "Invoice #", "Invoice"),
        "document_date": ("Created", "Create date", "Date created"),
        "due_date": ("Due", "Due date", "Date due"),
        "original_amount": ("Total", "Invoice total"),
        "open_amount": ("Balance",),
        "settled_date": ("Paid in full date", "Paid in full", "Date paid in full"),
    },
    others=("Discount", "Paid", "Credit limit", "Total open A/R", "Total open orders", "Current", "Phone"),
    says=(r"\bdetail aging\b",),
    made=(
        FirstOf("customer_number", (*_ACCOUNT, *_NAME), PARTY, "Account (or above)"),
        FirstOf("customer_name", _NAME, PARTY, "Name (or above)"),
    ),
    facts={PARTY: ("Bill to account", "Bill to account number", "Bill to")},
    parties=True,
    signed=True,
)

LAYOUTS = (DETAIL_AGING,)
