"""The facts of a credit file, read from the ledger and from what was entered. Amounts are told in his currency."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import TypeVar

from django.db.models import Exists, F, Max, Min, OuterRef, Q, QuerySet, Sum

from creditdesk.creditfile.models import Entry as FileEntry
from creditdesk.creditfile.models import FinancialStatement, Rating, Security, TradeReference
from creditdesk.domain.cash_returns import months_after
from creditdesk.domain.credit_file import (
    CoverFacts,
    FileFacts,
    RatingFacts,
    RatingSource,
    ReferenceFacts,
    SecurityKind,
    StatementFacts,
)
from creditdesk.domain.financial_statements import FIGURES, Figures
from creditdesk.domain.payment_record import YEAR, Paid
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.policy_events import EventKind
from creditdesk.domain.risk_class import RiskClass
from creditdesk.domain.worklist import PAR_PPM
from creditdesk.followup.event_models import CustomerEvent
from creditdesk.followup.scope import Scope, scope_of
from creditdesk.parties.models import Customer
from creditdesk.receivables.models import Entry, OpenItem, Posting

# Postings that pay: what a credit memo settles is no payment.
_PAYS = (Posting.Kind.APPLICATION, Posting.Kind.RECEIPT, Posting.Kind.ERP_SETTLEMENT)
E = TypeVar("E", bound=FileEntry)
RETURNED = Q(kind=EventKind.NSF.value, state__in=["verified", "actioned"])


def standing(rows: QuerySet[E]) -> QuerySet[E]:
    """Those entries that no other one replaces, without those that only say that something was a mistake."""
    newer = rows.model._default_manager.filter(corrects=OuterRef("id"))
    return rows.filter(~Exists(newer), is_void=False)


@dataclass(slots=True)
class _Rates:
    """Amounts in the customer's currency; `unrated` are the currencies that could not be told in it."""

    scope: Scope
    to: str
    unrated: set[str] = field(default_factory=set)

    def told(self, minor: int, currency: str) -> int | None:
        """The amount in the customer's currency, rounded towards zero; None without a rate."""
        if currency == self.to:
            return minor
        rates = {**self.scope.rates, self.scope.policy.currency: PAR_PPM}
        one, other = rates.get(currency), rates.get(self.to)
        if one is None or other is None:
            self.unrated.add(currency)
            return None
        sign = -1 if minor < 0 else 1
        return int(sign * (abs(minor) * one // other))

    def total(self, amounts: Iterable[tuple[str, int | None]]) -> int:
        """The sum of what can be told."""
        return sum(self.told(minor or 0, currency) or 0 for currency, minor in amounts)


def file_facts(customer: Customer, *, as_of: dt.date, policy: PolicyDocument | None = None) -> FileFacts:
    """What is known of the customer on the day."""
    scope = scope_of(customer.company, as_of=as_of, customer_ids=[customer.id])
    rates = _Rates(scope, customer.currency)
    rules = policy or scope.policy
    items = OpenItem.objects.filter(customer=customer, voided_on__isnull=True, document_date__lte=as_of)
    late = _late(items, rates, as_of=as_of)
    first, last = _first_and_last(items)
    facts = FileFacts(
        as_of=as_of,
        currency=customer.currency,
        limit_minor=customer.credit_limit_minor,
        risk_class=RiskClass(customer.risk_class),
        paid=(*_paid(customer, rates, as_of=as_of), *late),
        purchases_minor=_bought(items, rates, first=as_of - YEAR, last=as_of),
        purchases_before_minor=_bought(items, rates, first=as_of - 2 * YEAR, last=as_of - YEAR),
        last_purchase_on=last,
        customer_since=min((day for day in (customer.opened_on, first) if day), default=None),
        high_credit_minor=_high_credit(customer, first=as_of - YEAR, last=as_of),
        open_minor=_open(items, rates),
        collectable_minor=sum(one.amount_minor for one in late),
        oldest_days_late=max((one.days_late for one in late), default=0),
        returned_payments=returned_since(customer, months_after(as_of, -rules.nsf.second_nsf_window_months)),
        statement=_statement(customer, rates, as_of=as_of),
        rating=_rating(customer, as_of=as_of),
        references=tuple(_references(customer, rates, as_of=as_of)),
        covers=tuple(_covers(customer, rates)),
    )
    return replace(facts, unrated=tuple(sorted(rates.unrated)))


def returned_since(customer: Customer, first: dt.date) -> int:
    """How many payments came back since the day, as events say that were verified."""
    return CustomerEvent.objects.filter(RETURNED, customer=customer, happened_on__gte=first).count()


def _paid(customer: Customer, rates: _Rates, *, as_of: dt.date) -> Iterable[Paid]:
    """What was paid within the year, each amount by how late it was after the due date of its terms."""
    rows = Entry.objects.filter(
        item__customer=customer, item__original_minor__gt=0, item__voided_on__isnull=True, amount_minor__lt=0,
        posting_date__gte=as_of - YEAR, posting_date__lte=as_of, posting__kind__in=_PAYS,
        posting__reversed_by__isnull=True,
    ).exclude(posting__applications__credit_item__kind=OpenItem.Kind.CREDIT_MEMO)  # fmt: skip
    for currency, minor, day, due in rows.order_by().values_list(
        "currency", "amount_minor", "posting_date", "item__due_date"
    ):
        if told := rates.told(-minor, currency):
            yield Paid(told, (day - due).days, day)


def _late(items: QuerySet[OpenItem], rates: _Rates, *, as_of: dt.date) -> tuple[Paid, ...]:
    """What is open, past due and not disputed, as if it were paid today."""
    rows = items.filter(closed_date__isnull=True, original_minor__gt=0, due_date__lt=as_of)
    found = []
    for currency, minor, due in rows.values_list("currency", F("open_minor") - F("disputed_minor"), "due_date"):
        if minor > 0 and (told := rates.told(minor, currency)):
            found.append(Paid(told, (as_of - due).days, as_of))
    return tuple(found)


def _bought(items: QuerySet[OpenItem], rates: _Rates, *, first: dt.date, last: dt.date) -> int:
    """What he bought after the first day up to the last, less credit memos; never below zero."""
    bought = items.filter(
        kind__in=[OpenItem.Kind.INVOICE, OpenItem.Kind.CREDIT_MEMO], document_date__gt=first, document_date__lte=last
    )
    sums = bought.order_by().values_list("currency").annotate(sum=Sum("original_minor"))
    return max(0, rates.total(sums))


def _first_and_last(items: QuerySet[OpenItem]) -> tuple[dt.date | None, dt.date | None]:
    days = items.filter(kind=OpenItem.Kind.INVOICE).aggregate(first=Min("document_date"), last=Max("document_date"))
    return days["first"], days["last"]


def _open(items: QuerySet[OpenItem], rates: _Rates) -> int:
    claims = items.filter(closed_date__isnull=True, original_minor__gt=0)
    return rates.total(claims.order_by().values_list("currency").annotate(sum=Sum("open_minor")))


def _high_credit(customer: Customer, *, first: dt.date, last: dt.date) -> int | None:
    """The most that he owed in his own currency at the end of a day of the span; None where he never owed."""
    ours = Entry.objects.filter(item__customer=customer, currency=customer.currency, posting_date__lte=last)
    before = ours.filter(posting_date__lt=first).aggregate(sum=Sum("amount_minor"))["sum"] or 0
    moved = ours.filter(posting_date__gte=first).order_by("posting_date").values_list("posting_date")
    most = max(accumulate((one for _, one in moved.annotate(sum=Sum("amount_minor"))), initial=before))
    return most if most > 0 else None


def _statement(customer: Customer, rates: _Rates, *, as_of: dt.date) -> StatementFacts | None:
    found = standing(FinancialStatement.objects.filter(customer=customer, period_end__lte=as_of)).first()
    if found is None:
        return None
    told = {name: rates.told(getattr(found, name), found.currency) for name in FIGURES}
    figures = {name: minor for name, minor in told.items() if minor is not None}
    return StatementFacts(found.period_end, Figures(**figures)) if len(figures) == len(FIGURES) else None


def _rating(customer: Customer, *, as_of: dt.date) -> RatingFacts | None:
    found = standing(Rating.objects.filter(customer=customer, on__lte=as_of)).first()
    return RatingFacts(RatingSource(found.source), found.value, found.on, found.until) if found else None


def _references(customer: Customer, rates: _Rates, *, as_of: dt.date) -> Iterable[ReferenceFacts]:
    for one in standing(TradeReference.objects.filter(customer=customer, told_on__lte=as_of)):
        high = rates.told(one.high_credit_minor, one.currency) if one.high_credit_minor is not None else None
        yield ReferenceFacts(one.told_on, one.days_late, high)


def _covers(customer: Customer, rates: _Rates) -> Iterable[CoverFacts]:
    for one in standing(Security.objects.filter(customer=customer)):
        told = rates.told(one.amount_minor, one.currency)
        if told is not None:
            yield CoverFacts(SecurityKind(one.kind), told, one.first_day, one.until)
