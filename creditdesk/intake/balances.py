"""The balance of the ERP's receivables account, entered by a person beside the list of its day."""

from __future__ import annotations

import datetime as dt

from creditdesk.intake.actions import allowed
from creditdesk.intake.models import ErpBalance
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.parties.models import Company, User


@action
def enter_balance(
    company: Company, *, currency: str, as_of: dt.date, balance_minor: int, by: User, at: dt.datetime
) -> ErpBalance:
    """Enter the balance of the ERP's receivables account on a day, beside which the list of the day stands.

    Raises Refusal for a company that the user does not work for and for an unknown currency.
    """
    currency = allowed(by, company=company, currency=currency)
    balance = ErpBalance.objects.create(
        company=company,
        currency=currency,
        as_of=as_of,
        balance_minor=balance_minor,
        entered_by=by.username,
        entered_at=at,
    )
    append(
        "erp.balance_entered",
        by=by.username,
        at=at,
        subject=("company", company.id),
        company_id=company.id,
        facts={"currency": currency, "as_of": as_of.isoformat(), "balance_minor": balance_minor},
    )
    return balance
