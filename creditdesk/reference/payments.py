"""When an invoice was paid, and what its terms allowed: the facts of the test on a discount that was taken."""

from __future__ import annotations

import datetime as dt

from creditdesk.domain.deduction_evidence import Paid
from creditdesk.domain.money import percent_of
from creditdesk.domain.terms import TermsPolicy, term_dates
from creditdesk.receivables.discounts import terms_of
from creditdesk.receivables.models import Application, OpenItem


def paid_of(invoice_id: int | None, *, policy: TermsPolicy) -> Paid | None:
    """The last payment that was applied to the invoice, by its value date; None where none stands. Two queries.

    The discount is that of the whole invoice, on its goods, less what was granted with its payments.
    """
    if invoice_id is None:
        return None
    rows = Application.objects.filter(
        debit_item_id=invoice_id, posting__reversed_by__isnull=True, credit_item__kind=OpenItem.Kind.PAYMENT
    )
    payments = list(rows.values_list("credit_item__document_date", "discount_minor"))
    if not payments:
        return None
    invoice = OpenItem.objects.select_related("customer").get(id=invoice_id)
    terms = terms_of(invoice)
    until = invoice.discount_date
    if terms is not None and until is None:
        until = term_dates(terms, document_date=invoice.document_date, policy=policy).discount_date
    goods = invoice.original_minor if invoice.goods_minor is None else invoice.goods_minor
    whole = percent_of(goods, percent=terms.discount_percent) if terms else 0
    granted = sum(discount for _, discount in payments)
    return Paid(
        value_on=max(day for day, _ in payments),
        discount_until=until if whole else None,
        last_day=until + dt.timedelta(days=policy.discount_grace_days) if until and whole else None,
        discount_minor=max(whole - granted, 0),
    )
