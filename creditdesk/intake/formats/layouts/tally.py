"""Tally: the pending bills of the Sundry Debtors. Its header runs over two rows; credits end in "Cr"."""

from __future__ import annotations

from creditdesk.intake.formats.layouts.description import PARTY, FirstOf, Layout

PENDING_BILLS = Layout(
    name="tally",
    title="Tally, Sundry Debtors (pending bills)",
    needs=(
        ("Ref. No.", "Ref No"),
        ("Opening Amount", "Amount Opening", "Opening"),
        ("Pending Amount", "Amount Pending", "Pending"),
        ("Due on", "Due"),
    ),
    fields={
        "document_date": ("Date",),
        "document_number": ("Ref. No.", "Ref No"),
        "customer_name": ("Party's Name", "Particulars"),
        "original_amount": ("Opening Amount", "Amount Opening", "Opening"),
        "open_amount": ("Pending Amount", "Amount Pending", "Pending"),
        "due_date": ("Due on", "Due"),
    },
    others=("Overdue by days", "Overdue", "Age of Bill in Days"),
    says=(r"\bsundry debtors\b", r"\bbills? receivable\b", r"\bpending bills\b"),
    made=(
        FirstOf("customer_number", ("Party's Name", "Particulars"), PARTY, "Party (or above)"),
        FirstOf("customer_name", ("Party's Name", "Particulars"), PARTY, "Name (or above)"),
    ),
    parties=True,
    signed=True,
)

LAYOUTS = (PENDING_BILLS,)
