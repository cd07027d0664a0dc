"""Which room keeps which content: the parties and the reference keep most, rooms above say that they keep theirs."""

from __future__ import annotations

from creditdesk.intake.models import ImportFile
from creditdesk.parties.records import customers, portfolios
from creditdesk.parties.records.contacts import Contacts
from creditdesk.parties.records.crm_contacts import CrmContacts
from creditdesk.parties.records.exchange_rates import ExchangeRates
from creditdesk.parties.records.kept import Records
from creditdesk.parties.records.payment_terms import Terms
from creditdesk.parties.records.price_lists import Prices
from creditdesk.parties.records.salespeople import Salespeople
from creditdesk.reference.records import CoopAgreements, Deals, InvoiceLines, Returns, RoutingRules, Shipments

KEEPERS: dict[str, Records] = {
    ImportFile.Content.CUSTOMERS: customers,
    ImportFile.Content.CONTACTS: Contacts(),
    ImportFile.Content.EXCHANGE_RATES: ExchangeRates(),
    ImportFile.Content.PRICE_LISTS: Prices(),
    ImportFile.Content.PAYMENT_TERMS: Terms(),
    ImportFile.Content.SALESPEOPLE: Salespeople(),
    ImportFile.Content.PORTFOLIOS: portfolios,
    ImportFile.Content.CRM_CONTACTS: CrmContacts(),
    ImportFile.Content.SHIPMENTS: Shipments(),
    ImportFile.Content.RETURNS: Returns(),
    ImportFile.Content.DEALS: Deals(),
    ImportFile.Content.COOP_AGREEMENTS: CoopAgreements(),
    ImportFile.Content.ROUTING_RULES: RoutingRules(),
    ImportFile.Content.INVOICE_LINES: InvoiceLines(),
}


def receive(content: str, records: Records) -> None:
    """Say who keeps a content that a room above the imports keeps: the follow-up keeps what was said to customers.

    Called once, when the program starts.
    """
    KEEPERS[content] = records
