"""The daily cash report, the control totals of what a bank sent, and money that pays nothing yet by its age."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, Count, Min, Q, QuerySet, Sum, Value, When

from creditdesk.cash.access import cash_companies, receipts_for
from creditdesk.cash.models import BankStatement, Match, Receipt, ReturnedPayment
from creditdesk.domain.cash_totals import Ages, MoneyIn, Totals, totals_of
from creditdesk.parties.access import companies_of, visible_customers
from creditdesk.parties.models import Customer, User
from creditdesk.policy.queries import policy_in_force
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
# Customers that are named in one statement.
_MOST_KEYS = 10_000
# What nobody has decided about.
_OPEN_QUESTIONS = (UNAPPLIED, UNIDENTIFIED)
_PART = Case(
    When(receipt__standing=Receipt.Standing.ON_ACCOUNT, then=Value(ON_ACCOUNT)),
    When(receipt__standing__in=[Receipt.Standing.REFUND, Receipt.Standing.FULL_SETTLEMENT], then=Value(ASKED)),
    default=Value(UNAPPLIED),
)


@dataclass(frozen=True, slots=True)
class Owner:
    """The customer whose money it is."""

    id: int
    number: str
    name: str
    company: str


@dataclass(frozen=True, slots=True)
class Unapplied:
    """Money of a customer in one currency that pays nothing yet, by age; of nobody where it is unidentified.

    `is_due`: the oldest of it is so old that somebody must ask, and nobody has decided about it.
    """

    customer: Owner | None
    currency: str
    part: str
    total_minor: int
    ages_minor: tuple[int, ...]
    payments: int
    oldest: dt.date
    is_due: bool


@dataclass(frozen=True, slots=True)
class UnappliedShare:
    """What pays nothing beside what came within some days, in one currency."""

    currency: str
    open_minor: int
    received_minor: int
    by_part: dict[str, int]


def ages_for(user: User, *, as_of: dt.date) -> Ages:
    """The ages of unapplied money: of the user's company where he works for one, else those that hold for all."""
    companies = list(companies_of(user).values_list("id", flat=True)[:2])
    policy = policy_in_force(as_of=as_of, company_id=companies[0] if len(companies) == 1 else None)
    return Ages(tuple(policy.document.cash.unapplied_ages), policy.document.cash.unapplied_ask_days)


def unapplied(
    user: User,
    *,
    as_of: dt.date,
    part: str = "",
    currency: str = "",
    begin: int = 0,
    size: int | None = None,
) -> tuple[list[Unapplied], bool]:
    """Payments that are open by customer, currency and kind, the largest first, and whether more follow.

    What nobody is known to have paid comes last. Without a size all of it is read.
    """
    ages = ages_for(user, as_of=as_of)
    found = _still_open(user, as_of=as_of).annotate(part=_PART)
    found = found.filter(part=part) if part else found
    found = found.filter(currency=currency) if currency else found
    named = ("customer_id", "currency", "part")
    grouped = _by_age(found.order_by().values_list(*named), ages, amount="open_minor", day="document_date", as_of=as_of)
    end = None if size is None else begin + size + 1
    rows = list(grouped.order_by("currency", "total", "customer_id", "part")[begin:end])
    more = size is not None and len(rows) > size
    owners = _owners({row[0] for row in rows[:size]})
    told = [_unapplied(owners[row[0]], row[1:], sign=-1, ages=ages, as_of=as_of) for row in rows[:size]]
    if more or part not in ("", UNIDENTIFIED):
        return told, more
    nobodys = _nobodys(user, as_of=as_of).select_related(None).annotate(part=Value(UNIDENTIFIED))
    nobodys = nobodys.filter(currency=currency) if currency else nobodys
    summed = _by_age(
        nobodys.order_by().values_list("currency", "part"), ages, amount="amount_minor", day="value_date", as_of=as_of
    )
    told += [_unapplied(None, row, sign=1, ages=ages, as_of=as_of) for row in summed.order_by("currency")]
    return told, False


def _owners(ids: Collection[int]) -> dict[int, Owner]:
    """Who the customers are, for those that are shown: the sums of all are made without their names."""
    names = ("id", "number", "name", "company__code")
    found: dict[int, Owner] = {}
    asked = sorted(ids)
    for start in range(0, len(asked), _MOST_KEYS):
        some = Customer.objects.filter(id__in=asked[start : start + _MOST_KEYS])
        found |= {row[0]: Owner(*row) for row in some.values_list(*names)}
    return found


def _by_age(
    grouped: QuerySet[Any, tuple[Any, ...]], ages: Ages, *, amount: str, day: str, as_of: dt.date
) -> QuerySet[Any, tuple[Any, ...]]:
    """The groups with count, oldest day, sum, and the sum of each age."""
    sums = {}
    for place, (first, last) in enumerate(ages.spans(as_of=as_of)):
        within = Q(**{f"{day}__lte": last} if last else {}) & Q(**{f"{day}__gte": first} if first else {})
        sums[f"age_{place}"] = Sum(amount, filter=within, default=0)
    found: QuerySet[Any, tuple[Any, ...]] = grouped.annotate(
        payments=Count("id"), oldest=Min(day), total=Sum(amount), **sums
    )
    return found


def _unapplied(owner: Owner | None, values: Sequence[Any], *, sign: int, ages: Ages, as_of: dt.date) -> Unapplied:
    currency, part, payments, oldest, total, *by_age = values
    is_due = part in _OPEN_QUESTIONS and ages.is_due(oldest, as_of=as_of)
    return Unapplied(
        owner, currency, part, sign * total, tuple(sign * minor for minor in by_age), payments, oldest, is_due
    )


def unapplied_shares(user: User, *, as_of: dt.date) -> list[UnappliedShare]:
    """Currency by currency what is open beside what came in the last thirty days."""
    by_part: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(PARTS, 0))
    still = _still_open(user, as_of=as_of).annotate(part=_PART)
    for code, part, minor in still.order_by().values_list("currency", "part").annotate(Sum("open_minor")):
        by_part[code][part] -= minor
    nobodys = _nobodys(user, as_of=as_of).select_related(None).order_by()
    for code, minor in nobodys.values_list("currency").annotate(Sum("amount_minor")):
        by_part[code][UNIDENTIFIED] += minor
    since = as_of - dt.timedelta(days=SHARE_DAYS)
    came: dict[str, int] = defaultdict(int)
    of_days = _payments(user, as_of=as_of).filter(document_date__gt=since, document_date__lte=as_of)
    summed = of_days.order_by().values_list("currency").annotate(Sum("original_minor"))
    for code, original in summed:
        came[code] -= original or 0
    for code, amount in nobodys.filter(value_date__gt=since).values_list("currency").annotate(Sum("amount_minor")):
        came[code] += amount or 0
    return [UnappliedShare(code, sum(parts.values()), came[code], parts) for code, parts in sorted(by_part.items())]


def _payments(user: User, *, as_of: dt.date) -> QuerySet[OpenItem]:
    """Payments on the accounts whose cash the user sees."""
    found = OpenItem.objects.filter(
        company__in=companies_of(user), kind=OpenItem.Kind.PAYMENT, voided_on__isnull=True, original_minor__lt=0
    )
    return _seen(found, user, as_of=as_of)


def _seen(payments: QuerySet[OpenItem], user: User, *, as_of: dt.date) -> QuerySet[OpenItem]:
    whole = cash_companies(user)
    return payments if whole else payments.filter(customer__in=visible_customers(user, as_of=as_of).values("id"))


def _still_open(user: User, *, as_of: dt.date) -> QuerySet[OpenItem]:
    # What is open of a credit is neither void nor above zero: nothing more is asked, so that an index answers alone.
    found = OpenItem.objects.filter(
        company__in=companies_of(user), kind=OpenItem.Kind.PAYMENT, closed_date__isnull=True, open_minor__lt=0
    )
    return _seen(found, user, as_of=as_of)


def _nobodys(user: User, *, as_of: dt.date) -> QuerySet[Receipt]:
    gone = (Receipt.Standing.RETURNED, Receipt.Standing.TAKEN_BACK)
    return (
        receipts_for(user, as_of=as_of)
        .filter(customer__isnull=True, posting_date__isnull=False)
        .exclude(standing__in=gone)
    )
