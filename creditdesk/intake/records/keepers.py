"""Which module of the parties keeps which content."""

from __future__ import annotations

from collections.abc import Mapping

from creditdesk.intake.models import ImportFile
from creditdesk.parties.records import customers, portfolios
from creditdesk.parties.records.contacts import Contacts
from creditdesk.parties.records.exchange_rates import ExchangeRates
from creditdesk.parties.records.kept import Records
from creditdesk.parties.records.payment_terms import Terms
from creditdesk.parties.records.price_lists import Prices
from creditdesk.parties.records.salespeople import Salespeople

KEEPERS: Mapping[str, Records] = {
    ImportFile.Content.CUSTOMERS: customers,
    ImportFile.Content.CONTACTS: Contacts(),
    ImportFile.Content.EXCHANGE_RATES: ExchangeRates(),
    ImportFile.Content.PRICE_LISTS: Prices(),
    ImportFile.Content.PAYMENT_TERMS: Terms(),
    ImportFile.Content.SALESPEOPLE: Salespeople(),
    ImportFile.Content.PORTFOLIOS: portfolios,
}
