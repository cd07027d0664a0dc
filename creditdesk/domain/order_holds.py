"""Whether an order is held, and by which of the policy's reasons: all of them, each with its facts.

A reason is found by a rule (H1 to H9 of the policy, H10 for who must pay before delivery) from what is known on the
day. Nothing is remembered but what people decided: the same facts give the same holds, so a hold falls by itself when
its cause does::

    found = holds_on(order, credit, as_of=date(2026, 5, 18), policy=policy)
    [hold.code for hold in found]      # ["H2"]: 600.00 are 17 days late

An order that is paid in advance takes no credit: no rule about credit holds it. What was paid and pays nothing yet,
what is disputed, and items under a plan or an extension are no debt that is late. A promise is no payment: it stands
beside the hold and does not lift it.

Source: docs/rules/holds.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from creditdesk.domain.cash_returns import months_after
from creditdesk.domain.exposure import Exposure
from creditdesk.domain.money import Money
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.policy_fields import Level
from creditdesk.domain.policy_holds import HoldCode
from creditdesk.domain.reasons import Reason
from creditdesk.domain.risk_class import RiskClass
from creditdesk.domain.worklist import PAR_PPM, CreditStatus


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """An order that is not invoiced yet. Amounts are minor units of the customer's currency.

    `amount_minor` is what is still to be delivered, `prepaid_minor` what was paid for it in advance. Terms are days
    from the invoice to the due date, None where they are not known; `discount_ppm` is the cash discount in millionths,
    `discount_days` how long it may be taken. `unknown_terms` are those that nobody can compare with the agreed ones.
    """

    number: str
    amount_minor: int
    prepaid_minor: int = 0
    terms_days: int | None = None
    agreed_terms_days: int | None = None
    discount_ppm: int = 0
    agreed_discount_ppm: int = 0
    discount_days: int | None = None
    agreed_discount_days: int | None = None
    unknown_terms: str = ""
    is_cod: bool = False
    is_first: bool = False
    last_order_on: date | None = None
    ships_on: date | None = None

    @property
    def on_credit_minor(self) -> int:
        """What of the order is delivered before it is paid; on delivery is not before."""
        return 0 if self.is_cod else max(0, self.amount_minor - self.prepaid_minor)


@dataclass(frozen=True, slots=True)
class LateItem:
    """What is open and undisputed of an item that is past due, and under no plan and no extension that still runs."""

    number: str
    amount_minor: int
    days_late: int


@dataclass(frozen=True, slots=True)
class BrokenPromise:
    """A promise that was not kept, or only in part, and of which `missing_minor` did not come since."""

    broken_on: date
    missing_minor: int
    is_partly_kept: bool = False


@dataclass(frozen=True, slots=True)
class StandingFinding:
    """A reason that people or an event put on the account: its code, why, its last day (None: until it is lifted).

    `level` is that of the person who placed it by hand.
    """

    code: str
    why: Reason
    until: date | None = None
    level: Level | None = None


@dataclass(frozen=True, slots=True)
class Family:
    """The limit and the exposure of all accounts under one parent, in the customer's currency."""

    name: str
    limit_minor: int
    exposure: Exposure


@dataclass(frozen=True, slots=True)
class CreditFacts:
    """What is known of the customer on the day. Amounts are minor units of his currency.

    `exposure` is without the order in question. `credits_minor` are payments and credit memos that pay nothing yet and
    whose money is there. `rate_ppm` is how many minor units of the policy's currency a million of the customer's are
    worth, None without a rate. `unrated` are currencies in which something is open that no rate converts.
    """

    currency: str
    exposure: Exposure
    limit_minor: int | None
    status: CreditStatus = CreditStatus.ACTIVE
    risk_class: RiskClass = RiskClass.B
    reviewed_on: date | None = None
    late: tuple[LateItem, ...] = ()
    credits_minor: int = 0
    broken: tuple[BrokenPromise, ...] = ()
    findings: tuple[StandingFinding, ...] = ()
    plan_default_on: date | None = None
    family: Family | None = None
    rate_ppm: int | None = PAR_PPM
    unrated: tuple[str, ...] = ()
    segment: str = ""
    company: str = ""


@dataclass(frozen=True, slots=True)
class FoundHold:
    """A reason to hold the order, why, and its measure: how much over the limit or late (minor units), how many days.

    `cure_minor` is what would have to be paid, or left out, for the reason to fall; None where money does not help.
    `level` is that of the person who placed it by hand.
    `limit_minor` is the limit that it is over: the customer's own, or that of the family.
    """

    code: HoldCode
    why: Reason
    amount_minor: int = 0
    days: int = 0
    cure_minor: int | None = None
    level: Level | None = None
    limit_minor: int | None = None


def holds_on(order: OrderFacts, credit: CreditFacts, *, as_of: date, policy: PolicyDocument) -> tuple[FoundHold, ...]:
    """Every reason to hold the order on the day, by number; which of them the policy leaves alone, exclusions say.

    Source: docs/rules/holds.md.
    """
    found = [*_by_event(credit, as_of), *_status(order, credit), *_terms(order, credit, policy)]
    if order.on_credit_minor:
        found += _on_credit(order, credit, as_of, policy)
    return tuple(sorted(found, key=lambda hold: _ORDER[hold.code]))


def over_limit_percent(over_minor: int, *, limit_minor: int | None) -> Decimal | None:
    """How far over the limit, in per cent with two places; None where there is no limit to be over."""
    if not limit_minor:
        return None
    return (Decimal(100 * over_minor) / limit_minor).quantize(Decimal("0.01"), ROUND_HALF_UP)


def over_percent_of(found: Iterable[FoundHold]) -> Decimal | None:
    """How far over the limit the order would lead, each against the limit that holds it, the worst of them in per cent.

    0 where none holds it; None where there is no limit to be over.
    """
    worst = Decimal("0.00")
    for one in found:
        if one.code is HoldCode.OVER_LIMIT:
            percent = over_limit_percent(one.amount_minor, limit_minor=one.limit_minor)
            if percent is None:
                return None
            worst = max(worst, percent)
    return worst


_ORDER = {code: place for place, code in enumerate(HoldCode)}


def _on_credit(order: OrderFacts, credit: CreditFacts, as_of: date, policy: PolicyDocument) -> Iterable[FoundHold]:
    yield from _over_limit(order, credit, policy)
    yield from _past_due(order, credit, policy)
    yield from _broken_promise(order, credit, as_of, policy)
    yield from _findings(credit, as_of, HoldCode.RETURNED_PAYMENT)
    yield from _review(credit, as_of, policy)
    yield from _first_order(order, credit, as_of, policy)
    if policy.holds.H9.plan_default and credit.plan_default_on is not None:
        text = "the payment plan is in default since %(day)s"
        yield FoundHold(HoldCode.PLAN_DEFAULT, Reason("hold.plan", text, {"day": credit.plan_default_on.isoformat()}))


def _over_limit(order: OrderFacts, credit: CreditFacts, policy: PolicyDocument) -> Iterable[FoundHold]:
    code, currency = HoldCode.OVER_LIMIT, credit.currency
    if credit.unrated or credit.rate_ppm is None:
        named = ", ".join(credit.unrated) or currency
        text = "there is no exchange rate for %(currencies)s: what is at risk is not known"
        yield FoundHold(code, Reason("hold.no_rate", text, {"currencies": named}))
        return
    if credit.limit_minor is None:
        # A first order is held for that by H7, whose release is by the same person.
        if not (order.is_first and policy.holds.H7.first_order):
            yield FoundHold(
                code,
                Reason("hold.no_limit", "no credit limit was granted"),
                order.on_credit_minor,
                0,
                order.on_credit_minor,
            )
        return
    if hold := _beyond(order, credit.exposure, credit.limit_minor, policy=policy):
        yield hold
    if policy.holds.H1.family_level and credit.family is not None:
        family = credit.family
        if hold := _beyond(order, family.exposure, family.limit_minor, policy=policy, family=family.name):
            yield hold


def _beyond(
    order: OrderFacts, exposed: Exposure, limit_minor: int, *, policy: PolicyDocument, family: str = ""
) -> FoundHold | None:
    """The hold of who would be over his limit with the order; being at it is not over it."""
    total = exposed.total_minor + order.on_credit_minor
    allowed = limit_minor + int(limit_minor * policy.holds.H1.over_limit_pct / 100)
    if total <= allowed:
        return None
    over, currency = total - limit_minor, exposed.currency
    facts: dict[str, str | int] = {
        "total": str(Money(total, currency)),
        "over": str(Money(over, currency)),
        "limit": str(Money(limit_minor, currency)),
        "percent": str(over_limit_percent(over, limit_minor=limit_minor) or "100"),
    }
    text = "%(total)s with this order, %(over)s (%(percent)s%%) over the limit of %(limit)s"
    words = Reason("hold.over_limit", text, facts)
    if family:
        text = "the family %(family)s: %(total)s with this order, %(over)s (%(percent)s%%) over its limit of %(limit)s"
        words = Reason("hold.over_family_limit", text, facts | {"family": family})
    return FoundHold(HoldCode.OVER_LIMIT, words, over, cure_minor=total - allowed, limit_minor=limit_minor)


def late_minor(late: Sequence[LateItem], *, credits_minor: int, policy: PolicyDocument) -> tuple[int, int]:
    """What is later than the policy lets pass, less credits that would pay it, and the days of its oldest.

    Minor units of the customer's currency. Money that came and pays nothing yet pays the oldest first, as it would if
    somebody had applied it.
    """
    left, rest, days = credits_minor, 0, 0
    for item in sorted(late, key=lambda one: -one.days_late):
        if item.days_late <= policy.holds.H2.days_past_due_gt:
            continue
        paid = min(left, item.amount_minor)
        left -= paid
        if item.amount_minor > paid:
            rest += item.amount_minor - paid
            days = max(days, item.days_late)
    return rest, days


def _past_due(order: OrderFacts, credit: CreditFacts, policy: PolicyDocument) -> Iterable[FoundHold]:
    late, days = late_minor(credit.late, credits_minor=credit.credits_minor, policy=policy)
    if not late or credit.rate_ppm is None:
        return
    if late * credit.rate_ppm < policy.minor(policy.holds.H2.min_amount) * PAR_PPM:
        return
    facts: dict[str, str | int] = {
        "amount": str(Money(late, credit.currency)),
        "grace": policy.holds.H2.days_past_due_gt,
        "days": days,
    }
    text = "%(amount)s undisputed are more than %(grace)d days late, the oldest %(days)d days"
    yield FoundHold(HoldCode.PAST_DUE, Reason("hold.past_due", text, facts), late, days, late)


def _broken_promise(order: OrderFacts, credit: CreditFacts, as_of: date, policy: PolicyDocument) -> Iterable[FoundHold]:
    last = timedelta(days=policy.holds.H3.days)
    for one in credit.broken:
        counts = policy.promise.partly_counts_for_H3 or not one.is_partly_kept
        if not counts or one.missing_minor <= 0 or as_of > one.broken_on + last:
            continue
        facts: dict[str, str | int] = {
            "amount": str(Money(one.missing_minor, credit.currency)),
            "day": one.broken_on.isoformat(),
        }
        text = "a promise was broken on %(day)s, %(amount)s of it did not come"
        if one.is_partly_kept:
            text = "a promise was kept only in part on %(day)s, %(amount)s of it did not come"
        words = Reason("hold.broken_promise", text, facts)
        yield FoundHold(HoldCode.BROKEN_PROMISE, words, one.missing_minor, 0, one.missing_minor)


def _findings(credit: CreditFacts, as_of: date, code: HoldCode) -> Iterable[FoundHold]:
    for one in credit.findings:
        if one.code == code and (one.until is None or as_of <= one.until):
            yield FoundHold(code, one.why, level=one.level)


def _review(credit: CreditFacts, as_of: date, policy: PolicyDocument) -> Iterable[FoundHold]:
    valid = policy.holds.H5.review_days[credit.risk_class]
    if credit.reviewed_on is None:
        yield FoundHold(HoldCode.REVIEW_EXPIRED, Reason("hold.no_review", "no credit review is on record"))
        return
    age = (as_of - credit.reviewed_on).days
    if age > valid:
        facts: dict[str, str | int] = {"day": credit.reviewed_on.isoformat(), "valid": valid, "age": age}
        text = "the last credit review of %(day)s is %(age)d days old, valid for %(valid)d"
        yield FoundHold(HoldCode.REVIEW_EXPIRED, Reason("hold.review", text, facts), 0, age - valid)


def _terms(order: OrderFacts, credit: CreditFacts, policy: PolicyDocument) -> Iterable[FoundHold]:
    """Only what is better for the customer is a change that somebody must have agreed to."""
    if not policy.holds.H6.terms_or_discount_changed:
        return
    code = HoldCode.TERMS_CHANGED
    given, agreed = order.terms_days, order.agreed_terms_days
    if given is not None and agreed is not None and given > agreed:
        text = "the order has terms of %(days)d days, agreed are %(agreed)d"
        yield FoundHold(code, Reason("hold.terms", text, {"days": given, "agreed": agreed}), 0, given - agreed)
    if order.unknown_terms:
        text = "the order has the terms %(terms)s, which cannot be compared with those agreed"
        yield FoundHold(code, Reason("hold.terms_unknown", text, {"terms": order.unknown_terms}))
    longer, usual = order.discount_days, order.agreed_discount_days
    if order.discount_ppm and longer is not None and usual is not None and longer > usual:
        text = "the order has a discount for %(days)d days, agreed are %(agreed)d"
        yield FoundHold(code, Reason("hold.discount_days", text, {"days": longer, "agreed": usual}), 0, longer - usual)
    if order.discount_ppm > order.agreed_discount_ppm:
        text = "the order has a discount of %(percent)s%%, agreed is %(agreed)s%%"
        facts: dict[str, str | int] = {
            "percent": f"{Decimal(order.discount_ppm) / 10_000:f}",
            "agreed": f"{Decimal(order.agreed_discount_ppm) / 10_000:f}",
        }
        yield FoundHold(code, Reason("hold.discount", text, facts))


def _first_order(order: OrderFacts, credit: CreditFacts, as_of: date, policy: PolicyDocument) -> Iterable[FoundHold]:
    code = HoldCode.FIRST_ORDER
    rule = policy.holds.H7
    if order.is_first:
        if rule.first_order:
            no_limit = credit.limit_minor is None
            text = "a first order, and no credit limit was granted" if no_limit else "a first order"
            yield FoundHold(code, Reason("hold.first_order", text), 0, 0, order.on_credit_minor)
        return
    yield from _findings(credit, as_of, code)
    last = order.last_order_on
    if last is not None and as_of > months_after(last, rule.dormant_months):
        text = "the last order before was on %(day)s, more than %(months)d months ago"
        facts: dict[str, str | int] = {"day": last.isoformat(), "months": rule.dormant_months}
        yield FoundHold(code, Reason("hold.dormant", text, facts), 0, 0, order.on_credit_minor)


def _by_event(credit: CreditFacts, as_of: date) -> Iterable[FoundHold]:
    yield from _findings(credit, as_of, HoldCode.BY_HAND_OR_EVENT)
    if credit.status is CreditStatus.HOLD:
        yield FoundHold(HoldCode.BY_HAND_OR_EVENT, Reason("hold.status", "the account is on credit hold"))


_NOT_ON_CREDIT = {
    CreditStatus.CIA: Reason("hold.cia", "the customer pays in advance, and this order is not paid in full"),
    CreditStatus.COD: Reason(
        "hold.cod", "the customer pays on delivery, and this order is neither paid nor on such terms"
    ),
    CreditStatus.BANKRUPT: Reason("hold.bankrupt", "the customer is bankrupt: it buys for cash only"),
    CreditStatus.CLOSED: Reason("hold.closed", "the account is closed"),
}


def _status(order: OrderFacts, credit: CreditFacts) -> Iterable[FoundHold]:
    words = _NOT_ON_CREDIT.get(credit.status)
    if words is None:
        return
    unpaid = max(0, order.amount_minor - order.prepaid_minor)
    is_closed = credit.status is CreditStatus.CLOSED
    is_fine = not unpaid or (credit.status is CreditStatus.COD and order.is_cod)
    if is_closed or not is_fine:
        yield FoundHold(HoldCode.PAY_BEFORE_DELIVERY, words, 0, 0, None if is_closed else unpaid)
