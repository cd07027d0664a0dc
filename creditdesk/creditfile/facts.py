"""The facts of a credit file, read from the ledger and from what was entered. Amounts are told in his currency."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TypeVar

from django.db.models import BooleanField, Case, Exists, F, Max, Min, OuterRef, Q, QuerySet, Sum, When

from creditdesk.creditfile.models import AnyEntry, FinancialStatement, Rating, Security, TradeReference
from creditdesk.creditfile.models import Entry as FileEntry
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
from creditdesk.followup.event_models import CustomerEvent
from creditdesk.parties.models import Customer
from creditdesk.parties.queries import minor_rates
from creditdesk.policy.queries import policy_in_force
from creditdesk.receivables.models import Application, Entry, OpenItem, Posting

# Postings that pay: what a credit memo settles is no payment.
_PAYS = (Posting.Kind.APPLICATION, Posting.Kind.RECEIPT, Posting.Kind.ERP_SETTLEMENT)
E = TypeVar("E", bound=FileEntry)
RETURNED = Q(kind=EventKind.NSF.value, state__in=["verified", "actioned"])


def standing(rows: QuerySet[E]) -> QuerySet[E]:
    """Those entries that no other one replaces, without those that only say that something was a mistake."""
    newer = rows.model._default_manager.filter(corrects=OuterRef("id"))
    return rows.filter(~Exists(newer), is_void=False)


@dataclass(slots=True)
class Entries:
    """The entries that stand in a file, the newest of each kind first."""

    statements: list[FinancialStatement]
    ratings: list[Rating]
    references: list[TradeReference]
    securities: list[Security]

    def all(self) -> list[AnyEntry]:
        """All of them, kind by kind."""
        return [*self.statements, *self.ratings, *self.references, *self.securities]


def entries_in(customer: Customer) -> Entries:
    """Every entry that stands in the customer's file."""
    return Entries(
        list(standing(FinancialStatement.objects.filter(customer=customer)).select_related("by")),
        list(standing(Rating.objects.filter(customer=customer)).select_related("by")),
        list(standing(TradeReference.objects.filter(customer=customer)).select_related("by")),
        list(standing(Security.objects.filter(customer=customer)).select_related("by", "document")),
    )


@dataclass(slots=True)
class _Rates:
    """Amounts in the customer's currency; `unrated` are the currencies that could not be told in it."""

    to: str
    base: str
    as_of: dt.date
    unrated: set[str] = field(default_factory=set)
    # By the policy's currency, asked for once something stands in another one than the customer's.
    known: dict[str, int] | None = None

    def told(self, minor: int, currency: str) -> int | None:
        """The amount in the customer's currency, rounded towards zero; None without a rate."""
        if currency == self.to:
            return minor
        if self.known is None:
            self.known = minor_rates(self.base, as_of=self.as_of)
        one, other = self.known.get(currency), self.known.get(self.to)
        if one is None or other is None:
            self.unrated.add(currency)
            return None
        sign = -1 if minor < 0 else 1
        return sign * (abs(minor) * one // other)

    def total(self, amounts: Iterable[tuple[str, int | None]]) -> int:
        """The sum of what can be told."""
        return sum(self.told(minor or 0, currency) or 0 for currency, minor in amounts)


def file_facts(
    customer: Customer, *, as_of: dt.date, policy: PolicyDocument | None = None, entries: Entries | None = None
) -> FileFacts:
    """What is known of the customer on the day; `entries` are those of his file, where they were read already."""
    rules = policy or policy_in_force(as_of=as_of, company_id=customer.company_id).document
    rates, file = _Rates(customer.currency, rules.currency, as_of), entries or entries_in(customer)
    items = OpenItem.objects.filter(customer=customer, voided_on__isnull=True, document_date__lte=as_of)
    late = _late(items, rates, as_of=as_of)
    sums = _sums(items, rates, as_of=as_of)
    moved = _movements(customer, first=as_of - YEAR)
    facts = FileFacts(
        as_of=as_of,
        currency=customer.currency,
        limit_minor=customer.credit_limit_minor,
        risk_class=RiskClass(customer.risk_class),
        paid=(*_paid(moved, rates, as_of=as_of), *late),
        purchases_minor=sums.bought,
        purchases_before_minor=sums.bought_before,
        last_purchase_on=sums.last,
        customer_since=min((day for day in (customer.opened_on, sums.first) if day), default=None),
        high_credit_minor=_high_credit(moved, owed_minor=sums.owed, currency=customer.currency, as_of=as_of),
        open_minor=sums.open,
        collectable_minor=sum(one.amount_minor for one in late),
        oldest_days_late=max((one.days_late for one in late), default=0),
        returned_payments=returned_since(customer, months_after(as_of, -rules.nsf.second_nsf_window_months)),
        statement=_statement(file.statements, rates, as_of=as_of),
        rating=_rating(file.ratings, as_of=as_of),
        references=tuple(_references(file.references, rates, as_of=as_of)),
        covers=tuple(_covers(file.securities, rates)),
    )
    return replace(facts, unrated=tuple(sorted(rates.unrated)))


def returned_since(customer: Customer, first: dt.date) -> int:
    """How many payments came back since the day, as events say that were verified."""
    return CustomerEvent.objects.filter(RETURNED, customer=customer, happened_on__gte=first).count()


@dataclass(frozen=True, slots=True)
class _Moved:
    """One entry on one of his documents, and whether it pays a claim: what a credit memo settles, or what was taken
    back, is no payment.
    """

    day: dt.date
    currency: str
    minor: int
    due: dt.date
    pays: bool


def _movements(customer: Customer, *, first: dt.date) -> list[_Moved]:
    """The entries since the day, in their order."""
    by_memo = Application.objects.filter(posting=OuterRef("posting"), credit_item__kind=OpenItem.Kind.CREDIT_MEMO)
    pays = Q(
        item__original_minor__gt=0, item__voided_on__isnull=True, amount_minor__lt=0, posting__kind__in=_PAYS,
        posting__reversed_by__isnull=True,
    ) & ~Exists(by_memo)  # fmt: skip
    rows = Entry.objects.filter(item__customer=customer, posting_date__gte=first)
    rows = rows.annotate(pays=Case(When(pays, then=True), default=False, output_field=BooleanField()))
    columns = ("posting_date", "currency", "amount_minor", "item__due_date", "pays")
    return [_Moved(*row) for row in rows.order_by("posting_date", "id").values_list(*columns)]


def _paid(moved: Iterable[_Moved], rates: _Rates, *, as_of: dt.date) -> Iterable[Paid]:
    """What was paid up to the day, each amount by how late it was after the due date of its terms."""
    for one in moved:
        if one.pays and one.day <= as_of and (told := rates.told(-one.minor, one.currency)):
            yield Paid(told, (one.day - one.due).days, one.day)


def _late(items: QuerySet[OpenItem], rates: _Rates, *, as_of: dt.date) -> tuple[Paid, ...]:
    """What is open, past due and not disputed, as if it were paid today."""
    rows = items.filter(closed_date__isnull=True, original_minor__gt=0, due_date__lt=as_of)
    found = []
    for currency, minor, due in rows.values_list("currency", F("open_minor") - F("disputed_minor"), "due_date"):
        if minor > 0 and (told := rates.told(minor, currency)):
            found.append(Paid(told, (as_of - due).days, as_of))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Sums:
    """What he bought in the year and in the one before (less credit memos, never below zero), what is open, and the
    days of the first and the last invoice.
    """

    bought: int
    bought_before: int
    open: int
    # Claims less credits, in his own currency.
    owed: int
    first: dt.date | None
    last: dt.date | None


def _sums(items: QuerySet[OpenItem], rates: _Rates, *, as_of: dt.date) -> _Sums:
    bought, invoice = Q(kind__in=[OpenItem.Kind.INVOICE, OpenItem.Kind.CREDIT_MEMO]), Q(kind=OpenItem.Kind.INVOICE)
    year, two = as_of - YEAR, as_of - 2 * YEAR
    rows = list(
        items.order_by()
        .values_list("currency")
        .annotate(
            now=Sum("original_minor", filter=bought & Q(document_date__gt=year)),
            before=Sum("original_minor", filter=bought & Q(document_date__gt=two, document_date__lte=year)),
            open=Sum("open_minor", filter=Q(closed_date__isnull=True, original_minor__gt=0)),
            first=Min("document_date", filter=invoice),
            last=Max("document_date", filter=invoice),
            owed=Sum("open_minor"),
        )
    )
    return _Sums(
        bought=max(0, rates.total((row[0], row[1]) for row in rows if row[1])),
        bought_before=max(0, rates.total((row[0], row[2]) for row in rows if row[2])),
        open=rates.total((row[0], row[3]) for row in rows if row[3]),
        owed=sum(row[6] or 0 for row in rows if row[0] == rates.to),
        first=min((row[4] for row in rows if row[4]), default=None),
        last=max((row[5] for row in rows if row[5]), default=None),
    )


def _high_credit(moved: Iterable[_Moved], *, owed_minor: int, currency: str, as_of: dt.date) -> int | None:
    """The most that he owed in his own currency at the end of a day of the span; None where he never owed.

    Counted from what he owed before the first of the movements: what he owes now, less all of them.
    """
    days: dict[dt.date, int] = {}
    for one in moved:
        if one.currency == currency:
            days[one.day] = days.get(one.day, 0) + one.minor
    owed = owed_minor - sum(days.values())
    most = owed
    for day, minor in days.items():
        owed += minor
        most = max(most, owed) if day <= as_of else most
    return most if most > 0 else None


def _statement(those: list[FinancialStatement], rates: _Rates, *, as_of: dt.date) -> StatementFacts | None:
    found = next((one for one in those if one.period_end <= as_of), None)
    if found is None:
        return None
    told = {name: rates.told(getattr(found, name), found.currency) for name in FIGURES}
    figures = {name: minor for name, minor in told.items() if minor is not None}
    return StatementFacts(found.period_end, Figures(**figures)) if len(figures) == len(FIGURES) else None


def _rating(those: list[Rating], *, as_of: dt.date) -> RatingFacts | None:
    found = next((one for one in those if one.on <= as_of), None)
    return RatingFacts(RatingSource(found.source), found.value, found.on, found.until) if found else None


def _references(those: list[TradeReference], rates: _Rates, *, as_of: dt.date) -> Iterable[ReferenceFacts]:
    for one in those:
        if one.told_on <= as_of:
            high = rates.told(one.high_credit_minor, one.currency) if one.high_credit_minor is not None else None
            yield ReferenceFacts(one.told_on, one.days_late, high)


def _covers(those: list[Security], rates: _Rates) -> Iterable[CoverFacts]:
    for one in those:
        told = rates.told(one.amount_minor, one.currency)
        if told is not None:
            yield CoverFacts(SecurityKind(one.kind), told, one.first_day, one.until)
