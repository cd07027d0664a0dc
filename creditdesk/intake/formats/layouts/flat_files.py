"""Flat files that collection programs take from SAP, such as HighRadius': one row per document.

A heading is misspelt and one stands twice, numbers are floats (1930571429.0), dates 20200226.0, and customers lost
their leading zeros.
"""

from __future__ import annotations

from creditdesk.intake.formats.layouts.description import Layout

SAP_DERIVED = Layout(
    name="sap_flat_file",
    title="Flat file derived from SAP (HighRadius)",
    needs=(("cust_number",), ("invoice_id", "doc_id"), ("total_open_amount",), ("due_in_date", "baseline_create_date")),
    fields={
        "company": ("business_code",),
        "customer_number": ("cust_number",),
        "customer_name": ("name_customer",),
        "document_number": ("invoice_id", "doc_id"),
        "document_type": ("document type", "document_type"),
        "document_date": ("document_create_date",),
        "posting_date": ("posting_date",),
        "due_date": ("due_in_date",),
        "currency": ("invoice_currency",),
        "open_amount": ("total_open_amount",),
        "settled_date": ("clear_date",),
        "is_open": ("isOpen",),
        "terms_code": ("cust_payment_terms",),
    },
    others=(
        "buisness_year", "business_year", "doc_id", "document_create_date.1", "posting_id", "area_business",
        "baseline_create_date", "document_create_date",
    ),
    signed=True,
)  # fmt: skip

LAYOUTS = (SAP_DERIVED,)
