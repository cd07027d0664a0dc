"""The fields of what research looks up, in words: over the columns of files and lists alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

REFERENCE_FIELDS: Mapping[str, Any] = {
    "shipment_number": _("Shipment"),
    "invoice_number": _("Invoice"),
    "bol_number": _("Bill of lading"),
    "tracking_number": _("Tracking or PRO number"),
    "carrier": _("Carrier"),
    "ship_by": _("To be shipped by"),
    "tendered_on": _("Handed to the carrier"),
    "shipped_on": _("Shipped"),
    "noticed_on": _("Notice sent"),
    "promised_on": _("Due at the customer"),
    "delivered_on": _("Delivered"),
    "shipped_milli": _("Quantity shipped"),
    "received_milli": _("Quantity received"),
    "cartons_shipped": _("Cartons shipped"),
    "cartons_received": _("Cartons received"),
    "signed_by": _("Signed by"),
    "remarks": _("Remarks"),
    "late_by": _("Who made it late"),
    "rga_number": _("Return authorisation"),
    "authorised_on": _("Authorised"),
    "authorised_minor": _("Authorised amount"),
    "authorised_milli": _("Authorised quantity"),
    "receipt_number": _("Warehouse receipt"),
    "received_on": _("Received"),
    "received_minor": _("Received amount"),
    "deal_number": _("Deal"),
    "kind": _("Kind"),
    "percent_milli": _("Per cent"),
    "signed_on": _("Signed on"),
    "billed_back_minor": _("Billed back"),
    "billed_back_on": _("Billed back on"),
    "agreement_number": _("Agreement"),
    "proof_number": _("Proof of performance"),
    "fund_minor": _("Balance of the fund"),
    "fund_on": _("Balance on"),
    "performed_on": _("Performed on"),
    "cost_minor": _("Cost"),
    "rule_number": _("Clause"),
    "freight_by": _("Who pays the freight"),
    "fine_minor": _("Fine"),
    "quantity_milli": _("Quantity"),
}
