"""The company's accounts at banks: statements are taken in for these and no others."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError

from creditdesk.cash.models import BankAccount
from creditdesk.domain.cash_payers import comparable_account
from creditdesk.domain.money import current_currencies
from creditdesk.domain.reasons import Reason, Refusal, refuse
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.parties.models import Company, User


def make_bank_account(
    company: Company,
    *,
    name: str,
    number: str,
    bank: str = "",
    currency: str,
    gl_account: str = "cash",
    by: User,
    at: dt.datetime,
) -> BankAccount:
    """Make an account or a lockbox of the company. The number is as the bank's files name it: IBAN or number.

    Raises Refusal with every reason, and where there is such an account already, be it another company's.
    """
    number, bank, currency = comparable_account(number), comparable_account(bank), currency.strip().upper()
    reasons = []
    if not name.strip():
        reasons.append(Reason("bank_account.name", "give the account a name"))
    if not number or not number.isascii():
        reasons.append(Reason("bank_account.number", "give the number as the bank writes it in its files"))
    if currency not in current_currencies():
        text = "%(currency)s is not the ISO code of a current currency."
        reasons.append(Reason("intake.currency_unknown", text, {"currency": currency}))
    if reasons:
        raise Refusal(tuple(reasons))
    told = {"name": name.strip()[:80], "gl_account": gl_account.strip()[:40] or "cash"}
    try:
        return _make(company, number=number[:40], bank=bank[:20], currency=currency, told=told, by=by, at=at)
    except IntegrityError:
        raise refuse("bank_account.there", "there is an account with this number, bank and currency already") from None


@action
def _make(
    company: Company, *, number: str, bank: str, currency: str, told: dict[str, str], by: User, at: dt.datetime
) -> BankAccount:
    account = BankAccount.objects.create(company=company, number=number, bank=bank, currency=currency, **told)
    append(
        "bank_account.made",
        by=by.username,
        at=at,
        subject=("bank_account", account.id),
        company_id=company.id,
        facts={"currency": currency, "gl_account": account.gl_account},
        private={"name": account.name, "number": number, "bank": bank},
    )
    return account
