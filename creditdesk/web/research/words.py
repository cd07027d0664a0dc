"""Reasons of claims, what was found of them, and what went wrong, in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from creditdesk.domain.deduction_evidence import Blame, RootCause
from creditdesk.domain.policy_research import ClaimTest

Words = Mapping[str, Any]

TESTS: Words = {
    ClaimTest.SHORTAGE: _("Goods that were missing"),
    ClaimTest.PRICING: _("Price"),
    ClaimTest.RETURNS: _("Returned goods"),
    ClaimTest.PROMOTION: _("Promotion or markdown"),
    ClaimTest.COOP: _("Co-operative advertising"),
    ClaimTest.FREIGHT: _("Freight"),
    ClaimTest.COMPLIANCE: _("Fine by the routing guide"),
    ClaimTest.DISCOUNT: _("Discount"),
    ClaimTest.DUPLICATE: _("Billed twice"),
    ClaimTest.POST_AUDIT: _("Audit of old invoices"),
}
OUTCOMES: Words = {
    "valid": pgettext_lazy("of a claim", "Valid"),
    "partly": pgettext_lazy("of a claim", "Partly valid"),
    "invalid": pgettext_lazy("of a claim", "Not valid"),
    "undecided": pgettext_lazy("of a claim", "Not decided"),
}
TONES = {"valid": "success", "partly": "accent", "invalid": "danger", "undecided": "warning"}
CAUSES: Words = {
    RootCause.PRICE_MASTER: _("The price master was not updated"),
    RootCause.PICKING: _("Picked or packed short"),
    RootCause.CARRIER: _("The carrier"),
    RootCause.LATE_SHIPMENT: _("Shipped late"),
    RootCause.NOTICE: _("The notice of the shipment came late"),
    RootCause.RETURN_CREDIT: _("The return was not credited"),
    RootCause.DEAL_NOT_ON_INVOICE: _("The deal was not on the invoice"),
    RootCause.COOP_NOT_CREDITED: _("The advertising was not credited"),
    RootCause.FREIGHT_TERMS: _("Freight was billed against the terms"),
    RootCause.DISCOUNT_NOT_GRANTED: _("The discount was not granted"),
    RootCause.CUSTOMER: _("The customer's claim"),
}
LATE_BY: Words = {Blame.CARRIER: _("the carrier"), Blame.SHIPPER: _("we"), Blame.CUSTOMER: _("the customer")}
FREIGHT_BY: Words = {"seller": _("we"), "customer": _("the customer")}
