"""Xero: the Aged Receivables Detail, with and without the contact's own columns.

A contact's name stands alone on a row above its invoices. What is open stands in the column of its age, so that the row
is added up. The grand total of the report is what is overdue less what is paid ahead, and at times zero.
"""

from __future__ import annotations

import re

from creditdesk.intake.formats.layouts.description import PARTY, FirstOf, Layout, SumOf

_AGES = re.compile(
    r"current|<?\s*\d+ months?|older|<\s*\d+ weeks?|\d+ weeks?|\d+\s*-\s*\d+ days|not due", re.IGNORECASE
)

DETAIL = Layout(
    name="xero",
    title="Xero, Aged Receivables Detail",
    needs=(("Due Date",), ("Invoice Reference", "Invoice Number"), ("1 Month", "< 1 Month"), ("2 Months",), ("Older",)),
    fields={
        "document_number": ("Invoice Number",),
        "document_date": ("Invoice Date",),
        "due_date": ("Due Date",),
        "reference": ("Invoice Reference", "Reference"),
        "customer_number": ("Contact Account Number",),
        "customer_name": ("Contact",),
        "currency": ("Currency",),
    },
    others=(
        "Primary Person", "Phone", "Email", "Mobile", "Contact Group", "Expected Date", "Current", "< 1 Month",
        "1 Month", "2 Months", "3 Months", "Older", "Total", "Outstanding Tax", "Invoice Seen", "Invoice Sent",
    ),
    says=(r"\baged receivables? detail\b",),
    made=(
        FirstOf("customer_number", ("Contact Account Number", "Contact"), PARTY, "Account number or contact"),
        FirstOf("customer_name", ("Contact",), PARTY, "Contact (or above)"),
        SumOf("open_amount", _AGES, total=("Total",), least=3),
    ),
    parties=True,
    about_party=("Primary Person", "Phone", "Email", "Mobile", "Contact Group"),
    signed=True,
    ends_with_total=True,
    about_total="Xero's grand total leaves out what is not overdue, and is zero at times.",
)  # fmt: skip

LAYOUTS = (DETAIL,)
