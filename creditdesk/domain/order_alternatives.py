"""What could be done instead of holding an order: each way cures every reason that holds it, or is not offered.

Computed from the same facts as the holds, and proved by them: an alternative is offered only where the holds, found
again with what it changes, are none. Example: an order of 9,000.00 with 6,000.00 of credit left is offered a deposit of
3,000.00, or a shipment of 6,000.00 now and the rest later.

Source: docs/rules/holds.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from creditdesk.domain.exposure import Exposure
from creditdesk.domain.money import Money
from creditdesk.domain.order_exclusions import weighed_holds
from creditdesk.domain.order_holds import BrokenPromise, CreditFacts, Family, FoundHold, OrderFacts
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.policy_holds import HoldCode
from creditdesk.domain.reasons import Reason


class AlternativeKind(StrEnum):
    """A way to let the order, or part of it, go."""

    PAY_DEBT = "pay_debt"
    WAIT_FOR_PROMISE = "wait_for_promise"
    DEPOSIT = "deposit"
    SHIP_PART = "ship_part"
    PREPAY = "prepay"
    COD = "cod"
    TEMPORARY_LIMIT = "temporary_limit"


@dataclass(frozen=True, slots=True)
class OrderLine:
    """A line of the order: its number, what it is worth in minor units of the customer's currency, when it ships."""

    number: str
    amount_minor: int
    ship_date: date | None = None


@dataclass(frozen=True, slots=True)
class LivePromise:
    """A promise that still runs: what of it has not come, in minor units, and for when."""

    amount_minor: int
    date: date


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way, in words, with its figures in minor units of the customer's currency.

    `pay_minor` is what the customer pays first, `ship_minor` what of the order goes now, `lines` the lines that go
    where only some do. `exposure_minor` is the money at risk afterwards. `until` is the day of a promise, or the last
    of a limit.
    """

    kind: AlternativeKind
    words: Reason
    ship_minor: int
    exposure_minor: int
    pay_minor: int = 0
    lines: tuple[str, ...] = ()
    until: date | None = None


@dataclass(frozen=True, slots=True)
class _Case:
    """A held order, with everything that a way out looks at."""

    order: OrderFacts
    credit: CreditFacts
    found: Sequence[FoundHold]
    lines: Sequence[OrderLine]
    promises: Sequence[LivePromise]
    as_of: date
    policy: PolicyDocument


@dataclass(frozen=True, slots=True)
class _Way:
    """What an alternative changes of the facts."""

    alternative: Alternative
    order: OrderFacts
    credit: CreditFacts


def alternatives(
    order: OrderFacts,
    credit: CreditFacts,
    *,
    lines: Sequence[OrderLine] = (),
    promises: Sequence[LivePromise] = (),
    as_of: date,
    policy: PolicyDocument,
) -> tuple[Alternative, ...]:
    """Every way that lets the held order go, cheapest for the customer first. Source: docs/rules/holds.md."""
    found = weighed_holds(order, credit, as_of=as_of, policy=policy).holding
    if not found or not order.amount_minor:
        return ()
    case = _Case(order, credit, found, lines, promises, as_of, policy)
    ways = (way for make in _WAYS for way in make(case))
    return tuple(way.alternative for way in ways if _cures(way, as_of, policy))


def _cures(way: _Way, as_of: date, policy: PolicyDocument) -> bool:
    """Whether nothing holds the order once the way is gone."""
    return not weighed_holds(way.order, way.credit, as_of=as_of, policy=policy).holding


def paid(credit: CreditFacts, minor: int) -> CreditFacts:
    """The facts once the customer has paid so much of his debt, oldest first."""
    rest, broken = minor, []
    for one in credit.broken:
        took = min(rest, one.missing_minor)
        rest -= took
        broken.append(BrokenPromise(one.broken_on, one.missing_minor - took, one.is_partly_kept))
    family = credit.family
    if family is not None:
        family = Family(family.name, family.limit_minor, _less(family.exposure, minor))
    return replace(
        credit,
        exposure=_less(credit.exposure, minor),
        credits_minor=credit.credits_minor + minor,
        broken=tuple(broken),
        family=family,
    )


def _less(exposed: Exposure, minor: int) -> Exposure:
    return replace(exposed, total_minor=max(0, exposed.total_minor - minor))


def _pay_debt(case: _Case) -> Iterable[_Way]:
    """Pay what is late, or enough of the debt to make room: all of the order goes."""
    minor = _to_pay(case.found)
    if not 0 < minor <= case.credit.exposure.total_minor:
        return
    after = paid(case.credit, minor)
    text = "pay %(amount)s of the open items now: the whole order goes"
    words = Reason("alternative.pay_debt", text, {"amount": str(Money(minor, case.credit.currency))})
    yield _way(AlternativeKind.PAY_DEBT, words, case.order, after, pay_minor=minor)


def _wait_for_promise(case: _Case) -> Iterable[_Way]:
    """Hold it until what was promised has come, where that is enough."""
    minor = 0
    for one in sorted(case.promises, key=lambda promise: promise.date):
        minor += one.amount_minor
        if minor < _to_pay(case.found):
            continue
        text = "wait for the %(amount)s that are promised for %(day)s: with them the whole order goes"
        facts: dict[str, str | int] = {"amount": str(Money(minor, case.credit.currency)), "day": one.date.isoformat()}
        words = Reason("alternative.wait", text, facts)
        yield _way(AlternativeKind.WAIT_FOR_PROMISE, words, case.order, paid(case.credit, minor), until=one.date)
        return


def _deposit(case: _Case) -> Iterable[_Way]:
    """Pay in advance what of the order does not fit under the limit."""
    minor = _over(case.found)
    if not 0 < minor < case.order.on_credit_minor:
        return
    after = replace(case.order, prepaid_minor=case.order.prepaid_minor + minor)
    text = "pay %(amount)s of the order in advance: the whole order goes"
    words = Reason("alternative.deposit", text, {"amount": str(Money(minor, case.credit.currency))})
    yield _way(AlternativeKind.DEPOSIT, words, after, case.credit, pay_minor=minor)


def _ship_part(case: _Case) -> Iterable[_Way]:
    """Ship what fits under the limit now, the rest later: by whole lines where the order has any."""
    fits = case.order.amount_minor - _over(case.found)
    if not 0 < fits < case.order.amount_minor:
        return
    chosen = lines_that_fit(case.lines, fits)
    worth = sum(line.amount_minor for line in chosen) if case.lines else fits
    if not worth:
        return
    facts: dict[str, str | int] = {
        "amount": str(Money(worth, case.credit.currency)),
        "rest": str(Money(case.order.amount_minor - worth, case.credit.currency)),
    }
    text = "ship %(amount)s now, %(rest)s when there is room"
    words = Reason("alternative.part", text, facts)
    numbers = tuple(line.number for line in chosen)
    if numbers:
        text = "ship the lines %(lines)s now, %(amount)s, the others of %(rest)s when there is room"
        words = Reason("alternative.lines", text, facts | {"lines": ", ".join(numbers)})
    yield _way(AlternativeKind.SHIP_PART, words, replace(case.order, amount_minor=worth), case.credit, lines=numbers)


def lines_that_fit(lines: Sequence[OrderLine], room_minor: int) -> tuple[OrderLine, ...]:
    """Lines that are worth no more than the room: those that ship first come first, of them the larger ones."""
    chosen, left = [], room_minor
    for line in sorted(lines, key=lambda one: (one.ship_date or date.max, -one.amount_minor, one.number)):
        if line.amount_minor <= left:
            chosen.append(line)
            left -= line.amount_minor
    return tuple(sorted(chosen, key=lines.index))


def _prepay(case: _Case) -> Iterable[_Way]:
    """Pay the order in advance."""
    minor = case.order.amount_minor - case.order.prepaid_minor
    after = replace(case.order, prepaid_minor=case.order.amount_minor)
    text = "pay the order in advance, %(amount)s"
    words = Reason("alternative.prepay", text, {"amount": str(Money(minor, case.credit.currency))})
    yield _way(AlternativeKind.PREPAY, words, after, case.credit, pay_minor=minor)


def _cod(case: _Case) -> Iterable[_Way]:
    """Hand the order out against payment."""
    if case.order.is_cod:
        return
    minor = case.order.on_credit_minor
    text = "deliver the order against payment of %(amount)s"
    words = Reason("alternative.cod", text, {"amount": str(Money(minor, case.credit.currency))})
    yield _way(AlternativeKind.COD, words, replace(case.order, is_cod=True), case.credit, pay_minor=minor)


def _temporary_limit(case: _Case) -> Iterable[_Way]:
    """Grant as much limit as the order needs, for as long as a release is looked at again."""
    over = _over(case.found)
    if not over or case.credit.limit_minor is None or case.credit.family is not None:
        return
    limit = case.credit.exposure.total_minor + case.order.on_credit_minor
    until = case.as_of + timedelta(days=case.policy.orders.temporary_limit_days)
    text = "a limit of %(limit)s until %(day)s instead of %(now)s"
    facts: dict[str, str | int] = {
        "limit": str(Money(limit, case.credit.currency)),
        "now": str(Money(case.credit.limit_minor, case.credit.currency)),
        "day": until.isoformat(),
    }
    words = Reason("alternative.limit", text, facts)
    yield _way(AlternativeKind.TEMPORARY_LIMIT, words, case.order, replace(case.credit, limit_minor=limit), until=until)


def _over(found: Sequence[FoundHold]) -> int:
    """By how much the order must be smaller, or paid in advance, to fit under every limit."""
    return max((one.cure_minor or 0 for one in found if one.code is HoldCode.OVER_LIMIT), default=0)


def _to_pay(found: Sequence[FoundHold]) -> int:
    """How much of the debt must be paid for every reason to fall that a payment of debts makes fall.

    One payment pays what is late, keeps what was promised, and makes room: the largest of them is enough.
    """
    late = sum(one.cure_minor or 0 for one in found if one.code is HoldCode.PAST_DUE)
    promised = sum(one.cure_minor or 0 for one in found if one.code is HoldCode.BROKEN_PROMISE)
    return max(late, promised, _over(found))


def _way(
    kind: AlternativeKind,
    words: Reason,
    order: OrderFacts,
    credit: CreditFacts,
    *,
    pay_minor: int = 0,
    lines: tuple[str, ...] = (),
    until: date | None = None,
) -> _Way:
    alternative = Alternative(
        kind=kind,
        words=words,
        ship_minor=order.amount_minor,
        exposure_minor=credit.exposure.total_minor + order.on_credit_minor,
        pay_minor=pay_minor,
        lines=lines,
        until=until,
    )
    return _Way(alternative, order, credit)


_WAYS: tuple[Callable[[_Case], Iterable[_Way]], ...] = (
    _pay_debt,
    _wait_for_promise,
    _deposit,
    _ship_part,
    _prepay,
    _cod,
    _temporary_limit,
)
