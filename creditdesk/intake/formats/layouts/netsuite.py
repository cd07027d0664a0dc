"""NetSuite: the A/R Aging Detail. Age counts days; credits are negative; customers may stand above their documents."""

from __future__ import annotations

from creditdesk.intake.formats.layouts.description import PARTY, FirstOf, Layout

DETAIL = Layout(
    name="netsuite",
    title="NetSuite, A/R Aging Detail",
    needs=(("Transaction Type", "Type"), ("Document Number",), ("Due Date",), ("Age",), ("Open Balance",)),
    fields={
        "customer_number": ("Customer",),
        "customer_name": ("Customer",),
        "document_type": ("Transaction Type", "Type"),
        "document_date": ("Date",),
        "document_number": ("Document Number",),
        "po_number": ("P.O. No.", "PO/Check Number"),
        "due_date": ("Due Date",),
        "open_amount": ("Open Balance",),
        "company": ("Subsidiary",),
    },
    others=("Age", "Amount", "Currency"),
    says=(r"\ba/?r aging detail\b",),
    made=(
        FirstOf("customer_number", ("Customer",), PARTY, "Customer (or above)"),
        FirstOf("customer_name", ("Customer",), PARTY, "Name (or above)"),
    ),
    parties=True,
    signed=True,
)

LAYOUTS = (DETAIL,)
