"""The daily cash report, the control totals of what a bank sent, and money that pays nothing yet by its age."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, Sum, Value, When

from creditdesk.cash.access import cash_companies, receipts_for
from creditdesk.cash.models import BankStatement, Match, Receipt, ReturnedPayment
from creditdesk.domain.cash_totals import AGES, MoneyIn, Totals, age_of, totals_of
from creditdesk.parties.access import companies_of, visible_customers
from creditdesk.parties.models import Customer, User
from creditdesk.receivables.models import OpenItem

# Receipts are set against money that pays nothing over so many days.
SHARE_DAYS = 30


@dataclass(slots=True)
class Acts:
    """What was done on a day, in minor units: matches by the machine and by people, and what went with them."""

    machine: int = 0
    machine_minor: int = 0
    people: int = 0
    people_minor: int = 0
    discount_minor: int = 0
    difference_minor: int = 0
    deduction_minor: int = 0
    taken_back: int = 0
    taken_back_minor: int = 0
    returned: int = 0
    returned_minor: int = 0


# Company code, bank account, currency, channel.
Place = tuple[str, str, str, str]


@dataclass(slots=True)
class DayLine:
    """What came in of one kind on a day and how it stands now, and what was done on the day."""

    place: Place
    totals: Totals = field(default_factory=Totals)
    acts: Acts = field(default_factory=Acts)

    @property
    def currency(self) -> str:
        """The currency of the line."""
        return self.place[2]


def daily_report(user: User, *, day: dt.date) -> list[DayLine]:
    """The cash of a day by company, account, currency and channel, for those who see all of it."""
    companies = cash_companies(user)
    lines: dict[Place, DayLine] = {}

    def line(place: Place) -> DayLine:
        return lines.setdefault(place, DayLine(place))

    # What was exchanged came in once, in the currency in which it came.
    came = Receipt.objects.filter(company__in=companies, posting_date=day, exchanged_from__isnull=True)
    for place, money in _money_in(came).items():
        line(place).totals = totals_of(money)
    made = Match.objects.filter(company__in=companies, posting_date=day).exclude(taken_back=Match.TakenBack.FILE_UNDONE)
    for *place, automatic, applied, told in made.values_list(
        *_of_receipt("receipt__"), "is_automatic", "applied_minor", "lines"
    ):
        _count(line(_place(place)).acts, automatic=automatic, applied_minor=applied, lines=told)
    back = Match.objects.filter(company__in=companies, taken_back_on=day)
    for *place, applied in back.values_list(*_of_receipt("receipt__"), "applied_minor"):
        acts = line(_place(place)).acts
        acts.taken_back, acts.taken_back_minor = acts.taken_back + 1, acts.taken_back_minor + applied
    returned = ReturnedPayment.objects.filter(
        company__in=companies, posting_date=day, state=ReturnedPayment.State.DONE, receipt__isnull=False
    )
    for *place, minor in returned.values_list(*_of_receipt("receipt__"), "amount_minor"):
        acts = line(_place(place)).acts
        acts.returned, acts.returned_minor = acts.returned + 1, acts.returned_minor + minor
    return [lines[place] for place in sorted(lines)]


def _count(acts: Acts, *, automatic: bool, applied_minor: int, lines: Iterable[dict[str, int]]) -> None:
    if automatic:
        acts.machine, acts.machine_minor = acts.machine + 1, acts.machine_minor + applied_minor
    else:
        acts.people, acts.people_minor = acts.people + 1, acts.people_minor + applied_minor
    for one in lines:
        acts.discount_minor += one.get("discount_minor", 0)
        acts.difference_minor += one.get("short_minor", 0)
        acts.deduction_minor += one.get("deduction_minor", 0)


def sums_of(lines: Iterable[DayLine]) -> dict[str, DayLine]:
    """Currency → all lines of it added up."""
    sums: dict[str, DayLine] = {}
    for one in lines:
        whole = sums.setdefault(one.currency, DayLine(("", "", one.currency, "")))
        whole.totals += one.totals
        for name in Acts.__slots__:
            setattr(whole.acts, name, getattr(whole.acts, name) + getattr(one.acts, name))
    return dict(sorted(sums.items()))


def statement_totals(statements: Sequence[BankStatement]) -> dict[int, Totals]:
    """Statement → what became of the receipts that its lines made; beside what the bank stated."""
    receipts = Receipt.objects.filter(line__statement__in=list(statements))
    found: dict[int, list[MoneyIn]] = defaultdict(list)
    for one, (statement_id,) in _money(receipts, "line__statement_id"):
        found[statement_id].append(one)
    return {one.id: totals_of(found[one.id]) for one in statements}


def _of_receipt(prefix: str) -> tuple[str, ...]:
    names = ("company__code", "account__name", "currency", "channel")
    return tuple(prefix + name for name in names)


def _place(values: Sequence[str | None]) -> Place:
    company, account, currency, channel = (value or "" for value in values)
    return company, account, currency, channel


def _money_in(receipts: QuerySet[Receipt]) -> dict[Place, list[MoneyIn]]:
    found: dict[Place, list[MoneyIn]] = defaultdict(list)
    for one, place in _money(receipts, *_of_receipt("")):
        found[_place(place)].append(one)
    return found


def _money(receipts: QuerySet[Receipt], *names: str) -> Iterable[tuple[MoneyIn, tuple[Any, ...]]]:
    """Each receipt as it stands, with the columns that are asked for besides."""
    stands = Q(matches__taken_back="")
    rows = receipts.order_by().annotate(
        by_machine=Sum("matches__applied_minor", filter=stands & Q(matches__is_automatic=True), default=0),
        by_people=Sum("matches__applied_minor", filter=stands & Q(matches__is_automatic=False), default=0),
    )
    told = ("amount_minor", "item__open_minor", "by_machine", "by_people", "item_id", "standing", "value_date")
    for amount, open_minor, machine, people, item_id, standing, value_date, *rest in rows.values_list(*told, *names):
        money = MoneyIn(
            amount_minor=amount,
            open_minor=-(open_minor or 0),
            by_machine_minor=machine,
            by_people_minor=people,
            is_identified=item_id is not None,
            standing=standing,
            value_date=value_date,
        )
        yield money, tuple(rest)


# ---------------------------------------------------------------- unapplied cash by age

UNAPPLIED, ON_ACCOUNT, ASKED, UNIDENTIFIED = "unapplied", "on_account", "asked", "unidentified"
PARTS = (UNAPPLIED, ON_ACCOUNT, ASKED, UNIDENTIFIED)
_PART: dict[str, str] = {
    Receipt.Standing.ON_ACCOUNT: ON_ACCOUNT,
    Receipt.Standing.REFUND: ASKED,
    Receipt.Standing.FULL_SETTLEMENT: ASKED,
}


@dataclass(slots=True)
class Unapplied:
    """Money of a customer in one currency that pays nothing yet, by age; of nobody where it is unidentified."""

    customer: Customer | None
    currency: str
    part: str
    ages_minor: list[int] = field(default_factory=lambda: [0] * len(AGES))
    payments: int = 0
    oldest: dt.date | None = None

    @property
    def total_minor(self) -> int:
        """All of it."""
        return sum(self.ages_minor)

    def add(self, minor: int, *, count: int, value_date: dt.date, as_of: dt.date) -> None:
        """Count money in that the bank valued on a day."""
        self.ages_minor[age_of(value_date, as_of=as_of)] += minor
        self.payments += count
        self.oldest = value_date if self.oldest is None else min(self.oldest, value_date)


@dataclass(frozen=True, slots=True)
class UnappliedShare:
    """What pays nothing beside what came within some days, in one currency."""

    currency: str
    open_minor: int
    received_minor: int
    by_part: dict[str, int]


def unapplied(user: User, *, as_of: dt.date, part: str = "", currency: str = "") -> list[Unapplied]:
    """Payments that are open by customer, currency and kind, the largest first; those that nobody knows come last."""
    found: dict[tuple[int | None, str, str], Unapplied] = {}
    customers: dict[int, Customer] = {}
    for customer_id, code, day, standing, minor, count in _open_payments(user, as_of=as_of):
        kind = _PART.get(standing or "", UNAPPLIED)
        row = found.setdefault((customer_id, code, kind), Unapplied(None, code, kind))
        row.add(-minor, count=count, value_date=day, as_of=as_of)
    for code, day, amount in _nobodys(user, as_of=as_of).values_list("currency", "value_date", "amount_minor"):
        row = found.setdefault((None, code, UNIDENTIFIED), Unapplied(None, code, UNIDENTIFIED))
        row.add(amount, count=1, value_date=day, as_of=as_of)
    chosen = {key: row for key, row in found.items() if part in ("", row.part) and currency in ("", row.currency)}
    customers = Customer.objects.select_related("company").in_bulk({key[0] for key in chosen if key[0]})
    for (owner, _, _), row in chosen.items():
        row.customer = customers.get(owner) if owner else None
    return sorted(
        chosen.values(),
        key=lambda row: (
            row.customer is None,
            row.currency,
            -row.total_minor,
            row.customer.id if row.customer else 0,
            row.part,
        ),
    )


def unapplied_shares(user: User, rows: Iterable[Unapplied], *, as_of: dt.date) -> list[UnappliedShare]:
    """Currency by currency what of the rows is open beside what came in the last thirty days."""
    by_part: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(PARTS, 0))
    for row in rows:
        by_part[row.currency][row.part] += row.total_minor
    since = as_of - dt.timedelta(days=SHARE_DAYS)
    came: dict[str, int] = defaultdict(int)
    of_days = _payments(user, as_of=as_of).filter(document_date__gt=since, document_date__lte=as_of)
    summed = of_days.order_by().values_list("currency").annotate(Sum("original_minor"))
    for code, original in summed:
        came[code] -= original or 0
    nobodys = _nobodys(user, as_of=as_of).filter(value_date__gt=since)
    for code, amount in nobodys.order_by().values_list("currency").annotate(Sum("amount_minor")):
        came[code] += amount or 0
    return [UnappliedShare(code, sum(parts.values()), came[code], parts) for code, parts in sorted(by_part.items())]


def _payments(user: User, *, as_of: dt.date) -> QuerySet[OpenItem]:
    """Payments on the accounts whose cash the user sees."""
    found = OpenItem.objects.filter(
        company__in=companies_of(user), kind=OpenItem.Kind.PAYMENT, voided_on__isnull=True, original_minor__lt=0
    )
    whole = cash_companies(user)
    return found if whole else found.filter(customer__in=visible_customers(user, as_of=as_of).values("id"))


def _open_payments(user: User, *, as_of: dt.date) -> Iterable[tuple[int, str, dt.date, str | None, int, int]]:
    still = _payments(user, as_of=as_of).filter(closed_date__isnull=True, open_minor__lt=0)
    standing = Case(When(receipt__isnull=True, then=Value("")), default=F("receipt__standing"))
    return (
        still.order_by()
        .annotate(decided=standing)
        .values_list("customer_id", "currency", "document_date", "decided")
        .annotate(Sum("open_minor"), Count("id"))
    )


def _nobodys(user: User, *, as_of: dt.date) -> QuerySet[Receipt]:
    gone = (Receipt.Standing.RETURNED, Receipt.Standing.TAKEN_BACK)
    return (
        receipts_for(user, as_of=as_of)
        .filter(customer__isnull=True, posting_date__isnull=False)
        .exclude(standing__in=gone)
    )
