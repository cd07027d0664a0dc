"""Whether a credit may be applied as a person asks: the facts of the ledger, judged by the rules of the domain."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from creditdesk.domain import allocation
from creditdesk.domain.open_item import ItemKind
from creditdesk.domain.open_item import OpenItem as ItemFacts
from creditdesk.domain.reasons import Reason, Refusal, refuse
from creditdesk.domain.terms import TermsPolicy
from creditdesk.parties.models import Customer
from creditdesk.parties.queries import heads_of
from creditdesk.receivables import discounts, staying
from creditdesk.receivables.models import OpenItem


@dataclass(frozen=True, slots=True)
class ApplyTo:
    """How much of a credit pays which item, and the discount allowed with it. Positive minor units."""

    item_id: int
    amount_minor: int
    discount_minor: int = 0


def refuse_unfit(
    credit: OpenItem,
    items: Mapping[int, OpenItem],
    *,
    to: Sequence[ApplyTo],
    posting_date: dt.date,
    as_of: dt.date,
    terms: TermsPolicy,
) -> None:
    """Raise a Refusal with every reason why the credit may not be applied so. docs/rules/application.md."""
    reasons = list(date_objections(posting_date, as_of=as_of))
    for line in to:
        if line.item_id not in items:
            raise refuse("application.unknown_item", "item %(id)d is not there", id=line.item_id)
    reasons += _owner_objections(credit, [items[line.item_id] for line in to])
    reasons += _stay_objections(credit, [items[line.item_id] for line in to])
    left = facts_of(credit)
    for line in to:
        item = items[line.item_id]
        checked = allocation.check_application(left, facts_of(item), amount_minor=line.amount_minor)
        if isinstance(checked, Refusal):
            reasons += checked.reasons
        reasons += _discount_objections(credit, item, line=line, terms=terms)
        left = facts_of(credit, open_minor=min(left.open_minor + line.amount_minor, 0))
    if len({line.item_id for line in to}) != len(to):
        reasons.append(Reason("application.twice", "an item is named twice", {}))
    if not to:
        reasons.append(Reason("application.empty", "no item is named", {}))
    if reasons:
        raise Refusal(tuple(reasons))


def date_objections(posting_date: dt.date, *, as_of: dt.date) -> Iterable[Reason]:
    """Why nothing is posted on that day, whatever it is."""
    if posting_date > as_of:
        yield Reason(
            "ledger.future", "%(day)s is in the future: nothing is posted ahead", {"day": posting_date.isoformat()}
        )


def facts_of(item: OpenItem, *, open_minor: int | None = None) -> ItemFacts:
    """The item as the rules see it; `open_minor` replaces what is open, for "what if"."""
    return ItemFacts(
        id=item.id,
        company=item.company.code,
        kind=ItemKind(item.kind),
        currency=item.currency,
        original_minor=item.original_minor,
        open_minor=item.open_minor if open_minor is None else open_minor,
        document_date=item.document_date,
        due_date=item.due_date,
    )


def _owner_objections(credit: OpenItem, items: Sequence[OpenItem]) -> list[Reason]:
    """Whose items the credit may not pay, each account once. Another company is objected to as such."""
    owners = {item.customer_id: item.customer for item in items if item.company_id == credit.company_id}
    heads = heads_of([credit.customer, *owners.values()])
    payer = bill_to(credit.customer, heads)
    found = (allocation.check_owner(payer, bill_to(owner, heads)) for owner in owners.values())
    return [reason for reason in found if reason is not None]


def _stay_objections(credit: OpenItem, items: Sequence[OpenItem]) -> list[Reason]:
    """What a bankruptcy leaves to counsel."""
    stays = staying.stays_of({credit.customer_id, *(item.customer_id for item in items)})
    asked = staying.credit_of(credit)
    found = (stays.against(asked, of=credit.customer_id, item=item) for item in items)
    return [reason for reason in found if reason is not None]


def bill_to(customer: Customer, heads: Mapping[int, int]) -> allocation.BillTo:
    """The account as the rules of ownership see it; `heads` are those of the families (`heads_of`)."""
    return allocation.BillTo(customer.id, customer.number, heads[customer.id], customer.payer_id)


def _discount_objections(credit: OpenItem, item: OpenItem, *, line: ApplyTo, terms: TermsPolicy) -> Iterable[Reason]:
    if not line.discount_minor:
        return ()
    if line.discount_minor < 0 or line.amount_minor + line.discount_minor > item.open_minor:
        text = "payment and discount together are more than what is open on %(number)s"
        return [Reason("application.discount", text, {"number": item.number})]
    if line.amount_minor <= 0:  # refused as such already
        return ()
    return discounts.objections(
        item,
        credit=credit,
        amount_minor=line.amount_minor,
        discount_minor=line.discount_minor,
        policy=terms,
    )
