"""Sage 50: the collection manager of the American edition, and the Customer Aged Detail of the Canadian one."""

from __future__ import annotations

import re

from creditdesk.intake.formats.layouts.description import PARTY, FirstOf, Layout, SumOf

COLLECTION_MANAGER = Layout(
    name="sage_us",
    title="Sage 50 (US), collection manager",
    needs=(("Ref", "Reference"), ("Doc. Date",), ("Due Date",), ("Tot. Amt.",), ("Amt. Due",)),
    fields={
        "customer_number": ("Customer ID",),
        "customer_name": ("Customer Name", "Customer"),
        "document_number": ("Ref", "Reference"),
        "document_date": ("Doc. Date",),
        "discount_date": ("Disc. Date",),
        "due_date": ("Due Date",),
        "original_amount": ("Tot. Amt.",),
        "open_amount": ("Amt. Due",),
    },
    others=("Age", "Amt. Rec."),
    says=(r"\bcollection manager\b", r"\bcustomers? due\b"),
    made=(
        FirstOf("customer_number", ("Customer ID", "Customer Name", "Customer"), PARTY, "Customer (or above)"),
        FirstOf("customer_name", ("Customer Name", "Customer"), PARTY, "Name (or above)"),
    ),
    facts={PARTY: ("Customer", "Customer Name", "Name")},
    parties=True,
    signed=True,
)

AGED_DETAIL = Layout(
    name="sage_ca",
    title="Sage 50 (Canada), Customer Aged Detail",
    needs=(("Source",), ("Date",), ("Terms",), ("Type", "Transaction Type"), ("Current", "31-60", "31 to 60")),
    fields={
        "customer_name": ("Customer", "Customer Name"),
        "document_number": ("Source",),
        "document_date": ("Date",),
        "terms_code": ("Terms",),
        "document_type": ("Type", "Transaction Type"),
        "currency": ("Currency",),
    },
    others=("Total", "Total Amount", "Current", "1-30", "31-60", "61-90", "91+", "31 to 60", "61 to 90"),
    says=(r"\bcustomer aged detail\b",),
    made=(
        FirstOf("customer_number", ("Customer", "Customer Name"), PARTY, "Customer (or above)"),
        FirstOf("customer_name", ("Customer", "Customer Name"), PARTY, "Name (or above)"),
        SumOf(
            "open_amount",
            re.compile(r"current|\d+\s*(?:-|to)\s*\d+|\d+\s*\+|over \d+|>\s*\d+|older", re.IGNORECASE),
            total=("Total", "Total Amount"),
            least=2,
        ),
    ),
    parties=True,
    party_block=True,
    signed=True,
)

LAYOUTS = (COLLECTION_MANAGER, AGED_DETAIL)
