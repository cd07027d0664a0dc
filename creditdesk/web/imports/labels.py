"""What files hold and which fields they have, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from creditdesk.exports.reference_words import REFERENCE_FIELDS
from creditdesk.exports.words import word
from creditdesk.intake.formats.bank.statement_columns import STATEMENT_FIELDS
from creditdesk.intake.formats.columns import FIELDS
from creditdesk.intake.formats.records.known import BANK, KINDS, OPEN_ITEMS

Words = Mapping[str, Any]

CONTENTS: Words = {
    OPEN_ITEMS: _("Open items or payment history"),
    "customers": _("Customers"),
    "contacts": _("Contacts"),
    "exchange_rates": _("Exchange rates"),
    "price_lists": _("Price lists"),
    "payment_terms": _("Payment terms"),
    "salespeople": _("Salespeople"),
    "portfolios": _("Portfolios and their reps"),
    "crm_contacts": _("Contacts of a CRM"),
    "crm_history": _("History of a CRM"),
    "orders": _("Orders"),
    "credit_ratings": _("Credit ratings"),
    "financials": _("Financial statements"),
    "shipments": _("Shipments and proofs of delivery"),
    "returns": _("Return authorisations and receipts"),
    "deals": _("Promotions and markdowns"),
    "coop_agreements": _("Co-operative advertising"),
    "routing_rules": _("Routing rules"),
    "invoice_lines": _("Lines of invoices"),
    BANK: _("Bank statements, remittances and returned payments"),
}

_ITEMS: Words = {
    "company": _("Company"),
    "customer_number": _("Customer number"),
    "customer_name": _("Customer name"),
    "document_number": _("Document number"),
    "document_type": _("Document type"),
    "document_date": _("Document date"),
    "posting_date": _("Posting date"),
    "due_date": _("Due date"),
    "discount_date": _("Discount date"),
    "currency": _("Currency"),
    "original_amount": _("Original amount"),
    "open_amount": _("Open amount"),
    "debit_credit": _("Debit or credit"),
    "disputed": _("Disputed"),
    "settled_date": _("Settled on"),
    "is_open": _("Still open"),
    "terms_code": _("Terms"),
    "po_number": _("Purchase order"),
    "order_number": _("Order"),
    "reference": _("Reference"),
    "country": _("Country"),
}
_RECORDS: Words = {
    "company": _("Company"),
    "customer_number": _("Customer number"),
    "name": _("Name"),
    "legal_name": _("Legal name"),
    "status": _("Status"),
    "risk_class": _("Risk class"),
    "segment": _("Group"),
    "currency": _("Currency"),
    "terms_code": _("Terms"),
    "credit_limit_minor": _("Credit limit"),
    "language": _("Language"),
    "time_zone": _("Time zone"),
    "street": _("Street"),
    "city": _("City"),
    "region": _("Region"),
    "postal_code": _("Postal code"),
    "country": _("Country"),
    "phone": _("Phone"),
    "mobile": _("Mobile"),
    "email": _("E-mail"),
    "opened_on": _("Customer since"),
    "parent": _("Parent"),
    "payer": _("Payer"),
    "salesperson": _("Salesperson (code or user name)"),
    "salesperson_code": _("Salesperson's code"),
    "user": _("User name at the desk"),
    "portfolio": _("Portfolio"),
    "portfolio_by_hand": _("Portfolio set by hand"),
    "first_name": _("First name"),
    "last_name": _("Last name"),
    "role": _("Role"),
    "rank": _("Preferred, or place in the order"),
    "day": _("Day"),
    "base": _("To currency"),
    "rate_ppm": _("Rate"),
    "price_list": _("Price list"),
    "item_number": _("Item number"),
    "description": _("Description"),
    "price_minor": _("Price"),
    "unit": _("Unit"),
    "valid_from": _("Valid from"),
    "valid_to": _("Valid to"),
    "notation": _("Terms in words"),
    "net_days": _("Net days"),
    "discount_percent": _("Discount in per cent"),
    "discount_days": _("Discount days"),
    "rep": _("Rep (user name)"),
    "supervisor": _("Supervisor (user name)"),
    "name_from": _("Names from"),
    "name_to": _("Names to"),
    "rule": _("Rule"),
    "account": _("Portfolio of the account"),
    "account_by_hand": _("Portfolio set by hand"),
    "crm_account": _("The CRM's account"),
    "crm_record": _("The CRM's record"),
    "customer_name": _("Customer name"),
    "department": _("Department"),
    "clock": _("Time"),
    "activity_kind": _("What was done"),
    "result": _("Result"),
    "said_by": _("By whom"),
    "subject": _("Subject"),
    "note": _("Note"),
    "channel": _("Channel"),
    "direction": _("Direction"),
    "outcome": _("Outcome"),
    "same_as": _("Known here as"),
    "at_customer": _("At customer"),
    "with_contact": _("With"),
    "order_number": _("Order number"),
    "version": _("Version"),
    "placed_on": _("Placed on"),
    "source": _("Who rates"),
    "rating": _("Rating"),
    "rated_on": _("Day of the rating"),
    "until": _("Stands until"),
    "period_end": _("Last day of the period"),
    "basis": _("Whose figures"),
    "current_assets": _("Current assets"),
    "current_liabilities": _("Current liabilities"),
    "total_assets": _("Total assets"),
    "total_liabilities": _("Total liabilities"),
    "retained_earnings": _("Retained earnings"),
    "ebit": _("Earnings before interest and taxes"),
    "sales": pgettext_lazy("figure of a company", "Sales"),
    "ship_date": _("Ships on"),
    "amount_minor": _("Amount"),
    "delivered_minor": _("Delivered of it"),
    "po_number": _("Purchase order"),
    "is_cancelled": _("Cancelled"),
    "is_cod": _("Paid on delivery"),
    "discount_ppm": _("Cash discount in percent"),
    "line_number": _("Line"),
    "item": _("Item"),
    "quantity": _("Quantity"),
    "line_amount_minor": _("Amount of the line"),
    "line_ship_date": _("The line ships on"),
    "lines": _("Lines"),
    **REFERENCE_FIELDS,
}


_STATEMENTS: Words = {
    "account": _("Our account"),
    "booking_date": _("Booking date"),
    "transaction_date": _("Day of the payment"),
    "value_date": _("Value date"),
    "amount": _("Amount"),
    "debit": _("Money out"),
    "credit": _("Money in"),
    "gross": _("Gross amount"),
    "fee": _("Fee"),
    "net": _("Net amount"),
    "refunded": _("Given back of it"),
    "other_amount": _("Amount in another currency"),
    "balance": _("Balance behind it"),
    "direction": _("Debit or credit"),
    "currency": _("Currency"),
    "fee_currency": _("Currency of the fee"),
    "other_currency": _("Currency of the other amount"),
    "status": _("Status"),
    "type": _("Kind of movement"),
    "party_name": _("Payer or payee"),
    "party_account": _("Account of the payer or payee"),
    "bank_reference": _("Reference of the bank"),
    "payer_reference": _("Reference of the payer"),
    "check_number": _("Check number"),
    "payout": _("Payout"),
    "text": _("Text"),
    "more_text": _("More text"),
}


def field_labels(content: str) -> Words:
    """Field → its words, for the fields that a file of the content may bring, in their order."""
    if content == BANK:
        return {name: _STATEMENTS[name] for name in STATEMENT_FIELDS}
    if content not in KINDS:
        return {name: _ITEMS[name] for name in FIELDS}
    return {name: _RECORDS[name] for name in KINDS[content].fields}


def label(field: str) -> str:
    """A field of a record in words."""
    return str(_RECORDS.get(field) or word(field))


# Why the comparison with the ERP's list leaves a difference to a person, in short.
CAUSES: Words = {
    "snapshot.with_our_acts": _("Beside acts of ours"),
    "snapshot.other_document": _("Another original"),
    "snapshot.due_earlier": _("Due earlier"),
    "snapshot.ours_gone": _("Made here, gone there"),
    "snapshot.beyond_original": _("More than the document"),
    "snapshot.books_here": _("Books kept here"),
    "snapshot.closed_period": _("Closed period"),
    "snapshot.unread": _("List not read whole"),
}
