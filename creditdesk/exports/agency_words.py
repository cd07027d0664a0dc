"""The words of placements and of what agencies are told."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from creditdesk.exports.words import Words

PLACEMENT_STATES: Words = {
    "placed": pgettext_lazy("of a placement", "With the agency"),
    "collected": pgettext_lazy("of a placement", "Collected"),
    "recalled": pgettext_lazy("of a placement", "Recalled"),
    "returned": pgettext_lazy("of a placement", "Handed back"),
}
HANDOVER_FIELDS: Words = {
    "reference": _("Our reference"),
    "customer_number": _("Customer number"),
    "customer_name": _("Customer"),
    "legal_name": _("Legal name"),
    "street": _("Street"),
    "city": _("City"),
    "region": _("Region"),
    "postal_code": _("Postal code"),
    "country": _("Country"),
    "phone": _("Telephone"),
    "document": _("Document"),
    "document_date": _("Document date"),
    "due_date": _("Due"),
    "po_number": _("Purchase order"),
    "currency": _("Currency"),
    "original": _("Original amount"),
    "open": _("Open"),
    "final_demand": _("Final demand"),
}
PAPERS: Words = {
    "invoices": _("Invoices"),
    "statement": _("Statement of account"),
    "delivery": _("Proof of delivery"),
    "contract": _("Contract or credit application"),
    "guarantee": _("Guarantee"),
    "correspondence": _("Correspondence"),
}
