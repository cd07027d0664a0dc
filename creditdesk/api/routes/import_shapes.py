"""What a file that comes in may hold, by the names of the interface."""

from __future__ import annotations

from typing import Literal

Content = Literal[
    "open_items",
    "customers",
    "contacts",
    "exchange_rates",
    "price_lists",
    "payment_terms",
    "salespeople",
    "portfolios",
    "crm_contacts",
    "crm_history",
    "orders",
    "credit_ratings",
    "financials",
    "shipments",
    "returns",
    "deals",
    "coop_agreements",
    "routing_rules",
    "invoice_lines",
    "bank",
]
