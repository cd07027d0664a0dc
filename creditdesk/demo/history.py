"""What happened: every document of one payer's accounts, day by day, and what paid what.

`live` runs the days of one payer (with the accounts it pays for) from the first to today and returns plain facts:
documents, uses of credits, rests withheld, payments returned. Nothing here knows of a database.
"""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from itertools import count
from random import Random

from creditdesk.demo.cast import CustomerPlan
from creditdesk.demo.places import OTHER_CANADIAN_TAX_PERCENT, TAX_PERCENT
from creditdesk.domain.calendar import Calendar
from creditdesk.domain.discount import DiscountItem, Receipt, decide_discount
from creditdesk.domain.money import percent_of, share_of
from creditdesk.domain.terms import Terms, TermsPolicy, term_dates
from creditdesk.domain.terms_notation import parse_terms

# Orders per month in per cent of the average: the trade lives from the autumn.
_SEASON = (78, 74, 88, 94, 106, 100, 84, 96, 112, 128, 146, 114)
_RETURNED_PAYMENT_FEE = 35_00
_CLAIMS = (
    ("shortage, code 06", (2, 9)),
    ("pricing, code 01", (1, 6)),
    ("markdown, code 16", (3, 10)),
    ("co-op advertising, code 16", (2, 8)),
    ("freight, code 54", (1, 3)),
    ("returns, code 11", (3, 12)),
    ("late delivery fine", (3, 3)),
)
_ONE_DAY = dt.timedelta(days=1)


@dataclass(slots=True, eq=False)
class Draft:
    """A document in the making; `open_minor` follows the history and ends as the ledger must show it."""

    account: CustomerPlan
    kind: str
    amount_minor: int
    document_date: dt.date
    due_date: dt.date
    discount_date: dt.date | None = None
    discount_percent: Decimal = Decimal(0)
    goods_minor: int | None = None
    terms: str = ""
    reference: str = ""
    origin: Draft | None = None
    number: str = ""
    open_minor: int = 0
    disputed_minor: int = 0

    def __post_init__(self) -> None:
        self.open_minor = self.amount_minor


@dataclass(frozen=True, slots=True, eq=False)
class Use:
    """A credit that pays documents on a day: (document, amount, discount allowed), in minor units."""

    credit: Draft
    day: dt.date
    lines: tuple[tuple[Draft, int, int], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Returned:
    """The bank sends a payment back: its use is reversed and the money is gone again."""

    use: Use
    day: dt.date


@dataclass(slots=True)
class History:
    """The facts of one or many payers, in the order in which they happened for each."""

    documents: list[Draft] = field(default_factory=list)
    uses: list[Use] = field(default_factory=list)
    withheld: list[Draft] = field(default_factory=list)
    returned: list[Returned] = field(default_factory=list)

    def add(self, other: History) -> None:
        """Take over the facts of another payer."""
        self.documents += other.documents
        self.uses += other.uses
        self.withheld += other.withheld
        self.returned += other.returned


@dataclass(frozen=True, slots=True)
class Span:
    """The first and the last day of the history, and the rules it is lived by."""

    start: dt.date
    today: dt.date
    calendar: Calendar
    terms: TermsPolicy


def live(accounts: Sequence[CustomerPlan], *, span: Span, seed: str) -> History:
    """The history of a payer, who comes first, and of the accounts that it pays for."""
    return _Life(accounts, span=span, random=Random(f"{seed}/{accounts[0].number}")).run()


class _Life:
    def __init__(self, accounts: Sequence[CustomerPlan], *, span: Span, random: Random) -> None:
        self._accounts = accounts
        self._payer = accounts[0]
        self._habit = accounts[0].habit
        self._span = span
        self._random = random
        self._history = History()
        self._events: list[tuple[dt.date, int, Callable[[dt.date], None]]] = []
        self._order = count()
        self._runs: dict[dt.date, list[Draft]] = {}
        self._spoken_for: list[Draft] = []  # paid with money that nobody has applied yet
        self._credits: list[Draft] = []
        self._terms: dict[str, Terms] = {}

    def run(self) -> History:
        for account in self._accounts:
            for day in self._order_days(account):
                self._on(day, partial(self._invoice, account))
        while self._events:
            day, _, act = heapq.heappop(self._events)
            if day <= self._span.today:
                act(day)
        return self._history

    def _on(self, day: dt.date, act: Callable[[dt.date], None]) -> None:
        heapq.heappush(self._events, (day, next(self._order), act))

    def _order_days(self, account: CustomerPlan) -> list[dt.date]:
        """The business days on which the account is invoiced."""
        pace = self._random.randint(*account.habit.orders_tenths)
        first = max(self._span.start, account.opened_on)
        last = min(self._span.today, account.stops_buying or self._span.today)
        days, day = [], first
        while day <= last:
            if self._span.calendar.is_business_day(day):
                chance = pace * _SEASON[day.month - 1]  # invoices in 1000 months of 21 business days
                days += [day] * (self._random.randrange(21_000) < chance)
            day += _ONE_DAY
        if not days and account.habit.name == "new":
            days = [self._business_day(first)]
        return days

    def _invoice(self, account: CustomerPlan, day: dt.date) -> None:
        random, habit = self._random, account.habit
        notation = account.terms
        if habit.seasonal_dating and day.month in {7, 8} and notation.startswith(("2/10", "net 30")):
            notation += " extra 60" if not notation.endswith("EOM") else ""
        terms = self._terms.setdefault(notation, parse_terms(notation))
        low, high = habit.amounts
        # Small orders are the many: the square of an even chance leans to the lower end.
        lean = random.randrange(1000) ** 2
        goods = (low * 100) + (high - low) * 100 * lean // 1_000_000 + random.randrange(100)
        freight = goods * random.randint(1, 4) // 100 if goods < 500_000 else 0
        dates = term_dates(terms, document_date=day, policy=self._span.terms)
        draft = self._document(
            account,
            "invoice",
            goods + freight + _tax(account, goods + freight),
            day,
            due_date=dates.due_date,
            discount_date=dates.discount_date,
            discount_percent=terms.discount_percent,
            goods_minor=goods,
            terms=notation,
        )
        self._expect(draft, day)
        if random.randrange(1000) < habit.credit_permille:
            amount = goods * random.randint(4, 25) // 100
            granted = self._business_day(day + _days(random.randint(6, 40)))
            self._on(granted, lambda on: self._credit(account, amount, on))

    def _document(self, account: CustomerPlan, kind: str, amount_minor: int, day: dt.date, **rest: object) -> Draft:
        facts = {"due_date": day, **rest}
        draft = Draft(account, kind, amount_minor, day, **facts)  # type: ignore[arg-type]
        self._history.documents.append(draft)
        return draft

    def _credit(self, account: CustomerPlan, amount: int, day: dt.date) -> None:
        reason = self._random.choice(("return, RGA {}", "price correction, PO {}", "shortage, BOL {}"))
        number = self._random.randint(40_000, 99_999)
        memo = self._document(account, "credit_memo", -amount, day, reference=reason.format(number))
        self._credits.append(memo)

    def _expect(self, draft: Draft, day: dt.date, *, after_days: int | None = None) -> None:
        """Put the document into the payment run in which the payer means to pay it."""
        low, high = self._habit.late_days
        if after_days is not None:
            wish = day + _days(after_days)
        else:
            base = draft.discount_date if self._habit.takes_discount and draft.discount_date else draft.due_date
            wish = base + _days(self._random.randint(low, high))
            if self._habit.takes_discount and self._random.randrange(100) < 12:
                wish += _days(self._random.randint(4, 22))  # and sometimes the discount date is missed
            elif self._random.randrange(100) < 6:
                wish += _days(self._random.randint(8, 45))
            elif self._random.randrange(1000) < 18:
                wish += _days(self._random.randint(60, 190))  # lost, contested, or waiting for a proof of delivery
        run = self._run_day(max(wish, day + _ONE_DAY))
        stops = self._payer.stops_paying
        if stops is not None and run >= stops:
            return
        if run not in self._runs:
            self._runs[run] = []
            self._on(run, self._pay)
        if draft not in self._runs[run]:
            self._runs[run].append(draft)

    def _run_day(self, day: dt.date) -> dt.date:
        weekday = self._habit.payment_run_weekday
        if weekday is not None:
            day += _days((weekday - day.weekday()) % 7)
        return self._business_day(day)

    def _business_day(self, day: dt.date) -> dt.date:
        return self._span.calendar.next_business_day(day)

    def _pay(self, day: dt.date) -> None:
        """One payment run: credits first, then money for the rest, less what the payer keeps back."""
        due = [draft for draft in self._runs.pop(day) if draft.open_minor > 0 and draft not in self._spoken_for]
        self._use_credits(due, day)
        lines: list[tuple[Draft, int, int]] = []
        kept: list[tuple[Draft, int, str]] = []
        for draft in due:
            if draft.open_minor > 0:
                cash, discount, keeps = self._treat(draft, day)
                lines.append((draft, cash, discount))
                kept += keeps
        cash = sum(amount for _, amount, _ in lines)
        if not cash:
            return
        payment = self._payment(cash + self._too_much(cash), day)
        # Money without a word on what it is for lies on the account until somebody has asked.
        if self._random.randrange(1000) < self._habit.on_account_permille * (4 if self._is_recent(day, 9) else 1):
            self._spoken_for += [line[0] for line in lines]
            self._credits.remove(payment)
            explained = self._business_day(day + _days(self._random.randint(3, 9)))
            self._on(explained, lambda on: self._explain(payment, lines, kept, on))
        else:
            self._settle(payment, lines, kept, day)

    def _treat(self, draft: Draft, day: dt.date) -> tuple[int, int, list[tuple[Draft, int, str]]]:
        """What the payer sends for the document, the discount allowed with it, and what he keeps back and why."""
        random, habit = self._random, self._habit
        left = draft.open_minor
        if draft.kind != "invoice":
            return left, 0, []
        if random.randrange(1000) < habit.part_permille:
            part = max(1, left * random.randint(25, 70) // 100)
            self._on(day, lambda on: self._expect(draft, on, after_days=random.randint(12, 45)))
            return part, 0, []
        keeps: list[tuple[Draft, int, str]] = []
        discount = 0
        if habit.takes_discount and draft.discount_date and left == draft.amount_minor:
            taken = percent_of(draft.goods_minor or left, percent=draft.discount_percent)
            grace = draft.discount_date + _days(self._span.terms.discount_grace_days)
            if day <= grace:
                discount = taken
            elif taken and random.randrange(100) < 55:
                keeps.append((draft, taken, "unearned discount, code 24"))
        if random.randrange(1000) < habit.short_permille:
            reason, (low, high) = random.choice(_CLAIMS)
            keeps.append((draft, max(100, left * random.randint(low, high) // 100), reason))
        sent = left - sum(amount for _, amount, _ in keeps)
        if discount and keeps:  # who pays a part earns a part
            share = share_of(discount, numerator=sent, denominator=left)
            discount = min(share, self._earned(draft, cash=sent - share, day=day))
        return sent - discount, discount, keeps

    def _earned(self, draft: Draft, *, cash: int, day: dt.date) -> int:
        """The discount that the cash earns on the invoice, which nobody has paid anything on yet."""
        assert draft.discount_date is not None
        item = DiscountItem(
            currency=draft.account.currency,
            original_minor=draft.amount_minor,
            open_minor=draft.open_minor,
            goods_minor=draft.goods_minor or draft.amount_minor,
            due_date=draft.due_date,
            discount_percent=draft.discount_percent,
            discount_date=draft.discount_date,
        )
        return decide_discount(item, receipt=Receipt(cash, day), policy=self._span.terms).allowed_minor

    def _too_much(self, cash: int) -> int:
        if self._random.randrange(1000) >= self._habit.overpaid_permille:
            return 0
        return self._random.choice((self._random.randint(1_00, 90_00), max(1, cash // 50)))

    def _payment(self, amount: int, day: dt.date) -> Draft:
        check = self._random.randint(1000, 99_999)
        channel = self._random.choice((f"check {check}", f"check {check}", f"ACH {check:07d}", f"wire {check:06d}"))
        payment = self._document(self._payer, "payment", -amount, day, reference=channel)
        self._credits.append(payment)
        return payment

    def _explain(
        self,
        payment: Draft,
        lines: list[tuple[Draft, int, int]],
        kept: list[tuple[Draft, int, str]],
        day: dt.date,
    ) -> None:
        self._spoken_for = [draft for draft in self._spoken_for if all(draft is not line[0] for line in lines)]
        self._credits.append(payment)
        self._settle(payment, lines, kept, day)

    def _settle(
        self,
        payment: Draft,
        lines: list[tuple[Draft, int, int]],
        kept: list[tuple[Draft, int, str]],
        day: dt.date,
    ) -> None:
        use = self._apply(payment, lines, day)
        for draft, amount, reason in kept:
            self._withhold(draft, amount, reason, day)
        chance = self._habit.returned_permille * (3 if self._is_recent(day, 40) else 1)
        if payment.open_minor == 0 and self._random.randrange(1000) < chance:
            back = self._span.calendar.add_business_days(day, self._random.randint(3, 6))
            self._on(back, lambda on: self._return(use, on))

    def _apply(self, credit: Draft, lines: Sequence[tuple[Draft, int, int]], day: dt.date) -> Use:
        for draft, amount, discount in lines:
            draft.open_minor -= amount + discount
            credit.open_minor += amount
        use = Use(credit, day, tuple(lines))
        self._history.uses.append(use)
        return use

    def _use_credits(self, due: Sequence[Draft], day: dt.date) -> None:
        """Set credit memos and money left on the account against what is due, oldest first."""
        for credit in self._credits:
            waits = credit.kind == "payment" and credit.document_date > day - _days(21)
            lines: list[tuple[Draft, int, int]] = []
            for draft in due if not waits else ():
                given = -credit.open_minor - sum(amount for _, amount, _ in lines)
                amount = min(given, draft.open_minor)
                # A deduction is settled by the credit that was granted for it, not by any other.
                if amount > 0 and draft.account.currency == credit.account.currency and draft.kind == "invoice":
                    lines.append((draft, amount, 0))
            if lines:
                self._apply(credit, lines, day)
        self._credits = [credit for credit in self._credits if credit.open_minor < 0]

    def _withhold(self, invoice: Draft, amount: int, reason: str, day: dt.date) -> None:
        """A short pay becomes a deduction of its own; it is credited, paid back, or stays open for a while."""
        random = self._random
        claim = random.randint(10_000, 99_999)
        deduction = Draft(
            invoice.account,
            "deduction",
            amount,
            day,
            invoice.due_date,
            reference=f"{reason}, claim {claim}",
            origin=invoice,
        )
        invoice.open_minor -= amount
        self._history.withheld.append(deduction)
        fate, decided = random.randrange(100), self._business_day(day + _days(random.randint(8, 55)))
        if fate < 50:
            self._on(decided, lambda on: self._credit_claim(deduction, claim, on))
        elif fate < 88:
            self._on(decided, lambda on: self._expect(deduction, on, after_days=random.randint(5, 30)))
        else:
            late = self._business_day(day + _days(random.randint(120, 200)))
            self._on(late, lambda on: self._credit_claim(deduction, claim, on))

    def _credit_claim(self, deduction: Draft, claim: int, day: dt.date) -> None:
        memo = self._document(
            deduction.account, "credit_memo", -deduction.open_minor, day, reference=f"claim {claim} accepted"
        )
        self._apply(memo, [(deduction, deduction.open_minor, 0)], day)

    def _return(self, use: Use, day: dt.date) -> None:
        """The bank returns the payment: everything it paid is open again, and a fee is charged."""
        for draft, amount, discount in use.lines:
            draft.open_minor += amount + discount
        use.credit.open_minor = 0
        self._credits = [credit for credit in self._credits if credit is not use.credit]
        self._history.returned.append(Returned(use, day))
        fee = self._document(
            self._payer, "fee", _RETURNED_PAYMENT_FEE, day, reference=f"payment returned: {use.credit.reference}"
        )
        for draft in (*(line[0] for line in use.lines), fee):
            self._expect(draft, day, after_days=self._random.randint(6, 30))

    def _is_recent(self, day: dt.date, days: int) -> bool:
        return day > self._span.today - _days(days)


def _days(number: int) -> dt.timedelta:
    return dt.timedelta(days=number)


def _tax(account: CustomerPlan, amount: int) -> int:
    if account.place.country != "CA":
        return 0
    return amount * TAX_PERCENT.get(account.place.region, OTHER_CANADIAN_TAX_PERCENT) // 100
