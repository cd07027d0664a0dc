"""Compromise settlements: less than the whole debt discharges it, if it is paid in full by a day.

Of 10,000.00 owed, 8,000.00 paid until the day settle all of it, and 2,000.00 (20 %) are forgiven; one cent less, or one
day later, and nothing is::

    terms = Terms(claims_minor=10_000_00, offer_minor=8_000_00, last_day=date(2026, 6, 30))
    judge(terms, paid_minor=8_000_00, as_of=date(2026, 6, 30), booking_ends=date(2026, 7, 2))   # FULFILLED
    judge(terms, paid_minor=7_999_99, as_of=date(2026, 7, 3), booking_ends=date(2026, 7, 2))    # LAPSED

Source: docs/rules/settlements.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_UP, Decimal
from enum import StrEnum
from typing import Any

from creditdesk.domain.calendar import Calendar
from creditdesk.domain.money import Money
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.reasons import Reason
from creditdesk.domain.requests import Content, Evidence, Kind, Line, Stake

METHOD_LONGEST = 80
MOST_PAYMENTS = 50


class State(StrEnum):
    """How far a settlement is. Only a fulfilled one has forgiven anything."""

    OFFERED = "offered"
    FULFILLED = "fulfilled"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    VOID = "void"


# Those that cash can still change. A lapsed one is fulfilled where it turns out that it was paid in time.
WATCHED = frozenset({State.OFFERED, State.FULFILLED, State.LAPSED})


@dataclass(frozen=True, slots=True)
class Terms:
    """What was offered: all of the claims for the offer, in the bank by the last day. Positive minor units."""

    claims_minor: int
    offer_minor: int
    last_day: date

    @property
    def forgiven_minor(self) -> int:
        """What is given up once it is paid."""
        return self.claims_minor - self.offer_minor


@dataclass(frozen=True, slots=True)
class Claim:
    """One document of a settlement with what is open of it, and the tax in the amount that was settled about."""

    item_id: int
    open_minor: int
    settled_minor: int
    tax_minor: int
    due_date: date


@dataclass(frozen=True, slots=True)
class Share:
    """What cash pays of a document, what is forgiven of it, and the tax in that."""

    item_id: int
    paid_minor: int
    forgiven_minor: int
    tax_minor: int


@dataclass(frozen=True, slots=True)
class PaymentFacts:
    """Money on the account that a settlement is to count: what is free of it, in positive minor units."""

    id: int
    number: str
    currency: str
    free_minor: int


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """What an account looks like to a settlement: money that it may count, and what stands in its way."""

    payments: Mapping[int, PaymentFacts]
    # Documents that a standing settlement is about already.
    offered: Mapping[int, str]
    # Documents that a payment plan is about, with its number.
    planned: Mapping[int, int] = field(default_factory=dict)
    # Payments that are offered as payment in full, about which nobody has decided.
    tenders: tuple[str, ...] = ()


def last_day(deadline: date, *, bank: Calendar) -> date:
    """The last value date that counts: money cannot come in on a day on which banks are closed, so the next one does.

    >>> last_day(date(2026, 7, 4), bank=Calendar()).isoformat()
    '2026-07-06'
    """
    return bank.next_business_day(deadline)


def percent_forgiven(terms: Terms) -> str:
    """The share that is forgiven, per hundred, rounded up to a hundredth: a limit is never passed by rounding.

    >>> percent_forgiven(Terms(10_000_00, 8_000_00, date(2026, 6, 30)))
    '20.00'
    >>> percent_forgiven(Terms(30_000_00, 22_499_99, date(2026, 6, 30)))
    '25.01'
    """
    share = Decimal(terms.forgiven_minor) * 100 / Decimal(max(terms.claims_minor, 1))
    return str(share.quantize(Decimal("0.01"), rounding=ROUND_UP))


def content(
    lines: Iterable[Line],
    *,
    currency: str,
    offer_minor: int,
    deadline: date,
    method: str,
    payments: Sequence[int],
    words: str,
    evidence: tuple[Evidence, ...],
    policy: PolicyDocument,
) -> Content:
    """The content of a request to settle. The last day and what is forgiven are part of what is approved."""
    claims = tuple(lines)
    until = last_day(deadline, bank=policy.bank_calendar)
    terms = Terms(sum(line.amount_minor for line in claims), offer_minor, until)
    return Content(
        Kind.SETTLEMENT,
        currency=currency,
        lines=claims,
        words=words,
        evidence=evidence,
        until=deadline,
        terms={
            "offer_minor": offer_minor,
            "last_day": until.isoformat(),
            "method": method.strip(),
            "payments": sorted(set(payments)),
        },
        stake=stake_of(terms),
    )


def stake_of(terms: Terms) -> Stake:
    """What the limits are held against: the amount that is forgiven, and its share of the debt."""
    given_up = Terms(terms.claims_minor, min(terms.offer_minor, terms.claims_minor), terms.last_day)
    return Stake(given_up.forgiven_minor, percent_forgiven(given_up))


def terms_of(asked: Content) -> Terms:
    """The terms in a request's content. Raises KeyError, TypeError or ValueError for any other."""
    told: Mapping[str, Any] = asked.terms
    return Terms(asked.amount_minor, int(told["offer_minor"]), date.fromisoformat(told["last_day"]))


def objections(asked: Content, *, account: AccountFacts, policy: PolicyDocument, as_of: date) -> list[Reason]:
    """Why the debt cannot be settled so, beyond what is wrong with any request."""
    try:
        terms = terms_of(asked)
        named = [int(one) for one in asked.terms["payments"]]
    except (KeyError, TypeError, ValueError):
        return [Reason("request.terms", "what exactly is asked for is missing: it is asked for at its own place")]
    found = list(_terms_objections(asked, terms, policy=policy, as_of=as_of))
    for line in asked.lines:
        if (other := account.offered.get(line.item_id or 0)) is not None:
            text = "%(number)s is part of a settlement that stands already (%(other)s)"
            found.append(Reason("settlement.twice", text, {"number": line.number, "other": other}))
        if (plan := account.planned.get(line.item_id or 0)) is not None:
            text = "%(number)s is in the payment plan %(plan)d: end that first"
            found.append(Reason("settlement.planned", text, {"number": line.number, "plan": plan}))
    if account.tenders:
        text = "%(numbers)s is offered as payment in full: decide about that first"
        found.append(Reason("settlement.tender", text, {"numbers": ", ".join(account.tenders)}))
    for one in named:
        payment = account.payments.get(one)
        if payment is None or payment.currency != asked.currency or payment.free_minor <= 0:
            text = "a payment that is to count is not on the account any more, or in another currency"
            found.append(Reason("settlement.payment", text))
    return found


def _terms_objections(asked: Content, terms: Terms, *, policy: PolicyDocument, as_of: date) -> Iterable[Reason]:
    rules = policy.requests
    if not 0 < terms.offer_minor < terms.claims_minor:
        text = "the offer is above zero and below the debt of %(debt)s"
        yield Reason("settlement.offer", text, {"debt": str(Money(terms.claims_minor, asked.currency))})
    if asked.until is None or asked.until < as_of or terms.last_day < as_of:
        yield Reason("settlement.deadline", "say until when the offer is to be paid: a day that is still to come")
    elif terms.last_day != last_day(asked.until, bank=policy.bank_calendar):
        yield Reason("settlement.last_day", "the banks are closed on that day: the last day is the next one they work")
    elif (asked.until - as_of).days > rules.settlement_longest_days:
        text = "an offer stands for at most %(days)d days"
        yield Reason("settlement.too_long", text, {"days": rules.settlement_longest_days})
    if not 0 < len(str(asked.terms.get("method", "")).strip()) <= METHOD_LONGEST:
        text = "say how it is to be paid, in at most %(most)d letters"
        yield Reason("settlement.method", text, {"most": METHOD_LONGEST})
    if asked.stake != stake_of(terms):
        yield Reason("settlement.stake", "what is forgiven is the debt less the offer")
    if len(asked.terms.get("payments", ())) > MOST_PAYMENTS:
        yield Reason("settlement.payments", "at most %(most)d payments count", {"most": MOST_PAYMENTS})


def judge(terms: Terms, *, paid_minor: int, as_of: date, booking_ends: date) -> State:
    """What the settlement is by what was paid in time, as known on the day.

    A payment in time may be booked or identified some days later: until `booking_ends` the offer has not lapsed.
    """
    if paid_minor >= terms.offer_minor:
        return State.FULFILLED
    return State.LAPSED if as_of > booking_ends else State.OFFERED


def booking_ends(terms: Terms, *, policy: PolicyDocument) -> date:
    """The last day on which money with a value date in time may still turn up."""
    days = policy.requests.settlement_booking_days
    return policy.bank_calendar.add_business_days(terms.last_day, days) if days else terms.last_day


def shares(claims: Sequence[Claim], *, cash_minor: int) -> list[Share]:
    """How cash and forgiveness close the claims: cash pays the oldest first, the rest of each is forgiven.

    The tax comes back with what is forgiven, in proportion and rounded down: never more than is in it.
    """
    left, found = cash_minor, []
    for claim in sorted(claims, key=lambda one: (one.due_date, one.item_id)):
        paid = min(left, claim.open_minor)
        left -= paid
        forgiven = claim.open_minor - paid
        tax = claim.tax_minor * forgiven // claim.settled_minor if claim.settled_minor else 0
        found.append(Share(claim.item_id, paid, forgiven, min(tax, forgiven)))
    return found
