"""Every list that the desk gives out as a file, by its name: in addresses, in the journal, on the command line."""

from __future__ import annotations

from creditdesk.exports.asking import Listing
from creditdesk.exports.lists import (
    account,
    account_reconciliation,
    accounts,
    agency,
    bank,
    bankruptcies,
    cases,
    cash,
    cash_control,
    cash_returns,
    credit,
    customer_events,
    desk,
    erp,
    followup,
    hold_report,
    imports,
    letters,
    notes,
    orders,
    plans,
    records,
    reference,
    remittances,
    requests,
    unclaimed,
    worksheets,
)

LISTINGS: dict[str, Listing] = {
    one.name: one
    for one in (
        accounts.ACCOUNTS,
        accounts.AGING,
        *followup.LISTINGS,
        *letters.LISTINGS,
        *customer_events.LISTINGS,
        *account.LISTINGS,
        *cash.LISTINGS,
        *imports.LISTINGS,
        *erp.LISTINGS,
        *cash_returns.LISTINGS,
        *bank.LISTINGS,
        *desk.LISTINGS,
        *records.LISTINGS,
        *reference.LISTINGS,
        *notes.LISTINGS,
        *cash_control.LISTINGS,
        *remittances.LISTINGS,
        *orders.LISTINGS,
        *worksheets.LISTINGS,
        *requests.LISTINGS,
        *unclaimed.LISTINGS,
        *credit.LISTINGS,
        *plans.LISTINGS,
        *bankruptcies.LISTINGS,
        *cases.LISTINGS,
        *account_reconciliation.LISTINGS,
        *agency.LISTINGS,
        *hold_report.LISTINGS,
    )
}
