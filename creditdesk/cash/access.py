"""The only way to a receipt, a match, a bank account or a statement: through what the user may see.

Whoever works all accounts of his companies sees all of their cash. A rep sees the receipts of his own accounts and the
unidentified ones of his companies, of which one may be his.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db.models import Q, QuerySet

from creditdesk.cash.models import (
    BankAccount,
    BankLine,
    BankStatement,
    Match,
    Receipt,
    Refund,
    Remittance,
    ReturnedPayment,
)
from creditdesk.domain.reasons import refuse
from creditdesk.domain.visibility import Permission, has_permission
from creditdesk.parties.access import NotVisible, companies_of, customer_for, visible_customers
from creditdesk.parties.models import Customer, User


def receipts_for(user: User, *, as_of: dt.date) -> QuerySet[Receipt]:
    """The receipts that the user may see."""
    if not has_permission(user.desk_role, Permission.SEE_CASH):
        return Receipt.objects.none()
    own = Receipt.objects.filter(company__in=companies_of(user)).select_related(
        "company", "customer", "item", "account", "line"
    )
    if has_permission(user.desk_role, Permission.SEE_ACCOUNTS_ALL):
        return own
    customers = visible_customers(user, as_of=as_of).values("id")
    return own.filter(Q(customer__isnull=True) | Q(customer__in=customers))


def receipt_for(user: User, receipt_id: int, *, as_of: dt.date) -> Receipt:
    """The receipt with company, customer, payment and the payer's lists. Raises NotVisible."""
    receipt = receipts_for(user, as_of=as_of).prefetch_related("remittances").filter(id=receipt_id).first()
    if receipt is None:
        raise NotVisible(f"receipt {receipt_id}")
    return receipt


def match_for(user: User, match_id: int, *, as_of: dt.date) -> Match:
    """The match of a receipt that the user may see. Raises NotVisible."""
    seen = receipts_for(user, as_of=as_of).values("id")
    match = Match.objects.select_related("receipt", "company").filter(id=match_id, receipt__in=seen).first()
    if match is None:
        raise NotVisible(f"match {match_id}")
    return match


def bank_accounts_for(user: User) -> QuerySet[BankAccount]:
    """The bank accounts of the user's companies, for those who see all of their cash."""
    return BankAccount.objects.filter(company__in=_whole_companies(user)).select_related("company")


def bank_account_for(user: User, account_id: int) -> BankAccount:
    """One of them. Raises NotVisible."""
    account = bank_accounts_for(user).filter(id=account_id).first()
    if account is None:
        raise NotVisible(f"bank account {account_id}")
    return account


def statements_for(user: User) -> QuerySet[BankStatement]:
    """The bank statements of the user's companies, for those who see all of their cash."""
    return BankStatement.objects.filter(company__in=_whole_companies(user)).select_related("company", "account")


def statement_for(user: User, statement_id: int) -> BankStatement:
    """One of them. Raises NotVisible."""
    statement = statements_for(user).filter(id=statement_id).first()
    if statement is None:
        raise NotVisible(f"bank statement {statement_id}")
    return statement


def bank_line_for(user: User, line_id: int) -> BankLine:
    """A line of one of them. Raises NotVisible."""
    found = BankLine.objects.filter(company__in=_whole_companies(user), id=line_id)
    line = found.select_related("statement", "account", "company").first()
    if line is None:
        raise NotVisible(f"bank line {line_id}")
    return line


def remittances_for(user: User) -> QuerySet[Remittance]:
    """Payers' lists of the user's companies, for those who see all of their cash."""
    return Remittance.objects.filter(company__in=_whole_companies(user)).select_related("company", "receipt")


def remittance_for(user: User, remittance_id: int) -> Remittance:
    """One of them. Raises NotVisible."""
    found = remittances_for(user).select_related("company", "customer", "receipt__customer").filter(id=remittance_id)
    remittance = found.first()
    if remittance is None:
        raise NotVisible(f"remittance {remittance_id}")
    return remittance


def returned_payments_for(user: User) -> QuerySet[ReturnedPayment]:
    """Returned payments of the user's companies, for those who see all of their cash."""
    found = ReturnedPayment.objects.filter(company__in=_whole_companies(user))
    return found.select_related("company", "receipt", "receipt__customer", "line")


def returned_payment_for(user: User, returned_id: int) -> ReturnedPayment:
    """One of them. Raises NotVisible."""
    returned = returned_payments_for(user).select_related("company", "receipt__customer", "paid_by", "fee_item")
    found = returned.filter(id=returned_id).first()
    if found is None:
        raise NotVisible(f"returned payment {returned_id}")
    return found


def refunds_for(user: User) -> QuerySet[Refund]:
    """Refunds of the user's companies, for those who see all of their cash."""
    found = Refund.objects.filter(company__in=_whole_companies(user))
    return found.select_related("company", "receipt", "receipt__customer")


def refund_for(user: User, refund_id: int) -> Refund:
    """One of them. Raises NotVisible."""
    refund = refunds_for(user).filter(id=refund_id).first()
    if refund is None:
        raise NotVisible(f"refund {refund_id}")
    return refund


def cash_companies(user: User) -> Sequence[int]:
    """The companies of which the user sees all cash; none for a rep, who sees that of his own accounts."""
    return _whole_companies(user)


def _whole_companies(user: User) -> Sequence[int]:
    companies = companies_of(user)
    sees = {Permission.SEE_CASH, Permission.SEE_ACCOUNTS_ALL}
    allowed = all(has_permission(user.desk_role, one) for one in sees)
    return list(companies.values_list("id", flat=True)) if allowed else []


def customer_named(customer_id: int, *, user: User, as_of: dt.date) -> Customer:
    """The customer that somebody names beside a list. Raises Refusal where he sees none: what he asks for is the list,
    and that is there.
    """
    try:
        return customer_for(user, customer_id, as_of=as_of)
    except NotVisible:
        text = "this customer is not one of the company that got the list"
        raise refuse("remittance.other_company", text) from None
