"""QuickBooks: the A/R Aging Detail of the Online and of the Desktop product.

Both stand below a title of some lines and are cut into buckets, whose titles stand in a first column without a heading.
"""

from __future__ import annotations

from dataclasses import replace

from creditdesk.intake.formats.layouts.description import Layout

_CUSTOMER = ("Customer full name", "Customer", "cust_name")
_NEEDS = (("Transaction type", "txn_type"), ("Num", "No.", "doc_num"), ("Due date",), _CUSTOMER)
_FOREIGN = ("Currency", "Foreign amount", "foreign_amount", "Foreign open balance", "foreign_open_bal")

ONLINE = Layout(
    name="quickbooks_online",
    title="QuickBooks Online, A/R Aging Detail",
    needs=(*_NEEDS, ("Open balance", "subt_open_bal")),
    fields={
        "document_date": ("Date", "tx_date"),
        "document_type": ("Transaction type", "txn_type"),
        "document_number": ("Num", "No.", "doc_num"),
        "due_date": ("Due date",),
        "original_amount": ("Amount", "subt_amount"),
        "open_amount": ("Open balance", "subt_open_bal"),
        "customer_number": _CUSTOMER,
        "customer_name": _CUSTOMER,
        "terms_code": ("Terms", "term_name"),
        "reference": ("Memo/Description", "Memo", "Description"),
    },
    others=(
        "Location",
        "Class",
        "Department",
        "dept_name",
        "Past due",
        "Exchange rate",
        "exch_rate",
        "Email",
        *_FOREIGN,
    ),
    says=(r"\ba/?r aging detail\b", r"\baccounts receivable aging detail\b"),
    sections=True,
    empty_is_zero=True,
    signed=True,
    ends_with_total=True,
)

# The columns of a company with several currencies: what stands without "foreign" is in its home currency.
FOREIGN = replace(
    ONLINE,
    name="quickbooks_online_foreign",
    title="QuickBooks Online, A/R Aging Detail in several currencies",
    needs=(*_NEEDS, ("Foreign open balance", "foreign_open_bal"), ("Currency",)),
    fields={
        **ONLINE.fields,
        "currency": ("Currency",),
        "original_amount": ("Foreign amount", "foreign_amount"),
        "open_amount": ("Foreign open balance", "foreign_open_bal"),
    },
    others=(*ONLINE.others, "Amount", "Open balance", "subt_amount", "subt_open_bal"),
)

DESKTOP = Layout(
    name="quickbooks_desktop",
    title="QuickBooks Desktop, A/R Aging Detail",
    needs=(("Num",), ("Name", "Customer"), ("Due Date",), ("Open Balance",), ("Aging", "P. O. #", "P.O. #", "Type")),
    fields={
        "document_type": ("Type",),
        "document_date": ("Date",),
        "document_number": ("Num",),
        "po_number": ("P. O. #", "P.O. #"),
        "customer_name": ("Name", "Customer"),
        "customer_number": ("Name", "Customer"),
        "terms_code": ("Terms",),
        "due_date": ("Due Date",),
        "original_amount": ("Amount",),
        "open_amount": ("Open Balance",),
    },
    others=("Class", "Aging", "Memo", "Rep"),
    says=(r"\ba/?r aging detail\b",),
    sections=True,
    empty_is_zero=True,
    signed=True,
)

LAYOUTS = (FOREIGN, ONLINE, DESKTOP)
