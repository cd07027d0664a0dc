"""The discount that an item's terms hold for who pays early: the facts of the ledger as the rules of terms see them.

The percent stands in the terms with which the item came (`2/10 net 30`), or in those agreed with the customer where the
item states none. So does the discount date, unless the document states one of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from creditdesk.domain.discount import DiscountItem, Receipt, decide_taken, objections_to_taken, reduction_available
from creditdesk.domain.money import Money
from creditdesk.domain.reasons import Reason
from creditdesk.domain.terms import Terms, TermsError, TermsPolicy, term_dates
from creditdesk.domain.terms_notation import parse_terms
from creditdesk.receivables.models import OpenItem


def available(claim: OpenItem, *, credit: OpenItem, policy: TermsPolicy) -> int:
    """The discount that the credit would earn if it paid the rest of the claim, in minor units."""
    if not _is_money(credit):
        return 0
    return available_to(claim, receipt=_receipt(credit, amount_minor=claim.open_minor), policy=policy)


def available_to(claim: OpenItem, *, receipt: Receipt, policy: TermsPolicy) -> int:
    """The same for money that is on no account yet."""
    terms = terms_of(claim)
    if terms is None:
        return 0
    return reduction_available(
        _facts(claim, terms, policy=policy),
        receipt=receipt,
        annual_percent=terms.anticipation_percent,
        policy=policy,
    )


def objections(
    item: OpenItem, *, credit: OpenItem, amount_minor: int, discount_minor: int, policy: TermsPolicy
) -> Iterable[Reason]:
    """Why the discount taken with an amount of the credit is more than the item's terms allow. docs/rules/terms.md.

    The amounts fit the item: both are above zero, and together no more than what is open.
    """
    if not _is_money(credit):
        taken = str(Money(discount_minor, item.currency))
        text = "%(taken)s discount taken on %(number)s: only a payment earns a discount, a credit memo does not"
        return [Reason("discount.no_money", text, {"taken": taken, "number": item.number})]
    receipt = _receipt(credit, amount_minor=amount_minor)
    return objections_for(item, receipt=receipt, discount_minor=discount_minor, policy=policy)


def objections_for(item: OpenItem, *, receipt: Receipt, discount_minor: int, policy: TermsPolicy) -> Iterable[Reason]:
    """The same for money that is on no account yet; its amount is what of it pays the item."""
    terms = terms_of(item)
    return objections_to_taken(
        _facts(item, terms, policy=policy),
        number=item.number,
        receipt=receipt,
        taken_minor=discount_minor,
        annual_percent=terms.anticipation_percent if terms else Decimal(0),
        policy=policy,
    )


def told_of(claim: OpenItem, *, receipt: Receipt, policy: TermsPolicy) -> tuple[Reason, ...]:
    """What is to be said of the claim's discount when this money pays it: earned, within grace, or over; nothing where
    its terms have none.
    """
    terms = terms_of(claim)
    if terms is None:
        return ()
    item = _facts(claim, terms, policy=policy)
    allowed = available_to(claim, receipt=receipt, policy=policy)
    if 0 < allowed < item.open_minor:
        paid = Receipt(item.open_minor - allowed, receipt.value_date, receipt.received_date)
        annual = terms.anticipation_percent
        return decide_taken(item, receipt=paid, taken_minor=allowed, annual_percent=annual, policy=policy).reasons
    if item.discount_date is None or not item.discount_percent:
        return ()
    text = "no discount any more: it was to %(until)s"
    return (Reason("discount.over", text, {"until": item.discount_date.isoformat()}),)


def terms_of(item: OpenItem) -> Terms | None:
    """The terms of the item, else of its customer; None where none are stated or nobody can read them."""
    notation = item.terms_code or item.customer.terms_code
    if not notation:
        return None
    try:
        return parse_terms(notation)
    except TermsError:
        return None


def _receipt(credit: OpenItem, *, amount_minor: int) -> Receipt:
    """A part of a payment as it came: its own date is the value date, whenever somebody applies it."""
    return Receipt(amount_minor, credit.document_date, credit.posting_date)


def _is_money(credit: OpenItem) -> bool:
    return credit.kind == OpenItem.Kind.PAYMENT


def _facts(item: OpenItem, terms: Terms | None, *, policy: TermsPolicy) -> DiscountItem:
    discount_date = item.discount_date
    if terms is not None and discount_date is None:
        discount_date = term_dates(terms, document_date=item.document_date, policy=policy).discount_date
    return DiscountItem(
        currency=item.currency,
        original_minor=item.original_minor,
        open_minor=item.open_minor,
        goods_minor=item.original_minor if item.goods_minor is None else item.goods_minor,
        due_date=item.due_date,
        discount_percent=terms.discount_percent if terms else Decimal(0),
        discount_date=discount_date,
    )
